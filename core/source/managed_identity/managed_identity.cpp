#include "source/managed_identity/managed_identity.h"

#include "source/managed_identity/app_service.h"
#include "source/managed_identity/app_service_2017.h"
#include "source/managed_identity/azure_arc.h"
#include "source/managed_identity/cloud_shell.h"
#include "source/managed_identity/container_instances.h"
#include "source/managed_identity/detection.h"
#include "source/managed_identity/imds.h"
#include "source/managed_identity/service_fabric.h"

namespace azcred {

namespace {
Result<std::shared_ptr<TokenSource>> make_source(HostKind kind, const Setup& setup) {
  switch (kind) {
    case HostKind::app_service: return make_app_service_source(setup);
    case HostKind::app_service_2017: return make_app_service_2017_source(setup);
    case HostKind::cloud_shell: return make_cloud_shell_source(setup);
    case HostKind::azure_arc: return make_azure_arc_source(setup);
    case HostKind::service_fabric: return make_service_fabric_source(setup);
    case HostKind::container_instances: return make_container_instances_source(setup);
    case HostKind::imds: break;
  }
  return make_imds_source(setup);
}
}  // namespace

Result<std::shared_ptr<TokenSource>> make_managed_identity_source(const ManagedIdentityOptions& options,
                                                                  std::shared_ptr<Host> host,
                                                                  std::shared_ptr<Transport> transport, LogPtr log) {
  auto selector = Selector::judge(options.client_id, options.object_id, options.resource_id);
  if (!selector) return selector.error();
  const Setup setup{.selector = std::move(selector).value(),
                    .selector_is_explicit = options.selector_is_explicit,
                    .probes = options.probes,
                    .max_retries = options.max_retries,
                    .environment = host->environment(),
                    .host = std::move(host),
                    .transport = std::move(transport),
                    .log = log != nullptr ? std::move(log) : std::make_shared<const Log>()};
  auto source = make_source(detect_host(setup.environment, *setup.host), setup);
  if (source.ok() && setup.log->enabled(LogLevel::info)) {
    setup.log->write(LogLevel::info, source.value()->name(), text("chosen for "_t, setup.selector.in_words()));
  }
  return source;
}

}  // namespace azcred
