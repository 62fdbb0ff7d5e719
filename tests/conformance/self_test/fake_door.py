# A door with no library behind it: sends and says what the variable FAKE_DOOR tells it to, so that the runner can be tested.
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request


def send(request):
    """One HTTP request, whatever the answer."""
    headers = {"User-Agent": "fake", **request.get("headers", {})}
    body = request["body"].encode() if "body" in request else None
    try:
        urllib.request.urlopen(urllib.request.Request(request["url"], body, headers, method=request.get("method", "GET"))).read()
    except (urllib.error.URLError, OSError):
        pass


def relay(request):
    """One request over the runner instead of a socket."""
    http = {"method": request.get("method", "GET"), "url": request["url"], "body": request.get("body", ""),
            "headers": list(request.get("headers", {}).items())}
    say({"http": http})
    json.loads(sys.stdin.readline())


def say(message):
    print(json.dumps(message), flush=True)


def main():
    plan = json.loads(os.environ.get("FAKE_DOOR", "{}"))
    for line in sys.stdin:
        if "get" not in json.loads(line):
            say({"results": [{}]})
            continue
        for request in plan.get("send", []):
            send(request)
        for request in plan.get("relay", []):
            relay(request)
        for path in plan.get("read", []):
            with open(path, encoding="utf-8") as file:
                plan["result"]["token"]["value"] = file.read()
                plan["result"]["token"]["value_size"] = len(plan["result"]["token"]["value"])
        if "log" in plan:
            say({"log": {"level": 4, "source": "Fake", "message": plan["log"]}})
        if "standard_error" in plan:
            print(plan["standard_error"], file=sys.stderr)
        if "says" in plan:
            print(plan["says"], flush=True)
            continue
        say({"results": [plan["result"]]})
    sys.exit(plan.get("code", 0))


main()
