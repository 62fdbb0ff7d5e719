// Replies in the shape of OAuth 2.0, which IMDS, Azure Arc and Cloud Shell share.
#pragma once
#include <string>

#include "emulator/http_message.h"
#include "emulator/platform.h"

namespace azcred::emulator {

/// {"error": code, "error_description": description}
HttpReply oauth_error(int status, const std::string& code, const std::string& description);
/// The text of AADSTS500011, without trace ids.
std::string unknown_resource_text(const std::string& resource, const std::string& tenant_id);
/// invalid_resource with the members Entra adds to its errors.
HttpReply unknown_resource_error(const std::string& resource, const std::string& tenant_id);
/// Every value a string, times too, as IMDS writes them; `identity_members` come first.
HttpReply oauth_token(const Grant& grant, Json identity_members);
/// For the log: the identity a token was given for.
std::string identity_note(const Grant& grant);

}  // namespace azcred::emulator
