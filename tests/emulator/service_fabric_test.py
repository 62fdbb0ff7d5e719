"""Service Fabric: https by thumbprint, the secret header, nested errors."""
import hashlib
import socket
import ssl
import time
import unittest
import urllib.parse

from emulator import GUID, VAULT, Emulator, claims

ASK = {"api-version": "2020-05-01", "resource": VAULT}


class ServiceFabric(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.fabric = Emulator("--host", "service-fabric", "--system-assigned", "--user-assigned", "name=web")

    @classmethod
    def tearDownClass(cls):
        cls.fabric.stop()

    def ask(self, query, headers=None, method="GET"):
        headers = {"secret": self.fabric.environment["IDENTITY_HEADER"]} if headers is None else headers
        url = self.fabric.environment["IDENTITY_ENDPOINT"] + "?" + urllib.parse.urlencode(query)
        return self.fabric.send(method, url, headers)

    def assert_error(self, reply, status, code):
        self.assertEqual(reply.status, status)
        self.assertEqual(set(reply.json), {"error"})
        self.assertEqual(set(reply.json["error"]), {"correlationId", "code", "message"})
        self.assertEqual(reply.json["error"]["code"], code)
        self.assertRegex(reply.json["error"]["correlationId"], GUID)

    def test_shows_the_certificate_of_the_thumbprint(self):
        parts = urllib.parse.urlsplit(self.fabric.environment["IDENTITY_ENDPOINT"])
        self.assertEqual(parts.scheme, "https")
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with socket.create_connection((parts.hostname, parts.port), 20) as plain, context.wrap_socket(plain) as tls:
            digest = hashlib.sha1(tls.getpeercert(binary_form=True)).hexdigest().upper()
        self.assertEqual(digest, self.fabric.environment["IDENTITY_SERVER_THUMBPRINT"])

    def test_writes_expires_on_as_a_number(self):
        body = self.ask(ASK).json
        self.assertEqual(set(body), {"token_type", "access_token", "expires_on", "resource"})
        self.assertIs(type(body["expires_on"]), int)
        self.assertAlmostEqual(body["expires_on"], time.time() + 86400, delta=30)

    def test_speaks_both_api_versions_and_no_other(self):
        self.assertEqual(self.ask({**ASK, "api-version": "2019-07-01-preview"}).status, 200)
        for version in ("", "2019-08-01"):
            self.assert_error(self.ask({**ASK, "api-version": version}), 400, "InvalidApiVersion")

    def test_tells_a_missing_secret_from_a_wrong_one(self):
        self.assert_error(self.ask(ASK, {}), 400, "SecretHeaderNotFound")
        self.assert_error(self.ask(ASK, {"secret": "wrong"}), 404, "ManagedIdentityNotFound")

    def test_refuses_an_empty_resource(self):
        self.assert_error(self.ask({**ASK, "resource": ""}), 400, "ArgumentNullOrEmpty")

    def test_selects_by_principal_id_only(self):
        web = self.fabric.identities["web"]
        body = self.ask({**ASK, "principalId": web["object_id"]}).json
        self.assertEqual(claims(body["access_token"])["oid"], web["object_id"])
        for ignored in ("client_id", "object_id", "principal_id", "mi_res_id", "msi_res_id"):
            body = self.ask({**ASK, ignored: web["client_id"]}).json
            self.assertEqual(claims(body["access_token"])["oid"], self.fabric.identities["system-assigned"]["object_id"], ignored)

    def test_does_not_know_another_principal(self):
        self.assert_error(self.ask({**ASK, "principalId": "00000000-0000-0000-0000-000000000000"}), 404, "ManagedIdentityNotFound")

    def test_answers_nothing_but_get(self):
        self.assertEqual(self.ask(ASK, method="POST").status, 405)

    def test_answers_500_for_a_resource_the_tenant_does_not_know(self):
        with Emulator("--host", "service-fabric", "--resource", "https://storage.azure.com") as fabric:
            url = fabric.environment["IDENTITY_ENDPOINT"] + "?" + urllib.parse.urlencode(ASK)
            self.assert_error(fabric.send("GET", url, {"secret": fabric.environment["IDENTITY_HEADER"]}), 500,
                              "InternalServerError")


if __name__ == "__main__":
    unittest.main()
