#include "base/guid.h"

#include <gtest/gtest.h>

#include <string>

namespace azcred {
namespace {

TEST(Guid, is_taken_in_either_case) {
  EXPECT_TRUE(is_guid("01234567-89ab-cdef-0123-456789abcdef"));
  EXPECT_TRUE(is_guid("01234567-89AB-CDEF-0123-456789ABCDEF"));
}

TEST(Guid, is_refused_in_any_other_form) {
  for (const char* text :
       {"", "01234567-89ab-cdef-0123-456789abcde", "01234567-89ab-cdef-0123-456789abcdef0", "0123456789abcdef0123456789abcdef",
        "{01234567-89ab-cdef-0123-456789abcdef}", "0123456-789ab-cdef-0123-456789abcdef",
        "g1234567-89ab-cdef-0123-456789abcdef", "01234567-89ab-cdef-0123-456789abcde\n", "01234567+89ab-cdef-0123-456789abcdef",
        "-1234567-89ab-cdef-0123-456789abcdef"}) {
    EXPECT_FALSE(is_guid(text)) << text;
  }
}

}  // namespace
}  // namespace azcred
