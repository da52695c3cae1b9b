# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""What tests that run one program and look at it from outside have in common."""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest


class ProgramTest(unittest.TestCase):
    """A test with a directory of its own for what the program writes."""

    program = None  # its path, set by main()

    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="smptcp-test-"))
        self.addCleanup(shutil.rmtree, self.directory)

    def run_program(self, *arguments, out=""):
        """Run it with --out= the directory, or one below."""
        return self.run_bare(f"--out={self.directory / out}", *arguments)

    @classmethod
    def run_bare(cls, *arguments):
        """Run it with these arguments and no others."""
        return subprocess.run([cls.program, *arguments], capture_output=True, text=True, check=False)

    def check_refused(self, arguments, allowed):
        """Arguments end it with status 1 and one line, which says what is allowed."""
        with self.subTest(arguments=arguments):
            run = ProgramTest.run_program(self, *arguments)
            self.assertEqual(run.returncode, 1)
            self.assertEqual(len(run.stderr.strip().splitlines()), 1, run.stderr)
            self.assertIn(allowed, run.stderr)


def main(description):
    """Run the tests of the script that calls it. Takes --program and the arguments of unittest."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, help="the program to test")
    options, rest = parser.parse_known_args()
    ProgramTest.program = options.program
    unittest.main(module="__main__", argv=[sys.argv[0], *rest])
