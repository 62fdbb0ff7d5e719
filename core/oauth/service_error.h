// What an answer that is not a token says, reduced to what may be repeated.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.h"

namespace azcred {

/// Sentences that services send and that we answer with words and advice of our own.
enum class KnownDescription {
  none,
  identity_not_found,       ///< IMDS, NMI, Arc: the identity asked for is not assigned here
  several_identities,       ///< IMDS: no identity was named, there is no system-assigned one, and several user-assigned ones
  unknown_resource,         ///< Entra has no such resource in the tenant (AADSTS500011, AADSTS50001, invalid_resource)
  metadata_header_missing,  ///< the header `Metadata: true` did not arrive
  identity_not_loaded,      ///< App Service: the identity is not assigned, or several are and none was named
  audience_not_supported,   ///< Cloud Shell: the resource is not on its list
  not_ready_yet,            ///< Container Instances during the first seconds of a container's life
  address_unreachable,      ///< Docker Desktop and proxies: they could not reach 169.254.169.254 themselves
};

/// Holds no byte of the answer except numbers and a GUID.
struct ServiceError {
  std::string_view code;       ///< from the table of service codes, lives for ever; "" if none or unknown
  std::int32_t aadsts = 0;     ///< 700016 for AADSTS700016; 0 if none
  std::string correlation_id;  ///< a GUID or ""
  KnownDescription description = KnownDescription::none;
};

/// Reads every shape of error body that Azure's identity services are known to use, plain text and the reason phrase included.
/// Throws std::bad_alloc.
ServiceError read_service_error(const Response& response);

/// The same for a body alone.
ServiceError read_service_error(std::string_view body);

/// Whether the body is nothing but the sentence of KnownDescription::not_ready_yet, under any status.
bool says_not_ready_yet(const Response& response) noexcept;

}  // namespace azcred
