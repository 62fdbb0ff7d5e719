"""Starts the real `azcred emulate` and speaks raw HTTP to it."""
import base64
import http.client
import json
import os
import signal
import ssl
import subprocess
import tempfile
import urllib.parse

COMMAND = os.environ["AZCRED_COMMAND"]
GUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
VAULT = "https://vault.azure.net"


class Reply:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.text = response.read().decode()

    @property
    def json(self):
        return json.loads(self.text)


class Emulator:
    """A running emulator; `with` stops it again by its process id."""

    def __init__(self, *options):
        self.log_file = tempfile.NamedTemporaryFile("r", prefix="azcred-log-")
        self.process = subprocess.Popen(
            [COMMAND, "emulate", "--format", "json", "--log", self.log_file.name, *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        text = ""
        for line in self.process.stdout:
            text += line
            if line == "}\n":
                break
        if not text:
            raise AssertionError("the emulator did not start: " + self.process.stderr.read())
        self.about = json.loads(text)
        self.environment = self.about["environment"]
        self.identities = {identity["name"]: identity for identity in self.about["identities"]}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=20)
        return self.process.returncode

    def connections(self):
        """How many sockets beside the listening one the emulator holds."""
        folder = f"/proc/{self.process.pid}/fd"
        return sum(os.readlink(f"{folder}/{name}").startswith("socket:") for name in os.listdir(folder)) - 1

    def log(self):
        self.log_file.seek(0)
        return self.log_file.read()

    def send(self, method, url, headers=None, body=None):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme == "https":
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=20, context=context)
        else:
            connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        target = parts.path + ("?" + parts.query if parts.query else "")
        connection.request(method, target, body=body, headers=headers or {})
        reply = Reply(connection.getresponse())
        connection.close()
        return reply

    def imds(self, query, headers=None, method="GET"):
        """Asks IMDS or Azure Arc; `query` is a dictionary, or text that is sent as it is."""
        text = query if isinstance(query, str) else urllib.parse.urlencode(query)
        headers = {"Metadata": "true"} if headers is None else headers
        return self.send(method, self.about["origin"] + "/metadata/identity/oauth2/token?" + text, headers)

    def app_service(self, query, headers=None, method="GET"):
        headers = {"X-IDENTITY-HEADER": self.environment["IDENTITY_HEADER"]} if headers is None else headers
        return self.send(method, self.environment["IDENTITY_ENDPOINT"] + "?" + urllib.parse.urlencode(query), headers)


def segment(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def claims(token):
    """The payload of a JSON web token; whether it is signed well is another test's business."""
    return json.loads(segment(token.split(".")[1]))
