#!/usr/bin/env python3
# Replays the scenarios through a door program; see ../README.md.
import argparse
import concurrent.futures
import fnmatch
import pathlib
import shutil
import sys
import tempfile
import time

import machine
import scenario as scenarios
from cases import table
from certificate import make_certificate
from replay import Replay

SCENARIOS = pathlib.Path(__file__).resolve().parent.parent / "scenarios"
# Real pauses between tries: begun first, they pass while the others run.
SLOW_FIRST = ("retry/", "cache/", "errors/")


def arguments():
    parser = argparse.ArgumentParser(description="Replays conformance scenarios through a door program.")
    parser.add_argument("--scenarios", default=SCENARIOS, help="the folder of the scenarios")
    parser.add_argument("--only", action="append", default=[], help="a pattern of names, such as 'imds/*'; may be repeated")
    parser.add_argument("--jobs", type=int, default=16, help="how many at a time (default 16)")
    parser.add_argument("--list", action="store_true", help="say names and titles, run nothing")
    parser.add_argument("--cases", action="store_true", help="write the table of cases, run nothing")
    parser.add_argument("door", nargs="*", help="the door program with its arguments")
    return parser.parse_args()


def replay(scenario, command, certificate):
    try:
        return scenario, Replay(scenario, command, certificate).run()
    except Exception as error:  # pylint: disable=broad-except
        return scenario, [f"the runner failed: {type(error).__name__}: {error}"]


def replay_all(chosen, command, jobs):
    """Pairs of scenario and complaints, as they come."""
    exclusive = [one for one in chosen if one.files and machine.is_exclusive(machine.place(), one.files)]
    beside = sorted((one for one in chosen if one not in exclusive), key=lambda one: not one.name.startswith(SLOW_FIRST))
    with tempfile.TemporaryDirectory() as folder:
        certificate = make_certificate(folder)
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            waiting = [pool.submit(replay, one, command, certificate) for one in beside]
            for future in concurrent.futures.as_completed(waiting):
                yield future.result()
        for one in exclusive:
            yield replay(one, command, certificate)


def main():
    options = arguments()
    chosen = [one for one in scenarios.load(options.scenarios)
              if not options.only or any(fnmatch.fnmatch(one.name, pattern) for pattern in options.only)]
    if not chosen:
        sys.exit("no scenario of that name")
    if options.cases:
        sys.stdout.write(table(chosen))
        return
    if options.list:
        for one in chosen:
            print(f"{one.name}: {one.title}")
        return
    if not options.door:
        sys.exit("no door program named")
    door = shutil.which(options.door[0])
    if door is None:
        sys.exit(f"{options.door[0]} is no program")
    # The doors run in the root folder.
    command = [str(pathlib.Path(door).resolve()), *options.door[1:]]
    began = time.monotonic()
    failed = 0
    for one, complaints in replay_all(chosen, command, options.jobs):
        if complaints:
            failed += 1
            print(f"FAILED {one.name}: {one.title}")
            for complaint in complaints:
                print(f"    {complaint}")
    print(f"{len(chosen) - failed} of {len(chosen)} scenarios hold ({time.monotonic() - began:.1f} s)")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
