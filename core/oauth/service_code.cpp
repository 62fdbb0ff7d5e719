#include "oauth/service_code.h"

#include <array>

#include "base/ascii.h"

namespace azcred {

namespace {
constexpr std::array<std::string_view, 40> codes = {
    // RFC 6749, RFC 8628 and OpenID Connect, as Entra, IMDS and Azure Arc send them.
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "invalid_scope",
    "invalid_resource",
    "invalid_target",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "access_denied",
    "server_error",
    "temporarily_unavailable",
    "interaction_required",
    "consent_required",
    "login_required",
    "authorization_pending",
    "authorization_declined",
    "expired_token",
    "bad_verification_code",
    "slow_down",
    "insufficient_claims",
    // IMDS: MicrosoftDocs/entra-docs, how-to-use-vm-token.
    "bad_request_102",
    "unknown_source",
    "unknown",
    // User-assigned identities on Azure Arc: AzureAD/microsoft-authentication-library-for-js#8761.
    "identity_not_found",
    // Service Fabric: MicrosoftDocs/azure-docs, how-to-managed-identity-service-fabric-app-code.
    "SecretHeaderNotFound",
    "ManagedIdentityNotFound",
    "ArgumentNullOrEmpty",
    "InvalidApiVersion",
    "InternalServerError",
    // Cloud Shell: AzureAD/microsoft-authentication-library-for-dotnet#4402.
    "AudienceNotSupported",
    // Container Instances on Windows: Azure/azure-sdk-for-net#45547.
    "DefaultIdentityNotDefined",
    // Azure's resource providers say these in the same nested shape.
    "BadRequest",
    "Forbidden",
    "InvalidRequest",
    "NotFound",
    "ServiceUnavailable",
    "TooManyRequests",
    "Unauthorized",
    "Conflict",
};
}  // namespace

std::string_view known_service_code(std::string_view code) noexcept {
  for (const std::string_view known : codes) {
    if (equal_ignoring_case(known, code)) return known;
  }
  return {};
}

}  // namespace azcred
