# What a scenario file may say: every field with its type. A field that is not here is an error.
"""A tiny description language: a shape is a function(value, where) that raises Malformed."""


class Malformed(Exception):
    """A scenario file that does not follow README.md."""


def string(value, where):
    if not isinstance(value, str):
        raise Malformed(f"{where}: a string is expected")


def integer(value, where):
    if not isinstance(value, int) or isinstance(value, bool):
        raise Malformed(f"{where}: an integer is expected")


def boolean(value, where):
    if not isinstance(value, bool):
        raise Malformed(f"{where}: true or false is expected")


def anything(value, where):
    del value, where


def number_or_reference(value, where):
    if isinstance(value, str):
        if not (value.startswith("${") and value.endswith("}")):
            raise Malformed(f"{where}: a number or a ${{...}} is expected")
    else:
        integer(value, where)


def one_of(*allowed):
    def check(value, where):
        if value not in allowed:
            raise Malformed(f"{where}: one of {', '.join(map(str, allowed))} is expected")
    return check


def list_of(shape, at_least=0):
    def check(value, where):
        if not isinstance(value, list):
            raise Malformed(f"{where}: a list is expected")
        if len(value) < at_least:
            raise Malformed(f"{where}: at least {at_least} expected")
        for index, item in enumerate(value):
            shape(item, f"{where}[{index}]")
    return check


def map_of(shape):
    def check(value, where):
        if not isinstance(value, dict):
            raise Malformed(f"{where}: an object is expected")
        for name, item in value.items():
            shape(item, f"{where}.{name}")
    return check


def record(required=None, optional=None, exactly_one=()):
    required, optional = required or {}, optional or {}

    def check(value, where):
        if not isinstance(value, dict):
            raise Malformed(f"{where}: an object is expected")
        for name in required:
            if name not in value:
                raise Malformed(f"{where}: {name} is missing")
        for name, item in value.items():
            shape = required.get(name) or optional.get(name)
            if shape is None:
                raise Malformed(f"{where}: the field {name} is unknown")
            shape(item, f"{where}.{name}")
        if exactly_one and sum(name in value for name in exactly_one) != 1:
            raise Malformed(f"{where}: exactly one of {', '.join(exactly_one)} is expected")
    return check


def at_most_one(names, shape):
    def check(value, where):
        shape(value, where)
        if sum(name in value for name in names) > 1:
            raise Malformed(f"{where}: at most one of {', '.join(names)} is expected")
    return check


STATUSES = {
    "invalid_argument": 1, "misconfigured": 2, "unavailable": 3, "authentication_failed": 4, "wrong_identity": 5,
    "network": 6, "service": 7, "protocol": 8, "timeout": 9, "cancelled": 10, "out_of_memory": 11, "internal": 12,
}
status = one_of(*STATUSES)

FILE = record(
    optional={"text": string, "link_to": string, "directory": boolean,
              "fifo": boolean, "mode": string},
    exactly_one=("text", "link_to", "directory", "fifo"))

SERVER = record(optional={"tls": boolean, "listens": boolean})

OPTIONS = record(optional={
    "client_id": string, "object_id": string, "resource_id": string, "max_retries": integer, "background_refresh": boolean,
    "expected_client_id": string, "expected_object_id": string, "expected_tenant_id": string,
})

CREDENTIAL = record(
    required={"kind": one_of("managed_identity", "default", "chain")},
    optional={"name": string, "options": OPTIONS, "links": list_of(string), "log": one_of("sink", "environment"),
              "transport": one_of("built-in", "hook")})

GET = record(
    optional={"credential": string, "scope": string, "scopes": list_of(string), "tenant_id": string, "claims": string,
              "cae_enabled": boolean, "force_refresh": boolean, "timeout_ms": integer, "cancel_after_ms": integer,
              "callers": integer, "asynchronous": boolean},
    exactly_one=("scope", "scopes"))

REQUEST = record(
    required={"method": one_of("GET", "POST"), "path": string},
    optional={"query": map_of(string), "encoded_query": string, "headers": map_of(string), "header_patterns": map_of(string),
              "absent_headers": list_of(string), "body": string})

ANSWER_BODIES = ("json", "text", "base64", "raw", "fault")
ANSWER = at_most_one(ANSWER_BODIES, record(optional={
    "status": integer, "reason": string, "headers": map_of(string), "json": anything, "text": string, "base64": string,
    "raw": string, "cut_at": integer, "delay_ms": integer,
    "fault": one_of("close", "reset", "hang", "connect", "timeout"),
}))

EXCHANGE = record(
    required={"request": REQUEST, "answer": ANSWER},
    optional={"server": string, "origin": string, "times": integer, "not_before_ms": integer},
    exactly_one=("server", "origin"))

TOKEN = record(required={"value": string}, optional={
    "type": string, "expires_at": number_or_reference, "refresh_at": number_or_reference, "source": string})


def failure(value, where):
    FAILURE(value, where)


FAILURE = record(required={"status": status}, optional={
    "source": string, "service_code": string, "aadsts": integer, "correlation_id": string, "claims": string,
    "http_status": integer, "retryable": boolean, "retry_after_ms": integer, "retry_after_at_least_ms": integer,
    "message_contains": list_of(string), "message_lacks": list_of(string), "causes": list_of(failure)})

EXPECT = record(optional={"token": TOKEN, "error": FAILURE}, exactly_one=("token", "error"))

STEP_KINDS = ("make", "get", "wait_ms", "set_environment", "free")
STEP = record(
    optional={"make": CREDENTIAL, "get": GET, "wait_ms": integer, "set_environment": map_of(string), "free": string,
              "exchanges": list_of(EXCHANGE), "expect": EXPECT},
    exactly_one=STEP_KINDS)

SCENARIO = record(
    required={"title": string, "covers": list_of(string, at_least=1), "steps": list_of(STEP, at_least=1)},
    optional={"environment": map_of(string), "servers": map_of(SERVER), "files": map_of(FILE),
              "never_shown": list_of(string), "note": string})
