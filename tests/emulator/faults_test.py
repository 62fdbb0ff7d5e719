"""Failures on request: which requests they hit, what they look like."""
import json
import tempfile
import time
import unittest

from emulator import VAULT, Emulator

ASK = {"api-version": "2018-02-01", "resource": VAULT}


def statuses(vm, count):
    return [vm.imds(ASK).status for _ in range(count)]


class Faults(unittest.TestCase):
    def test_fail_lists_what_the_first_requests_get(self):
        with Emulator("--fail", "429,ok,500,410") as vm:
            self.assertEqual(statuses(vm, 6), [429, 200, 500, 410, 200, 200])

    def test_retry_after_goes_with_the_failures_only(self):
        for value in ("2", "Wed, 21 Oct 2026 07:28:00 GMT"):
            with Emulator("--fail", "429", "--retry-after", value) as vm:
                self.assertEqual(vm.imds(ASK).headers["retry-after"], value)
                self.assertNotIn("retry-after", vm.imds(ASK).headers)

    def test_fail_first_repeats_one_status(self):
        with Emulator("--fail-first", "3:503") as vm:
            self.assertEqual(statuses(vm, 5), [503, 503, 503, 200, 200])

    def test_requests_that_break_the_rules_use_no_fault_up(self):
        with Emulator("--fail", "429") as vm:
            self.assertEqual(vm.imds(ASK, {}).status, 400)
            self.assertEqual(statuses(vm, 2), [429, 200])

    def test_a_failing_host_keeps_the_shape_of_its_errors(self):
        with Emulator("--fail", "429") as vm:
            self.assertEqual(vm.imds(ASK).json, {"error": "invalid_request",
                                                 "error_description": "Temporarily throttled, too many requests"})
        with Emulator("--host", "app-service", "--fail", "500") as app:
            reply = app.app_service({"api-version": "2019-08-01", "resource": VAULT})
            self.assertEqual((reply.status, reply.json["statusCode"]), (500, 500))

    def test_a_script_may_be_given_inline_or_as_a_file(self):
        script = {"faults": [{"status": 429, "times": 2, "retry_after": 7}, {"refusal": "several-identities"},
                             {"refusal": "identity-not-found"}, {"refusal": "unknown-resource"}, {"status": 410}]}
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(script, file)
            file.flush()
            for text in (json.dumps(script), file.name):
                with Emulator("--faults", text) as vm:
                    replies = [vm.imds(ASK) for _ in range(7)]
                    self.assertEqual([reply.status for reply in replies], [429, 429, 400, 400, 400, 410, 200])
                    self.assertEqual(replies[1].headers["retry-after"], "7")
                    self.assertIn("Multiple user assigned identities", replies[2].text)
                    self.assertIn("Identity not found", replies[3].text)
                    self.assertIn("AADSTS500011", replies[4].text)

    def test_a_fault_may_wait_for_one_resource(self):
        with Emulator("--faults", '{"faults": [{"status": 500, "resource": "https://other"}]}') as vm:
            self.assertEqual(statuses(vm, 2), [200, 200])
            self.assertEqual(vm.imds({**ASK, "resource": "https://other"}).status, 500)
            self.assertEqual(vm.imds({**ASK, "resource": "https://other"}).status, 200)

    def test_a_fault_may_last_for_ever(self):
        with Emulator("--faults", '{"faults": [{"status": 500, "times": 0}]}') as vm:
            self.assertEqual(statuses(vm, 20), [500] * 20)

    def test_latency_delays_the_answer(self):
        with Emulator("--latency", "300") as vm:
            start = time.monotonic()
            self.assertEqual(vm.imds(ASK).status, 200)
            self.assertGreaterEqual(time.monotonic() - start, 0.3)

    def test_a_fault_may_delay_one_answer(self):
        with Emulator("--faults", '{"faults": [{"latency_ms": 300}]}') as vm:
            start = time.monotonic()
            self.assertEqual(vm.imds(ASK).status, 200)
            self.assertGreaterEqual(time.monotonic() - start, 0.3)

    def test_an_identity_is_not_there_before_its_time(self):
        with Emulator("--propagation", "3600") as vm:
            reply = vm.imds(ASK)
            self.assertEqual((reply.status, reply.json["error_description"]), (404, "Identity not found"))

    def test_an_identity_arrives_by_itself(self):
        with Emulator("--propagation", "1") as vm:
            while vm.imds(ASK).status == 404:
                time.sleep(0.1)
            self.assertEqual(vm.imds(ASK).status, 200)


if __name__ == "__main__":
    unittest.main()
