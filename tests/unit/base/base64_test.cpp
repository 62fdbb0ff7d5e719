#include "base/base64.h"

#include <gtest/gtest.h>

#include <string>

namespace azcred {
namespace {

std::optional<std::string> decoded(std::string_view text) {
  const auto bytes = decode_base64url(text);
  if (!bytes) return std::nullopt;
  return std::string(bytes->reveal());
}

TEST(Base64url, decodes_with_and_without_padding) {
  EXPECT_EQ(decoded(""), "");
  EXPECT_EQ(decoded("Zg"), "f");
  EXPECT_EQ(decoded("Zg=="), "f");
  EXPECT_EQ(decoded("Zm8"), "fo");
  EXPECT_EQ(decoded("Zm8="), "fo");
  EXPECT_EQ(decoded("Zm9v"), "foo");
  EXPECT_EQ(decoded("Zm9vYmFy"), "foobar");
}

TEST(Base64url, uses_the_url_safe_alphabet) {
  EXPECT_EQ(decoded("-_-_"), "\xfb\xff\xbf");
  EXPECT_EQ(decoded("+/+/"), std::nullopt);
}

TEST(Base64url, decodes_every_byte) {
  EXPECT_EQ(decoded("AAECAw"), std::string("\0\x01\x02\x03", 4));
  EXPECT_EQ(decoded("_____w"), "\xff\xff\xff\xff");
}

TEST(Base64url, refuses_other_characters_and_impossible_lengths) {
  for (const char* text :
       {"Z", "Zm9vY", "=", "==", "====", "Zg=", "Zg===", "Z===", "Zm9v=", "Zm=v", "Zm 8", "Zm8\n", "Zm8.", "Zm8\xc3"}) {
    EXPECT_EQ(decoded(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace azcred
