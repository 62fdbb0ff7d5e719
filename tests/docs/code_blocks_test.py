#!/usr/bin/env python3
"""Every code block of the README and the docs does what the page says, on a library installed as the README says."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import markdown  # noqa: E402
from emulated_host import EmulatedHost  # noqa: E402

# Around a block that is no whole program: what the pages say is there already.
BEFORE = """#include <azcred/azcred.h>
#include <azcred/transport.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void) {
  azcred_error *error = NULL;
  const char *scope = "https://storage.azure.com/.default";
  azcred_credential *credential = azcred_credential_new_default(NULL, &error);
  int status;
  (void)scope;
  {
"""
AFTER = """
  }
  status = azcred_error_status(error);
  azcred_error_free(error);
  azcred_credential_free(credential);
  return status;
}
"""
# The leak checker tells when a page forgets to free something.
COMPILE = {"c": ["cc", "-std=c11", "-D_GNU_SOURCE"], "cpp": ["c++", "-std=c++17"]}
FLAGS = ["-Wall", "-Wextra", "-Werror", "-fsanitize=address,undefined", "-g"]
LEAKS = {"LSAN_OPTIONS": f"suppressions={markdown.ROOT / 'tests/docs/leaks.supp'}:print_suppressions=0"}
# Commands that pages show without their being run here: what they do is run by other parts of ./check.
SHOWN = ("./demo", "./check", "cmake", "ctest", "gcovr", "build/", "tests/")


def statuses():
    text = (markdown.ROOT / "capi/include/azcred/error.h").read_text(encoding="utf-8")
    return {name: int(number) for name, number in re.findall(r"(AZCRED_[A-Z_]+) = (\d+)", text)}


class InstalledTree:
    """What the block under "Install it" in the README leaves in an empty home."""

    def __init__(self, home):
        self.prefix = pathlib.Path(home) / ".local"
        self.block = next(block for block in markdown.blocks(markdown.ROOT / "README.md") if block.language == "sh")
        run_shell(self.block, {**with_cache_in_place(), "HOME": str(home)})
        self.library = next(self.prefix.rglob("pkgconfig")).parent
        self.environment = {**os.environ, "HOME": str(home), "PKG_CONFIG_PATH": str(self.library / "pkgconfig"),
                            "LD_LIBRARY_PATH": str(self.library), "PATH": f"{self.prefix / 'bin'}:{os.environ['PATH']}"}

    def flags(self, *modules):
        found = subprocess.run(["pkg-config", "--cflags", "--libs", *modules], env=self.environment, check=True,
                               stdout=subprocess.PIPE, text=True)
        return found.stdout.split()


def with_cache_in_place():
    """The environment, with ccache as ./check uses it: its cache stays where it is, though home moves."""
    environment = dict(os.environ)
    if shutil.which("ccache"):
        environment.setdefault("CCACHE_DIR", subprocess.run(["ccache", "--get-config", "cache_dir"], check=True,
                                                            stdout=subprocess.PIPE, text=True).stdout.strip())
        environment.setdefault("CMAKE_C_COMPILER_LAUNCHER", "ccache")
        environment.setdefault("CMAKE_CXX_COMPILER_LAUNCHER", "ccache")
    return environment


def run_shell(block, environment):
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", block.text], cwd=markdown.ROOT, env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise AssertionError(f"{block} ends with {done.returncode}:\n{done.stdout[-3000:]}")


class CodeBlocks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.tree = InstalledTree(cls.folder.name)
        cls.host = EmulatedHost(cls.tree.prefix / "bin/azcred", cls.tree.environment)
        cls.addClassCleanup(cls.host.stop)

    def blocks(self, *languages):
        return [block for page in markdown.pages() for block in markdown.blocks(page) if block.language in languages]

    def test_c_compiles_and_ends_as_the_page_says(self):
        found = self.blocks("c", "cpp")
        self.assertGreater(len(found), 8)
        for number, block in enumerate(found):
            with self.subTest(str(block)):
                self.compile_and_run(block, pathlib.Path(self.folder.name) / f"block{number}")

    def compile_and_run(self, block, program):
        source = program.with_suffix("." + block.language)
        whole = "int main(" in block.text
        source.write_text(block.text if whole else BEFORE + block.text + AFTER, encoding="utf-8")
        libraries = ["libcurl"] if "curl/curl.h" in block.text else []
        compiled = subprocess.run([*COMPILE[block.language], *FLAGS, str(source), "-o", str(program), *self.tree.flags("azcred", *libraries)],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertEqual(compiled.returncode, 0, f"{block}\n{compiled.stdout}")
        done = subprocess.run([program], env={**self.tree.environment, **self.host.variables, **LEAKS}, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertEqual(done.returncode, statuses()[block.fails], f"{block}\n{done.stdout}")

    def test_shell_runs(self):
        self.assertEqual(str(self.blocks("sh")[0]), str(self.tree.block))
        for block in self.blocks("sh")[1:]:
            with self.subTest(str(block)):
                run_shell(block, self.tree.environment)

    def test_commands_that_are_only_shown_are_known(self):
        for block in self.blocks("console"):
            for line in block.text.splitlines():
                if line.startswith("$ "):
                    self.assertTrue(line[2:].startswith(SHOWN), f"{block}: {line}")

    def test_every_block_has_a_language_that_is_looked_at(self):
        for page in markdown.pages():
            for block in markdown.blocks(page):
                self.assertIn(block.language, ("c", "cpp", "sh", "console", ""), str(block))


class Pages(unittest.TestCase):
    def test_link_to_what_exists(self):
        for page in markdown.pages():
            for link in markdown.links(page):
                self.assertTrue((page.parent / link).exists(), f"{page.name} links to {link}")

    def test_name_functions_that_exist(self):
        declared = markdown.declared_names()
        for page in markdown.pages():
            self.assertEqual(markdown.function_names(page) - declared, set(), page.name)


if __name__ == "__main__":
    unittest.main()
