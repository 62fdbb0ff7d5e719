# Every scenario file is well-formed, its cases are listed in cases.md, and a file that is not well-formed is refused.
import json
import pathlib
import sys
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FOLDER / "runner"))

import scenario as scenarios  # noqa: E402
from cases import table  # noqa: E402
from fields import Malformed  # noqa: E402

LEAST = {"title": "A sentence", "covers": ["self.1"], "steps": [{"make": {"kind": "managed_identity"}}]}
GET = {"get": {"scope": "s"}, "expect": {"error": {"status": "unavailable"}}}
REQUEST = {"method": "GET", "path": "/"}


class Scenarios(unittest.TestCase):
    def setUp(self):
        self.scenarios = scenarios.load(FOLDER / "scenarios")

    def test_all_files_are_well_formed(self):
        self.assertGreater(len(self.scenarios), 150)

    def test_titles_are_unique_within_a_folder(self):
        titles = [(one.name.partition("/")[0], one.title) for one in self.scenarios]
        self.assertEqual(sorted(titles), sorted(set(titles)))

    def test_the_table_of_cases_is_up_to_date(self):
        self.assertEqual((FOLDER / "cases.md").read_text(encoding="utf-8"), table(self.scenarios),
                         "write it anew: runner/run.py --cases > cases.md")


class Format(unittest.TestCase):
    def refuses(self, because, **changes):
        with self.assertRaisesRegex(Malformed, because):
            scenarios.parse("self", json.dumps({**LEAST, **changes}))

    def test_the_least_scenario_is_accepted(self):
        scenarios.parse("self", json.dumps(LEAST))

    def test_what_is_not_json_is_refused(self):
        with self.assertRaisesRegex(Malformed, "not JSON"):
            scenarios.parse("self", "{")

    def test_a_key_twice_is_refused(self):
        with self.assertRaisesRegex(Malformed, "occurs twice"):
            scenarios.parse("self", '{"title": "A", "title": "B"}')

    def test_an_unknown_field_is_refused_at_every_depth(self):
        make = LEAST["steps"][0]
        self.refuses("the field colour is unknown", colour="red")
        self.refuses("the field colour is unknown", steps=[{**make, "colour": "red"}])
        self.refuses("the field colour is unknown", steps=[{"make": {"kind": "default", "colour": "red"}}])
        self.refuses("the field colour is unknown", steps=[{"make": {"kind": "default", "options": {"colour": "red"}}}])
        self.refuses("the field colour is unknown", steps=[make, {**GET, "get": {"scope": "s", "colour": "red"}}])
        self.refuses("the field colour is unknown", steps=[make, {**GET, "expect": {"token": {"value": "t", "colour": "red"}}}])
        for exchange in ({"server": "a", "request": {**REQUEST, "colour": "red"}, "answer": {}},
                         {"server": "a", "request": REQUEST, "answer": {"colour": "red"}}):
            self.refuses("the field colour is unknown", servers={"a": {}}, steps=[make, {**GET, "exchanges": [exchange]}])

    def test_missing_fields_are_refused(self):
        for name in LEAST:
            with self.assertRaisesRegex(Malformed, f"{name} is missing"):
                scenarios.parse("self", json.dumps({key: value for key, value in LEAST.items() if key != name}))

    def test_wrong_types_are_refused(self):
        self.refuses("a string is expected", title=1)
        self.refuses("a list is expected", covers="self.1")
        self.refuses("at least 1 expected", covers=[])
        self.refuses("one of", steps=[{"make": {"kind": "nothing"}}])
        self.refuses("an integer is expected", steps=[LEAST["steps"][0], {**GET, "get": {"scope": "s", "timeout_ms": True}}])

    def test_what_makes_no_sense_is_refused(self):
        make = LEAST["steps"][0]
        self.refuses("a capital letter", title="a fragment")
        self.refuses("no credential main", steps=[GET])
        self.refuses("says what it expects", steps=[make, {"get": {"scope": "s"}}])
        self.refuses("exactly one of", steps=[{}])
        self.refuses("exactly one of", steps=[make, {**GET, "wait_ms": 1}])
        self.refuses("means nothing here", environment={"A": "${nowhere}"})
        self.refuses("is outside", files={"/etc/passwd": {"text": ""}})
        self.refuses("the server a is not listed", steps=[make, {**GET, "exchanges": [{"server": "a", "request": REQUEST, "answer": {}}]}])
        self.refuses("at most one of", servers={"a": {}},
                     steps=[make, {**GET, "exchanges": [{"server": "a", "request": REQUEST, "answer": {"json": {}, "text": ""}}]}])


if __name__ == "__main__":
    unittest.main()
