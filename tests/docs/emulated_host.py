"""An Azure host for the programs of the pages, played by `azcred emulate`."""
import json
import subprocess


class EmulatedHost:
    def __init__(self, command, environment):
        self.process = subprocess.Popen([command, "emulate", "--host", "app-service", "--format", "json"], env=environment,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        text = ""
        for line in self.process.stdout:
            text += line
            if line == "}\n":
                break
        self.variables = json.loads(text)["environment"]

    def stop(self):
        self.process.terminate()
        self.process.communicate(timeout=20)
