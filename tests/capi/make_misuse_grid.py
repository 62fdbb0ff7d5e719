#!/usr/bin/env python3
"""Writes a C program that calls every function of the public headers with every combination of bad and good arguments."""
import itertools
import pathlib
import re
import sys

FUNCTION = re.compile(r"AZCRED_API\s+([^;{}]*?)(azcred_\w+)\s*\(([^;{}]*)\)\s*(?:AZCRED_NOTHROW)?\s*;")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
HANDLES = {"error", "cancel", "token", "request", "options", "credential", "chain", "call", "http_request", "http_response"}
# Made by the hook of the transport, valid nowhere else.
ONLY_INSIDE = {"http_request", "http_response"}
# Arguments by type; each is a C expression.
VALUES = {
    "const char*": ["NULL", "SCOPE"],
    "const void*": ["NULL", "SCOPE"],
    "void*": ["NULL", "&released"],
    "azcred_error**": ["NULL", "&error", "&earlier"],
    "azcred_destroy_fn": ["NULL", "count_release"],
    "azcred_log_fn": ["NULL", "drop_line"],
    "azcred_transport_fn": ["NULL", "send_nothing"],
    "azcred_call_done_fn": ["NULL", "ignore_done"],
    "azcred_log_level": ["0", "AZCRED_LOG_WARN"],
    "azcred_status": ["0", "INT32_MAX"],
    "int": ["0", "1"],
    "int32_t": ["-1", "200"],
    "int64_t": ["0", "-1", "INT64_MAX"],
    "uint32_t": ["0", "UINT32_MAX"],
    "size_t": ["0", "1"],
}


class Parameter:
    def __init__(self, text):
        self.name = re.search(r"(\w+)$", text).group(1)
        self.type = re.sub(r"\s*\*\s*", "*", text[: -len(self.name)].strip())
        match = re.fullmatch(r"(?:const )?azcred_(\w+)\*", self.type)
        self.handle = match.group(1) if match else None
        if self.handle is not None and self.handle not in HANDLES:
            raise SystemExit(f"no idea how to make an azcred_{self.handle}")

    def values(self):
        if self.handle:
            return ["NULL", f"({self.type})wrong", f"live.{self.handle}"]
        if self.type not in VALUES:
            raise SystemExit(f"no idea what to pass for {self.type}")
        return VALUES[self.type]


class Function:
    def __init__(self, result, name, parameters):
        self.result = re.sub(r"\s*\*\s*", "*", result.strip())
        self.name = name
        self.parameters = [] if parameters.strip() == "void" else [Parameter(p.strip()) for p in parameters.split(",")]

    def is_inside(self):
        return any(p.handle in ONLY_INSIDE for p in self.parameters)

    def fallible(self):
        return any(p.type == "azcred_error**" for p in self.parameters)

    def has_to_fail(self, values):
        """NULL options are the defaults; every other NULL or wrong handle, and a NULL string, has to be reported."""
        for parameter, value in zip(self.parameters, values):
            if parameter.handle == "options" and value == "NULL":
                continue
            if (parameter.handle or parameter.type == "const char*") and (value == "NULL" or "wrong" in value):
                return True
        return False


def functions(folder):
    for header in sorted(pathlib.Path(folder, "azcred").glob("*.h")):
        text = COMMENT.sub("", header.read_text())
        for result, name, parameters in FUNCTION.findall(text):
            yield Function(result, name, " ".join(parameters.split()))


def lines_of_case(function, values):
    call = f"{function.name}({', '.join(values)})"
    freed = function.parameters[0].handle if function.name.endswith("_free") else None
    yield "  make_live(&live);"
    if freed and values[0].startswith("live"):
        yield f"  {call};"
        yield f"  live.{freed} = NULL;"
    elif function.fallible():
        made = re.fullmatch(r"azcred_(\w+)\*", function.result).group(1)
        yield f"  made_{made} = {call};"
        if "&earlier" in values:
            yield f'  expect_nothing_done("{call}", made_{made} == NULL && earlier == first);'
        elif function.has_to_fail(values):
            status = "error" if "&error" in values else "NULL"
            yield f'  expect_refused("{call}", made_{made} == NULL, {status});'
        yield f"  azcred_{made}_free(made_{made});"
    elif made := re.fullmatch(r"azcred_(\w+)\*", function.result):
        yield f"  azcred_{made.group(1)}_free({call});"
    elif function.result == "const char*":
        yield f'  expect_string("{call}", {call});'
    else:
        yield f"  (void){call};"
    yield "  free_live(&live);"
    yield "  azcred_error_free(error);"
    yield "  error = NULL;"


def cases(function):
    for values in itertools.product(*(p.values() for p in function.parameters)):
        yield from lines_of_case(function, list(values))


def main():
    headers, template, output = sys.argv[1:]
    every = list(functions(headers))
    if not every:
        raise SystemExit(f"no function in {headers}")
    parts = []
    for function in every:
        parts.append(f"static void grid_of_{function.name}(void) {{\n" + "\n".join(cases(function)) + "\n}\n")
    outside = "".join(f"  grid_of_{f.name}();\n" for f in every if not f.is_inside())
    inside = "".join(f"  grid_of_{f.name}();\n" for f in every if f.is_inside())
    text = pathlib.Path(template).read_text()
    text = text.replace("/* GRIDS */", "\n".join(parts))
    text = text.replace("/* OUTSIDE */", outside.strip()).replace("/* INSIDE */", inside.strip())
    pathlib.Path(output).write_text(text)


if __name__ == "__main__":
    main()
