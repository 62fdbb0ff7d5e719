#include "base/timestamp.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace azcred {
namespace {

constexpr std::int64_t seconds_per_day = 86'400;
constexpr std::int64_t days_per_era = 146'097;  // 400 years

/// Reads a text from left to right; every step says whether the text goes on as asked.
class Reader {
 public:
  explicit Reader(std::string_view rest) noexcept : rest_(rest) {}

  bool at_end() const noexcept { return rest_.empty(); }
  char peek() const noexcept { return rest_.empty() ? '\0' : rest_.front(); }
  bool take(char wanted) noexcept {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take_word(std::string_view word) noexcept {
    if (!equal_ignoring_case(rest_.substr(0, word.size()), word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  /// From `fewest` to `most` digits, not followed by another one.
  bool number(std::size_t fewest, std::size_t most, int& value) noexcept {
    std::size_t size = 0;
    value = 0;
    for (; size < rest_.size() && size < most && is_ascii_digit(rest_[size]); ++size) value = value * 10 + (rest_[size] - '0');
    if (size < fewest || (size < rest_.size() && is_ascii_digit(rest_[size]))) return false;
    rest_.remove_prefix(size);
    return true;
  }
  bool skip_digits() noexcept {
    if (!is_ascii_digit(peek())) return false;
    while (is_ascii_digit(peek())) rest_.remove_prefix(1);
    return true;
  }

 private:
  std::string_view rest_;
};

struct Civil {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  int offset_minutes = 0;
};

int days_in_month(int year, int month) noexcept {
  constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return days[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

std::optional<std::int64_t> to_unix_s(const Civil& time) noexcept {
  if (time.month < 1 || time.month > 12) return std::nullopt;
  if (time.day < 1 || time.day > days_in_month(time.year, time.month)) return std::nullopt;
  // A leap second is the last of an hour wherever the offset is one of whole hours.
  if (time.hour > 23 || time.minute > 59 || time.second > (time.minute == 59 ? 60 : 59)) return std::nullopt;
  const std::int64_t unix_s = unix_s_from_civil(time.year, time.month, time.day, time.hour, time.minute, time.second) -
                              std::int64_t{time.offset_minutes} * 60;
  if (unix_s < 0 || unix_s > last_unix_s) return std::nullopt;
  return unix_s;
}

bool read_clock(Reader& reader, std::size_t fewest_hour_digits, Civil& time) noexcept {
  return reader.number(fewest_hour_digits, 2, time.hour) && reader.take(':') && reader.number(2, 2, time.minute) &&
         reader.take(':') && reader.number(2, 2, time.second) && (!reader.take('.') || reader.skip_digits());
}

/// "Z", "+hh:mm", "+hhmm" or "+hh", after at most one space; nothing at all means UTC.
bool read_zone(Reader& reader, Civil& time) noexcept {
  if (reader.at_end()) return true;
  reader.take(' ');
  if (reader.take_word("Z")) return reader.at_end();
  const bool west = reader.peek() == '-';
  if (!reader.take('+') && !reader.take('-')) return false;
  int hours = 0, minutes = 0;
  if (reader.number(4, 4, hours)) {
    minutes = hours % 100;
    hours /= 100;
  } else if (!reader.number(2, 2, hours) || (reader.take(':') && !reader.number(2, 2, minutes))) {
    return false;
  }
  if (hours > 23 || minutes > 59) return false;
  time.offset_minutes = (west ? -1 : 1) * (hours * 60 + minutes);
  return reader.at_end();
}

std::optional<std::int64_t> parse_digits(std::string_view text) noexcept {
  std::int64_t unix_s = 0;
  for (const char c : text) {
    if (!is_ascii_digit(c)) return std::nullopt;
    unix_s = unix_s * 10 + (c - '0');
    if (unix_s > last_unix_s) return std::nullopt;
  }
  if (text.empty()) return std::nullopt;
  return unix_s;
}

/// "2024-10-18T19:51:37.0000000+00:00" (AzureAD/microsoft-authentication-library-for-dotnet#4963), "2026-11-20 16:16:32".
std::optional<std::int64_t> parse_iso(std::string_view text) noexcept {
  Reader reader(text);
  Civil time;
  if (!reader.number(4, 4, time.year) || !reader.take('-') || !reader.number(2, 2, time.month) || !reader.take('-') ||
      !reader.number(2, 2, time.day)) {
    return std::nullopt;
  }
  if (!reader.take_word("T") && !reader.take(' ')) return std::nullopt;
  if (!read_clock(reader, 2, time) || !read_zone(reader, time)) return std::nullopt;
  return to_unix_s(time);
}

/// "10/25/2022 11:59:59 AM +00:00" (App Service 2017-09-01 on Windows), "10/25/2022 23:59:59 +00:00" (on Linux).
std::optional<std::int64_t> parse_us(std::string_view text) noexcept {
  Reader reader(text);
  Civil time;
  if (!reader.number(1, 2, time.month) || !reader.take('/') || !reader.number(1, 2, time.day) || !reader.take('/') ||
      !reader.number(4, 4, time.year) || !reader.take(' ') || !read_clock(reader, 1, time)) {
    return std::nullopt;
  }
  const bool morning = reader.take_word(" AM");
  const bool afternoon = !morning && reader.take_word(" PM");
  if (morning || afternoon) {
    if (time.hour < 1 || time.hour > 12) return std::nullopt;
    time.hour = time.hour % 12 + (afternoon ? 12 : 0);
  }
  if (!read_zone(reader, time)) return std::nullopt;
  return to_unix_s(time);
}

/// 1 to size() of the name that comes next, 0 if none of them does.
template <std::size_t size>
int read_name(Reader& reader, const std::array<std::string_view, size>& names) noexcept {
  for (std::size_t i = 0; i < size; ++i) {
    if (reader.take_word(names[i])) return static_cast<int>(i) + 1;
  }
  return 0;
}

std::optional<std::int64_t> parse_rfc1123(std::string_view text) noexcept {
  constexpr std::array<std::string_view, 7> days = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  Reader reader(text);
  Civil time;
  if (read_name(reader, days) == 0 || !reader.take(',') || !reader.take(' ') || !reader.number(2, 2, time.day) ||
      !reader.take(' ')) {
    return std::nullopt;
  }
  time.month = read_name(reader, months);
  if (!reader.take(' ') || !reader.number(4, 4, time.year) || !reader.take(' ') || !read_clock(reader, 2, time) ||
      !reader.take_word(" GMT") || !reader.at_end()) {
    return std::nullopt;
  }
  return to_unix_s(time);
}

/// Days since 1970-01-01, by eras of 400 years that begin on 1 March, so that the leap day is the last of a year.
std::int64_t days_from_civil(std::int64_t year, std::int64_t month, std::int64_t day) noexcept {
  if (month <= 2) --year;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * days_per_era + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719'468;
}

void append_padded(std::string& text, std::int64_t number, int width) {
  std::string digits = std::to_string(number);
  if (digits.size() < static_cast<std::size_t>(width)) text.append(static_cast<std::size_t>(width) - digits.size(), '0');
  text += digits;
}

}  // namespace

std::int64_t unix_s_from_civil(int year, int month, int day, int hour, int minute, int second) noexcept {
  return days_from_civil(year, month, day) * seconds_per_day + std::int64_t{hour} * 3600 + std::int64_t{minute} * 60 + second;
}

std::optional<std::int64_t> parse_timestamp(std::string_view text) noexcept {
  text = trim_ascii_space(text);
  for (const auto parse : {parse_digits, parse_iso, parse_us, parse_rfc1123}) {
    if (const auto unix_s = parse(text)) return unix_s;
  }
  return std::nullopt;
}

std::string format_timestamp(std::int64_t unix_s) {
  unix_s = std::clamp<std::int64_t>(unix_s, 0, last_unix_s);
  const std::int64_t days = unix_s / seconds_per_day + 719'468;
  const std::int64_t era = days / days_per_era;
  const std::int64_t day_of_era = days % days_per_era;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / (days_per_era - 1)) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  std::string text;
  append_padded(text, year_of_era + era * 400 + (month <= 2 ? 1 : 0), 4);
  append_padded(text += '-', month, 2);
  append_padded(text += '-', day_of_year - (153 * month_from_march + 2) / 5 + 1, 2);
  append_padded(text += 'T', unix_s / 3600 % 24, 2);
  append_padded(text += ':', unix_s / 60 % 60, 2);
  append_padded(text += ':', unix_s % 60, 2);
  return text += 'Z';
}

}  // namespace azcred
