#!/usr/bin/env python3
"""tools/run: from a source tree to a served page; started again it neither builds nor reads anew."""

import os
import re
import signal
import subprocess
import urllib.request

from harness import BUILD, ROOT, SANITIZED, SLOW, Skip, Tests

test = Tests()


class Started:
    """tools/run until it serves; all that it said."""

    def __init__(self, folder, *arguments):
        environment = dict(os.environ, BUILD=str(BUILD), DOCKET_DB=str(folder / "sample.db"), LISTEN="127.0.0.1:0", GROUP="own")
        self.process = subprocess.Popen(["bash", str(ROOT / "tools" / "run"), *arguments], env=environment, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, start_new_session=True)
        self.said, self.base = "", None
        for line in self.process.stdout:
            self.said += line
            found = re.search(r"http://127\.0\.0\.1:[1-9]\d*", line)
            if found:
                self.base = found.group(0)
                break

    def get(self, path):
        with urllib.request.urlopen(self.base + path, timeout=20 * SLOW) as answer:
            return answer.status, answer.read().decode()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.stdout.close()
        self.process.wait()


def stamps():
    return {path: path.stat().st_mtime_ns for path in BUILD.rglob("*") if path.suffix in (".o", ".a") or path.name == "docket"}


@test("tools/run serves the sample; the second start neither builds nor reads anew")
def twice(t):
    if subprocess.run(["bash", str(ROOT / "tools" / "setup"), "run"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                      stderr=subprocess.DEVNULL, env=dict(os.environ, PATH=os.environ["PATH"])).returncode != 0:
        raise Skip("packages are missing")
    with Started(t.folder) as first:
        t.ok(first.base, f"an address: {first.said}")
        status, page = first.get("/edge/agenda")
        t.equal(status, 200, "the agenda")
        t.ok("/edge/agenda" in first.said and "/edge/backlog" in first.said, f"says what to look at: {first.said}")
    before, dump = stamps(), t.dump(t.folder / "sample.db")
    with Started(t.folder) as second:
        t.ok(second.base, f"an address: {second.said}")
        t.equal(second.get("/edge/")[0], 200, "the overview")
        t.equal(re.findall(r"(?i)compil|linking|installing", second.said), [], "it builds nothing")
        t.ok(re.search(r"unchanged|0 new|nothing new", second.said), f"it says that nothing is new: {second.said}")
    t.equal([str(path) for path in before if stamps().get(path) != before[path]], [], "files of the build")
    t.same_dump(dump, t.dump(t.folder / "sample.db"), "the database")


@test("tools/run PATH serves one's own archive")
def own(t):
    with Started(t.folder, str(ROOT / "docs" / "sample" / "raw" / "2026-11.mbox")) as started:
        t.ok(started.base, f"an address: {started.said}")
        t.ok("Alder Edge Images 1.0" in started.get("/own/archive/")[1], "the archive shows its mail")


test.main()
