#!/usr/bin/env python3
"""What builds without debugging are hardened with, read off the program: an executable that is placed anywhere, tables that are bound
at its start and read-only from then on, and no stack that runs."""

import re
import shutil
import subprocess

from harness import PROGRAM, Skip, Tests

test = Tests()


@test("the program is position-independent, bound at its start, its tables read-only, its stack not executable")
def hardened(t):
    if shutil.which("readelf") is None:
        raise Skip("no readelf")
    text = subprocess.run(["readelf", "-hdlW", PROGRAM], capture_output=True, text=True, check=True).stdout
    for pattern in (r"Type:\s+DYN\b", r"\(FLAGS_1\).*\bPIE\b", r"\(FLAGS\).*\bBIND_NOW\b|\(FLAGS_1\).*\bNOW\b", r"(?m)^\s+GNU_RELRO\s",
                    r"(?m)^\s+GNU_STACK(\s+0x[0-9a-f]+)+\s+RW\s"):
        t.ok(re.search(pattern, text), f"{pattern} in {text}")


test.main()
