"""azcred(1) and --help name the same options; the page is clean."""
import os
import re
import shutil
import subprocess
import unittest

from emulator import COMMAND

PAGE = os.path.join(os.environ["AZCRED_SOURCE_DIR"], "docs", "azcred.1")


def options_of_help(*subcommand):
    text = subprocess.run([COMMAND, *subcommand, "--help"], capture_output=True, text=True, check=True).stdout
    before_examples = text.partition("\nExamples:")[0]
    return set(re.findall(r"^ +(?:-\w,)?(--[a-z-]+)", before_examples, re.MULTILINE))


def sections_of_page():
    """The text of each .Ss, and of the part before the first, by its subcommand."""
    with open(PAGE, encoding="utf-8") as file:
        text = file.read()
    description = text.partition(".Sh DESCRIPTION")[2].partition(".Sh HOSTS")[0]
    parts = re.split(r"^\.Ss azcred (\w+)$", description, flags=re.MULTILINE)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2]))}


def options_of_page(section):
    items = [line for line in section.splitlines() if line.startswith(".It ")]
    return {"--" + name for line in items for name in re.findall(r"Fl Fl ([a-z-]+)", line)}


class ManPage(unittest.TestCase):
    def test_has_every_option_of_help_and_no_other(self):
        sections = sections_of_page()
        self.assertEqual(set(sections), {"", "token", "emulate"})
        for subcommand, section in sections.items():
            with self.subTest(subcommand):
                told = options_of_help(*([subcommand] if subcommand else []))
                self.assertTrue(told)
                self.assertEqual(options_of_page(section) | {"--help"}, told)

    def test_has_every_host(self):
        text = subprocess.run([COMMAND, "emulate", "--help"], capture_output=True, text=True, check=True).stdout
        hosts = re.search(r"--host HOST:\{([a-z,-]+)\}", text).group(1).split(",")
        with open(PAGE, encoding="utf-8") as file:
            section = file.read().partition(".Sh HOSTS")[2].partition(".Sh ")[0]
        told = [name for line in section.splitlines() if line.startswith(".It ") for name in re.findall(r"Cm ([a-z-]+)", line)]
        self.assertEqual(sorted(hosts), sorted(told))

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed")
    def test_is_clean_for_mandoc(self):
        done = subprocess.run(["mandoc", "-T", "lint", PAGE], capture_output=True, text=True, check=False)
        self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    unittest.main()
