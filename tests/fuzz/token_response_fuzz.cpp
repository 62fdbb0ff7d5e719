// Answers that should hold a token.
#include <cstdint>
#include <string>

#include "base/guid.h"
#include "base/timestamp.h"
#include "fuzz/expect.h"
#include "oauth/service_code.h"
#include "oauth/token_response.h"

using azcred::test::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::int64_t sent_at = 1'800'000'000;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto parsed = azcred::parse_token_response(body, sent_at);
  if (parsed) {
    const std::string_view token = parsed->access_token.reveal();
    expect(!token.empty() && token.size() <= azcred::longest_access_token, "a token has a size");
    expect(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~+/=-") == token.npos,
           "a token has only the characters of tokens");
    expect(parsed->expires_at_unix_s > sent_at && parsed->expires_at_unix_s <= azcred::last_unix_s,
           "a token is good for a while");
    expect(parsed->refresh_at_unix_s >= sent_at && parsed->refresh_at_unix_s <= parsed->expires_at_unix_s,
           "a token is renewed while it lasts");
    return 0;
  }
  const auto& fault = parsed.error();
  expect(!fault.fact.empty(), "a failure has a reason");
  expect(fault.fact.str().find("canary") == std::string::npos, "a reason repeats nothing of the answer");
  expect(fault.hint.str().find("canary") == std::string::npos, "advice repeats nothing of the answer");
  return 0;
}
