#!/usr/bin/env python3
"""What the shared library exports, needs and promises to the programs that are linked with it."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
INCLUDE = ROOT / "capi" / "include"
BASELINE = pathlib.Path(__file__).resolve().parent / "baseline" / "azcred.xml"
MOST_BYTES = 500 * 1024
MAY_NEED = re.compile(r"(libc|libm|libgcc_s|libcurl|libssl|libcrypto|libcjson|ld-linux[-\w]*)\.so\.\d+")

sys.path.insert(0, str(ROOT / "tests" / "capi"))
import make_misuse_grid  # noqa: E402  (knows how to read the headers)


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout + done.stderr


def output(*command):
    status, text = run(*command)
    if status != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: exit status {status}\n{text}")
    return text


def declared():
    return {function.name for function in make_misuse_grid.functions(INCLUDE)}


def ledger():
    """Names with the version that introduced them."""
    lines = (ROOT / "capi" / "names.txt").read_text().splitlines()
    return dict(line.split() for line in lines if line and not line.startswith("#"))


def version_script():
    """Names with their node, without its prefix."""
    nodes = {}
    text = re.sub(r"#.*", "", (ROOT / "capi" / "azcred.map").read_text())
    for version, names in re.findall(r"AZCRED_([\d.]+)\s*\{\s*global:(.*?)(?:local:.*?)?\}", text, re.DOTALL):
        for name in names.replace(";", " ").split():
            nodes[name] = version
    return nodes


def write_shape(path):
    """A library of the same names and types, but in C and empty: the ABI without what is behind it."""
    lines = ['#include "azcred/azcred.h"', '#include "azcred/transport.h"']
    for function in make_misuse_grid.functions(INCLUDE):
        parameters = ", ".join(f"{p.type} {p.name}" for p in function.parameters) or "void"
        uses = "".join(f" (void){p.name};" for p in function.parameters)
        end = "" if function.result == "void" else " return 0;"
        lines.append(f"{function.result} {function.name}({parameters}) {{{uses}{end} }}")
    path.write_text("\n".join(lines) + "\n")


def describe_abi(folder, description):
    """Writes the ABI that the headers declare, as abidw sees it."""
    source, library = folder / "shape.c", folder / "libazcred.so"
    write_shape(source)
    output("cc", "-std=c89", "-g", "-fno-eliminate-unused-debug-types", "-fPIC", "-shared", f"-I{INCLUDE}",
           f"-ffile-prefix-map={folder}=.", source, "-o", library, "-Wl,-soname,libazcred.so.0",
           f"-Wl,--version-script={ROOT / 'capi' / 'azcred.map'}")
    output("abidw", "--load-all-types", "--headers-dir", INCLUDE, "--no-corpus-path", "--no-comp-dir-path", "--no-show-locs",
           "--no-elf-needed", "--out-file", description, library)


class Abi(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.library = pathlib.Path(os.environ["AZCRED_LIBRARY"])
        cls.dynamic = output("readelf", "-dW", cls.library)
        cls.scratch = pathlib.Path(tempfile.mkdtemp(prefix="azcred-abi-"))
        cls.addClassCleanup(shutil.rmtree, cls.scratch)

    def test_exports_what_the_headers_declare_and_nothing_else(self):
        exported = {}
        for line in output("nm", "-D", "--defined-only", "--with-symbol-versions", self.library).splitlines():
            _, kind, symbol = line.split()
            if kind == "A":
                continue
            name, version = symbol.split("@@AZCRED_")
            exported[name] = version
        self.assertGreater(len(exported), 70)
        self.assertEqual(set(exported), declared())
        self.assertEqual(exported, version_script())
        self.assertEqual(exported, ledger())

    def test_needs_few_libraries_and_no_cpp_runtime(self):
        needed = re.findall(r"\(NEEDED\).*\[(.*)\]", self.dynamic)
        self.assertIn("libc.so.6", needed)
        self.assertEqual([name for name in needed if not MAY_NEED.fullmatch(name)], [])

    def test_is_named_after_its_abi(self):
        self.assertIn("soname: [libazcred.so.0]", self.dynamic)

    def test_is_hardened_and_stays_loaded(self):
        flags = re.search(r"\(FLAGS_1\)\s+Flags: (.*)", self.dynamic).group(1).split()
        self.assertIn("NOW", flags)
        self.assertIn("NODELETE", flags)
        self.assertNotIn("TEXTREL", self.dynamic)
        segments = output("readelf", "-lW", self.library)
        self.assertRegex(segments, r"GNU_RELRO\s")
        self.assertRegex(segments, r"GNU_STACK\s.*\bRW\s")

    def test_has_no_constructor_or_destructor_of_its_own(self):
        text = output("nm", "-A", os.environ["AZCRED_ARCHIVE"])
        self.assertIn(" T azcred_version_number", text)
        own = [line for line in text.splitlines() if re.search(r"__cxa_atexit|\batexit$|_GLOBAL__sub_I|_GLOBAL__sub_D", line)]
        self.assertEqual(own, [])

    def test_is_small(self):
        stripped = self.scratch / "stripped.so"
        output("strip", "-o", stripped, self.library)
        self.assertLessEqual(stripped.stat().st_size, MOST_BYTES)

    def test_has_the_abi_of_the_baseline(self):
        now = self.scratch / "azcred.xml"
        describe_abi(self.scratch, now)
        status, difference = run("abidiff", "--non-reachable-types", BASELINE, now)
        self.assertEqual(status, 0, f"{difference}\nIf this is meant: {__file__} --write-baseline")

    def test_sees_a_changed_enumerator(self):
        """A comparison that sees nothing would pass for ever."""
        before, after = self.scratch / "before.xml", self.scratch / "after.xml"
        shutil.copy(BASELINE, before)
        text = before.read_text()
        changed = text.replace("name='AZCRED_NETWORK' value='6'", "name='AZCRED_NETWORK' value='16'")
        self.assertNotEqual(text, changed)
        after.write_text(changed)
        status, difference = run("abidiff", "--non-reachable-types", before, after)
        self.assertNotEqual(status, 0)
        self.assertIn("AZCRED_NETWORK", difference)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write-baseline"]:
        with tempfile.TemporaryDirectory() as folder:
            describe_abi(pathlib.Path(folder), BASELINE)
    else:
        unittest.main()
