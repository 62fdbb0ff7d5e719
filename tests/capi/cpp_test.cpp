// The C++ layer: what it returns, throws and releases.
#include <azcred/azcred.hpp>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>

extern "C" int setenv(const char* name, const char* value, int overwrite) noexcept;

namespace {

#define CHECK(...)                                                                   \
  do {                                                                               \
    if (!(__VA_ARGS__)) {                                                            \
      std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #__VA_ARGS__); \
      std::exit(1);                                                                  \
    }                                                                                \
  } while (false)

const std::string scope = "https://vault.azure.net/.default";

/// App Service without a network.
struct Service {
  std::atomic<int> exchanges{0};
  std::atomic<int> http_status{200};
  std::atomic<bool> throws{false};

  azcred::Options options() {
    azcred::Options options;
    options.max_retries(0).transport([this](const azcred::HttpRequest& request, azcred::HttpResponse& response) {
      ++exchanges;
      if (throws) throw std::runtime_error("a hook of the test");
      CHECK(request.method() == "GET" && request.url().substr(0, 7) == "http://" && request.body().empty());
      CHECK(request.time_left() > std::chrono::milliseconds(0) && request.pinned_certificate_sha1().empty());
      response.set_status(http_status);
      response.add_header("Content-Type", "application/json");
      response.append_body(http_status == 200 ? R"({"access_token":"abc","expires_on":"4102444800","token_type":"Bearer"})"
                                              : "{}");
      return azcred::Status::ok;
    });
    return options;
  }
};

template <class Work>
azcred::Status status_of(Work work) {
  try {
    work();
  } catch (const azcred::Error& error) {
    CHECK(error.what() == error.message());
    return error.status();
  }
  return azcred::Status::ok;
}

void gets_tokens() {
  Service service;
  const auto credential = azcred::Credential::managed_identity(service.options());
  const azcred::Token token = credential.get_token(scope);
  CHECK(token.value() == "abc" && std::string(token.c_str()) == "abc" && token.type() == "Bearer");
  CHECK(token.source() == "ManagedIdentity/AppService");
  CHECK(std::chrono::system_clock::to_time_t(token.expires_at()) == 4102444800);
  CHECK(token.refresh_at() < token.expires_at());
  const azcred::Credential copy = credential;
  const auto again = copy.try_get_token(azcred::Request(scope).timeout(std::chrono::microseconds(1)));
  CHECK(again.has_value() && again->value() == "abc" && again.status() == azcred::Status::ok && service.exchanges == 1);
  const auto forced = copy.get_token(azcred::Request(scope).force_refresh(true).timeout(std::chrono::hours::max()));
  CHECK(forced.value() == "abc" && service.exchanges == 2);
}

void throws_what_the_c_api_stores() {
  Service service;
  service.http_status = 500;
  const auto credential = azcred::Credential::managed_identity(service.options());
  try {
    credential.get_token(scope);
    CHECK(false);
  } catch (const std::exception& exception) {
    const auto* const error = dynamic_cast<const azcred::Error*>(&exception);
    CHECK(error != nullptr && error->status() == azcred::Status::service && error->http_status() == 500);
    CHECK(error->is_retryable() && !error->retry_after() && error->causes().empty());
    CHECK(error->source() == "ManagedIdentity/AppService" && error->aadsts() == 0 && error->claims().empty());
  }
  const auto chain = azcred::Credential::chain({credential, credential});
  const auto failed = chain.try_get_token(scope);
  CHECK(!failed && failed.error().causes().size() == 1);
  const azcred::Error cause = failed.error().causes().front();
  CHECK(cause.http_status() == 500);
  CHECK(status_of([&] { (void)chain.try_get_token(scope).value(); }) == azcred::Status::service);
  CHECK(status_of([] { azcred::Credential::chain({}); }) == azcred::Status::invalid_argument);
  CHECK(status_of([] { azcred::Credential::managed_identity(azcred::Options().client_id("no GUID")); }) ==
        azcred::Status::invalid_argument);
  CHECK(azcred::status_name(azcred::Status::timeout) == "timeout");
}

void contains_what_hooks_throw() {
  Service service;
  service.throws = true;
  auto options = service.options();
  options.log(azcred::LogLevel::debug, [](auto, auto, auto) { throw std::runtime_error("a log of the test"); });
  const auto credential = azcred::Credential::managed_identity(options);
  CHECK(status_of([&] { credential.get_token(scope); }) == azcred::Status::network);
  service.throws = false;
  CHECK(status_of([&] { credential.get_token(scope); }) == azcred::Status::ok);
  auto call = credential.start(azcred::Request(scope));
  call.on_done([] { throw 1; });
  CHECK(call.take().value() == "abc");
}

void releases_what_hooks_hold() {
  const auto held = std::make_shared<int>(0);
  {
    azcred::Options options;
    options.log(azcred::LogLevel::info, [held](auto, auto, auto) {});
    options.transport([held](const azcred::HttpRequest&, azcred::HttpResponse&) { return azcred::Status::network; });
    CHECK(held.use_count() == 3);
    const auto credential = azcred::Credential::managed_identity(options);
    options = azcred::Options();
    CHECK(held.use_count() == 3);
  }
  CHECK(held.use_count() == 1);
}

void runs_calls() {
  Service service;
  const auto credential = azcred::Credential::managed_identity(service.options());
  auto call = credential.start(azcred::Request(scope).timeout(std::chrono::seconds(60)));
  std::atomic<int> runs{0};
  call.on_done([&] { ++runs; });
  call.wait();
  CHECK(call.is_done() && call.wait_for(std::chrono::nanoseconds(1)) && call.fd() >= 0);
  CHECK(call.take().value() == "abc");
  CHECK(call.try_take().status() == azcred::Status::invalid_argument);
  azcred::Cancel cancel;
  cancel.trigger();
  CHECK(cancel.is_triggered());
  CHECK(status_of([&] { credential.get_token(azcred::Request(scope).force_refresh(true).cancel(cancel)); }) ==
        azcred::Status::cancelled);
  auto cancelled = credential.start(azcred::Request(scope).force_refresh(true).cancel(cancel));
  cancelled.cancel();
  CHECK(cancelled.try_take().status() == azcred::Status::cancelled);
}

void refuses_strings_with_nul() {
  const std::string cut("a\0b", 3);
  bool refused = false;
  try {
    azcred::Options().client_id(cut);
  } catch (const std::invalid_argument&) {
    refused = true;
  }
  CHECK(refused);
}

void keeps_its_types_as_they_are_meant() {
  static_assert(std::is_nothrow_move_constructible_v<azcred::Token> && !std::is_copy_constructible_v<azcred::Token>);
  static_assert(std::is_nothrow_copy_constructible_v<azcred::Error>);
  static_assert(std::is_copy_constructible_v<azcred::Credential>);
  CHECK(azcred::version_number() == AZCRED_VERSION_NUMBER && !azcred::version_details().empty());
}

}  // namespace

int main() {
  setenv("IDENTITY_ENDPOINT", "http://127.0.0.1:9/msi/token", 1);
  setenv("IDENTITY_HEADER", "header-of-the-test", 1);
  gets_tokens();
  throws_what_the_c_api_stores();
  contains_what_hooks_throw();
  releases_what_hooks_hold();
  runs_calls();
  refuses_strings_with_nul();
  keeps_its_types_as_they_are_meant();
  return 0;
}
