#include "base/timestamp.h"

#include <gtest/gtest.h>

#include <climits>

namespace azcred {
namespace {

TEST(Timestamp, reads_seconds_since_1970) {
  EXPECT_EQ(parse_timestamp("0"), 0);
  EXPECT_EQ(parse_timestamp(" 1666699199\t"), 1'666'699'199);
  EXPECT_EQ(parse_timestamp("2180000000"), 2'180'000'000);
  EXPECT_EQ(parse_timestamp("253402300799"), last_unix_s);
}

TEST(Timestamp, reads_iso_8601) {
  EXPECT_EQ(parse_timestamp("2030-01-01T00:00:00.0000000+00:00"), 1'893'456'000);
  EXPECT_EQ(parse_timestamp("2024-10-18T19:51:37.0000000+00:00"), 1'729'281'097);
  EXPECT_EQ(parse_timestamp("2030-01-01T00:00:00Z"), 1'893'456'000);
  EXPECT_EQ(parse_timestamp("2030-01-01t00:00:00z"), 1'893'456'000);
  EXPECT_EQ(parse_timestamp("2030-01-01T00:00:00"), 1'893'456'000);
  EXPECT_EQ(parse_timestamp("2030-01-01T01:30:00.5+01:30"), 1'893'456'000);
  EXPECT_EQ(parse_timestamp("2029-12-31T19:00:00-0500"), 1'893'456'000);
  EXPECT_EQ(parse_timestamp("9999-12-31T23:59:59Z"), last_unix_s);
}

TEST(Timestamp, reads_the_forms_of_app_service_2017) {
  EXPECT_EQ(parse_timestamp("10/25/2022 11:59:59 AM +00:00"), 1'666'699'199);
  EXPECT_EQ(parse_timestamp("10/25/2022 11:59:59 PM +00:00"), 1'666'742'399);
  EXPECT_EQ(parse_timestamp("1/1/2030 12:00:00 AM +00:00"), 1'893'456'000);
  EXPECT_EQ(parse_timestamp("1/1/2030 12:00:00 PM +00:00"), 1'893'499'200);
  EXPECT_EQ(parse_timestamp("01/01/2030 00:00:00 +00:00"), 1'893'456'000);
  EXPECT_EQ(parse_timestamp("1/1/2030 1:02:03 +01:00"), 1'893'456'123);
}

TEST(Timestamp, reads_date_and_time_with_a_space_between) {
  EXPECT_EQ(parse_timestamp("2030-01-01 00:00:00"), 1'893'456'000);
  EXPECT_EQ(parse_timestamp("2030-01-01 00:00:00.123456"), 1'893'456'000);
  EXPECT_EQ(parse_timestamp("2030-01-01 02:00:00 +02:00"), 1'893'456'000);
}

TEST(Timestamp, reads_rfc_1123) {
  EXPECT_EQ(parse_timestamp("Sun, 06 Nov 1994 08:49:37 GMT"), 784'111'777);
  EXPECT_EQ(parse_timestamp("Tue, 01 Jan 2030 00:00:00 GMT"), 1'893'456'000);
}

TEST(Timestamp, knows_the_calendar) {
  EXPECT_EQ(parse_timestamp("2024-02-29T00:00:00Z"), 1'709'164'800);
  EXPECT_EQ(parse_timestamp("2000-02-29T00:00:00Z"), 951'782'400);
  EXPECT_EQ(parse_timestamp("2023-02-29T00:00:00Z"), std::nullopt);
  EXPECT_EQ(parse_timestamp("2100-02-29T00:00:00Z"), std::nullopt);
  EXPECT_EQ(parse_timestamp("2026-04-31T00:00:00Z"), std::nullopt);
  EXPECT_EQ(parse_timestamp("2016-12-31T23:59:60Z"), 1'483'228'800);
}

TEST(Timestamp, refuses_times_that_cannot_be) {
  for (const char* text : {"2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z",
                           "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z", "2026-01-01T00:59:61Z",
                           "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+00:60", "1/1/2026 0:00:00 AM +00:00",
                           "1/1/2026 13:00:00 PM +00:00", "13/1/2026 1:00:00 AM +00:00"}) {
    EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
  }
}

TEST(Timestamp, refuses_times_before_1970_and_after_9999) {
  EXPECT_EQ(parse_timestamp("1969-12-31T23:59:59Z"), std::nullopt);
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:00+00:01"), std::nullopt);
  EXPECT_EQ(parse_timestamp("9999-12-31T23:59:59-00:01"), std::nullopt);
  EXPECT_EQ(parse_timestamp("253402300800"), std::nullopt);
  EXPECT_EQ(parse_timestamp("99999999999999999999999999"), std::nullopt);
}

TEST(Timestamp, refuses_what_is_no_time) {
  for (const char* text : {"",
                           " ",
                           "-1",
                           "+1",
                           "0x10",
                           "1e9",
                           "3599.0",
                           "soon",
                           "2026-01-01",
                           "2026-01-01T",
                           "2026-01-01T00:00Z",
                           "2026-1-1T00:00:00Z",
                           "2026-01-01T00:00:00.Z",
                           "2026-01-01T00:00:00Zx",
                           "2026-01-01T00:00:00+",
                           "2026-01-01T00:00:00+0",
                           "2026-01-01T00:00:00+000",
                           "2026-01-01T00:00:00+00:",
                           "2026-01-01T00:00:00 ,",
                           "20260101T000000Z",
                           "1/1/2026",
                           "1/1/26 1:00:00 AM +00:00",
                           "1/1/2026 1:00:00 XM +00:00",
                           "Xyz, 06 Nov 1994 08:49:37 GMT",
                           "Sun, 06 Nop 1994 08:49:37 GMT",
                           "Sun, 6 Nov 1994 08:49:37 GMT",
                           "Sun, 06 Nov 94 08:49:37 GMT",
                           "Sun, 06 Nov 1994 08:49:37 PST",
                           "Sun, 06 Nov 1994 08:49:37",
                           "\xef\xbc\x91"}) {
    EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
  }
}

TEST(Timestamp, formats_what_it_parses) {
  EXPECT_EQ(format_timestamp(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_timestamp(1'666'699'199), "2022-10-25T11:59:59Z");
  EXPECT_EQ(format_timestamp(1'709'164'800), "2024-02-29T00:00:00Z");
  EXPECT_EQ(format_timestamp(last_unix_s), "9999-12-31T23:59:59Z");
  // A step that hits every day of year and time of day at some point.
  for (std::int64_t unix_s = 0; unix_s <= last_unix_s; unix_s += 86'400 * 97 + 3'671) {
    ASSERT_EQ(parse_timestamp(format_timestamp(unix_s)), unix_s);
  }
}

TEST(Timestamp, formats_the_nearest_time_it_can) {
  EXPECT_EQ(format_timestamp(INT64_MIN), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_timestamp(INT64_MAX), "9999-12-31T23:59:59Z");
}

TEST(Timestamp, overflows_for_no_date) {
  EXPECT_LT(unix_s_from_civil(INT_MIN, INT_MIN, INT_MIN, INT_MIN, INT_MIN, INT_MIN), 0);
  EXPECT_GT(unix_s_from_civil(INT_MAX, INT_MAX, INT_MAX, INT_MAX, INT_MAX, INT_MAX), 0);
  EXPECT_EQ(unix_s_from_civil(1970, 1, 1, 0, 0, 0), 0);
  EXPECT_EQ(unix_s_from_civil(1969, 12, 31, 23, 59, 59), -1);
}

}  // namespace
}  // namespace azcred
