#!/usr/bin/env python3
"""The tree keeps its rules, and each rule notices when it is broken: a violation planted in a small tree is found there."""
import os
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
import tree_rules  # noqa: E402
from cpp_text import functions, without_comments_and_strings  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(HERE))

# Files planted for other rules need not open as they should.
OPENING = "does not open"

CLEAN = {
    "core/base/a.h": "// What a is.\n#pragma once\n",
    "core/host/b.h": '// What b is.\n#include "base/a.h"\n',
    "core/http/c.h": '// What c is.\n#include "host/b.h"\n',
    "core/source/d.h": '// What d is.\n#include "http/c.h"\n',
    "core/credential/e.h": '// What e is.\n#include "source/d.h"\n',
    "capi/include/azcred/azcred.h": "/* What azcred is. */\n",
    "capi/source/f.cpp": '#include "azcred/azcred.h"\n#include "credential/e.h"\n',
    "tools/g.cpp": "#include <azcred/azcred.h>\n",
}


class Tree(unittest.TestCase):
    def test_keeps_every_rule(self):
        found = [f"{path}:{line}: {what}" for path, line, what in tree_rules.findings(ROOT)]
        self.assertEqual(found, [], "\n" + "\n".join(found))

    def test_has_files_and_functions_to_judge(self):
        files = [file for _, file in tree_rules.read_files(ROOT) if file is not None and file.is_in(["core"])]
        self.assertGreater(len(files), 100)
        self.assertGreater(sum(len(tree_rules.spans_of_functions(file)) for file in files), 500)


class Rules(unittest.TestCase):
    def found_with(self, path, text):
        with tempfile.TemporaryDirectory() as root:
            for each_path, each_text in {**CLEAN, path: text}.items():
                full_path = os.path.join(root, each_path)
                os.makedirs(os.path.dirname(full_path), exist_ok=True)
                with open(full_path, "w", encoding="utf-8") as file:
                    file.write(each_text)
            return [finding for finding in tree_rules.findings(root) if OPENING not in finding[2]]

    def expect_found(self, path, text, line, *words):
        found = self.found_with(path, text)
        self.assertEqual([(each_path, each_line) for each_path, each_line, _ in found], [(path, line)], found)
        for word in words:
            self.assertIn(word, found[0][2])

    def expect_clean(self, path, text):
        self.assertEqual(self.found_with(path, text), [])

    def test_a_clean_tree_has_no_findings(self):
        self.expect_clean("core/base/z.h", "// What z is.\n")

    def test_folders_include_only_those_below(self):
        for path, header in [("core/base/z.cpp", "host/b.h"), ("core/base/z.cpp", "http/c.h"), ("core/host/z.cpp", "http/c.h"),
                             ("core/http/z.cpp", "source/d.h"), ("core/source/z.cpp", "credential/e.h"),
                             ("core/credential/z.cpp", "azcred/azcred.h"), ("capi/include/azcred/z.h", "base/a.h"),
                             ("tools/z.cpp", "base/a.h"), ("bindings/cpp/z.hpp", "credential/e.h"),
                             ("core/base/z.cpp", "../host/b.h")]:
            with self.subTest(path=path, header=header):
                self.expect_found(path, f'/* What z is. */\n\n#include "{header}"\n', 3, "include")
        self.expect_clean("core/http/z.cpp", '#include "host/b.h"\n#include "base/a.h"\n')

    def test_an_include_in_a_comment_is_none(self):
        self.expect_clean("core/base/z.cpp", '// #include "host/b.h"\n/*\n#include "host/b.h"\n*/\n')

    def test_included_files_are_there(self):
        self.expect_found("core/base/z.cpp", '#include "base/none.h"\n', 1, "not there")

    def test_every_file_of_the_core_is_in_a_layer(self):
        self.expect_found("core/extra/z.cpp", "", 1, "no layer")

    def test_libraries_belong_to_one_pair(self):
        for header in ["curl/curl.h", "cjson/cJSON.h", "cJSON.h", "openssl/evp.h"]:
            with self.subTest(header=header):
                self.expect_found("core/source/z.cpp", f"\n#include <{header}>\n", 2, "belongs to")
        self.expect_clean("core/base/json.cpp", "#include <cjson/cJSON.h>\n")
        self.expect_clean("core/http/curl_transport.cpp", "#include <curl/curl.h>\n")
        self.expect_clean("tests/unit/z_test.cpp", "#include <cjson/cJSON.h>\n")

    def test_large_headers_stay_out(self):
        self.expect_found("core/base/z.cpp", "#include <iostream>\n", 1, "too large")
        self.expect_found("capi/source/z.cpp", "#include <regex>\n", 1, "too large")
        self.expect_clean("tools/z.cpp", "#include <iostream>\n")

    def test_only_the_host_touches_the_machine(self):
        for code in ['getenv("HOME")', 'secure_getenv("HOME")', 'std::getenv("HOME")', 'open(path, O_RDONLY)', '::open(path, 0)',
                     'fopen(path, "r")', "stat(path, &s)", "usleep(1)", "sleep(1)", "std::this_thread::sleep_for(d)",
                     "clock_gettime(CLOCK_BOOTTIME, &t)", "std::chrono::steady_clock::now()", "std::chrono::system_clock::now()",
                     "time(nullptr)", "std::time(NULL)", "fork()", "posix_spawn(&p, a, b, c, d, e)", "execve(a, b, c)", "system(a)",
                     "pthread_create(&t, 0, f, 0)", "std::thread t(f)"]:
            with self.subTest(code=code):
                self.expect_found("core/source/z.cpp", f"void f() {{\n  {code};\n}}\n", 2, "only core/host")
                self.expect_found("capi/source/z.cpp", f"void f() {{\n  {code};\n}}\n", 2, "only core/host")
                self.expect_clean("core/host/z.cpp", f"void f() {{\n  {code};\n}}\n")
        for code in ["x.open(1)", "x->open(1)", "reopen(1)", "host.time(0)", "// getenv(x)", 'f("getenv(x)")', "is_open()",
                     "std::thread::id me", "host->sleep(1)", "runtime(0)"]:
            with self.subTest(code=code):
                self.expect_clean("core/source/z.cpp", f"void f() {{\n  {code};\n}}\n")

    def test_a_guest_leaves_the_process_alone(self):
        for code in ["atexit(f)", "std::atexit(f)", "sigaction(1, 0, 0)", "std::signal(1, f)", "curl_global_cleanup()",
                     "setlocale(LC_ALL, 0)", "cJSON_GetErrorPtr()", "node->valueint", "std::abort()"]:
            with self.subTest(code=code):
                self.expect_found("core/host/z.cpp", f"void f() {{\n  {code};\n}}\n", 2, "a library must not")

    def test_files_and_functions_are_short(self):
        self.expect_clean("core/base/z.cpp", "\n" * 400)
        self.expect_found("core/base/z.cpp", "\n" * 401, 401, "401 lines")
        self.expect_found("bindings/go/z.go", "\n" * 401, 401, "401 lines")
        self.expect_clean("core/base/z.cpp", "void f() {" + "\n" * 59 + "}\n")
        self.expect_found("core/base/z.cpp", "\nvoid f() {" + "\n" * 60 + "}\n", 2, "61 lines")
        self.expect_found("tools/z.py", "def f():\n" + "  x()\n" * 60, 1, "61 lines")
        self.expect_clean("tests/unit/z_test.cpp", "void f() {" + "\n" * 300 + "}\n")
        self.expect_found("core/base/z.cpp", "void f() {\n\n", 3, "do not match")

    def test_names_say_something(self):
        for path in ["core/base/string_utils.h", "core/source/common/z.h", "tools/helper.py", "tests/unit/token_manager_test.cpp"]:
            with self.subTest(path=path):
                found = self.found_with(path, "")
                self.assertIn("does not say what it is for", " ".join(what for _, _, what in found))
        self.expect_found("core/base/z.cpp", "\nclass TokenManager {};\n", 2, "TokenManager")
        self.expect_found("core/base/z.cpp", "namespace azcred::utils {}\nnamespace utils {}\n", 2, "utils")
        self.expect_clean("core/base/z.cpp", "class Manageress {};\n")

    def test_files_open_with_what_they_are_for(self):
        for text, expected in [("int z;\n", 1), ("// What z is.\nint z;\n", 0), ("", 1)]:
            with self.subTest(text=text), tempfile.TemporaryDirectory() as root:
                os.makedirs(os.path.join(root, "core/base"))
                with open(os.path.join(root, "core/base/z.h"), "w", encoding="utf-8") as file:
                    file.write(text)
                self.assertEqual([OPENING in what for _, _, what in tree_rules.findings(root)], [True] * expected)

    def test_work_is_finished(self):
        self.expect_found("tests/unit/z_test.cpp", "\n// TO" + "DO: more\n", 2, "unfinished")


class CppText(unittest.TestCase):
    def spans(self, text):
        return functions(without_comments_and_strings(text))

    def test_comments_and_strings_are_blanked(self):
        for text, expected in [
                ('a("x{y") // {', 'a("   ")     '),
                ("a('{') /* {\n { */ b", "a(   )     \n      b"),
                ('"\\"{" + u8R"x({)")x" {', '"   " + "          " {'),
                ("1'000'000 '{' 0xff'ff '\\'' {", "1'000'000     0xff'ff      {"),
                ('"//" { // "', '"  " {     '),
                ("// a \\\n{\n{", "      \n \n{"),
        ]:
            with self.subTest(text=text):
                self.assertEqual(without_comments_and_strings(text), expected)

    def test_braces_that_do_not_match_are_no_functions(self):
        for text in ["void f() {", "}", "void f(", "void f() { g(; }"]:
            with self.subTest(text=text), self.assertRaises(ValueError):
                self.spans(text)

    def test_functions_are_found_wherever_they_are(self):
        for text, expected in [
                ("void f() {\n}\n", [(1, 2)]),
                ("namespace a {\nclass B {\n public:\n  int c() const noexcept { return 1; }\n};\n}\n", [(4, 4)]),
                ("template <class T, int n = (1 > 0)>\nstruct A : B<T> {\n  T f() {\n  }\n};\n", [(3, 4)]),
                ("A::A() : a_(1), b_{2} {\n}\n", [(1, 1), (1, 2)]),
                ("struct S f() {\n}\n", [(1, 2)]),
                ('extern "C" {\nvoid f() {\n}\n}\n', [(2, 3)]),
                ('extern "C" int f() {\n}\n', [(1, 2)]),
                ("auto f() -> int {\n  auto g = [] {\n  };\n  if (a) {\n  }\n}\n", [(1, 6)]),
                ("constexpr A a[] = {\n {1}, {2},\n};\nA b{\n};\nvoid f() {\n}\n", [(6, 7)]),
                ("enum class A {\n a,\n};\nclass alignas(64) B {\n void f() {}\n};\n", [(5, 5)]),
                ("#define A {\nvoid f(B b = {}) {\n}\n", [(2, 3)]),
                ("bool operator==(A, B) { return true; }\n", [(1, 1)]),
        ]:
            with self.subTest(text=text):
                self.assertEqual(self.spans(text), expected)


if __name__ == "__main__":
    unittest.main()
