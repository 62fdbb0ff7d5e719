#!/usr/bin/env python3
"""The rules of the source tree: who includes whom, who touches the machine, how long a file is."""
import pathlib
import re
import sys

# A folder includes only folders to its left.
LAYERS = ["base", "host", "http", "oauth", "source", "credential"]

# Each foreign library is known to one file pair, OpenSSL to one pair per concern.
FOREIGN = {
    "libcurl": (re.compile(r"^curl/"), 1),
    "cJSON": (re.compile(r"^(cjson/)?cJSON"), 1),
    "OpenSSL": (re.compile(r"^openssl/"), 3),
}

# They pull in locale tables and constructors of global objects.
HEAVY_HEADERS = {"iostream", "sstream", "fstream", "regex", "format", "locale", "iomanip"}

# Words that only core/host may say: environment, files, processes, pauses, clocks.
MACHINE = re.compile(
    r"(?<![\w.>:])(?:std::|::)?(?:getenv|secure_getenv|setenv|fopen|freopen|openat|opendir|popen|system|fork|vfork|execve|execv|"
    r"execvp|posix_spawnp?|nanosleep|clock_nanosleep|usleep|clock_gettime|gettimeofday)\s*\("
    r"|\bsleep_for\b|\bsleep_until\b|\bifstream\b|\bofstream\b"
    r"|\b(?:steady_clock|system_clock|high_resolution_clock)::now\b|\benviron\b")

VAGUE_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|manager|misc)(_|$)")
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
INCLUDE = re.compile(r'^\s*#\s*include\s*(<|")([^>"]+)[>"]')
LONGEST_FILE = 400
SOURCES = (".cpp", ".h", ".hpp", ".c", ".py", ".go", ".i")


def sources(root, *folders):
    for folder in folders:
        base = root / folder
        if base.is_dir():
            yield from (path for path in sorted(base.rglob("*")) if path.suffix in SOURCES and path.is_file())


def includes(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1) == '"', match.group(2)


def without_comments_and_strings(text):
    """Keeps the number of lines."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)
    return pattern.sub(lambda match: "\n" * match.group(0).count("\n"), text)


def layer_faults(root):
    for path in sources(root, "core"):
        layer = path.relative_to(root / "core").parts[0]
        if layer not in LAYERS:
            yield path, 1, f"core/{layer} is no layer; the layers are {', '.join(LAYERS)}"
            continue
        for number, quoted, name in includes(path):
            other = name.split("/")[0]
            if quoted and (other not in LAYERS or LAYERS.index(other) > LAYERS.index(layer)):
                yield path, number, f"{layer} may not include {name}"
    for path in sources(root, "capi/include", "bindings/cpp"):
        for number, quoted, name in includes(path):
            if quoted and name.split("/")[0] != "azcred" and not (path.parent / name).is_file():
                yield path, number, f"an installed header may not include {name}"


def foreign_faults(root):
    for library, (pattern, most) in FOREIGN.items():
        pairs = {}
        for path in sources(root, "core", "capi"):
            for number, _, name in includes(path):
                if pattern.match(name):
                    pairs.setdefault(path.with_suffix(""), (path, number))
        if len(pairs) > most:
            for path, number in sorted(pairs.values()):
                yield path, number, f"{library} is included by {len(pairs)} file pairs, {most} at most"


def machine_faults(root):
    for path in sources(root, "core", "capi"):
        if path.relative_to(root).parts[:2] == ("core", "host"):
            continue
        for number, line in enumerate(without_comments_and_strings(path.read_text(encoding="utf-8")).splitlines(), 1):
            match = MACHINE.search(line)
            if match:
                yield path, number, f"only core/host may use '{match.group(0).strip(' (')}'"
        for number, _, name in includes(path):
            if name in HEAVY_HEADERS:
                yield path, number, f"<{name}> is too heavy for a guest in somebody's process"


def reading_faults(root):
    for path in sources(root, "core", "capi", "bindings", "tools", "tests", "examples", "python"):
        if "corpus" in path.parts or "generated" in path.parts:
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        if len(lines) > LONGEST_FILE:
            yield path, len(lines), f"{len(lines)} lines, {LONGEST_FILE} at most"
        if VAGUE_NAMES.search(path.stem):
            yield path, 1, "the name says nothing about what is in the file"
        for number, line in enumerate(lines, 1):
            if UNFINISHED.search(line) and path.parent != pathlib.Path(__file__).resolve().parent:
                yield path, number, "unfinished"
    for path in sources(root, "core", "capi", "tools"):
        first = next(iter(path.read_text(encoding="utf-8").splitlines()), "")
        if not first.startswith(("// ", "/* ", "/*", "#", '"""', "%")):
            yield path, 1, "does not open with one line that says what it is for"


def faults(root):
    for rule in (layer_faults, foreign_faults, machine_faults, reading_faults):
        for path, number, message in rule(root):
            yield f"{path.relative_to(root)}:{number}: {message}"


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    if "--count" in sys.argv:
        print(sum(1 for _ in sources(root, "core", "capi", "bindings", "tools", "tests", "examples", "python")), "files")
        return 0
    found = list(faults(root))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
