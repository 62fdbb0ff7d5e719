# The table of cases: which scenarios show which behaviour.
import re

HEAD = """# Cases

Which scenarios show which behaviour. A case is `<group>.<number or name>`: `fault` is the fault catalogue (`tests/faults` has the
rows that need more than a scenario can do), `pattern` is what users of other libraries have run into. Written by `runner/run.py --cases`.

"""


def order(case):
    """Groups by name, numbers as numbers."""
    group, _, rest = case.partition(".")
    parts = [(1, int(part), "") if part.isdigit() else (0, 0, part) for part in re.findall(r"\d+|\D+", rest)]
    return group, parts


def table(scenarios):
    covered = {}
    for scenario in scenarios:
        for case in scenario.covers:
            covered.setdefault(case, []).append(scenario)
    lines = ["| case | scenario | what it says |", "|---|---|---|"]
    for case in sorted(covered, key=order):
        for scenario in covered[case]:
            lines.append(f"| {case} | [{scenario.name}](scenarios/{scenario.name}.json) | {scenario.title} |")
    return HEAD + "\n".join(lines) + "\n"
