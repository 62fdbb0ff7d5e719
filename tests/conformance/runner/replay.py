# Replays one scenario through one door.
import time
import urllib.parse

import check
import machine
from conversation import Conversation
from door import Door, DoorBroke
from fields import STATUSES
from scenario import Filling
from server import Request, Server, answer_body

HOOK_FAULTS = {"connect": STATUSES["network"], "timeout": STATUSES["timeout"]}


def hook_reply(conversation):
    """Answers a request that came over a door's own transport instead of a socket."""
    def reply(http):
        parts = urllib.parse.urlsplit(http["url"])
        target = parts.path + ("?" + parts.query if parts.query else "")
        request = Request(http["method"], target, [tuple(header) for header in http["headers"]], http["body"])
        answer = conversation.take(f"{parts.scheme}://{parts.netloc}", request)
        if "delay_ms" in answer:
            time.sleep(answer["delay_ms"] / 1000)
        if "fault" in answer:
            return {"fail": HOOK_FAULTS[answer["fault"]]}
        body, content_type = answer_body(answer)
        headers = list(answer.get("headers", {}).items())
        if content_type:
            headers.append(("Content-Type", content_type))
        return {"respond": {"status": answer.get("status", 200), "headers": headers, "body": body.decode("utf-8")}}
    return reply


def message_for(step):
    """What the door is told to do."""
    if "make" in step:
        return {"make": {"name": "main", "options": {}, "links": [], "log": "sink", "transport": "built-in", **step["make"]}}
    if "get" in step:
        get = {"credential": "main", "callers": 1, "asynchronous": False, **step["get"]}
        get["scopes"] = get["scopes"] if "scopes" in get else [get.pop("scope")]
        get.pop("scope", None)
        return {"get": get}
    if "set_environment" in step:
        return {"set_environment": step["set_environment"]}
    return {"free": step["free"]}


class Replay:
    def __init__(self, scenario, command, certificate):
        self.scenario = scenario
        self.servers = {name: Server(name, certificate if what.get("tls") else None, what.get("listens", True))
                        for name, what in scenario.servers.items()}
        self.conversation = Conversation()
        for server in self.servers.values():
            server.conversation = self.conversation
        self.filling = Filling(self.servers)
        self.seen = []
        place = machine.place() if scenario.files else None
        self.door = Door(command, self.filling.fill(scenario.environment), self.filling.fill(scenario.files), place)

    def run(self):
        """The complaints; none if the scenario holds."""
        complaints = []
        try:
            for number, step in enumerate(self.scenario.steps, 1):
                found = [f"step {number}: {complaint}" for complaint in self.step(step)]
                complaints += found
                if found:
                    break
        except DoorBroke as error:
            complaints.append(str(error))
        complaints += self.door.end()
        for server in self.servers.values():
            server.stop()
        complaints += self.conversation.finish()
        complaints += check.leaks(check.canaries(self.scenario), self.door.sinks(self.seen))
        return complaints

    def step(self, unfilled):
        self.filling.freeze()
        step = self.filling.fill(unfilled)
        self.conversation.begin(step.get("exchanges", []))
        if "wait_ms" in step:
            time.sleep(step["wait_ms"] / 1000)
        else:
            yield from self.ask_door(unfilled, step)
            self.conversation.await_rest()
        yield from self.conversation.finish()

    def ask_door(self, unfilled, step):
        before = time.monotonic()
        results = self.door.ask(message_for(step), hook_reply(self.conversation))
        elapsed_s = time.monotonic() - before
        self.seen += results
        wanted = step["get"].get("callers", 1) if "get" in step else int("make" in step)
        if len(results) != wanted:
            yield f"{len(results)} results came instead of {wanted}"
        for result in results:
            if "expect" in step:
                yield from check.result_differences(unfilled["expect"], step["expect"], result, elapsed_s)
            elif "error" in result:
                yield f"an error came: {check.describe(result)}"
