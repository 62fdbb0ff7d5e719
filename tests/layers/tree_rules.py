#!/usr/bin/env python3
"""Holds the source tree against rules.py: prints "file:line: what is wrong" and exits with 1 if anything is."""
import ast
import os
import re
import sys

import rules
from cpp_text import functions, without_comments_and_strings

CPP_SUFFIXES = (".h", ".hpp", ".c", ".cpp", ".cc", ".cxx")
SOURCE_SUFFIXES = CPP_SUFFIXES + (".py", ".go", ".i")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
DECLARATION = re.compile(r"\b(?:class|struct|namespace|enum class|enum)\s+(\w+)")


class SourceFile:
    def __init__(self, root, path):
        self.path = path
        with open(os.path.join(root, path), encoding="utf-8") as file:
            self.text = file.read()
        self.lines = self.text.splitlines()
        is_cpp = path.endswith(CPP_SUFFIXES)
        self.code = without_comments_and_strings(self.text) if is_cpp else ""
        self.code_lines = self.code.splitlines()

    def is_in(self, folders):
        return any(self.path.startswith(folder + "/") for folder in folders)

    def includes(self):
        """(line number, quote, path) of every include that is no comment."""
        for number, line in enumerate(self.lines if self.code else [], 1):
            # The stripped code still has the directive, but not the quoted path.
            match = INCLUDE.match(line)
            if match and "#" in self.code_lines[number - 1]:
                yield number, match.group(1), match.group(2)


def source_files(root):
    for top in rules.NAMED_FOLDERS:
        for folder, folders, names in os.walk(os.path.join(root, top)):
            folders[:] = sorted(name for name in folders if not name.startswith((".", "build", "__pycache__")))
            for name in sorted(names):
                yield os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")


def layer_of(path):
    for layer in sorted(rules.LAYERS, key=len, reverse=True):
        if path.startswith(layer + "/"):
            return layer
    return None


def included_file(root, includer, quote, path):
    """The file of this tree that an include means, or None if it is none of ours."""
    beside = [os.path.dirname(includer)] if quote == '"' else []
    for start in beside + rules.INCLUDE_ROOTS:
        candidate = os.path.normpath(os.path.join(start, path)).replace(os.sep, "/")
        if os.path.isfile(os.path.join(root, candidate)):
            return candidate
    return None


def check_layers(root, file):
    layer = layer_of(file.path)
    if layer is None:
        if file.is_in(["core", "capi"]):
            yield 1, "is in a folder that is no layer"
        return
    for number, quote, path in file.includes():
        included = included_file(root, file.path, quote, path)
        if included is None:
            if quote == '"' and file.is_in(["core", "capi"]):
                yield number, f"includes {path}, which is not there"
            continue
        other = layer_of(included)
        if other not in [layer] + rules.LAYERS[layer]:
            yield number, f"{layer} includes {included}, but may include only {', '.join(rules.LAYERS[layer]) or 'itself'}"


def check_libraries(file):
    stem = file.path.rsplit(".", 1)[0]
    for number, _, path in file.includes():
        for library, (header, allowed) in rules.LIBRARIES.items():
            if header.match(path) and stem not in allowed and file.is_in(rules.LIBRARIES_IN):
                yield number, f"includes {path}, but {library} belongs to {', '.join(sorted(allowed))}"
        if path in rules.LARGE_HEADERS and file.is_in(rules.LARGE_HEADERS_IN):
            yield number, f"includes <{path}>, which is too large for a guest in somebody's process"


def check_machine(file):
    if not file.is_in(rules.MACHINE_RULES_IN):
        return
    for number, line in enumerate(file.code_lines, 1):
        if not file.is_in([rules.MACHINE_FOLDER]):
            for what, pattern in rules.MACHINE.items():
                if pattern.search(line):
                    yield number, f"{what}: only {rules.MACHINE_FOLDER} does"
        for what, pattern in rules.NEVER.items():
            if pattern.search(line):
                yield number, f"{what}: a library must not"


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno


def spans_of_functions(file):
    if file.code:
        return functions(file.code)
    return list(python_functions(file.text)) if file.path.endswith(".py") else []


def check_sizes(file):
    if len(file.lines) > rules.MOST_FILE_LINES:
        yield len(file.lines), f"has {len(file.lines)} lines, {rules.MOST_FILE_LINES} at most"
    if not file.is_in(rules.SHORT_FUNCTIONS_IN):
        return
    try:
        spans = spans_of_functions(file)
    except ValueError as mismatch:
        yield mismatch.args[0], "has braces or parentheses that do not match"
        return
    for first, last in spans:
        if last - first + 1 > rules.MOST_FUNCTION_LINES:
            yield first, f"has a function of {last - first + 1} lines, {rules.MOST_FUNCTION_LINES} at most"


def words_of(name):
    return re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)


def has_forbidden_word(name):
    return any(word.lower() in rules.FORBIDDEN_WORDS for word in words_of(name))


def check_names(path, file):
    for part in path.split("/"):
        if has_forbidden_word(part):
            yield 1, f"is called {part}, which does not say what it is for"
    if file is None:
        return
    for number, line in enumerate(file.code_lines, 1):
        for name in DECLARATION.findall(line):
            if has_forbidden_word(name):
                yield number, f"declares {name}, which does not say what it is for"


def check_reading(file):
    if file.is_in(["core", "capi", "tools"]) and not file.text.startswith(("// ", "/* ", "#", "%", '"""')):
        yield 1, "does not open with one line that says what it is for"
    for number, line in enumerate(file.lines, 1):
        if rules.UNFINISHED.search(line):
            yield number, "is unfinished"


def read_files(root):
    for path in source_files(root):
        is_read = path.endswith(SOURCE_SUFFIXES) and not rules.NOT_READ.search(path)
        yield path, SourceFile(root, path) if is_read else None


def findings(root):
    """(path, line, what is wrong) of everything that is wrong, in the order of the tree."""
    for path, file in read_files(root):
        found = list(check_names(path, file))
        if file is not None:
            found += [*check_layers(root, file), *check_libraries(file), *check_machine(file), *check_sizes(file),
                      *check_reading(file)]
        for line, what in sorted(found):
            yield path, line, what


def main():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    if "--count" in sys.argv:
        print(sum(file is not None for _, file in read_files(root)), "files")
        return 0
    found = list(findings(root))
    for path, line, what in found:
        print(f"{path}:{line}: {what}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
