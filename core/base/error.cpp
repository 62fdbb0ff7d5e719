#include "base/error.h"

namespace azcred {

ErrorPtr fail(Error error) {
  std::string message;
  if (!error.source.empty()) message.append(error.source).append(": ");
  message += error.fact.str();
  if (!error.hint.empty()) message.append(". ").append(error.hint.str());
  error.message = std::move(message);
  return std::make_shared<const Error>(std::move(error));
}

}  // namespace azcred
