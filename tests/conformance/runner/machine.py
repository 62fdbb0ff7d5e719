# Gives a door program a machine with the files of its scenario: the agent of Azure Arc has fixed paths.
import functools
import json
import os
import pathlib
import subprocess
import sys

ENTER = pathlib.Path(__file__).with_name("enter_machine.py")
NAMESPACES = {"own mount namespace": ["unshare", "--mount", "--propagation", "private"],
              "own user and mount namespace": ["unshare", "--user", "--map-root-user", "--mount"]}
REAL = "the real folders"


class NoMachine(Exception):
    """Nothing on this system lets a scenario have files of its own."""


@functools.cache
def place():
    """How a scenario gets its files here: namespaces if there are any, the real folders if we are root."""
    for name, command in NAMESPACES.items():
        trial = subprocess.run([*command, "mount", "-t", "tmpfs", "tmpfs", "/var/opt"], check=False,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if trial.returncode == 0:
            return name
    if os.geteuid() == 0:
        return REAL
    raise NoMachine("the scenarios with files need root or unprivileged user namespaces (kernel.unprivileged_userns_clone)")


def is_exclusive(where, files):
    """Whether a scenario with these files may not run beside others."""
    return bool(files) and where == REAL


def command_in(where, files, command):
    """The command that starts `command` on a machine with `files`."""
    if not files:
        return list(command)
    enter = [sys.executable, str(ENTER), "real" if where == REAL else "namespace", json.dumps(files), *command]
    return enter if where == REAL else [*NAMESPACES[where], *enter]
