# A door program: one process, one JSON line in, JSON lines out.
import json
import os
import subprocess
import threading
import time

import machine

# The sanitizers' settings belong to the build, not to the scenario.
PASSED_ON = ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LD_LIBRARY_PATH", "LLVM_PROFILE_FILE",
             "GCOV_PREFIX", "GCOV_PREFIX_STRIP", "PYTHONPATH", "PYTHONHOME")
ANSWER_LIMIT_S = 90


class DoorBroke(Exception):
    """The door program died, hung or talked nonsense."""


class Door:
    def __init__(self, command, environment, files, place):
        variables = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        variables["PATH"] = "/usr/bin:/bin"
        variables.update(environment)
        self.log = []
        self.process = subprocess.Popen(
            machine.command_in(place, files, command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=variables, cwd="/", text=True, encoding="utf-8", errors="replace")
        self.errors = []
        self.reader = threading.Thread(target=self.read_errors, daemon=True)
        self.reader.start()

    def read_errors(self):
        for line in self.process.stderr:
            self.errors.append(line)

    def say(self, message):
        try:
            self.process.stdin.write(json.dumps(message) + "\n")
            self.process.stdin.flush()
        except OSError as error:
            raise DoorBroke("the door program has ended") from error

    def ask(self, message, exchange_over_hook):
        """The results of one step. `exchange_over_hook` answers the HTTP requests that the door relays."""
        watchdog = threading.Timer(ANSWER_LIMIT_S, self.process.kill)
        watchdog.start()
        try:
            self.say(message)
            while True:
                line = self.process.stdout.readline()
                if not line:
                    raise DoorBroke("the door program ended before it answered")
                spoken = json.loads(line)
                if "log" in spoken:
                    self.log.append(spoken["log"])
                elif "http" in spoken:
                    self.say(exchange_over_hook(spoken["http"]))
                else:
                    return spoken["results"]
        except ValueError as error:
            raise DoorBroke(f"the door program said {line!r}") from error
        finally:
            watchdog.cancel()

    def end(self):
        """Ends the door the way a program ends; the complaints about how it went."""
        try:
            self.process.stdin.close()
        except OSError:
            pass
        deadline = time.monotonic() + 20
        for line in self.process.stdout:
            try:
                spoken = json.loads(line)
            except ValueError:
                self.errors.append(line)
                continue
            if "log" in spoken:
                self.log.append(spoken["log"])
        try:
            code = self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            yield "the door program did not end"
            return
        self.reader.join(5)
        self.process.stdout.close()
        self.process.stderr.close()
        if code != 0:
            yield f"the door program ended with {code}: {''.join(self.errors)[-4000:]}"

    def sinks(self, results):
        """Everything that people may come to see."""
        yield "standard error", "".join(self.errors)
        for line in self.log:
            yield f"a log line of {line['source']}", f"{line['source']} {line['message']}"
        for result in results:
            if "error" in result:
                yield "an error", json.dumps(result["error"])
