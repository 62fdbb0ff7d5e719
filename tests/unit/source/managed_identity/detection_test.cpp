#include "source/managed_identity/detection.h"

#include <gtest/gtest.h>

#include "support/scripted_host.h"

namespace azcred {
namespace {

class Detection : public testing::Test {
 protected:
  test::ScriptedHost host;
  std::string& variable(const std::string& name) { return host.variables[name]; }
  HostKind kind() { return detect_host(host.environment(), host); }
  void install_arc_agent() { host.files["/opt/azcmagent/bin/himds"] = "x"; }
};

TEST_F(Detection, is_imds_where_nothing_says_otherwise) { EXPECT_EQ(kind(), HostKind::imds); }

TEST_F(Detection, is_app_service_by_endpoint_and_header) {
  variable("IDENTITY_ENDPOINT") = "http://localhost:1/";
  variable("IDENTITY_HEADER") = "h";
  EXPECT_EQ(kind(), HostKind::app_service);
}

TEST_F(Detection, is_app_service_even_if_the_older_pair_is_set_too) {
  variable("IDENTITY_ENDPOINT") = "http://localhost:1/";
  variable("IDENTITY_HEADER") = "h";
  variable("MSI_ENDPOINT") = "http://localhost:2/";
  variable("MSI_SECRET") = "s";
  EXPECT_EQ(kind(), HostKind::app_service);
}

TEST_F(Detection, is_app_service_on_a_machine_with_the_arc_agent) {
  install_arc_agent();
  variable("IDENTITY_ENDPOINT") = "http://localhost:1/";
  variable("IDENTITY_HEADER") = "h";
  variable("IMDS_ENDPOINT") = "http://localhost:40342";
  EXPECT_EQ(kind(), HostKind::app_service);
}

TEST_F(Detection, is_service_fabric_with_a_thumbprint_and_tls) {
  variable("IDENTITY_ENDPOINT") = "https://localhost:2377/metadata/identity/oauth2/token";
  variable("IDENTITY_HEADER") = "h";
  variable("IDENTITY_SERVER_THUMBPRINT") = "t";
  EXPECT_EQ(kind(), HostKind::service_fabric);
}

TEST_F(Detection, is_container_instances_with_a_thumbprint_and_no_tls) {
  variable("IDENTITY_ENDPOINT") = "HTTP://10.92.0.4:2377/metadata/identity/oauth2/token";
  variable("IDENTITY_HEADER") = "h";
  variable("IDENTITY_SERVER_THUMBPRINT") = "t";
  EXPECT_EQ(kind(), HostKind::container_instances);
}

TEST_F(Detection, is_service_fabric_with_a_thumbprint_and_an_endpoint_that_is_no_url) {
  variable("IDENTITY_ENDPOINT") = "not a url";
  variable("IDENTITY_HEADER") = "h";
  variable("IDENTITY_SERVER_THUMBPRINT") = "t";
  EXPECT_EQ(kind(), HostKind::service_fabric);
}

TEST_F(Detection, is_app_service_2017_by_endpoint_and_secret) {
  variable("MSI_ENDPOINT") = "http://localhost:1/";
  variable("MSI_SECRET") = "s";
  EXPECT_EQ(kind(), HostKind::app_service_2017);
}

TEST_F(Detection, is_cloud_shell_by_the_older_endpoint_alone) {
  variable("MSI_ENDPOINT") = "http://localhost:50342/oauth2/token";
  EXPECT_EQ(kind(), HostKind::cloud_shell);
}

TEST_F(Detection, is_cloud_shell_before_azure_arc) {
  install_arc_agent();
  variable("IDENTITY_ENDPOINT") = "http://localhost:40342/metadata/identity/oauth2/token";
  variable("IMDS_ENDPOINT") = "http://localhost:40342";
  variable("MSI_ENDPOINT") = "http://localhost:50342/oauth2/token";
  EXPECT_EQ(kind(), HostKind::cloud_shell);
}

TEST_F(Detection, is_azure_arc_by_both_endpoints) {
  variable("IDENTITY_ENDPOINT") = "http://localhost:40342/metadata/identity/oauth2/token";
  variable("IMDS_ENDPOINT") = "http://localhost:40342";
  EXPECT_EQ(kind(), HostKind::azure_arc);
}

TEST_F(Detection, is_azure_arc_where_its_agent_is_installed) {
  install_arc_agent();
  EXPECT_EQ(kind(), HostKind::azure_arc);
}

TEST_F(Detection, is_azure_arc_where_its_agent_is_installed_and_may_not_be_read) {
  host.file_faults["/opt/azcmagent/bin/himds"] = FileFault::denied;
  EXPECT_EQ(kind(), HostKind::azure_arc);
  EXPECT_TRUE(host.files_read().empty());
}

TEST_F(Detection, is_imds_where_half_of_a_pair_is_set) {
  variable("IDENTITY_ENDPOINT") = "http://localhost:1/";
  EXPECT_EQ(kind(), HostKind::imds);
  host.variables = {{"IDENTITY_HEADER", "h"}, {"IDENTITY_SERVER_THUMBPRINT", "t"}, {"IDENTITY_API_VERSION", "v"}};
  EXPECT_EQ(kind(), HostKind::imds);
  host.variables = {{"MSI_SECRET", "s"}};
  EXPECT_EQ(kind(), HostKind::imds);
  host.variables = {{"IMDS_ENDPOINT", "http://localhost:40342"}};
  EXPECT_EQ(kind(), HostKind::imds);
}

TEST_F(Detection, takes_an_empty_or_blank_variable_for_unset) {
  variable("IDENTITY_ENDPOINT") = "";
  variable("IDENTITY_HEADER") = "h";
  EXPECT_EQ(kind(), HostKind::imds);
  variable("IDENTITY_ENDPOINT") = " \t";
  EXPECT_EQ(kind(), HostKind::imds);
  variable("IDENTITY_ENDPOINT") = "http://localhost:1/";
  variable("IDENTITY_SERVER_THUMBPRINT") = " ";
  EXPECT_EQ(kind(), HostKind::app_service);
}

}  // namespace
}  // namespace azcred
