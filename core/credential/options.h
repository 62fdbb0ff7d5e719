// What a program may set before it makes a credential.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/log.h"
#include "host/host.h"
#include "http/transport.h"

namespace azcred {

struct Options {
  std::string client_id;
  std::string object_id;
  std::string resource_id;
  std::optional<std::uint32_t> max_retries;
  bool background_refresh = false;
  std::string expected_client_id;
  std::string expected_object_id;
  std::string expected_tenant_id;
  LogPtr log;                            ///< null: silence
  std::shared_ptr<Transport> transport;  ///< null: libcurl
  std::shared_ptr<Host> host;            ///< null: the real machine
};

}  // namespace azcred
