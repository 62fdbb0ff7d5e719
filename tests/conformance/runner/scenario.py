# Scenario files: found, judged, and filled in with the addresses of the moment.
import email.utils
import json
import pathlib
import re
import time

import fields
from fields import Malformed

MACHINE_FOLDERS = ("/var/opt/azcmagent/", "/opt/azcmagent/")
REFERENCE = re.compile(r"\$\{([^}]*)\}")
REPEATED = re.compile(r"repeat:(.+)\*(\d+)$", re.DOTALL)
CLOCK = re.compile(r"(now|http_date|iso)([+-]\d+)?$")


def refuse_duplicates(pairs):
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise Malformed(f"the key {name} occurs twice in one object")
    return dict(pairs)


class Scenario:
    def __init__(self, name, content):
        self.name = name
        self.content = content
        self.title = content["title"]
        self.covers = content["covers"]
        self.environment = content.get("environment", {})
        self.servers = content.get("servers", {})
        self.files = content.get("files", {})
        self.never_shown = content.get("never_shown", [])
        self.steps = content["steps"]


def parse(name, text):
    """The scenario in `text`; raises Malformed with what is wrong with it."""
    try:
        content = json.loads(text, object_pairs_hook=refuse_duplicates)
    except ValueError as error:
        raise Malformed(f"not JSON: {error}") from error
    fields.SCENARIO(content, name)
    scenario = Scenario(name, content)
    judge_sense(scenario)
    return scenario


def judge_sense(scenario):
    """What the shapes alone cannot say."""
    if not scenario.title or scenario.title[0].islower() or scenario.title.endswith("."):
        raise Malformed("the title is a sentence: a capital letter first, no full stop at its end")
    for path in scenario.files:
        if not path.startswith(MACHINE_FOLDERS):
            raise Malformed(f"files: {path} is outside {' and '.join(MACHINE_FOLDERS)}")
    made = set()
    for number, step in enumerate(scenario.steps, 1):
        judge_step(scenario, step, made, f"step {number}")
    for reference in references(scenario.content):
        judge_reference(scenario, reference)


def judge_step(scenario, step, made, where):
    if "get" in step:
        if "expect" not in step:
            raise Malformed(f"{where}: a get says what it expects")
        name = step["get"].get("credential", "main")
        if name not in made:
            raise Malformed(f"{where}: no credential {name} has been made")
    if "make" in step:
        for link in step["make"].get("links", []):
            if link not in made:
                raise Malformed(f"{where}: no credential {link} has been made")
        if "token" in step.get("expect", {}):
            raise Malformed(f"{where}: making a credential gives no token")
        made.add(step["make"].get("name", "main"))
    if ("wait_ms" in step or "set_environment" in step or "free" in step) and "expect" in step:
        raise Malformed(f"{where}: there is nothing to expect here")
    for exchange in step.get("exchanges", []):
        if "server" in exchange and exchange["server"] not in scenario.servers:
            raise Malformed(f"{where}: the server {exchange['server']} is not listed")
        fault = exchange["answer"].get("fault")
        if fault in ("connect", "timeout") and "server" in exchange:
            raise Malformed(f"{where}: the fault {fault} needs an origin, not a server")
        if fault in ("close", "reset", "hang") and "origin" in exchange:
            raise Malformed(f"{where}: the fault {fault} needs a server, not an origin")
        if "query" in exchange["request"] and "encoded_query" in exchange["request"]:
            raise Malformed(f"{where}: query or encoded_query, not both")


def references(value):
    if isinstance(value, str):
        yield from REFERENCE.findall(value)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from references(item)


def judge_reference(scenario, reference):
    reference = reference.removeprefix("number:")
    if CLOCK.match(reference) or REPEATED.match(reference):
        return
    name, _, part = reference.partition(".")
    if name not in scenario.servers or part not in ("", "port", "thumbprint"):
        raise Malformed(f"${{{reference}}} means nothing here")


def load(folder):
    """Every scenario under `folder`, by name; the folder is part of the name."""
    folder = pathlib.Path(folder)
    scenarios = []
    for path in sorted(folder.rglob("*.json")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        try:
            scenarios.append(parse(name, path.read_text(encoding="utf-8")))
        except Malformed as error:
            raise Malformed(f"{path}: {error}") from error
    return scenarios


class Filling:
    """Puts addresses and times into the places of ${...}. Times are those of the moment `freeze` was called."""

    def __init__(self, servers):
        self.servers = servers
        self.now = 0
        self.freeze()

    def freeze(self):
        self.now = int(time.time())

    def text_of(self, reference):
        repeated = REPEATED.match(reference)
        if repeated:
            return repeated.group(1) * int(repeated.group(2))
        clock = CLOCK.match(reference)
        if clock:
            moment = self.now + int(clock.group(2) or 0)
            if clock.group(1) == "http_date":
                return email.utils.formatdate(moment, usegmt=True)
            if clock.group(1) == "iso":
                return time.strftime("%Y-%m-%dT%H:%M:%S.0000000+00:00", time.gmtime(moment))
            return str(moment)
        name, _, part = reference.partition(".")
        server = self.servers[name]
        return {"": server.origin, "port": str(server.port), "thumbprint": server.thumbprint}[part]

    def fill(self, value):
        if isinstance(value, str):
            if value.startswith("${number:") and value.endswith("}"):
                return int(self.text_of(value[len("${number:"):-1]))
            return REFERENCE.sub(lambda match: self.text_of(match.group(1)), value)
        if isinstance(value, list):
            return [self.fill(item) for item in value]
        if isinstance(value, dict):
            return {name: self.fill(item) for name, item in value.items()}
        return value
