"""Cloud Shell: a form by POST, the list of audiences, tokens of a person."""
import unittest
import urllib.parse

from emulator import VAULT, Emulator, claims

FORM = {"Metadata": "true", "Content-Type": "application/x-www-form-urlencoded"}


class CloudShell(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shell = Emulator("--host", "cloud-shell")

    @classmethod
    def tearDownClass(cls):
        cls.shell.stop()

    def ask(self, resource=VAULT, headers=None, method="POST"):
        body = urllib.parse.urlencode({"resource": resource})
        return self.shell.send(method, self.shell.environment["MSI_ENDPOINT"], FORM if headers is None else headers, body)

    def test_gives_an_endpoint_and_no_secret(self):
        self.assertEqual(set(self.shell.environment), {"MSI_ENDPOINT"})

    def test_writes_every_value_as_a_string(self):
        body = self.ask().json
        for name, value in body.items():
            self.assertIsInstance(value, str, name)
        self.assertEqual((body["resource"], body["token_type"], body["expires_in"]), (VAULT, "Bearer", "86400"))
        self.assertNotIn("client_id", body)

    def test_gives_a_token_of_a_person(self):
        found = claims(self.ask().json["access_token"])
        self.assertEqual(found["idtyp"], "user")
        self.assertNotIn("xms_mirid", found)

    def test_refuses_an_audience_that_differs_by_a_slash(self):
        reply = self.ask(VAULT + "/")
        self.assertEqual(reply.status, 400)
        self.assertEqual(reply.json["error"]["code"], "AudienceNotSupported")
        self.assertRegex(reply.json["error"]["message"],
                         r"^Audience https://vault\.azure\.net/ is not a supported MSI token audience\. Supported audiences: ")

    def test_takes_the_list_it_is_given_instead_of_its_own(self):
        with Emulator("--host", "cloud-shell", "--resource", "https://example.org") as shell:
            endpoint = shell.environment["MSI_ENDPOINT"]
            self.assertEqual(shell.send("POST", endpoint, FORM, "resource=https%3A%2F%2Fexample.org").status, 200)
            self.assertEqual(shell.send("POST", endpoint, FORM, "resource=" + VAULT).status, 400)

    def test_insists_on_the_metadata_header(self):
        self.assertEqual(self.ask(headers={"Content-Type": FORM["Content-Type"]}).status, 400)

    def test_insists_on_a_form(self):
        self.assertEqual(self.ask(headers={"Metadata": "true", "Content-Type": "application/json"}).status, 400)

    def test_answers_nothing_but_post(self):
        self.assertEqual(self.ask(method="GET").status, 405)


if __name__ == "__main__":
    unittest.main()
