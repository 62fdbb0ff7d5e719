# Compares what came out of a door with what the scenario expects.
import re

import fields

STATUS_NAMES = {number: name for name, number in fields.STATUSES.items()}
# A whole second may pass between the freezing of ${now} and the sending of a request, and both ends round.
CLOCK_SLACK_S = 2
MESSAGE_LIMIT = 2048
GUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def result_differences(unfilled, expected, result, elapsed_s):
    """How `result` (a line of the door) differs from `expected`, which is `unfilled` with its references replaced."""
    if "token" in expected:
        if "token" not in result:
            yield f"an error came instead of a token: {describe(result)}"
            return
        yield from token_differences(unfilled["token"], expected["token"], result["token"], elapsed_s)
    else:
        if "error" not in result:
            yield "a token came instead of an error"
            return
        yield from error_differences(expected["error"], result["error"], "the error")


def describe(result):
    error = result.get("error", {})
    return f"{STATUS_NAMES.get(error.get('status'), error.get('status'))}: {error.get('message')}"


def token_differences(unfilled, expected, token, elapsed_s):
    if token["value_size"] != len(token["value"]):
        yield f"the size of the value is given as {token['value_size']}, it is {len(token['value'])}"
    for name in ("value", "type", "source"):
        if name in expected and token[name] != expected[name]:
            yield f"the {name} is {token[name]!r} and not {expected[name]!r}"
    for name in ("expires_at", "refresh_at"):
        if name not in expected:
            continue
        wanted = int(expected[name])
        moving = isinstance(unfilled[name], str)
        least = wanted - CLOCK_SLACK_S if moving else wanted
        most = wanted + CLOCK_SLACK_S + elapsed_s if moving else wanted
        if not least <= token[name] <= most:
            yield f"{name} is {token[name]} and not {wanted} (it differs by {token[name] - wanted} s)"
    if token["refresh_at"] > token["expires_at"]:
        yield "refresh_at is after expires_at"


def error_differences(expected, error, where):
    name = STATUS_NAMES.get(error["status"], str(error["status"]))
    if name != expected["status"]:
        yield f"{where} is {name} and not {expected['status']}: {error['message']}"
    for field in ("source", "service_code", "aadsts", "correlation_id", "claims", "http_status", "retryable", "retry_after_ms"):
        if field in expected and error[field] != expected[field]:
            yield f"{field} of {where} is {error[field]!r} and not {expected[field]!r}"
    if error["retry_after_ms"] < expected.get("retry_after_at_least_ms", -1):
        yield f"retry_after_ms of {where} is {error['retry_after_ms']}"
    shown = error["message"] + " " + error["hint"]
    for part in expected.get("message_contains", []):
        if part not in shown:
            yield f"{where} does not say {part!r}: {error['message']}"
    for part in expected.get("message_lacks", []):
        if part in shown:
            yield f"{where} says {part!r}: {error['message']}"
    yield from form_differences(error, where)
    if "causes" in expected:
        if len(expected["causes"]) != len(error["causes"]):
            yield f"{where} has {len(error['causes'])} causes and not {len(expected['causes'])}"
        for index, (wanted, cause) in enumerate(zip(expected["causes"], error["causes"])):
            yield from error_differences(wanted, cause, f"cause {index} of {where}")


def form_differences(error, where):
    """What holds for every error there is."""
    for field in ("message", "hint"):
        if any(not " " <= character <= "~" for character in error[field]):
            yield f"the {field} of {where} has characters that are not printable ASCII: {error[field]!r}"
        if len(error[field]) > MESSAGE_LIMIT:
            yield f"the {field} of {where} has {len(error[field])} characters"
    if not error["message"]:
        yield f"{where} has no message"
    if error["hint"] and (not error["hint"][0].isupper() or error["hint"].endswith(".")):
        yield f"the hint of {where} is not a sentence without its full stop: {error['hint']!r}"
    if error["hint"] and not error["message"].endswith(". " + error["hint"]):
        yield f"the message of {where} does not end in its hint: {error['message']!r}"
    if error["correlation_id"] and not GUID.fullmatch(error["correlation_id"]):
        yield f"the correlation id of {where} is no GUID"


SECRET_VARIABLES = ("IDENTITY_HEADER", "MSI_SECRET")
SECRET_MEMBERS = ("access_token", "refresh_token", "id_token", "client_assertion", "secret")
DESCRIPTIVE_MEMBERS = ("error_description", "message")
WINDOW = 12


def secrets_of(scenario):
    """What must never be seen in part: tokens, secret headers, key files."""
    for name in SECRET_VARIABLES:
        yield scenario.environment.get(name, "")
    for content in scenario.files.values():
        yield content.get("text", "").strip()
    for step in scenario.steps:
        for exchange in step.get("exchanges", []):
            yield from members(exchange["answer"].get("json"), SECRET_MEMBERS)


def texts_of(scenario):
    """What must never be seen as a whole: sentences and pages that came in answers, and what the scenario itself names."""
    yield from scenario.never_shown
    for step in scenario.steps:
        for exchange in step.get("exchanges", []):
            yield exchange["answer"].get("text", "")
            yield exchange["answer"].get("reason", "")
            yield from members(exchange["answer"].get("json"), DESCRIPTIVE_MEMBERS)


def members(value, names):
    if isinstance(value, dict):
        for name, item in value.items():
            if name in names and isinstance(item, str):
                yield item
            yield from members(item, names)
    elif isinstance(value, list):
        for item in value:
            yield from members(item, names)


def canaries(scenario):
    """Every string to look for in the log, in errors and on standard error."""
    found = {text for text in texts_of(scenario) if len(text) >= 8 or text in scenario.never_shown}
    for secret in secrets_of(scenario):
        if len(secret) >= 8:
            width = min(WINDOW, len(secret))
            found |= {secret[start:start + width] for start in range(len(secret) - width + 1)}
    return found


def leaks(found_canaries, sinks):
    """Names the sinks in which a canary sits; the canary itself is not repeated."""
    for name, content in sinks:
        if any(canary in content for canary in found_canaries):
            yield f"{name} shows what it must not"
