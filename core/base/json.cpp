#include "base/json.h"

#include <cjson/cJSON.h>

#include <new>

#include "base/json_number.h"
#include "base/json_scan.h"
#include "base/secret.h"

namespace azcred {
namespace {

const cJSON* node_of(const void* node) noexcept { return static_cast<const cJSON*>(node); }

void wipe_string(char* string) noexcept {
  if (string != nullptr) wipe(string, std::strlen(string));
}

// As deep as the scan let the text nest, so at most 16 calls.
void wipe_strings(cJSON* node) noexcept {
  for (; node != nullptr; node = node->next) {
    wipe_string(node->string);
    wipe_string(node->valuestring);
    wipe_strings(node->child);
  }
}

void delete_document(void* document) noexcept {
  auto* const node = static_cast<cJSON*>(document);
  wipe_strings(node);
  cJSON_Delete(node);
}

bool has_duplicate_key(const cJSON* container) noexcept {
  for (const cJSON* member = container->child; member != nullptr; member = member->next) {
    if (has_duplicate_key(member)) return true;
    if (member->string == nullptr) continue;
    for (const cJSON* other = member->next; other != nullptr; other = other->next) {
      if (std::strcmp(member->string, other->string) == 0) return true;
    }
  }
  return false;
}

}  // namespace

Text json_fault_text(JsonFault fault) {
  switch (fault) {
    case JsonFault::malformed: return "it is not valid JSON"_t;
    case JsonFault::duplicate_key: return "it is JSON with a member that occurs twice"_t;
    case JsonFault::too_deep: return "it is JSON nested deeper than 16 levels"_t;
    case JsonFault::too_large: return "it is JSON with more text, members or digits than are accepted"_t;
    case JsonFault::not_object: return "it is JSON but not an object"_t;
  }
  return "it is not acceptable JSON"_t;
}

bool JsonValue::is_string() const noexcept { return cJSON_IsString(node_of(node_)) != 0; }
bool JsonValue::is_number() const noexcept { return cJSON_IsNumber(node_of(node_)) != 0; }
bool JsonValue::is_object() const noexcept { return cJSON_IsObject(node_of(node_)) != 0; }
bool JsonValue::is_null() const noexcept { return cJSON_IsNull(node_of(node_)) != 0; }

std::string_view JsonValue::string() const noexcept {
  return is_string() ? std::string_view(node_of(node_)->valuestring) : std::string_view();
}

std::optional<std::int64_t> JsonValue::integer() const noexcept {
  if (!is_number()) return std::nullopt;
  const double number = node_of(node_)->valuedouble;
  constexpr auto most = static_cast<double>(largest_json_integer);
  // Written so that a NaN fails; the cast is defined only within these bounds.
  if (!(number >= -most && number <= most)) return std::nullopt;
  const auto integer = static_cast<std::int64_t>(number);
  // A half or less, because respell_numbers lets no other fraction through.
  if (static_cast<double>(integer) < number || static_cast<double>(integer) > number) return std::nullopt;
  return integer;
}

Result<JsonObject, JsonFault> JsonObject::parse(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  if (const auto fault = scan_json(text)) return *fault;

  // cJSON asks the locale for the decimal point, takes one byte of it, and reads at most 63 characters of a number
  // (parse_number in cJSON.c 1.7.15): it gets only numbers to which none of this matters.
  Secret respelled;
  if (has_unusual_numbers(text)) {
    respelled = respell_numbers(text);
    text = respelled.reveal();
  }
  cJSON* const root = cJSON_ParseWithLengthOpts(text.data(), text.size(), nullptr, 0);
  // The scan has settled the grammar, so there is only one reason left.
  if (root == nullptr) throw std::bad_alloc();
  std::shared_ptr<void> document(root, delete_document);
  if (has_duplicate_key(root)) return JsonFault::duplicate_key;
  return JsonObject(std::move(document), root);
}

std::optional<JsonValue> JsonObject::find(std::string_view name) const noexcept {
  for (const cJSON* member = node_of(node_)->child; member != nullptr; member = member->next) {
    if (std::string_view(member->string) != name) continue;
    if (cJSON_IsNull(member)) return std::nullopt;
    return JsonValue(member);
  }
  return std::nullopt;
}

std::string_view JsonObject::string(std::string_view name) const noexcept {
  const auto value = find(name);
  return value ? value->string() : std::string_view();
}

std::optional<JsonObject> JsonObject::object(std::string_view name) const {
  const auto value = find(name);
  if (!value || !value->is_object()) return std::nullopt;
  return JsonObject(document_, value->node_);
}

}  // namespace azcred
