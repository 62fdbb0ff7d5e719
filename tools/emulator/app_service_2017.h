// api-version 2017-09-01 of App Service, which old plans and programs still speak.
#pragma once
#include <string>

#include "emulator/platform.h"

namespace azcred::emulator {

inline constexpr const char* kDialect2017 = "2017-09-01";

std::variant<Wish, HttpReply> judge_2017(const HttpRequest& request, const std::string& secret);
/// expires_on is a date as App Service on Linux writes it: Azure/azure-sdk-for-python#9480.
HttpReply grant_2017(const Grant& grant);

}  // namespace azcred::emulator
