// The C++ door of the conformance scenarios: does what its standard input says with nothing but azcred's C++ header.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>

#include "azcred.hpp"
#include "json.h"

namespace {

std::mutex speaking;
std::mutex relaying;

void say(const Json& message) {
  const std::lock_guard lock(speaking);
  std::cout << message.line() << std::endl;
}

using Document = std::unique_ptr<cJSON, decltype(&cJSON_Delete)>;

/// The next line of standard input; null at its end.
Document hear() {
  std::string line;
  if (!std::getline(std::cin, line)) return {nullptr, cJSON_Delete};
  Document document(cJSON_Parse(line.c_str()), cJSON_Delete);
  if (document == nullptr) std::abort();
  return document;
}

// ---- what comes out ----

double unix_s(std::chrono::system_clock::time_point time) {
  return static_cast<double>(std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
}

Json described(const azcred::Error& error) {
  Json causes = Json::array();
  for (const azcred::Error& cause : error.causes()) causes.append(described(cause));
  const auto retry_after = error.retry_after();
  return std::move(Json::object()
                       .add("status", static_cast<double>(error.status()))
                       .add("status_name", azcred::status_name(error.status()))
                       .add("message", error.message())
                       .add("hint", error.hint())
                       .add("source", error.source())
                       .add("service_code", error.service_code())
                       .add("aadsts", error.aadsts())
                       .add("correlation_id", error.correlation_id())
                       .add("claims", error.claims())
                       .add("http_status", error.http_status())
                       .add("retryable", error.is_retryable())
                       .add("retry_after_ms", retry_after ? static_cast<double>(retry_after->count()) : -1.0)
                       .add("causes", std::move(causes)));
}

Json described(const azcred::Token& token) {
  return std::move(Json::object()
                       .add("value", token.value())
                       .add("value_size", static_cast<double>(token.value().size()))
                       .add("type", token.type())
                       .add("expires_at", unix_s(token.expires_at()))
                       .add("refresh_at", unix_s(token.refresh_at()))
                       .add("source", token.source()));
}

Json failure(const azcred::Error& error) { return std::move(Json::object().add("error", described(error))); }

Json outcome(const azcred::Result<azcred::Token>& result) {
  return result ? std::move(Json::object().add("token", described(*result))) : failure(result.error());
}

void say_results(Json results) { say(Json::object().add("results", std::move(results))); }

// ---- log and transport ----

void relay_log(azcred::LogLevel level, std::string_view source, std::string_view message) {
  say(Json::object().add(
      "log", std::move(Json::object().add("level", static_cast<double>(level)).add("source", source).add("message", message))));
}

Json described(const azcred::HttpRequest& request) {
  Json headers = Json::array();
  for (std::size_t i = 0; i < request.header_count(); ++i) {
    headers.append(std::move(Json::array().append(request.header_name(i)).append(request.header_value(i))));
  }
  return std::move(Json::object()
                       .add("method", request.method())
                       .add("url", request.url())
                       .add("body", request.body())
                       .add("headers", std::move(headers)));
}

azcred::Status relay_http(const azcred::HttpRequest& request, azcred::HttpResponse& response) {
  const std::lock_guard lock(relaying);
  say(Json::object().add("http", described(request)));
  const Document document = hear();
  const JsonView reply(document.get());
  const JsonView respond = reply["respond"];
  if (!respond) return static_cast<azcred::Status>(reply["fail"].number());
  response.set_status(static_cast<std::int32_t>(respond["status"].number()));
  const JsonView headers = respond["headers"];
  for (int i = 0; i < headers.size(); ++i) response.add_header(headers[i][0].text(), headers[i][1].text());
  response.append_body(respond["body"].text());
  return azcred::Status::ok;
}

// ---- credentials ----

using Credentials = std::map<std::string, azcred::Credential>;

azcred::Options options_from(JsonView make) {
  const JsonView from = make["options"];
  azcred::Options options;
  if (from["client_id"]) options.client_id(from["client_id"].text());
  if (from["object_id"]) options.object_id(from["object_id"].text());
  if (from["resource_id"]) options.resource_id(from["resource_id"].text());
  if (from["expected_client_id"]) options.expected_client_id(from["expected_client_id"].text());
  if (from["expected_object_id"]) options.expected_object_id(from["expected_object_id"].text());
  if (from["expected_tenant_id"]) options.expected_tenant_id(from["expected_tenant_id"].text());
  if (from["max_retries"]) options.max_retries(static_cast<std::uint32_t>(from["max_retries"].number()));
  if (from["background_refresh"]) options.background_refresh(from["background_refresh"].truth());
  if (make["log"].text() == "sink") options.log(azcred::LogLevel::debug, relay_log);
  if (make["transport"].text() == "hook") options.transport(relay_http);
  return options;
}

azcred::Credential made(JsonView from, const Credentials& credentials) {
  const azcred::Options options = options_from(from);
  const std::string kind = from["kind"].text();
  if (kind == "managed_identity") return azcred::Credential::managed_identity(options);
  if (kind == "default") return azcred::Credential::default_chain(options);
  std::vector<azcred::Credential> links;
  for (int i = 0; i < from["links"].size(); ++i) links.push_back(credentials.at(from["links"][i].text()));
  return azcred::Credential::chain(links, options);
}

void make(JsonView from, Credentials& credentials) {
  try {
    credentials.insert_or_assign(from["name"].text(), made(from, credentials));
    say_results(std::move(Json::array().append(Json::object())));
  } catch (const azcred::Error& error) {
    say_results(std::move(Json::array().append(failure(error))));
  }
}

// ---- getting tokens ----

azcred::Request request_from(JsonView get) {
  const JsonView scopes = get["scopes"];
  azcred::Request request(scopes[0].text());
  for (int i = 1; i < scopes.size(); ++i) request.add_scope(scopes[i].text());
  if (get["tenant_id"]) request.tenant_id(get["tenant_id"].text());
  if (get["claims"]) request.claims(get["claims"].text());
  if (get["cae_enabled"]) request.cae_enabled(get["cae_enabled"].truth());
  if (get["force_refresh"]) request.force_refresh(get["force_refresh"].truth());
  // C++ says "no limit of the caller's" by saying nothing.
  const long long timeout_ms = get["timeout_ms"] ? get["timeout_ms"].number() : -1;
  if (timeout_ms >= 0) request.timeout(std::chrono::milliseconds(timeout_ms));
  return request;
}

azcred::Result<azcred::Token> get_token(const azcred::Credential& credential, const azcred::Request& request,
                                        bool asynchronous) {
  if (!asynchronous) return credential.try_get_token(request);
  try {
    azcred::Call call = credential.start(request);
    std::promise<void> done;
    call.on_done([&done] { done.set_value(); });
    done.get_future().wait();
    return call.try_take();
  } catch (const azcred::Error& error) {
    return error;
  }
}

void get_tokens(JsonView from, const Credentials& credentials) {
  const azcred::Credential& credential = credentials.at(from["credential"].text());
  azcred::Request request = request_from(from);
  const azcred::Cancel cancel;
  std::future<void> canceller;
  if (from["cancel_after_ms"]) {
    request.cancel(cancel);
    const std::chrono::milliseconds after(from["cancel_after_ms"].number());
    canceller = std::async(std::launch::async, [&cancel, after] {
      std::this_thread::sleep_for(after);
      cancel.trigger();
    });
  }
  const bool asynchronous = from["asynchronous"].truth();
  std::vector<std::future<azcred::Result<azcred::Token>>> callers;
  for (long long i = 0; i < from["callers"].number(); ++i) {
    callers.push_back(std::async(std::launch::async, [&] { return get_token(credential, request, asynchronous); }));
  }
  Json results = Json::array();
  for (auto& caller : callers) results.append(outcome(caller.get()));
  say_results(std::move(results));
}

void set_environment(JsonView variables) {
  for (int i = 0; i < variables.size(); ++i) {
    if (setenv(variables[i].name().c_str(), variables[i].text().c_str(), 1) != 0) std::abort();
  }
  say_results(Json::array());
}

/// The library's threads end soon after their credential. What a thread that is just ending still holds would count as leaked.
void wait_for_other_threads() {
  namespace fs = std::filesystem;
  for (int i = 0; i < 500; ++i) {
    const auto threads = std::distance(fs::directory_iterator("/proc/self/task"), fs::directory_iterator());
    if (threads == 1) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  std::cerr << "door: a thread goes on after everything was freed\n";
  std::exit(1);
}

}  // namespace

int main() {
  Credentials credentials;
  while (const Document document = hear()) {
    const JsonView message(document.get());
    if (message["make"]) make(message["make"], credentials);
    if (message["get"]) get_tokens(message["get"], credentials);
    if (message["set_environment"]) set_environment(message["set_environment"]);
    if (message["free"]) {
      credentials.erase(message["free"].text());
      say_results(Json::array());
    }
  }
  credentials.clear();
  wait_for_other_threads();
  return 0;
}
