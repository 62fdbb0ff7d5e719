"""Azure Arc: the challenge, its key file, selectors and their echo."""
import concurrent.futures
import os
import stat
import tempfile
import unittest

from emulator import VAULT, Emulator, claims

ASK = {"api-version": "2020-06-01", "resource": VAULT}


class Arc(unittest.TestCase):
    def setUp(self):
        self.keys = tempfile.TemporaryDirectory(prefix="azcred-keys-")
        self.addCleanup(self.keys.cleanup)

    def start(self, *options):
        arc = Emulator("--host", "arc", "--arc-keys", self.keys.name, *options)
        self.addCleanup(arc.stop)
        return arc

    def challenge(self, arc, ask=ASK):
        """The path of the key file the agent wants to have read."""
        reply = arc.imds(ask)
        self.assertEqual(reply.status, 401)
        scheme, _, path = reply.headers["www-authenticate"].partition(" realm=")
        self.assertEqual(scheme, "Basic")
        return path

    def answer(self, arc, ask=ASK):
        with open(self.challenge(arc, ask), encoding="ascii") as file:
            secret = file.read()
        return arc.imds(ask, {"Metadata": "true", "Authorization": "Basic " + secret})

    def test_gives_the_two_variables_of_the_agent(self):
        arc = self.start()
        self.assertEqual(arc.environment, {"IDENTITY_ENDPOINT": arc.about["origin"] + "/metadata/identity/oauth2/token",
                                           "IMDS_ENDPOINT": arc.about["origin"]})

    def test_asks_for_the_content_of_a_key_file_in_its_directory(self):
        path = self.challenge(self.start())
        self.assertEqual(os.path.dirname(path), self.keys.name)
        self.assertTrue(path.endswith(".key"), path)
        status = os.stat(path)
        self.assertTrue(stat.S_ISREG(status.st_mode))
        self.assertEqual(status.st_mode & 0o007, 0, "everybody can read the key")
        self.assertTrue(0 < status.st_size <= 4096)

    def test_writes_every_value_as_a_string_and_echoes_no_identity_that_was_not_asked_for(self):
        body = self.answer(self.start()).json
        for name, value in body.items():
            self.assertIsInstance(value, str, name)
        self.assertEqual(body["expires_in"], "86400")
        self.assertFalse({"client_id", "object_id", "msi_res_id"} & set(body))

    def test_takes_a_key_once(self):
        arc = self.start()
        path = self.challenge(arc)
        with open(path, encoding="ascii") as file:
            headers = {"Metadata": "true", "Authorization": "Basic " + file.read()}
        self.assertEqual(arc.imds(ASK, headers).status, 200)
        self.assertFalse(os.path.exists(path))
        self.assertEqual(arc.imds(ASK, headers).status, 401)

    def test_refuses_what_is_not_in_the_file(self):
        arc = self.start()
        self.challenge(arc)
        for value in ("Basic ", "Basic wrong", "Bearer wrong", ""):
            self.assertEqual(arc.imds(ASK, {"Metadata": "true", "Authorization": value}).status, 401, value)

    def test_insists_on_the_metadata_header_before_it_challenges(self):
        self.assertEqual(self.start().imds(ASK, {}).status, 400)

    def test_accepts_the_versions_that_clients_send(self):
        arc = self.start()
        for version in ("2019-11-01", "2020-06-01", "2021-02-01"):
            self.assertEqual(self.answer(arc, {**ASK, "api-version": version}).status, 200, version)
        self.assertEqual(arc.imds({**ASK, "api-version": "1999-01-01"}).status, 400)

    def test_selects_a_user_assigned_identity_and_says_so(self):
        arc = self.start("--system-assigned", "--user-assigned", "name=web")
        web = arc.identities["web"]
        for parameter, id_name in (("client_id", "client_id"), ("object_id", "object_id"), ("msi_res_id", "resource_id")):
            with self.subTest(parameter):
                body = self.answer(arc, {**ASK, parameter: web[id_name]}).json
                self.assertEqual(body[parameter], web[id_name])
                self.assertEqual(claims(body["access_token"])["appid"], web["client_id"])

    def test_silently_ignores_mi_res_id(self):
        arc = self.start("--system-assigned", "--user-assigned", "name=web")
        body = self.answer(arc, {**ASK, "mi_res_id": arc.identities["web"]["resource_id"]}).json
        self.assertEqual(claims(body["access_token"])["appid"], arc.identities["system-assigned"]["client_id"])

    def test_a_legacy_agent_ignores_selectors_and_echoes_nothing(self):
        arc = self.start("--legacy-agent", "--system-assigned", "--user-assigned", "name=web")
        body = self.answer(arc, {**ASK, "client_id": arc.identities["web"]["client_id"]}).json
        self.assertNotIn("client_id", body)
        self.assertEqual(claims(body["access_token"])["appid"], arc.identities["system-assigned"]["client_id"])

    def test_answers_404_for_an_identity_that_is_not_assigned(self):
        reply = self.answer(self.start(), {**ASK, "client_id": "00000000-0000-0000-0000-000000000000"})
        self.assertEqual((reply.status, reply.json["error"]), (404, "identity_not_found"))

    def test_removes_its_files_at_the_end(self):
        arc = self.start()
        self.challenge(arc)
        self.assertEqual(len(os.listdir(self.keys.name)), 1)
        self.assertEqual(arc.stop(), 0)
        self.assertEqual(os.listdir(self.keys.name), [])

    def test_makes_the_directory_and_removes_it_again(self):
        keys = os.path.join(self.keys.name, "azcmagent", "tokens")
        with Emulator("--host", "arc", "--arc-keys", keys):
            self.assertTrue(os.path.isdir(keys))
        self.assertEqual(os.listdir(self.keys.name), [])

    def test_makes_the_directory_again_if_somebody_removed_it(self):
        keys = os.path.join(self.keys.name, "azcmagent", "tokens")
        with Emulator("--host", "arc", "--arc-keys", keys) as arc:
            os.rmdir(keys)
            os.rmdir(os.path.dirname(keys))
            self.assertEqual(arc.imds(ASK).status, 401)
            self.assertEqual(len(os.listdir(keys)), 1)
        self.assertEqual(os.listdir(self.keys.name), [])

    def test_keeps_the_keys_of_many_clients_apart(self):
        arc = self.start()
        with concurrent.futures.ThreadPoolExecutor(12) as clients:
            replies = list(clients.map(lambda _: self.answer(arc), range(48)))
        self.assertEqual([reply.status for reply in replies], [200] * 48)


if __name__ == "__main__":
    unittest.main()
