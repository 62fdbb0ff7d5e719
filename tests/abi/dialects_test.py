#!/usr/bin/env python3
"""The public headers compile alone, in every dialect, under every compiler at hand, without a warning."""
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
INCLUDE = ROOT / "capi" / "include"
HEADERS = sorted(f"azcred/{path.name}" for path in (INCLUDE / "azcred").glob("*.h"))
STRICT = ["-pedantic-errors", "-Wall", "-Wextra", "-Wundef", "-Werror", "-fsyntax-only"]
C = ["c89", "c99", "c11", "c17", "c2x"]
CPP = ["c++98", "c++03", "c++11", "c++14", "c++17", "c++20", "c++2b"]
CPP_LAYER = ["c++17", "c++20", "c++2b"]
# Every one of them is needed: a compiler that is not there would be a dialect that is not tested.
C_COMPILERS = ["gcc", "clang-14"]
CPP_COMPILERS = ["g++", "clang++-14"]


class Dialects(unittest.TestCase):
    def setUp(self):
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="azcred-dialects-"))
        self.addCleanup(shutil.rmtree, self.scratch)

    def compile(self, compiler, standard, text, includes, suffix):
        source = self.scratch / f"only{suffix}"
        source.write_text(text)
        done = subprocess.run([compiler, f"-std={standard}", *STRICT, *(f"-I{path}" for path in includes), str(source)],
                              capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""), f"{compiler} -std={standard}: {text}")

    def each(self, compilers, standards, headers, suffix, includes=(INCLUDE,)):
        """All headers at once, and in the first dialect each of them alone."""
        every = "".join(f'#include "{name}"\n' for name in headers)
        for compiler in compilers:
            for standard in standards:
                with self.subTest(compiler=compiler, standard=standard):
                    self.compile(compiler, standard, every + every, includes, suffix)
            for name in headers:
                with self.subTest(compiler=compiler, header=name):
                    self.compile(compiler, standards[0], f'#include "{name}"\nextern int nothing_else;\n', includes, suffix)

    def test_in_c(self):
        self.assertGreater(len(HEADERS), 10)
        self.each(C_COMPILERS, C, HEADERS, ".c")

    def test_in_cpp(self):
        self.each(CPP_COMPILERS, CPP, HEADERS, ".cpp")

    def test_the_cpp_layer(self):
        installed = self.scratch / "include" / "azcred"
        shutil.copytree(INCLUDE / "azcred", installed)
        shutil.copy(ROOT / "bindings" / "cpp" / "azcred.hpp", installed)
        shutil.copytree(ROOT / "bindings" / "cpp" / "hpp", installed / "hpp")
        headers = ["azcred/azcred.hpp", *sorted(f"azcred/hpp/{path.name}" for path in (installed / "hpp").glob("*.hpp"))]
        self.assertGreater(len(headers), 5)
        self.each(CPP_COMPILERS, CPP_LAYER, headers, ".cpp", [installed.parent])

    def test_azcred_h_includes_all_but_the_transport(self):
        text = (INCLUDE / "azcred" / "azcred.h").read_text()
        missing = [name for name in HEADERS if f'#include "{name}"' not in text]
        self.assertEqual(missing, ["azcred/azcred.h", "azcred/transport.h"])


if __name__ == "__main__":
    unittest.main()
