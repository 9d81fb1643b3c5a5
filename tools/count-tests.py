#!/usr/bin/env python3
"""Counts a meson JUnit report: "passed failed skipped" on the first line, then each skipped test with its reason."""

import re
import sys
import xml.etree.ElementTree as ET

passed = failed = skipped = 0
reasons = []
try:
    # Tests of odd mail print odd bytes, which XML does not take.
    with open(sys.argv[1], encoding="utf-8", errors="replace") as report:
        root = ET.fromstring(re.sub(r"[^\t\n\r -\ud7ff\ue000-\ufffd]", "?", report.read()))
except (OSError, ET.ParseError) as error:
    print("0 1 0")
    print(f"# no test report: {error}")
    sys.exit(0)
for suite in root.iter("testsuite"):
    for case in suite.iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None:
            skipped += 1
            reasons.append(f"# skipped {suite.get('name')} {case.get('name')}: {case.find('skipped').get('message') or ''}")
        else:
            passed += 1
    # A program that crashed after its last subtest: the suite has the error.
    failed += max(0, int(suite.get("errors") or 0) - sum(1 for c in suite.iter("testcase") if c.find("error") is not None))
print(passed, failed, skipped)
print("\n".join(reasons))
