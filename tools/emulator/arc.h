// The Connected Machine agent of Azure Arc, whose tokens cost a look at a file.
#pragma once
#include <deque>
#include <mutex>
#include <string>

#include "emulator/key_directory.h"
#include "emulator/platform.h"

namespace azcred::emulator {

class Arc : public Platform {
 public:
  /// A legacy agent ignores selectors and answers for the machine.
  Arc(KeyDirectory& keys, bool legacy_agent) : keys_(keys), legacy_agent_(legacy_agent) {}
  ~Arc() override;
  const char* name() const override { return "arc"; }
  Variables variables(const std::string& origin) const override;
  std::variant<Wish, HttpReply> judge(const HttpRequest& request) override;
  HttpReply grant(const Grant& grant) override;
  HttpReply refuse(Refusal refusal, const Wish& wish, const std::string& tenant_id) const override;
  HttpReply fail(int status) const override;

 private:
  struct Challenge {
    std::string path;
    std::string secret;
  };
  HttpReply challenge();
  bool is_live(std::string_view secret);
  void spend(const std::string& secret);

  KeyDirectory& keys_;
  bool legacy_agent_;
  std::mutex mutex_;
  std::deque<Challenge> challenges_;
};

}  // namespace azcred::emulator
