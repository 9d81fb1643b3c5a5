#!/usr/bin/env python3
"""tools/run: from a source tree to a served page; started again it neither builds nor reads anew."""

import functools
import http.server
import os
import re
import shutil
import signal
import subprocess
import urllib.request

from harness import BUILD, ROOT, SANITIZED, SLOW, Skip, Tests, Threaded

test = Tests()


class Started:
    """tools/run until it serves; all that it said."""

    def __init__(self, folder, *arguments, listen="127.0.0.1:0"):
        environment = dict(os.environ, BUILD=str(BUILD), DOCKET_DB=str(folder / "sample.db"), LISTEN=listen)
        environment.pop("GROUP", None)
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


@test("tools/run URL serves what was read before while the archive's host is down; without mail it tells why and ends")
def down(t):
    folder = t.folder / "www"
    folder.mkdir()
    shutil.copy(ROOT / "docs" / "sample" / "raw" / "2026-11.mbox", folder / "november.mbox")

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    archive = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=folder))
    url = f"http://localhost:{archive.server_address[1]}/november.mbox"
    with Threaded(archive), Started(t.folder, url) as started:
        t.ok(started.base, f"an address: {started.said}")
    with Started(t.folder, url) as again:
        t.ok(again.base, f"an address: {again.said}")
        t.ok("Alder Edge Images 1.0" in again.get("/own/archive/")[1], "the archive shows its mail")
    empty = t.folder / "empty"
    empty.mkdir()
    with Started(empty, url) as none:
        t.equal(none.base, None, f"nothing to serve: {none.said}")
        t.ok("localhost" in none.said, f"says what failed: {none.said}")
        t.ok(none.process.wait(60 * SLOW) > 0, "it ends as failed, by itself")


@test("tools/run of what is not there, or holds no mail, says so and ends")
def nothing(t):
    noise = t.folder / "noise.bin"
    noise.write_bytes(bytes(range(256)) * 20)
    for argument, status in ((t.folder / "missing.mbox", 2), ("--help", 2), (noise, 3)):
        with Started(t.folder, str(argument)) as started:
            t.equal(started.base, None, f"nothing to serve: {started.said}")
            t.equal(started.process.wait(60 * SLOW), status, f"exit: {started.said}")
            t.ok(str(argument) in started.said or "noise.bin" in started.said, f"names it: {started.said}")


@test("tools/run where something answers already says so before it reads anything")
def taken(t):
    other = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    listen = f"127.0.0.1:{other.server_address[1]}"
    with Threaded(other), Started(t.folder, listen=listen) as refused:
        said = refused.said + refused.process.stdout.read()
        t.equal(refused.process.wait(60 * SLOW), 2, f"exit: {said}")
        t.ok(f"http://{listen} already" in said and "LISTEN=" in said, f"says what to do: {said}")
        t.ok(not (t.folder / "sample.db").exists(), "nothing is read")


@test("tools/check takes no arguments: asked for help it says so and runs nothing")
def check_help(t):
    done = subprocess.run(["bash", str(ROOT / "tools" / "check"), "--help"], capture_output=True, text=True, check=False)
    t.equal((done.returncode, done.stdout), (2, ""), f"exit and what it did: {done.stderr}")
    t.ok("no arguments" in done.stderr, f"says why: {done.stderr}")


@test("tools/setup without root, sudo and a package prints the command to type and exits 2")
def setup_says(t):
    fake = t.folder / "bin"
    fake.mkdir()
    scripts = {"apt-get": "exit 97", "id": "echo 1000",
               "dpkg-query": 'case "$*" in *libical-dev*|*meson*) exit 1 ;; esac; echo "install ok installed"'}
    for name, body in scripts.items():
        (fake / name).write_text(f"#!/bin/sh\n{body}\n")
        (fake / name).chmod(0o755)
    for name in ("bash", "sort", "tr", "grep", "sed", "head"):
        (fake / name).symlink_to(shutil.which(name))
    done = subprocess.run([fake / "bash", str(ROOT / "tools" / "setup"), "run"], env={"PATH": str(fake)}, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, check=False)
    t.equal(done.returncode, 2, f"exit: {done.stdout}{done.stderr}")
    t.equal(done.stderr.rstrip(), "Packages are missing. As root, type:\n  apt-get install -y libical-dev meson", "what to type")


test.main()
