// The dialect 2017-09-01, which App Service spoke before 2019 and Azure Machine Learning speaks still.
#pragma once
#include "source/managed_identity/setup.h"

namespace azcred {

/// Judges the selector too: these hosts know client ids only.
Result<std::shared_ptr<TokenSource>> make_app_service_2017_source(const Setup& setup);

}  // namespace azcred
