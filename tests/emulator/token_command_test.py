"""`azcred token` on every emulated host: whose token, from where, and what failures look like."""
import json
import os
import subprocess
import unittest

from emulator import COMMAND, Emulator

SCOPE = "https://vault.azure.net/.default"
KEY_DIRECTORY = "/var/opt/azcmagent/tokens"
SOURCES = {"imds": "ManagedIdentity/IMDS", "app-service": "ManagedIdentity/AppService",
           "functions": "ManagedIdentity/AppService", "container-apps": "ManagedIdentity/AppService",
           "azure-ml": "ManagedIdentity/AzureML", "arc": "ManagedIdentity/AzureArc",
           "service-fabric": "ManagedIdentity/ServiceFabric", "aci": "ManagedIdentity/IMDS",
           "aci-windows": "ManagedIdentity/ContainerInstances", "cloud-shell": "ManagedIdentity/CloudShell"}


def token(host, *arguments, scope=SCOPE, environment=None):
    """Runs `azcred token` as a program on a running emulated host."""
    inherited = {name: value for name, value in os.environ.items() if name not in host.about["unset"]}
    return subprocess.run([COMMAND, "token", "--scope", scope, *arguments], capture_output=True, text=True, timeout=60,
                          check=False, env={**inherited, **host.environment, **(environment or {})})


def can_write_key_files():
    """Whether the emulator may make Azure Arc's directory or write into it."""
    folder = KEY_DIRECTORY
    while not os.path.exists(folder):
        folder = os.path.dirname(folder)
    return os.access(folder, os.W_OK)


class EveryHost(unittest.TestCase):
    def hosts(self, *options):
        for name in SOURCES:
            if name == "arc" and not can_write_key_files():
                continue
            with self.subTest(name), Emulator("--host", name, *options) as host:
                yield name, host

    def test_gives_the_token_of_its_system_assigned_identity(self):
        for name, host in self.hosts("--system-assigned", "--user-assigned", "name=web"):
            done = token(host, "--format", "json")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            told = json.loads(done.stdout)
            self.assertEqual(told["source"], SOURCES[name])
            if name != "cloud-shell":
                self.assertEqual(told["unverified_claims"]["client_id"], host.identities["system-assigned"]["client_id"])

    def test_gives_the_token_of_the_named_identity_or_none(self):
        options = {"client_id": "--client-id", "object_id": "--object-id", "resource_id": "--resource-id"}
        for name, host in self.hosts("--system-assigned", "--user-assigned", "name=web"):
            web = host.identities["web"]
            given = 0
            for member, option in options.items():
                done = token(host, option, web[member], "--format", "json")
                if done.returncode == 0:
                    given += 1
                    self.assertEqual(json.loads(done.stdout)["unverified_claims"]["client_id"], web["client_id"], option)
                else:
                    self.assertEqual(done.returncode, 2, done.stderr)
                    self.assertEqual(done.stdout, "")
            self.assertEqual(given > 0, name not in ("cloud-shell", "service-fabric"))

    def test_refuses_the_token_of_another_identity_than_expected(self):
        for name, host in self.hosts():
            done = token(host, "--expect-client-id", "00000000-0000-0000-0000-000000000001")
            self.assertEqual((done.returncode, done.stdout), (5, ""))


class Token(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.vm = Emulator("--resource", "https://vault.azure.net")

    @classmethod
    def tearDownClass(cls):
        cls.vm.stop()

    def test_is_described_but_not_shown(self):
        raw = token(self.vm, "--format", "raw").stdout.strip()
        for form in ("text", "json"):
            done = token(self.vm, "--format", form)
            self.assertEqual(done.returncode, 0)
            for part in raw.split(".")[:1]:
                self.assertNotIn(part, done.stdout + done.stderr)
        text = token(self.vm).stdout
        for part in (SCOPE, self.vm.identities["system-assigned"]["client_id"], self.vm.about["tenant_id"], "(in 23 h 59 min)",
                     "ManagedIdentity/IMDS"):
            if part.startswith("(in"):
                self.assertRegex(text, r"expires +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4} \(in (1 d 0 h|23 h 59 min)\)")
            else:
                self.assertIn(part, text)

    def test_raw_is_the_token_and_nothing_else(self):
        done = token(self.vm, "--format", "raw")
        self.assertRegex(done.stdout, r"^[\w-]+\.[\w-]+\.[\w-]+\n$")
        self.assertEqual(done.stderr, "")

    def test_json_holds_the_token_on_request_only(self):
        self.assertNotIn("access_token", json.loads(token(self.vm, "--format", "json").stdout))
        told = json.loads(token(self.vm, "--format", "json", "--include-token").stdout)
        self.assertRegex(told["access_token"], r"^[\w-]+\.[\w-]+\.[\w-]+$")
        self.assertIs(type(told["expires_at_unix_s"]), int)
        self.assertEqual(token(self.vm, "--include-token").returncode, 1)

    def test_log_lines_hold_no_token(self):
        done = token(self.vm, "--log", "debug", "--format", "raw")
        self.assertIn("ManagedIdentity/IMDS", done.stderr)
        self.assertNotIn(done.stdout.strip().split(".")[2], done.stderr)

    def test_force_refresh_and_timeout_are_understood(self):
        self.assertEqual(token(self.vm, "--force-refresh", "--timeout", "30000").returncode, 0)

    def test_output_that_cannot_be_written_is_a_failure(self):
        with open("/dev/full", "w", encoding="ascii") as full:
            done = subprocess.run([COMMAND, "token", "--scope", SCOPE], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60,
                                  check=False, env={**os.environ, **self.vm.environment})
        self.assertEqual(done.returncode, 12)
        self.assertIn("stdout", done.stderr)


class Failures(unittest.TestCase):
    def test_end_with_the_number_of_their_status(self):
        unreachable = {"AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:1"}
        with Emulator("--resource", "https://vault.azure.net") as vm:
            for status, arguments, environment in (
                    (1, ["--client-id", "a", "--object-id", "b"], {}),
                    (2, [], {"AZURE_TOKEN_CREDENTIALS": "nonsense"}),
                    (3, [], unreachable),
                    (4, ["--client-id", "00000000-0000-0000-0000-000000000001"], {}),
                    (5, ["--expect-tenant-id", "00000000-0000-0000-0000-000000000001"], {})):
                with self.subTest(status):
                    done = token(vm, "--timeout", "20000", *arguments, environment=environment)
                    self.assertEqual(done.returncode, status, done.stderr)
                    self.assertTrue(done.stderr.startswith("azcred token: "))
                    self.assertEqual(done.stdout, "")

    def test_say_what_to_do_once(self):
        with Emulator("--user-assigned", "name=web", "--user-assigned", "name=jobs") as vm:
            done = token(vm, "--credential", "managed-identity")
            self.assertNotEqual(done.returncode, 0)
            self.assertEqual(done.stderr.count("Name one of them"), 1)

    def test_name_every_source_that_was_asked(self):
        with Emulator("--no-identity") as vm:
            done = token(vm)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertEqual(done.stderr.count("ManagedIdentity/IMDS"), 1)

    def test_a_token_that_comes_too_late_is_a_timeout(self):
        with Emulator("--latency", "5000") as vm:
            self.assertEqual(token(vm, "--timeout", "300", "--credential", "managed-identity").returncode, 9)

    def test_throttling_is_survived(self):
        with Emulator("--fail", "429,429", "--retry-after", "0") as vm:
            self.assertEqual(token(vm).returncode, 0)
            self.assertEqual(vm.log().count("-> 429"), 2)

    def test_a_legacy_arc_agent_cannot_pass_off_another_identity(self):
        if not can_write_key_files():
            self.skipTest("no permission to make " + KEY_DIRECTORY)
        with Emulator("--host", "arc", "--legacy-agent", "--system-assigned", "--user-assigned", "name=web") as arc:
            done = token(arc, "--client-id", arc.identities["web"]["client_id"])
            self.assertEqual((done.returncode, done.stdout), (5, ""), done.stderr)

    def test_the_command_line_is_checked(self):
        for arguments in ([], ["--scope"], ["--scope", SCOPE, "--format", "yaml"], ["--scope", SCOPE, "--timeout", "0"],
                          ["--scope", SCOPE, "--log", "loud"], ["--scope", SCOPE, "stray"]):
            done = subprocess.run([COMMAND, "token", *arguments], capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual((done.returncode, done.stdout), (1, ""), arguments)


if __name__ == "__main__":
    unittest.main()
