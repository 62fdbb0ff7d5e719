"""Azure Machine Learning and Azure Container Instances: where they differ from the hosts they resemble."""
import time
import unittest
import urllib.parse

from emulator import VAULT, Emulator, claims


class AzureMl(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ml = Emulator("--host", "azure-ml", "--system-assigned", "--user-assigned", "name=web")
        cls.ask_2017 = {"api-version": "2017-09-01", "resource": VAULT}

    @classmethod
    def tearDownClass(cls):
        cls.ml.stop()

    def ask(self, query, headers=None):
        headers = {"secret": self.ml.environment["MSI_SECRET"]} if headers is None else headers
        return self.ml.send("GET", self.ml.environment["MSI_ENDPOINT"] + "?" + urllib.parse.urlencode(query), headers)

    def test_names_the_default_identity(self):
        self.assertEqual(set(self.ml.environment), {"MSI_ENDPOINT", "MSI_SECRET", "DEFAULT_IDENTITY_CLIENT_ID"})
        self.assertEqual(self.ml.environment["DEFAULT_IDENTITY_CLIENT_ID"], self.ml.identities["system-assigned"]["client_id"])

    def test_names_the_word_clientid_if_there_is_none(self):
        with Emulator("--host", "azure-ml", "--no-identity") as ml:
            self.assertEqual(ml.environment["DEFAULT_IDENTITY_CLIENT_ID"], "clientid")

    def test_writes_expires_on_as_a_number(self):
        body = self.ask({**self.ask_2017, "clientid": self.ml.identities["web"]["client_id"]}).json
        self.assertIs(type(body["expires_on"]), int)
        self.assertAlmostEqual(body["expires_on"], time.time() + 86400, delta=30)
        self.assertEqual(claims(body["access_token"])["appid"], self.ml.identities["web"]["client_id"])

    def test_without_a_client_id_answers_for_whoever_is_signed_in(self):
        for selector in ({}, {"clientid": ""}, {"clientid": "clientid"}, {"client_id": self.ml.identities["web"]["client_id"]}):
            with self.subTest(selector):
                body = self.ask({**self.ask_2017, **selector}).json
                self.assertEqual(claims(body["access_token"])["idtyp"], "user")

    def test_refuses_an_unknown_client_id_a_wrong_secret_and_other_versions(self):
        unknown = {**self.ask_2017, "clientid": "00000000-0000-0000-0000-000000000000"}
        self.assertEqual(self.ask(unknown).status, 400)
        self.assertEqual(self.ask(self.ask_2017, {"secret": "wrong"}).status, 401)
        self.assertEqual(self.ask({**self.ask_2017, "api-version": "2019-08-01"}).status, 400)


class Aci(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.aci = Emulator("--host", "aci", "--system-assigned", "--user-assigned", "name=web")
        cls.ask = {"api-version": "2018-02-01", "resource": VAULT}

    @classmethod
    def tearDownClass(cls):
        cls.aci.stop()

    def test_sets_an_identity_header_without_an_endpoint(self):
        self.assertIn("IDENTITY_HEADER", self.aci.environment)
        self.assertNotIn("IDENTITY_ENDPOINT", self.aci.environment)

    def test_refuses_a_request_without_metadata_in_plain_text(self):
        reply = self.aci.imds(self.ask, {})
        self.assertEqual(reply.status, 400)
        self.assertTrue(reply.headers["content-type"].startswith("text/plain"))
        self.assertEqual(reply.text, "Required metadata header not specified or not correct")

    def test_reads_msi_res_id_and_ignores_mi_res_id(self):
        web = self.aci.identities["web"]
        self.assertEqual(self.aci.imds({**self.ask, "msi_res_id": web["resource_id"]}).json["client_id"], web["client_id"])
        self.assertEqual(self.aci.imds({**self.ask, "mi_res_id": web["resource_id"]}).json["client_id"],
                         self.aci.identities["system-assigned"]["client_id"])


class AciWindows(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.aci = Emulator("--host", "aci-windows", "--user-assigned", "name=web", "--user-assigned", "name=jobs")

    @classmethod
    def tearDownClass(cls):
        cls.aci.stop()

    def ask(self, query, headers=None):
        headers = {"secret": self.aci.environment["IDENTITY_HEADER"]} if headers is None else headers
        return self.aci.send("GET", self.aci.environment["IDENTITY_ENDPOINT"] + "&" + urllib.parse.urlencode(query), headers)

    def test_gives_an_http_endpoint_that_carries_its_api_version(self):
        self.assertRegex(self.aci.environment["IDENTITY_ENDPOINT"], r"^http://.*\?api-version=")

    def test_gives_a_token_by_principal_id(self):
        body = self.ask({"resource": VAULT, "principalId": self.aci.identities["web"]["object_id"]}).json
        self.assertEqual(claims(body["access_token"])["oid"], self.aci.identities["web"]["object_id"])

    def test_has_no_default_identity_among_several(self):
        reply = self.ask({"resource": VAULT})
        self.assertEqual(reply.status, 404)
        self.assertEqual(reply.json, {"error": {"code": "DefaultIdentityNotDefined", "message": "DefaultIdentityNotDefined ",
                                                "details": []}})

    def test_does_not_take_the_header_of_app_service(self):
        reply = self.ask({"resource": VAULT}, {"X-IDENTITY-HEADER": self.aci.environment["IDENTITY_HEADER"]})
        self.assertEqual(reply.json["error"]["code"], "SecretHeaderNotFound")


if __name__ == "__main__":
    unittest.main()
