"""App Service, Functions and Container Apps: both api-versions, selectors, error bodies."""
import calendar
import time
import unittest

from emulator import GUID, VAULT, Emulator

ASK = {"api-version": "2019-08-01", "resource": VAULT}
HOSTS = ("app-service", "functions", "container-apps")


class AppService(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.apps = [Emulator("--host", host, "--system-assigned", "--user-assigned", "name=web") for host in HOSTS]

    @classmethod
    def tearDownClass(cls):
        for app in cls.apps:
            app.stop()

    def each(self):
        for app in self.apps:
            with self.subTest(app.about["host"]):
                yield app

    def assert_error(self, reply, status, message=None):
        self.assertEqual(reply.status, status)
        self.assertEqual(set(reply.json), {"statusCode", "message", "correlationId"})
        self.assertIs(type(reply.json["statusCode"]), int)
        self.assertEqual(reply.json["statusCode"], status)
        self.assertRegex(reply.json["correlationId"], GUID)
        self.assertEqual(reply.headers["x-correlation-id"], reply.json["correlationId"])
        if message is not None:
            self.assertEqual(reply.json["message"], message)

    def test_sets_the_variables_of_2019_and_of_2017(self):
        for app in self.each():
            self.assertEqual(set(app.environment), {"IDENTITY_ENDPOINT", "IDENTITY_HEADER", "MSI_ENDPOINT", "MSI_SECRET"})
            self.assertEqual(app.environment["IDENTITY_ENDPOINT"], app.environment["MSI_ENDPOINT"])
            self.assertEqual(app.environment["IDENTITY_HEADER"], app.environment["MSI_SECRET"])

    def test_writes_expires_on_as_a_string_and_no_expires_in(self):
        for app in self.each():
            reply = app.app_service(ASK)
            self.assertEqual(reply.status, 200)
            body = reply.json
            self.assertEqual(set(body), {"access_token", "client_id", "expires_on", "resource", "token_type"})
            for name, value in body.items():
                self.assertIsInstance(value, str, name)
            self.assertAlmostEqual(int(body["expires_on"]), time.time() + 86400, delta=30)

    def test_selects_by_each_of_its_parameters(self):
        for app in self.each():
            web = app.identities["web"]
            for parameter, id_name in (("client_id", "client_id"), ("principal_id", "object_id"), ("object_id", "object_id"),
                                       ("mi_res_id", "resource_id")):
                self.assertEqual(app.app_service({**ASK, parameter: web[id_name]}).json["client_id"], web["client_id"], parameter)

    def test_silently_ignores_msi_res_id(self):
        for app in self.each():
            body = app.app_service({**ASK, "msi_res_id": app.identities["web"]["resource_id"]}).json
            self.assertEqual(body["client_id"], app.identities["system-assigned"]["client_id"])

    def test_refuses_two_selectors(self):
        for app in self.each():
            web = app.identities["web"]
            self.assert_error(app.app_service({**ASK, "client_id": web["client_id"], "object_id": web["object_id"]}), 400)

    def test_insists_on_its_secret_header(self):
        for app in self.each():
            for headers in ({}, {"X-IDENTITY-HEADER": ""}, {"X-IDENTITY-HEADER": "wrong"},
                            {"secret": app.environment["IDENTITY_HEADER"]}, {"Metadata": "true"}):
                self.assert_error(app.app_service(ASK, headers), 401)

    def test_refuses_other_api_versions(self):
        for app in self.each():
            for version in ("", "2018-02-01", "2020-01-01"):
                self.assert_error(app.app_service({**ASK, "api-version": version}), 400)

    def test_refuses_a_missing_resource(self):
        for app in self.each():
            self.assert_error(app.app_service({"api-version": "2019-08-01"}), 400)

    def test_answers_nothing_but_get(self):
        for app in self.each():
            self.assert_error(app.app_service(ASK, method="POST"), 405)

    def test_does_not_know_an_identity_that_is_not_assigned(self):
        for app in self.each():
            self.assert_error(app.app_service({**ASK, "client_id": "00000000-0000-0000-0000-000000000000"}), 400,
                              "Unable to load the proper Managed Identity.")

    def test_speaks_2017_with_a_date_in_expires_on(self):
        for app in self.each():
            reply = app.app_service({"api-version": "2017-09-01", "resource": VAULT},
                                    {"secret": app.environment["MSI_SECRET"]})
            self.assertEqual(reply.status, 200)
            self.assertEqual(set(reply.json), {"access_token", "expires_on", "resource", "token_type"})
            moment = time.strptime(reply.json["expires_on"], "%m/%d/%Y %H:%M:%S +00:00")
            self.assertAlmostEqual(calendar.timegm(moment), time.time() + 86400, delta=30)

    def test_in_2017_only_the_secret_header_opens(self):
        for app in self.each():
            self.assert_error(app.app_service({"api-version": "2017-09-01", "resource": VAULT}), 401)

    def test_in_2017_only_clientid_selects(self):
        for app in self.each():
            secret = {"secret": app.environment["MSI_SECRET"]}
            ask = {"api-version": "2017-09-01", "resource": VAULT}
            unknown = "00000000-0000-0000-0000-000000000000"
            self.assert_error(app.app_service({**ask, "clientid": unknown}, secret), 400)
            for ignored in ("client_id", "object_id", "principal_id", "mi_res_id"):
                self.assertEqual(app.app_service({**ask, ignored: unknown}, secret).status, 200, ignored)

    def test_without_system_assigned_identity_one_has_to_be_named(self):
        with Emulator("--host", "app-service", "--user-assigned", "name=web") as app:
            self.assert_error(app.app_service(ASK), 400, "Unable to load the proper Managed Identity.")
            self.assertEqual(app.app_service({**ASK, "client_id": app.identities["web"]["client_id"]}).status, 200)

    def test_is_vague_about_a_resource_the_tenant_does_not_know(self):
        with Emulator("--host", "app-service", "--resource", "https://storage.azure.com") as app:
            self.assert_error(app.app_service(ASK), 500)


if __name__ == "__main__":
    unittest.main()
