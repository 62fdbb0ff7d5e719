# The runner accepts what a scenario describes, and notices everything that differs.
import copy
import json
import pathlib
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "runner"))

import scenario as scenarios  # noqa: E402
from certificate import make_certificate  # noqa: E402
from replay import Replay  # noqa: E402

DOOR = [sys.executable, str(HERE / "fake_door.py")]
TOKEN = {"value": "token-of-the-machine", "value_size": 20, "type": "Bearer", "expires_at": 4102444800,
         "refresh_at": 4102444500, "source": "Fake"}
ERROR = {"status": 4, "message": "Fake: no", "hint": "", "source": "Fake", "service_code": "", "aadsts": 0,
         "correlation_id": "", "claims": "", "http_status": 400, "retryable": False, "retry_after_ms": -1, "causes": []}
URL = "${imds}/token?resource=https%3A%2F%2Fvault.azure.net"
SCENARIO = {
    "title": "A token comes", "covers": ["self.1"], "servers": {"imds": {}},
    "steps": [
        {"make": {"kind": "managed_identity"}},
        {"get": {"scope": "s"},
         "exchanges": [{"server": "imds",
                        "request": {"method": "GET", "path": "/token", "query": {"resource": "https://vault.azure.net"},
                                    "headers": {"Metadata": "true"}, "absent_headers": ["Authorization"]},
                        "answer": {"json": {"access_token": "token-of-the-machine", "error_description": "what went wrong"}}}],
         "expect": {"token": {"value": "token-of-the-machine", "expires_at": 4102444800}}}]}
PLAN = {"send": [{"url": URL, "headers": {"Metadata": "true"}}], "result": {"token": TOKEN}}


def complaints(content, plan, certificate=None):
    content = copy.deepcopy(content)
    content.setdefault("environment", {})["FAKE_DOOR"] = json.dumps(plan)
    return Replay(scenarios.parse("self", json.dumps(content)), DOOR, certificate).run()


def with_plan(**changes):
    return {**copy.deepcopy(PLAN), **changes}


def with_request(**changes):
    return with_plan(send=[{**PLAN["send"][0], **changes}])


class Replaying(unittest.TestCase):
    def holds(self, plan, content=None):
        self.assertEqual(complaints(content or SCENARIO, plan), [])

    def fails(self, plan, because, content=None):
        found = complaints(content or SCENARIO, plan)
        self.assertTrue(any(because in complaint for complaint in found), found)

    def test_what_is_described_holds(self):
        self.holds(PLAN)

    def test_a_missing_request_is_noticed(self):
        self.fails(with_plan(send=[]), "was not asked for")

    def test_one_more_request_is_noticed(self):
        self.fails(with_plan(send=PLAN["send"] * 2), "asked once more")

    def test_a_request_to_another_server_is_noticed(self):
        content = copy.deepcopy(SCENARIO)
        content["servers"]["other"] = {}
        self.fails(with_request(url="${other}/token"), "went to other", content)

    def test_another_method_is_noticed(self):
        self.fails(with_request(method="POST"), "the method is POST")

    def test_another_path_is_noticed(self):
        self.fails(with_request(url=URL.replace("/token", "//token")), "the path is //token")

    def test_another_parameter_is_noticed(self):
        self.fails(with_request(url=URL + "&client_id=x"), "the query parameters are")

    def test_a_parameter_twice_is_noticed(self):
        self.fails(with_request(url=URL + "&resource=https%3A%2F%2Fvault.azure.net"), "the query parameters are")

    def test_a_plus_in_the_query_is_noticed(self):
        self.fails(with_request(url=URL + "+"), "a space is %20")

    def test_a_missing_header_is_noticed(self):
        self.fails(with_request(headers={}), "the header Metadata is []")

    def test_another_header_value_is_noticed(self):
        self.fails(with_request(headers={"Metadata": "True"}), "the header Metadata is ['True']")

    def test_an_absent_header_that_is_there_is_noticed(self):
        self.fails(with_request(headers={"Metadata": "true", "Authorization": "x"}), "the header Authorization is there")

    def test_a_header_that_is_never_sent_is_noticed(self):
        self.fails(with_request(headers={"Metadata": "true", "X-Forwarded-For": "x"}), "the header X-Forwarded-For is there")

    def test_a_header_of_another_form_is_noticed(self):
        content = copy.deepcopy(SCENARIO)
        content["steps"][1]["exchanges"][0]["request"]["header_patterns"] = {"Metadata": "[a-z]+"}
        self.holds(PLAN, content)
        content["steps"][1]["exchanges"][0]["request"]["header_patterns"] = {"Metadata": "[a-z]"}
        self.fails(PLAN, "not of the form", content)

    def test_a_request_while_waiting_is_noticed(self):
        content = copy.deepcopy(SCENARIO)
        content["steps"].append({"wait_ms": 1, "exchanges": content["steps"][1]["exchanges"]})
        self.fails(PLAN, "step 3: imds was not asked for", content)

    def test_a_body_that_was_not_expected_is_noticed(self):
        self.fails(with_request(body="x", method="GET"), "the body is 'x'")

    def test_another_encoding_is_noticed_where_bytes_are_given(self):
        content = copy.deepcopy(SCENARIO)
        request = content["steps"][1]["exchanges"][0]["request"]
        del request["query"]
        request["encoded_query"] = "resource=https%3A%2F%2Fvault.azure.net"
        self.holds(PLAN, content)
        self.fails(with_request(url="${imds}/token?resource=https://vault.azure.net"), "the query is", content)

    def test_a_request_that_comes_too_early_is_noticed(self):
        content = copy.deepcopy(SCENARIO)
        second = copy.deepcopy(content["steps"][1]["exchanges"][0])
        second["not_before_ms"] = 60000
        content["steps"][1]["exchanges"].append(second)
        self.fails(with_plan(send=PLAN["send"] * 2), "ms after the one before", content)

    def test_another_token_is_noticed(self):
        self.fails(with_plan(result={"token": {**TOKEN, "value": "another-token-of-it", "value_size": 19}}), "the value is")

    def test_another_expiry_is_noticed(self):
        self.fails(with_plan(result={"token": {**TOKEN, "expires_at": 4102444801}}), "expires_at is")

    def test_a_size_that_is_wrong_is_noticed(self):
        self.fails(with_plan(result={"token": {**TOKEN, "value_size": 19}}), "the size of the value")

    def test_an_error_instead_of_a_token_is_noticed(self):
        self.fails(with_plan(result={"error": ERROR}), "an error came instead of a token")

    def test_a_leak_into_the_log_is_noticed(self):
        self.fails(with_plan(log="got token-of-the-mac and more"), "a log line of Fake shows")

    def test_a_leak_to_standard_error_is_noticed(self):
        self.fails(with_plan(standard_error="token-of-the-machine"), "standard error shows")

    def test_a_program_that_fails_at_its_end_is_noticed(self):
        self.fails(with_plan(code=23), "ended with 23")

    def test_nonsense_is_noticed(self):
        self.fails(with_plan(says="hello"), "the door program said")


class Failing(unittest.TestCase):
    """Scenarios that expect an error."""

    def setUp(self):
        self.content = copy.deepcopy(SCENARIO)
        self.content["steps"][1]["expect"] = {"error": {"status": "authentication_failed", "http_status": 400,
                                                        "message_contains": ["no"]}}

    def found(self, **changes):
        return complaints(self.content, with_plan(result={"error": {**ERROR, **changes}}))

    def test_what_is_described_holds(self):
        self.assertEqual(self.found(), [])

    def test_every_difference_is_noticed(self):
        for changes, because in (({"status": 6}, "is network and not authentication_failed"), ({"http_status": 401}, "http_status"),
                                 ({"message": "Fake: yes"}, "does not say 'no'"), ({"message": "no\n"}, "not printable"),
                                 ({"message": "no: what went wrong"}, "an error shows"), ({"message": "", "hint": "no"}, "no message"),
                                 ({"correlation_id": "x"}, "no GUID"), ({"hint": "no token-of-the-mac"}, "an error shows"),
                                 ({"hint": "ask"}, "not a sentence"), ({"hint": "Ask."}, "not a sentence"),
                                 ({"hint": "Ask"}, "does not end in its hint")):
            with self.subTest(because):
                found = self.found(**changes)
                self.assertTrue(any(because in complaint for complaint in found), found)

    def test_a_token_instead_of_an_error_is_noticed(self):
        found = complaints(self.content, PLAN)
        self.assertTrue(any("a token came instead of an error" in complaint for complaint in found), found)


class Surroundings(unittest.TestCase):
    def test_requests_may_come_over_the_runner(self):
        content = copy.deepcopy(SCENARIO)
        content["servers"] = {}
        exchange = content["steps"][1]["exchanges"][0]
        del exchange["server"]
        exchange["origin"] = "http://169.254.169.254"
        request = {"url": "http://169.254.169.254/token?resource=https%3A%2F%2Fvault.azure.net", "headers": {"Metadata": "true"}}
        self.assertEqual(complaints(content, {"relay": [request], "result": {"token": TOKEN}}), [])
        request["url"] = request["url"].replace("169.254.169.254", "evil.example")
        found = complaints(content, {"relay": [request], "result": {"token": TOKEN}})
        self.assertTrue(any("went to http://evil.example" in complaint for complaint in found), found)

    def test_a_scenario_has_its_own_files(self):
        path = "/var/opt/azcmagent/tokens/self.key"
        content = {"title": "A file is there", "covers": ["self.2"], "files": {path: {"text": "file"}},
                   "steps": [{"make": {"kind": "managed_identity"}}, {"get": {"scope": "s"}, "expect": {"token": {"value": "file"}}}]}
        self.assertEqual(complaints(content, {"read": [path], "result": {"token": dict(TOKEN)}}), [])
        self.assertFalse(pathlib.Path(path).exists())

    def test_a_certificate_has_its_thumbprint(self):
        with tempfile.TemporaryDirectory() as folder:
            certificate = make_certificate(folder)
            self.assertRegex(certificate.thumbprint, r"^[0-9A-F]{40}$")
            self.assertIsNotNone(certificate.server_context())


if __name__ == "__main__":
    unittest.main()
