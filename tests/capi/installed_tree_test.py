#!/usr/bin/env python3
"""Builds programs against an installed tree that was moved after it was installed, and runs them."""
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLES = HERE.parent.parent / "examples"
BUILD = pathlib.Path(os.environ["AZCRED_BUILD"])
GRID = pathlib.Path(os.environ["AZCRED_GRID"])
CMAKE = os.environ["AZCRED_CMAKE"]
CC = os.environ.get("CC", "cc")
CXX = os.environ.get("CXX", "c++")
STRICT = ["-pedantic-errors", "-Wall", "-Wextra", "-Werror"]
POSIX = ["-D_POSIX_C_SOURCE=200809L", "-pthread"]
PROGRAMS = [HERE / f"{name}_test.c" for name in ("get", "judged", "call", "hook", "misuse", "thread")] + [GRID]
TOKEN = "token-of-the-test"


class AppService(http.server.BaseHTTPRequestHandler):
    """Answers as App Service does, on loopback."""

    def do_GET(self):
        granted = self.headers.get("X-IDENTITY-HEADER") == "header-of-the-test" and "resource=" in self.path
        answer = {"statusCode": 403, "message": "no"}
        if granted:
            answer = {"access_token": TOKEN, "expires_on": str(int(time.time()) + 86400), "token_type": "Bearer"}
        body = json.dumps(answer).encode()
        self.send_response(200 if granted else 403)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def run(*command, **how):
    """What the command printed; fails the test with all of it if the command fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120, check=False, **how)
    if done.returncode != 0:
        shown = " ".join(str(part) for part in command)
        raise AssertionError(f"{shown}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


class InstalledTree(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = pathlib.Path(tempfile.mkdtemp(prefix="azcred-installed-"))
        cls.addClassCleanup(shutil.rmtree, cls.scratch)
        first = cls.scratch / "first"
        run(CMAKE, "--install", BUILD, "--prefix", first)
        cls.prefix = cls.scratch / "moved" / "elsewhere"
        cls.prefix.parent.mkdir()
        first.rename(cls.prefix)
        (cls.pc_folder,) = (path.parent for path in cls.prefix.rglob("azcred.pc"))
        (shared,) = (path for path in cls.prefix.rglob("libazcred.so.*") if not path.is_symlink())
        cls.library_folder = shared.parent
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), AppService)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)

    def pkg_config(self, *arguments, only_ours=False):
        environment = dict(os.environ, PKG_CONFIG_PATH=str(self.pc_folder))
        if only_ours:
            environment["PKG_CONFIG_LIBDIR"] = str(self.pc_folder)
        return run("pkg-config", *arguments, env=environment).split()

    def environment(self, **more):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AZURE_", "IDENTITY_", "MSI_"))}
        return dict(kept, LD_LIBRARY_PATH=str(self.library_folder), **more)

    def app_service(self):
        return self.environment(IDENTITY_ENDPOINT=f"http://127.0.0.1:{self.server.server_port}/msi/token",
                                IDENTITY_HEADER="header-of-the-test")

    def build(self, name, *sources, module="azcred", compiler=CC, flags=(), more_libs=()):
        program = self.scratch / name
        run(compiler, *flags, *self.pkg_config("--cflags", module), f"-I{HERE}", *sources, "-o", program,
            *self.pkg_config("--libs", module), *more_libs)
        return program

    def test_needs_no_other_module_for_the_shared_library(self):
        (include,) = self.pkg_config("--cflags", "azcred", only_ours=True)
        search, name = self.pkg_config("--libs", "azcred", only_ours=True)
        self.assertEqual((include[:2], search[:2], name), ("-I", "-L", "-lazcred"))
        self.assertTrue((pathlib.Path(include[2:]) / "azcred" / "azcred.h").is_file())
        self.assertTrue(self.library_folder.samefile(search[2:]))

    def test_knows_no_path_of_the_machine_that_built_it(self):
        for path in self.prefix.rglob("*"):
            if path.is_file() and path.suffix in (".pc", ".cmake", ".h", ".hpp"):
                text = path.read_text()
                for place in (self.scratch / "first", BUILD, HERE.parent.parent):
                    self.assertNotIn(str(place), text, path)

    def test_runs_programs_in_c89_and_c99(self):
        for standard in ("c89", "c99"):
            for source in PROGRAMS:
                with self.subTest(standard=standard, program=source.name):
                    program = self.build(f"{standard}-{source.stem}", source, HERE / "app_service.c",
                                         flags=[f"-std={standard}", *STRICT, *POSIX])
                    run(program, env=self.environment())

    def test_links_statically(self):
        program = self.build("static", HERE / "get_test.c", HERE / "app_service.c", module="azcred-static",
                             flags=["-std=c99", *STRICT, *POSIX])
        run(program, env=dict(os.environ, LD_LIBRARY_PATH=""))
        needed = run("readelf", "-d", program)
        self.assertNotIn("libazcred", needed)

    def test_gives_a_token_to_a_program_that_loads_it(self):
        program = self.scratch / "dlopen"
        run(CC, "-std=c89", *STRICT, *self.pkg_config("--cflags", "azcred"), HERE / "dlopen_program.c", "-o", program, "-ldl")
        self.assertNotIn("stdc++", run("readelf", "-d", program))
        output = run(program, self.library_folder / "libazcred.so.0", env=self.app_service())
        self.assertEqual(output, TOKEN + "\n")

    def test_is_a_package_of_cmake(self):
        for component, target in (("", "azcred::azcred"), ("static", "azcred::azcred_static")):
            with self.subTest(target=target):
                build = self.scratch / f"cmake-{component}"
                run(CMAKE, "-S", HERE / "consumer", "-B", build, f"-DCMAKE_PREFIX_PATH={self.prefix}",
                    f"-DAZCRED_COMPONENT={component}", f"-DAZCRED_TARGET={target}")
                run(CMAKE, "--build", build)
                self.assertEqual(run(build / "consumer", env=self.environment()), "100\n")

    def test_refuses_to_be_another_version(self):
        build = self.scratch / "cmake-version"
        with self.assertRaisesRegex(AssertionError, "considered but not accepted"):
            run(CMAKE, "-S", HERE / "consumer", "-B", build, f"-DCMAKE_PREFIX_PATH={self.prefix}", "-DAZCRED_WANTED=0.2")

    def test_serves_cpp_17_and_20(self):
        service = self.scratch / "app_service.o"
        run(CC, "-std=c99", *POSIX, *self.pkg_config("--cflags", "azcred"), f"-I{HERE}", "-c", HERE / "app_service.c", "-o", service)
        for standard in ("c++17", "c++20"):
            with self.subTest(standard=standard):
                program = self.build(standard, HERE / "cpp_test.cpp", service, compiler=CXX,
                                     flags=[f"-std={standard}", *STRICT, "-pthread"])
                run(program, env=self.environment())

    def test_runs_the_examples(self):
        for source in sorted(EXAMPLES.glob("*.c")) + sorted(EXAMPLES.glob("*.cpp")):
            with self.subTest(example=source.name):
                is_c = source.suffix == ".c"
                program = self.build(f"example-{source.stem}", source, compiler=CC if is_c else CXX,
                                     flags=["-std=c89" if is_c else "-std=c++17", *STRICT, *POSIX])
                output = run(program, "https://vault.azure.net/.default", env=self.app_service())
                self.assertIn("a token ", output)
                self.assertNotIn(TOKEN, output)


if __name__ == "__main__":
    unittest.main()
