#!/usr/bin/env python3
"""Whether every test that the table of the fault catalogue names exists, and every test of this folder is in the table."""
import fnmatch
import pathlib
import re
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
SCENARIOS = ROOT / "tests" / "conformance" / "scenarios"
TEST = re.compile(r"^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", re.MULTILINE)
SUITE_AND_TEST = re.compile(r"[A-Z]\w+\.[\w*]+")
ROW = re.compile(r"^\| ([A-Z]\d+|—) \|(.*)\|$", re.MULTILINE)
LETTERS = {"N": 20, "H": 17, "J": 18, "I": 6, "S": 12, "F": 14, "M": 7, "C": 11, "T": 10, "K": 10, "G": 7, "A": 21, "U": 10, "E": 9}


def tests_in(folder):
    return {f"{suite}.{name}" for path in folder.rglob("*.cpp") for suite, name in TEST.findall(path.read_text())}


def references(text):
    return re.findall(r"`([^`\n]+)`", text)


def row_names(text):
    """Every row that is spoken of, "N1 to N3" spelled out."""
    for first, last in re.findall(r"\b([A-Z]\d+) to ([A-Z]\d+)\b", text):
        yield from (f"{first[0]}{number}" for number in range(int(first[1:]), int(last[1:]) + 1))
    yield from re.findall(r"\b[A-Z]\d+\b", text)


class Readme(unittest.TestCase):
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    catalogue = text[text.index("## N:"):]

    def test_names_only_what_exists(self):
        tests = tests_in(ROOT / "tests")
        scenarios = {path.relative_to(SCENARIOS).as_posix() for path in SCENARIOS.rglob("*.json")}
        for name in references(self.catalogue):
            with self.subTest(name):
                path, _, function = name.partition(":")
                if name.endswith(".json"):
                    self.assertTrue(fnmatch.filter(scenarios, name), "no such scenario")
                elif SUITE_AND_TEST.fullmatch(name):
                    self.assertTrue(fnmatch.filter(tests, name), "no such test")
                else:
                    self.assertTrue((ROOT / path).is_file(), "no such file")
                    self.assertIn(function, (ROOT / path).read_text(encoding="utf-8"), "no such function")

    def test_names_every_test_of_this_folder(self):
        named = [name for name in references(self.catalogue) if SUITE_AND_TEST.fullmatch(name)]
        for test in tests_in(FOLDER):
            with self.subTest(test):
                self.assertTrue(any(fnmatch.fnmatch(test, name) for name in named), "not in the table")

    def test_every_row_names_its_proof(self):
        for row, rest in ROW.findall(self.catalogue):
            with self.subTest(row):
                self.assertEqual(len(rest.split(" | ")), 3)
                self.assertTrue(references(rest.split(" | ")[-1]), "no proof")

    def test_speaks_of_every_row(self):
        spoken_of = set(row_names(self.catalogue))
        for letter, count in LETTERS.items():
            for number in range(1, count + 1):
                self.assertIn(f"{letter}{number}", spoken_of)


if __name__ == "__main__":
    unittest.main()
