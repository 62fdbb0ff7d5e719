// App Service 2019-08-01: also Functions, Logic Apps Standard, Container Apps and Automation.
#pragma once
#include "source/managed_identity/setup.h"

namespace azcred {

Result<std::shared_ptr<TokenSource>> make_app_service_source(const Setup& setup);

}  // namespace azcred
