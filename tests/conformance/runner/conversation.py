# What the hosts of a scenario expect to be asked, and what they say.
import re
import threading
import time
import urllib.parse

# Headers that no token host may ever see: IMDS refuses X-Forwarded-For (Instance Metadata Service page of Microsoft's compute
# documentation), `Expect` costs a second, and the rest would carry something from one request into another.
NEVER_SENT = ("X-Forwarded-For", "Expect", "Cookie", "Proxy-Authorization", "Proxy-Connection", "Referer")

BACKGROUND_S = 2

UNEXPECTED = {"status": 400, "text": ""}


def expanded(exchanges):
    """Exchanges with `times` written out."""
    return [exchange for exchange in exchanges for _ in range(exchange.get("times", 1))]


class Conversation:
    """Shared by all servers of one run of a scenario."""

    def __init__(self):
        self.lock = threading.Lock()
        self.changed = threading.Condition(self.lock)
        self.expected = []
        self.done = 0
        self.last_at = 0.0
        self.complaints = []

    def begin(self, exchanges):
        with self.lock:
            self.expected, self.done = expanded(exchanges), 0

    def await_rest(self):
        """Gives work in the background the time to ask what is still to be asked."""
        with self.lock:
            self.changed.wait_for(lambda: self.done >= len(self.expected), BACKGROUND_S)

    def finish(self):
        """The complaints about the step that ends here."""
        with self.lock:
            for exchange in self.expected[self.done:]:
                place = exchange.get("server") or exchange.get("origin")
                self.complaints.append(f"{place} was not asked for {exchange['request']['method']} "
                                       f"{exchange['request']['path']}")
            complaints, self.complaints, self.expected, self.done = self.complaints, [], [], 0
            return complaints

    def take(self, place, request):
        """The answer to one request that arrived at `place` (a server's name or an origin)."""
        with self.lock:
            if self.done >= len(self.expected):
                self.complaints.append(f"{place} was asked once more: {request.method} {request.target}")
                return UNEXPECTED
            exchange = self.expected[self.done]
            number = self.done + 1
            self.done += 1
            self.changed.notify_all()
            expected_place = exchange.get("server") or exchange.get("origin")
            if place != expected_place:
                self.complaints.append(f"request {number} went to {place} and not to {expected_place}: "
                                       f"{request.method} {request.target}")
                return UNEXPECTED
            for complaint in differences(exchange["request"], request):
                self.complaints.append(f"request {number} to {place}: {complaint}")
            pause_ms = (request.at - self.last_at) * 1000
            if pause_ms < exchange.get("not_before_ms", 0):
                self.complaints.append(f"request {number} to {place} came {pause_ms:.0f} ms after the one before")
            self.last_at = time.monotonic()
            return exchange["answer"]


def differences(expected, request):
    """How `request` differs from what was expected."""
    if request.method != expected["method"]:
        yield f"the method is {request.method} and not {expected['method']}"
    path, _, encoded_query = request.target.partition("?")
    if path != expected["path"]:
        yield f"the path is {path} and not {expected['path']}"
    if "encoded_query" in expected:
        if encoded_query != expected["encoded_query"]:
            yield f"the query is {encoded_query} and not {expected['encoded_query']}"
    else:
        yield from query_differences(expected.get("query", {}), encoded_query)
    yield from header_differences(expected, request.headers)
    if request.body != expected.get("body", ""):
        yield f"the body is {request.body!r} and not {expected.get('body', '')!r}"


def query_differences(expected, encoded_query):
    if "+" in encoded_query:
        yield "the query has a '+': a space is %20"
    # unquote, not parse_qsl: a '+' must not pass for a space.
    pairs = [tuple(urllib.parse.unquote(part) for part in parameter.partition("=")[::2])
             for parameter in encoded_query.split("&")] if encoded_query else []
    if sorted(pairs) != sorted(expected.items()):
        yield f"the query parameters are {sorted(pairs)} and not {sorted(expected.items())}"


def header_differences(expected, headers):
    for name, value in expected.get("headers", {}).items():
        seen = [seen_value for seen_name, seen_value in headers if seen_name.lower() == name.lower()]
        if seen != [value]:
            yield f"the header {name} is {seen} and not [{value!r}]"
    for name, pattern in expected.get("header_patterns", {}).items():
        seen = [seen_value for seen_name, seen_value in headers if seen_name.lower() == name.lower()]
        if len(seen) != 1 or not re.fullmatch(pattern, seen[0]):
            yield f"the header {name} is {seen} and not of the form {pattern}"
    for name in (*expected.get("absent_headers", []), *NEVER_SENT):
        if any(seen_name.lower() == name.lower() for seen_name, _ in headers):
            yield f"the header {name} is there"
