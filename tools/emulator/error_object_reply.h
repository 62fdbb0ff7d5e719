// Errors whose "error" member is an object: Service Fabric, Cloud Shell, Azure Container Instances on Windows.
#pragma once
#include <string>

#include "emulator/http_message.h"

namespace azcred::emulator {

/// {"error": {"code": code, "message": message}}; the two are added to `inner`.
HttpReply error_object(int status, const std::string& code, const std::string& message, Json inner = Json::object());

}  // namespace azcred::emulator
