// JSON for the doors in C++: a value that can be built, written and looked into.
#pragma once
#include <cjson/cJSON.h>

#include <memory>
#include <string>
#include <string_view>

/// Owns a document that is being built. What is added to it is taken over.
class Json {
 public:
  static Json object() { return Json(cJSON_CreateObject()); }
  static Json array() { return Json(cJSON_CreateArray()); }

  Json& add(const char* name, Json value) {
    cJSON_AddItemToObject(value_.get(), name, value.value_.release());
    return *this;
  }
  Json& add(const char* name, std::string_view text) { return add(name, Json(cJSON_CreateString(std::string(text).c_str()))); }
  Json& add(const char* name, const char* text) { return add(name, std::string_view(text)); }
  Json& add(const char* name, double number) { return add(name, Json(cJSON_CreateNumber(number))); }
  Json& add(const char* name, int number) { return add(name, static_cast<double>(number)); }
  Json& add(const char* name, bool truth) { return add(name, Json(cJSON_CreateBool(truth ? 1 : 0))); }
  Json& append(Json value) {
    cJSON_AddItemToArray(value_.get(), value.value_.release());
    return *this;
  }
  Json& append(std::string_view text) { return append(Json(cJSON_CreateString(std::string(text).c_str()))); }

  std::string line() const {
    const std::unique_ptr<char, decltype(&cJSON_free)> characters(cJSON_PrintUnformatted(value_.get()), cJSON_free);
    return characters.get();
  }

 private:
  explicit Json(cJSON* value) : value_(value, cJSON_Delete) {}
  std::unique_ptr<cJSON, decltype(&cJSON_Delete)> value_;
};

/// Looks into a document that was parsed; lives as long as that.
class JsonView {
 public:
  explicit JsonView(const cJSON* value) : value_(value) {}

  explicit operator bool() const { return value_ != nullptr; }
  JsonView operator[](const char* name) const { return JsonView(cJSON_GetObjectItemCaseSensitive(value_, name)); }
  JsonView operator[](int index) const { return JsonView(cJSON_GetArrayItem(value_, index)); }
  int size() const { return cJSON_GetArraySize(value_); }
  std::string name() const { return value_->string; }
  std::string text() const { return cJSON_GetStringValue(value_); }
  long long number() const { return static_cast<long long>(cJSON_GetNumberValue(value_)); }
  bool truth() const { return cJSON_IsTrue(value_) != 0; }

 private:
  const cJSON* value_;
};
