#!/usr/bin/env python3
"""The reference pages can be made, and everything in the public headers is documented."""
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Reference(unittest.TestCase):
    def setUp(self):
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="azcred-reference-"))
        self.addCleanup(shutil.rmtree, self.scratch)

    def doxygen(self, *settings):
        configuration = (ROOT / "docs" / "Doxyfile").read_text() + f"\nOUTPUT_DIRECTORY={self.scratch}\n" + "\n".join(settings)
        return subprocess.run(["doxygen", "-"], input=configuration, cwd=ROOT, capture_output=True, text=True, timeout=120,
                              check=False)

    def test_documents_everything(self):
        done = self.doxygen()
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue((self.scratch / "html" / "index.html").is_file())

    def test_documents_every_parameter_and_result_of_the_c_api(self):
        done = self.doxygen("INPUT = capi/include/azcred", "WARN_NO_PARAMDOC = YES")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_fails_on_what_is_not_documented(self):
        folder = self.scratch / "headers"
        folder.mkdir()
        (folder / "bare.h").write_text("/** @file\n * A header. */\nint azcred_bare(int number);\n")
        done = self.doxygen(f"INPUT = {folder}")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("azcred_bare", done.stderr)


if __name__ == "__main__":
    unittest.main()
