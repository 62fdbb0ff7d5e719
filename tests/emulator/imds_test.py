"""IMDS: exact success types, selectors, rules and error bodies."""
import time
import unittest

from emulator import GUID, VAULT, Emulator, claims

ASK = {"api-version": "2018-02-01", "resource": VAULT}


class Imds(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.vm = Emulator("--system-assigned", "--user-assigned", "name=web", "--user-assigned", "name=jobs")

    @classmethod
    def tearDownClass(cls):
        cls.vm.stop()

    def test_gives_the_host_override_as_its_only_variable(self):
        self.assertEqual(self.vm.environment, {"AZURE_POD_IDENTITY_AUTHORITY_HOST": self.vm.about["origin"]})

    def test_writes_every_value_as_a_string(self):
        body = self.vm.imds(ASK).json
        self.assertEqual(set(body), {"access_token", "client_id", "expires_in", "expires_on", "ext_expires_in", "not_before",
                                     "refresh_token", "resource", "token_type"})
        for name, value in body.items():
            self.assertIsInstance(value, str, name)
        self.assertEqual((body["token_type"], body["resource"], body["refresh_token"]), ("Bearer", VAULT, ""))
        self.assertEqual(body["expires_in"], "86400")
        self.assertAlmostEqual(int(body["expires_on"]), time.time() + 86400, delta=30)

    def test_names_itself_in_the_server_header(self):
        self.assertRegex(self.vm.imds(ASK).headers["server"], r"^IMDS/")

    def test_prefers_the_system_assigned_identity(self):
        body = self.vm.imds(ASK).json
        self.assertEqual(body["client_id"], self.vm.identities["system-assigned"]["client_id"])
        self.assertEqual(claims(body["access_token"])["appid"], body["client_id"])

    def test_selects_by_each_of_its_parameters_without_regard_to_case(self):
        web = self.vm.identities["web"]
        for parameter, id_name in (("client_id", "client_id"), ("object_id", "object_id"), ("msi_res_id", "resource_id"),
                                   ("mi_res_id", "resource_id")):
            with self.subTest(parameter):
                body = self.vm.imds({**ASK, parameter: web[id_name].upper()}).json
                self.assertEqual(body["client_id"], web["client_id"])

    def test_ignores_the_parameters_of_other_hosts(self):
        web = self.vm.identities["web"]
        for parameter, value in (("clientid", web["client_id"]), ("principal_id", web["object_id"]),
                                 ("principalId", web["object_id"])):
            with self.subTest(parameter):
                self.assertEqual(self.vm.imds({**ASK, parameter: value}).json["client_id"],
                                 self.vm.identities["system-assigned"]["client_id"])

    def test_refuses_two_selectors(self):
        web = self.vm.identities["web"]
        reply = self.vm.imds({**ASK, "client_id": web["client_id"], "object_id": web["object_id"]})
        self.assertEqual((reply.status, reply.json["error"]), (400, "invalid_request"))

    def test_does_not_know_an_identity_that_is_not_assigned(self):
        reply = self.vm.imds({**ASK, "client_id": "00000000-0000-0000-0000-000000000000"})
        self.assertEqual(reply.status, 400)
        self.assertEqual(reply.json, {"error": "invalid_request", "error_description": "Identity not found"})

    def test_insists_on_the_metadata_header_in_lower_case(self):
        for headers in ({}, {"Metadata": "True"}, {"Metadata": ""}):
            with self.subTest(headers):
                reply = self.vm.imds(ASK, headers)
                self.assertEqual(reply.status, 400)
                self.assertEqual(reply.json, {"error": "invalid_request",
                                              "error_description": "Required metadata header not specified"})

    def test_refuses_requests_that_came_through_a_proxy(self):
        self.assertEqual(self.vm.imds(ASK, {"Metadata": "true", "X-Forwarded-For": "10.0.0.1"}).status, 400)

    def test_refuses_a_missing_or_unknown_api_version_and_names_newer_ones(self):
        for version in ({}, {"api-version": ""}, {"api-version": "2017-09-01"}, {"api-version": "latest"}):
            with self.subTest(version):
                reply = self.vm.imds({"resource": VAULT, **version})
                self.assertEqual(reply.status, 400)
                self.assertRegex(reply.json["error"], r"^Bad request\. api-version")
                self.assertIn("newest-versions", reply.json)

    def test_refuses_a_missing_resource(self):
        reply = self.vm.imds({"api-version": "2018-02-01"})
        self.assertEqual(reply.status, 400)
        self.assertEqual(reply.json, {"error": "invalid_request",
                                      "error_description": "Required query variable 'resource' is missing"})

    def test_refuses_a_repeated_parameter(self):
        reply = self.vm.imds("api-version=2018-02-01&resource=https://a&resource=https://b")
        self.assertEqual(reply.status, 400)

    def test_answers_nothing_but_get(self):
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"):
            with self.subTest(method):
                self.assertEqual(self.vm.imds(ASK, method=method).status, 405)

    def test_knows_no_other_path(self):
        for path in ("/", "/metadata/instance", "/metadata/identity/oauth2/tokens", "/Metadata/identity/oauth2/token",
                     "/" + "x" * 5000):
            with self.subTest(path[:40]):
                self.assertIn(self.vm.send("GET", self.vm.about["origin"] + path, {"Metadata": "true"}).status, (404, 414))

    def test_accepts_a_trailing_slash(self):
        url = self.vm.about["origin"] + "/metadata/identity/oauth2/token/?api-version=2018-02-01&resource=r"
        self.assertEqual(self.vm.send("GET", url, {"Metadata": "true"}).status, 200)


class ImdsIdentities(unittest.TestCase):
    def test_gives_the_only_user_assigned_identity_to_who_names_none(self):
        with Emulator("--user-assigned", "name=web") as vm:
            self.assertEqual(vm.imds(ASK).json["client_id"], vm.identities["web"]["client_id"])

    def test_does_not_choose_between_several_user_assigned_identities(self):
        with Emulator("--user-assigned", "name=web", "--user-assigned", "name=jobs") as vm:
            reply = vm.imds(ASK)
            self.assertEqual(reply.status, 400)
            self.assertEqual(reply.json, {
                "error": "invalid_request",
                "error_description": "Multiple user assigned identities exist, please specify the clientId / resourceId of the "
                                     "identity in the token request"})

    def test_without_identity_finds_none(self):
        with Emulator("--no-identity") as vm:
            self.assertEqual(vm.imds(ASK).json, {"error": "invalid_request", "error_description": "Identity not found"})

    def test_uses_the_ids_it_is_given(self):
        ids = {"client-id": "11111111-1111-1111-1111-111111111111", "object-id": "22222222-2222-2222-2222-222222222222",
               "resource-id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/web"}
        text = ",".join(f"{name}={value}" for name, value in ids.items())
        with Emulator("--user-assigned", "name=web," + text, "--tenant", "33333333-3333-3333-3333-333333333333") as vm:
            found = claims(vm.imds(ASK).json["access_token"])
            self.assertEqual((found["appid"], found["oid"], found["xms_mirid"], found["tid"]),
                             (*ids.values(), "33333333-3333-3333-3333-333333333333"))

    def test_derives_the_same_ids_in_every_run(self):
        with Emulator("--user-assigned", "name=web") as one, Emulator("--user-assigned", "name=web") as other:
            self.assertEqual(one.about["identities"], other.about["identities"])
            self.assertRegex(one.identities["web"]["client_id"], GUID)

    def test_refuses_a_resource_the_tenant_does_not_know(self):
        with Emulator("--resource", VAULT) as vm:
            self.assertEqual(vm.imds(ASK).status, 200)
            reply = vm.imds({**ASK, "resource": "https://vault.azure.net/"})
            self.assertEqual((reply.status, reply.json["error"], reply.json["error_codes"]), (400, "invalid_resource", [500011]))
            self.assertRegex(reply.json["error_description"], r"^AADSTS500011: .*https://vault\.azure\.net/ was not found")
            self.assertRegex(reply.json["correlation_id"], GUID)


if __name__ == "__main__":
    unittest.main()
