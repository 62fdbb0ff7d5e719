"""`azcred emulate` as a command: programs under it, its output, its log, its mistakes."""
import concurrent.futures
import os
import signal
import subprocess
import sys
import time
import unittest

from emulator import COMMAND, VAULT, Emulator


def run(*arguments, environment=None, **options):
    return subprocess.run([COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False,
                          env={**os.environ, **(environment or {})}, **options)


class Program(unittest.TestCase):
    def test_gets_the_variables_of_its_host_and_of_no_other(self):
        strangers = {name: "stranger" for name in (
            "IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT", "IMDS_ENDPOINT", "MSI_ENDPOINT", "MSI_SECRET",
            "DEFAULT_IDENTITY_CLIENT_ID", "AZURE_POD_IDENTITY_AUTHORITY_HOST", "AZURE_FEDERATED_TOKEN_FILE")}
        for host in ("imds", "app-service", "azure-ml", "cloud-shell", "service-fabric", "aci", "aci-windows"):
            with self.subTest(host):
                done = run("emulate", "--host", host, "--quiet", "--", "env", environment=strangers)
                self.assertEqual(done.returncode, 0)
                self.assertNotIn("stranger", done.stdout)
                self.assertRegex(done.stdout, r"(_ENDPOINT|_HOST)=https?://127\.0\.0\.1:\d+")

    def test_keeps_the_rest_of_its_environment(self):
        done = run("emulate", "--quiet", "--", "sh", "-c", 'echo "$AZURE_CLIENT_ID"', environment={"AZURE_CLIENT_ID": "mine"})
        self.assertEqual(done.stdout, "mine\n")

    def test_is_given_its_own_arguments_untouched(self):
        done = run("emulate", "--quiet", "--", "printf", "%s|", "--host", "a b", "--", "-x")
        self.assertEqual(done.stdout, "--host|a b|--|-x|")

    def test_decides_the_exit_status(self):
        for status in (0, 1, 42):
            self.assertEqual(run("emulate", "--quiet", "--", "sh", "-c", f"exit {status}").returncode, status)

    def test_that_dies_of_a_signal_is_reported_as_a_shell_does(self):
        self.assertEqual(run("emulate", "--quiet", "--", "sh", "-c", "kill -KILL $$").returncode, 128 + signal.SIGKILL)

    def test_that_does_not_exist_is_127(self):
        done = run("emulate", "--quiet", "--", "/no/such/program")
        self.assertEqual(done.returncode, 127)
        self.assertIn("/no/such/program", done.stderr)

    def test_that_may_not_be_executed_is_126(self):
        self.assertEqual(run("emulate", "--quiet", "--", "/").returncode, 126)

    def test_receives_signals(self):
        script = "import signal, sys, time\n" \
                 "signal.signal(signal.SIGTERM, lambda *_: sys.exit(33))\n" \
                 "print('ready', flush=True)\n" \
                 "time.sleep(60)"
        process = subprocess.Popen([COMMAND, "emulate", "--quiet", "--", sys.executable, "-c", script], stdout=subprocess.PIPE,
                                   text=True)
        self.assertEqual(process.stdout.readline(), "ready\n")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=30), 33)
        process.stdout.close()


class Output(unittest.TestCase):
    def test_for_shells_can_be_evaluated(self):
        process = subprocess.Popen([COMMAND, "emulate", "--quiet", "--host", "app-service"], stdout=subprocess.PIPE, text=True)
        lines = [process.stdout.readline() for _ in range(5)]
        process.send_signal(signal.SIGINT)
        process.stdout.close()
        self.assertEqual(process.wait(timeout=30), 0)
        script = "".join(lines) + 'echo "$IDENTITY_ENDPOINT $IDENTITY_HEADER ${IMDS_ENDPOINT-unset}"'
        done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True, env={"IMDS_ENDPOINT": "x"})
        self.assertRegex(done.stdout, r"^http://127\.0\.0\.1:\d+/MSI/token/ [0-9a-f-]{36} unset\n$")

    def test_as_json_names_identities_keys_and_variables(self):
        with Emulator("--host", "imds", "--user-assigned", "name=web") as vm:
            self.assertEqual(set(vm.about), {"host", "origin", "keys", "tenant_id", "environment", "unset", "identities"})
            self.assertEqual(set(vm.identities["web"]), {"name", "kind", "client_id", "object_id", "resource_id"})
            self.assertEqual(vm.send("GET", vm.about["keys"]).status, 200)
            self.assertIn("MSI_ENDPOINT", vm.about["unset"])

    def test_version_and_help_succeed(self):
        self.assertRegex(run("--version").stdout, r"^azcred \d+\.\d+\.\d+\n$")
        for arguments in (["--help"], ["emulate", "--help"]):
            done = run(*arguments)
            self.assertEqual(done.returncode, 0)
            self.assertIn("Examples:", done.stdout)


class Log(unittest.TestCase):
    def test_says_what_was_asked_what_was_given_and_to_whom(self):
        with Emulator("--system-assigned", "--user-assigned", "name=web") as vm:
            web = vm.identities["web"]["client_id"]
            vm.imds({"api-version": "2018-02-01", "resource": VAULT, "client_id": web})
            vm.imds({"resource": VAULT})
            first, second = vm.log().splitlines()
        self.assertRegex(first, r"^\d\d:\d\d:\d\d GET /metadata/identity/oauth2/token\?")
        for part in (VAULT, web, "-> 200 token for web"):
            self.assertIn(part, first)
        self.assertIn("-> 400 Bad request. api-version was not specified", second)

    def test_never_holds_a_secret(self):
        for host in ("app-service", "azure-ml", "aci-windows"):
            with self.subTest(host), Emulator("--host", host, "--system-assigned") as app:
                secret = app.environment.get("IDENTITY_HEADER") or app.environment["MSI_SECRET"]
                endpoint = app.environment.get("IDENTITY_ENDPOINT") or app.environment["MSI_ENDPOINT"]
                query = ("&" if "?" in endpoint else "?") + "api-version=2019-08-01&resource=r&secret=" + secret + "&" + secret
                reply = app.send("GET", endpoint + query, {"X-IDENTITY-HEADER": secret, "secret": secret,
                                                           "Authorization": "Bearer " + secret}, secret)
                log = app.log()
                self.assertIn("GET", log)
                self.assertNotIn(secret, log)
                if reply.status == 200:
                    self.assertNotIn(reply.json["access_token"], log)
                    self.assertNotIn(reply.json["access_token"].split(".")[2], log)

    def test_cannot_be_forged_by_a_client(self):
        with Emulator() as vm:
            vm.imds("resource=a%0a00:00:00%20GET%20/forged%1b[2J")
            self.assertEqual(len(vm.log().splitlines()), 1)
            self.assertNotIn("\x1b", vm.log())

    def test_goes_to_stderr_unless_told_to_be_quiet(self):
        ask = ["--", sys.executable, "-c", "import os, urllib.request, urllib.error\n"
               "try: urllib.request.urlopen(os.environ['AZURE_POD_IDENTITY_AUTHORITY_HOST'] + '/x')\n"
               "except urllib.error.HTTPError: pass"]
        environment = {"no_proxy": "*"}
        self.assertIn("GET /x -> 404", run("emulate", *ask, environment=environment).stderr)
        self.assertEqual(run("emulate", "--quiet", *ask, environment=environment).stderr, "")


class End(unittest.TestCase):
    def test_does_not_wait_for_delayed_answers(self):
        with Emulator("--latency", "3600000") as vm, concurrent.futures.ThreadPoolExecutor(1) as client:
            waiting = client.submit(vm.imds, {"api-version": "2018-02-01", "resource": VAULT})
            deadline = time.monotonic() + 20
            while not vm.connections() and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(0.2)
            self.assertEqual(vm.stop(), 0)
            # Answered or hung up on: but at once.
            waiting.exception(timeout=20)


class Mistakes(unittest.TestCase):
    def test_are_explained_and_end_with_status_1(self):
        for arguments, words in (
                (["--host", "aws"], "--host"),
                (["--port", "0"], "--port"),
                (["--tenant", "contoso"], "GUID"),
                (["--user-assigned", "client-id=11111111-1111-1111-1111-111111111111"], "name"),
                (["--user-assigned", "name=a,color=red"], "color"),
                (["--user-assigned", "name=a,client-id=1"], "GUID"),
                (["--user-assigned", "name=a,name=b"], "twice"),
                (["--user-assigned", "name=a,resource-id=x"], "/"),
                (["--user-assigned", "name=a", "--user-assigned", "name=a"], "two identities"),
                (["--system-assigned", "name=a"], "name"),
                (["--no-identity", "--system-assigned"], "--no-identity"),
                (["--fail", "200"], "--fail"),
                (["--fail", "429,,500"], "--fail"),
                (["--fail", "429", "--fail-first", "1:500"], "exclude"),
                (["--fail-first", "500"], "N:STATUS"),
                (["--fail-first", "0:500"], "N:STATUS"),
                (["--retry-after", "1"], "--retry-after"),
                (["--faults", "/no/such/file"], "/no/such/file"),
                (["--faults", "{}"], "faults"),
                (["--faults", '{"faults": [{"status": 200}]}'], "status"),
                (["--faults", '{"faults": [{"colour": 1}]}'], "colour"),
                (["--faults", '{"faults": [1]}'], "fault 1"),
                (["--lifetime", "0"], "--lifetime"),
                (["--legacy-agent"], "--host arc"),
                (["--host", "arc", "--arc-keys", "relative"], "absolute"),
                (["stray"], "stray")):
            with self.subTest(arguments):
                done = run("emulate", *arguments, "--", "true")
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn(words, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_a_subcommand_is_needed_and_must_exist(self):
        self.assertEqual(run().returncode, 1)
        self.assertEqual(run("emulat").returncode, 1)

    def test_a_port_in_use_is_no_port_to_share(self):
        with Emulator() as vm:
            port = vm.about["origin"].rpartition(":")[2]
            done = run("emulate", "--port", port, "--", "true")
            self.assertEqual(done.returncode, 2)
            self.assertIn(port, done.stderr)

    def test_a_key_directory_that_cannot_be_made_is_explained(self):
        done = run("emulate", "--host", "arc", "--arc-keys", "/dev/null/tokens", "--", "true")
        self.assertEqual(done.returncode, 2)
        self.assertIn("sudo install -d", done.stderr)


if __name__ == "__main__":
    unittest.main()
