"""The tokens themselves: signed so that others can verify it, with the claims of managed identities."""
import base64
import json
import os
import subprocess
import tempfile
import time
import unittest

from emulator import GUID, VAULT, Emulator, claims, segment

ASK = {"api-version": "2018-02-01", "resource": VAULT}


def der(tag, content):
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x80 | (size.bit_length() + 7) // 8]) + size.to_bytes(
        (size.bit_length() + 7) // 8, "big")
    return bytes([tag]) + length + content


def public_key_pem(key):
    """The RSA key of a JSON web key, as openssl reads it."""
    def integer(text):
        return der(2, b"\0" + segment(text))
    algorithm = der(0x30, bytes.fromhex("06092a864886f70d0101010500"))
    info = der(0x30, algorithm + der(3, b"\0" + der(0x30, integer(key["n"]) + integer(key["e"]))))
    return "-----BEGIN PUBLIC KEY-----\n" + base64.encodebytes(info).decode() + "-----END PUBLIC KEY-----\n"


def openssl_verifies(key, token):
    header, payload, signature = token.split(".")
    with tempfile.TemporaryDirectory(prefix="azcred-jwt-") as folder:
        def write(name, content):
            path = os.path.join(folder, name)
            with open(path, "wb") as file:
                file.write(content)
            return path
        pem = write("key.pem", public_key_pem(key).encode())
        signed = write("signed", f"{header}.{payload}".encode())
        done = subprocess.run(["openssl", "dgst", "-sha256", "-verify", pem, "-signature",
                               write("signature", segment(signature)), signed], capture_output=True, check=False)
    return done.returncode == 0


class Tokens(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.vm = Emulator("--refresh-in", "1800", "--lifetime", "3600")
        cls.body = cls.vm.imds(ASK).json

    @classmethod
    def tearDownClass(cls):
        cls.vm.stop()

    def test_are_signed_by_the_published_key(self):
        key, = self.vm.send("GET", self.vm.about["keys"]).json["keys"]
        header = json.loads(segment(self.body["access_token"].split(".")[0]))
        self.assertEqual(header, {"typ": "JWT", "alg": "RS256", "kid": key["kid"]})
        self.assertTrue(openssl_verifies(key, self.body["access_token"]))

    def test_do_not_verify_once_changed(self):
        key, = self.vm.send("GET", self.vm.about["keys"]).json["keys"]
        header, payload, signature = self.body["access_token"].split(".")
        changed = base64.urlsafe_b64encode(segment(payload).replace(b"vault", b"fault")).decode().rstrip("=")
        self.assertFalse(openssl_verifies(key, f"{header}.{changed}.{signature}"))

    def test_carry_the_claims_of_a_managed_identity(self):
        identity = self.vm.identities["system-assigned"]
        tenant = self.vm.about["tenant_id"]
        found = claims(self.body["access_token"])
        self.assertEqual(found["aud"], VAULT)
        self.assertEqual(found["iss"], f"https://sts.windows.net/{tenant}/")
        self.assertEqual((found["appid"], found["oid"], found["sub"]),
                         (identity["client_id"], identity["object_id"], identity["object_id"]))
        self.assertEqual((found["tid"], found["ver"], found["idtyp"]), (tenant, "1.0", "app"))
        self.assertEqual(found["xms_mirid"], identity["resource_id"])
        self.assertRegex(found["uti"], GUID)

    def test_agree_with_the_answer_about_their_life(self):
        found = claims(self.body["access_token"])
        self.assertEqual(found["exp"], int(self.body["expires_on"]))
        self.assertEqual(found["nbf"], int(self.body["not_before"]))
        self.assertLess(found["nbf"], time.time())
        self.assertEqual(self.body["expires_in"], "3600")
        self.assertEqual(self.body["refresh_in"], "1800")

    def test_differ_from_each_other(self):
        self.assertNotEqual(self.vm.imds(ASK).json["access_token"], self.body["access_token"])


if __name__ == "__main__":
    unittest.main()
