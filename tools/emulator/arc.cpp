// The Connected Machine agent of Azure Arc, whose tokens cost a look at a file.
#include "emulator/arc.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "emulator/imds.h"
#include "emulator/oauth_reply.h"
#include "guid/guid.h"

namespace azcred::emulator {
namespace {

constexpr std::size_t kMostChallenges = 256;
constexpr std::string_view kScheme = "Basic ";

/// False if the file cannot be written.
bool write_key_file(const std::string& path, const std::string& secret) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
  if (file < 0) return false;
  const bool written = write(file, secret.data(), secret.size()) == static_cast<ssize_t>(secret.size());
  return close(file) == 0 && written;
}

}  // namespace

Arc::~Arc() {
  for (const auto& challenge : challenges_) unlink(challenge.path.c_str());
}

Variables Arc::variables(const std::string& origin) const {
  return {{"IDENTITY_ENDPOINT", origin + "/metadata/identity/oauth2/token"}, {"IMDS_ENDPOINT", origin}};
}

std::variant<Wish, HttpReply> Arc::judge(const HttpRequest& request) {
  if (auto refused = judge_metadata_request(request)) return *refused;
  if (request.header("Metadata") != "true") {
    return oauth_error(400, "invalid_request", "Required metadata header not specified");
  }
  // mi_res_id is ignored: AzureAD/microsoft-authentication-library-for-js#8761.
  auto judged = read_metadata_wish(request, false);
  auto* wish = std::get_if<Wish>(&judged);
  if (wish == nullptr) return judged;
  if (!request.has_header("Authorization")) return challenge();
  auto proof = request.header("Authorization");
  if (!proof.starts_with(kScheme) || !is_live(proof.substr(kScheme.size()))) {
    return oauth_error(401, "unauthorized", "The secret of the key file is wrong or was used before");
  }
  wish->credential = proof.substr(kScheme.size());
  if (legacy_agent_) wish->selector.reset();
  return judged;
}

HttpReply Arc::grant(const Grant& grant) {
  spend(grant.wish.credential);
  auto echo = Json::object();
  // Only agents that know of user-assigned identities say whose token it is:
  // AzureAD/microsoft-authentication-library-for-dotnet#6128.
  if (grant.wish.selector) {
    echo.text("client_id", grant.identity->client_id).text("object_id", grant.identity->object_id);
    echo.text("msi_res_id", grant.identity->resource_id);
  }
  return oauth_token(grant, echo);
}

HttpReply Arc::refuse(Refusal refusal, const Wish& wish, const std::string& tenant_id) const {
  if (refusal == Refusal::unknown_resource) return unknown_resource_error(wish.resource, tenant_id);
  return oauth_error(404, "identity_not_found", "The identity is not assigned to this machine");
}

HttpReply Arc::fail(int status) const { return oauth_error(status, "service_failure", "Service failure"); }

HttpReply Arc::challenge() {
  const std::lock_guard lock(mutex_);
  Challenge made{.path = keys_.path() + "/" + random_guid() + ".key", .secret = random_guid() + random_guid()};
  bool written = write_key_file(made.path, made.secret);
  // Another emulator that made the directory removes it when it ends.
  for (int tries = 0; !written && tries < 3; ++tries) {
    std::string problem;
    written = keys_.prepare(problem) && write_key_file(made.path, made.secret);
  }
  if (!written) return oauth_error(500, "internal_error", "The key file cannot be written");
  if (challenges_.size() == kMostChallenges) {
    unlink(challenges_.front().path.c_str());
    challenges_.pop_front();
  }
  auto reply = oauth_error(401, "unauthorized", "Basic authorization with the content of the key file is required");
  reply.headers.emplace_back("WWW-Authenticate", "Basic realm=" + made.path);
  challenges_.push_back(std::move(made));
  return reply;
}

bool Arc::is_live(std::string_view secret) {
  const std::lock_guard lock(mutex_);
  return std::any_of(challenges_.begin(), challenges_.end(), [secret](const auto& made) { return made.secret == secret; });
}

void Arc::spend(const std::string& secret) {
  const std::lock_guard lock(mutex_);
  const auto spent =
      std::find_if(challenges_.begin(), challenges_.end(), [&](const auto& made) { return made.secret == secret; });
  if (spent == challenges_.end()) return;
  unlink(spent->path.c_str());
  challenges_.erase(spent);
}

}  // namespace azcred::emulator
