// Errors whose "error" member is an object: Service Fabric, Cloud Shell, Azure Container Instances on Windows.
#include "emulator/error_object_reply.h"

namespace azcred::emulator {

HttpReply error_object(int status, const std::string& code, const std::string& message, Json inner) {
  inner.text("code", code).text("message", message);
  return json_reply(status, Json::object().member("error", inner), code);
}

}  // namespace azcred::emulator
