#!/usr/bin/env python3
"""The tree keeps its rules, and each rule notices when it is broken."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import tree_rules  # noqa: E402


class Tree(unittest.TestCase):
    def test_keeps_every_rule(self):
        root = pathlib.Path(__file__).resolve().parents[2]
        self.assertEqual(list(tree_rules.faults(root)), [])

    def test_has_files_to_judge(self):
        root = pathlib.Path(__file__).resolve().parents[2]
        self.assertGreater(len(list(tree_rules.sources(root, "core"))), 20)


class Rule(unittest.TestCase):
    def faults_of(self, **files):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in files.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return list(tree_rules.faults(root))

    def test_lets_a_clean_file_be(self):
        self.assertEqual(self.faults_of(**{"core/http/a.cpp": '// A.\n#include "host/host.h"\n#include <vector>\n'}), [])

    def test_refuses_an_include_to_the_right(self):
        found = self.faults_of(**{"core/base/a.cpp": '// A.\n#include "host/host.h"\n'})
        self.assertEqual(found, ["core/base/a.cpp:2: base may not include host/host.h"])

    def test_refuses_an_unknown_layer(self):
        self.assertIn("is no layer", self.faults_of(**{"core/extra/a.h": "// A.\n"})[0])

    def test_refuses_core_headers_in_an_installed_header(self):
        found = self.faults_of(**{"capi/include/azcred/a.h": '/* A. */\n#include "base/secret.h"\n'})
        self.assertEqual(found, ["capi/include/azcred/a.h:2: an installed header may not include base/secret.h"])

    def test_refuses_a_second_user_of_libcurl(self):
        text = "// A.\n#include <curl/curl.h>\n"
        self.assertEqual(len(self.faults_of(**{"core/http/a.cpp": text, "core/http/b.cpp": text})), 2)
        self.assertEqual(self.faults_of(**{"core/http/a.cpp": text, "core/http/a.h": text}), [])

    def test_refuses_the_machine_outside_the_host_layer(self):
        for line in ('getenv("A")', 'std::getenv("A")', "::clock_gettime(a, b)", "std::this_thread::sleep_for(a)",
                     "std::chrono::steady_clock::now()", "fork()"):
            self.assertEqual(len(self.faults_of(**{"core/base/a.cpp": f"// A.\nint a = {line};\n"})), 1, line)
            self.assertEqual(self.faults_of(**{"core/host/a.cpp": f"// A.\nint a = {line};\n"}), [], line)

    def test_lets_comments_and_literals_name_the_machine(self):
        self.assertEqual(self.faults_of(**{"core/base/a.cpp": '// getenv() is for others.\nauto a = "fork()";\n'}), [])

    def test_refuses_heavy_headers(self):
        self.assertEqual(len(self.faults_of(**{"core/base/a.cpp": "// A.\n#include <sstream>\n"})), 1)

    def test_refuses_long_files_vague_names_and_unfinished_work(self):
        self.assertEqual(len(self.faults_of(**{"core/base/a.cpp": "// A.\n" * 401})), 1)
        self.assertEqual(len(self.faults_of(**{"core/base/string_utils.h": "// A.\n"})), 1)
        self.assertEqual(len(self.faults_of(**{"core/base/a.h": "// A.\n// TO" + "DO: more\n"})), 1)

    def test_refuses_a_file_that_does_not_say_what_it_is_for(self):
        self.assertEqual(len(self.faults_of(**{"core/base/a.cpp": "int a;\n"})), 1)


if __name__ == "__main__":
    unittest.main()
