// Gets a token in C++, with a timeout.
#include <azcred/azcred.hpp>
#include <chrono>
#include <cstdio>
#include <string>

int main(int argc, char** argv) {
  const std::string scope = argc > 1 ? argv[1] : "https://management.azure.com/.default";
  try {
    const auto credential = azcred::Credential::default_chain();
    const auto token = credential.get_token(azcred::Request(scope).timeout(std::chrono::seconds(30)));
    const auto left = std::chrono::duration_cast<std::chrono::minutes>(token.expires_at() - std::chrono::system_clock::now());
    std::printf("a token from %s, which expires in %ld min\n", std::string(token.source()).c_str(),
                static_cast<long>(left.count()));
  } catch (const azcred::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
