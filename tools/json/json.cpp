// JSON documents of the command, by cJSON.
#include "json/json.h"

#include <cjson/cJSON.h>

#include <cmath>
#include <cstdlib>
#include <new>
#include <utility>

namespace azcred {
namespace {

cJSON* node_of(void* node) { return static_cast<cJSON*>(node); }

cJSON* checked(cJSON* node) {
  if (node == nullptr) throw std::bad_alloc();
  return node;
}

std::shared_ptr<void> owned(cJSON* node) {
  return {checked(node), [](void* document) { cJSON_Delete(static_cast<cJSON*>(document)); }};
}

std::string printed(char* text) {
  if (text == nullptr) throw std::bad_alloc();
  std::string copy = text;
  cJSON_free(text);
  return copy;
}

}  // namespace

Json Json::object() {
  auto document = owned(cJSON_CreateObject());
  auto* node = document.get();
  return Json(std::move(document), node);
}

Json Json::array() {
  auto document = owned(cJSON_CreateArray());
  auto* node = document.get();
  return Json(std::move(document), node);
}

std::optional<Json> Json::parse(std::string_view text) {
  const std::string terminated(text);
  cJSON* node = cJSON_ParseWithLengthOpts(terminated.c_str(), terminated.size() + 1, nullptr, 1);
  if (node == nullptr) return std::nullopt;
  auto document = owned(node);
  return Json(std::move(document), node);
}

Json& Json::text(const char* name, std::string_view value) {
  cJSON_AddItemToObject(node_of(node_), name, checked(cJSON_CreateString(std::string(value).c_str())));
  return *this;
}

Json& Json::number(const char* name, std::int64_t value) {
  cJSON_AddItemToObject(node_of(node_), name, checked(cJSON_CreateNumber(static_cast<double>(value))));
  return *this;
}

Json& Json::boolean(const char* name, bool value) {
  cJSON_AddItemToObject(node_of(node_), name, checked(cJSON_CreateBool(value)));
  return *this;
}

Json& Json::member(const char* name, const Json& value) {
  cJSON_AddItemToObject(node_of(node_), name, checked(cJSON_Duplicate(node_of(value.node_), 1)));
  return *this;
}

Json& Json::append(std::string_view value) {
  cJSON_AddItemToArray(node_of(node_), checked(cJSON_CreateString(std::string(value).c_str())));
  return *this;
}

Json& Json::append(std::int64_t value) {
  cJSON_AddItemToArray(node_of(node_), checked(cJSON_CreateNumber(static_cast<double>(value))));
  return *this;
}

Json& Json::append(const Json& value) {
  cJSON_AddItemToArray(node_of(node_), checked(cJSON_Duplicate(node_of(value.node_), 1)));
  return *this;
}

bool Json::is_object() const { return cJSON_IsObject(node_of(node_)) != 0; }
bool Json::is_array() const { return cJSON_IsArray(node_of(node_)) != 0; }

std::vector<std::string> Json::names() const {
  std::vector<std::string> found;
  for (const cJSON* child = node_of(node_)->child; child != nullptr; child = child->next) {
    if (child->string != nullptr) found.emplace_back(child->string);
  }
  return found;
}

std::vector<Json> Json::elements() const {
  std::vector<Json> found;
  if (!is_array()) return found;
  for (cJSON* child = node_of(node_)->child; child != nullptr; child = child->next) found.push_back(Json(document_, child));
  return found;
}

std::optional<Json> Json::find(const char* name) const {
  cJSON* child = is_object() ? cJSON_GetObjectItemCaseSensitive(node_of(node_), name) : nullptr;
  if (child == nullptr) return std::nullopt;
  return Json(document_, child);
}

std::optional<std::string> Json::as_text() const {
  if (cJSON_IsString(node_of(node_)) == 0) return std::nullopt;
  return std::string(node_of(node_)->valuestring);
}

std::optional<std::int64_t> Json::as_integer() const {
  if (cJSON_IsNumber(node_of(node_)) == 0) return std::nullopt;
  const double value = node_of(node_)->valuedouble;
  if (std::trunc(value) != value || std::fabs(value) > 9007199254740992.0) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::string Json::print() const { return printed(cJSON_PrintUnformatted(node_of(node_))); }
std::string Json::print_pretty() const { return printed(cJSON_Print(node_of(node_))) + "\n"; }

}  // namespace azcred
