"""What the integration tests share: TAP, a temporary folder, and the program run as a person runs it."""

import calendar
import json
import os
import pathlib
import pty
import re
import resource
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.request

ROOT = pathlib.Path(os.environ.get("DOCKET_SOURCE_ROOT", pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("DOCKET_BUILD_ROOT", ROOT / "build"))
SHARED = pathlib.Path(os.environ.get("DOCKET_SHARED", ROOT.parent / "shared"))
PROGRAM = str(BUILD / "server" / "docket")
DUMP = str(BUILD / "tests" / "integration" / "dump")
SAMPLE = ROOT / "docs" / "sample"
# Sanitizers slow down and need much more memory: limits of both kinds are for the plain build.
SANITIZED = os.environ.get("DOCKET_SANITIZED", "none") != "none"
SLOW = 6 if SANITIZED else 1


class Skip(Exception):
    pass


class Done:
    """A finished run: exit status (negative: the signal), output, seconds, peak resident MiB (this process's own, if that is more)."""

    def __init__(self, status, out, err, seconds, peak):
        self.status, self.out, self.err, self.seconds, self.peak = status, out, err, seconds, peak

    @property
    def text(self):
        return self.out.decode("utf-8", "replace")

    @property
    def errors(self):
        return self.err.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return f"exit {self.status} after {self.seconds:.1f} s, peak {self.peak:.0f} MiB\n{self.errors[-2000:]}"


class Tests:
    def __init__(self):
        self.rows = []
        self.folder = None

    def __call__(self, name):
        def keep(function):
            self.rows.append((name, function))
            return function

        return keep

    def main(self):
        print(f"1..{len(self.rows)}", flush=True)
        for number, (name, function) in enumerate(self.rows, 1):
            self.folder = pathlib.Path(tempfile.mkdtemp(prefix="docket-integration-"))
            verdict, notes = "ok", ""
            try:
                checks = Checks(self.folder)
                function(checks)
                if checks.n == 0:
                    raise AssertionError("nothing was asserted")
            except Skip as reason:
                verdict, name = "ok", f"{name} # SKIP {reason}"
            except Exception as fault:  # a test that breaks is a test that fails
                frames = [f for f in traceback.extract_tb(fault.__traceback__) if f.filename != __file__]
                verdict, notes = "not ok", "".join(f"line {f.lineno}: {f.line}\n" for f in frames) + f"{type(fault).__name__}: {fault}"
            finally:
                shutil.rmtree(self.folder, ignore_errors=True)
            print(f"{verdict} {number} - {name}")
            for line in notes.splitlines():
                print(f"# {line}")
            sys.stdout.flush()


class Checks:
    def __init__(self, folder):
        self.n = 0
        self.folder = folder
        self.db = folder / "docket.db"

    def ok(self, truth, what):
        self.n += 1
        if not truth:
            raise AssertionError(str(what))

    def equal(self, got, wanted, what):
        self.ok(got == wanted, f"{what}: got {got!r}, wanted {wanted!r}")

    def run(self, *args, db=None, stdin=None, limits=None, timeout=120):
        """docket --db DB ARGS; limits: {resource.RLIMIT_X: value} for the child."""
        command = [PROGRAM, "--db", str(db or self.db), *map(str, args)]
        return run(command, stdin=stdin, limits=limits, timeout=timeout)

    def must(self, *args, **kwargs):
        done = self.run(*args, **kwargs)
        self.ok(done.status == 0, f"docket {' '.join(map(str, args))}: {done}")
        return done

    def dump(self, db=None):
        done = run([DUMP, str(db or self.db)])
        self.ok(done.status == 0 and len(done.out) > 200, f"dump: {done}")
        return done.out

    def sound(self, db=None):
        done = self.run("check", db=db)
        self.ok(done.status == 0, f"docket check: {done.text}{done}")
        return done

    def summary(self, *args, status=0, **kwargs):
        """docket ingest --json: its numbers."""
        done = self.run("ingest", "--json", *args, **kwargs)
        self.ok(done.status == status, f"ingest {' '.join(map(str, args))}: wanted exit {status}: {done}")
        found = done.json()
        found["done"] = done
        return found

    def same_dump(self, first, second, what):
        if first != second:
            one, two = first.splitlines(), second.splitlines()
            gone = [line for line in one if line not in set(two)][:5]
            more = [line for line in two if line not in set(one)][:5]
            raise AssertionError(f"{what}: missing {gone}, surplus {more}")
        self.n += 1


class Serving:
    """`docket --db DB serve` on a free port, for as long as the block lasts; base: its address. log: a file for its
    standard error; said: what it wrote to its standard output after its address, once the block is left."""

    def __init__(self, db, *more, log=os.devnull):
        with open(log, "ab") as errors:
            self.process = subprocess.Popen([PROGRAM, "--db", str(db), "serve", "--listen", "127.0.0.1:0", *map(str, more)],
                                            stdout=subprocess.PIPE, stderr=errors, text=True)

    def __enter__(self):
        found = next(filter(None, (re.search(r"http://127\.0\.0\.1:(\d+)", line) for line in self.process.stdout)), None)
        if found is None:
            raise AssertionError("serve said no address")
        self.base, self.port = found.group(0), int(found.group(1))
        # Read as it comes: a full pipe would stop the server.
        self.lines = []
        self.reader = threading.Thread(target=lambda: self.lines.extend(self.process.stdout))
        self.reader.start()
        return self

    def get(self, path):
        """The body of the answer to a GET, which is good."""
        with urllib.request.urlopen(self.base + path, timeout=60 * SLOW) as answer:
            return answer.read()

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30 * SLOW)
        self.reader.join()
        self.process.stdout.close()
        self.said = "".join(self.lines)


class Clock:
    """docket's clock stands where the story is, whatever the machine says."""

    def __init__(self, check):
        self.file = check.folder / "clock"

    def __enter__(self):
        os.environ["DOCKET_TEST_CLOCK"] = str(self.file)
        return self

    def __exit__(self, *_):
        del os.environ["DOCKET_TEST_CLOCK"]

    def move(self, when):
        new = self.file.with_suffix(".new")
        new.write_text(str(int(calendar.timegm(time.strptime(when, "%Y-%m-%dT%H:%M")) - time.time())))
        new.chmod(0o600)
        new.rename(self.file)


class Threaded:
    """What a test plays to docket, a server of socketserver or http.server, on a thread of its own for as long as the block lasts."""

    def __init__(self, server):
        self.server = server

    def __enter__(self):
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Terminal:
    """A program that writes its errors on a terminal, for as long as the block lasts. seen: what stands there so far."""

    def __init__(self, command, feed=b"", **more):
        self.ours, theirs = pty.openpty()
        self.seen = ""
        try:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=theirs, **more)
        finally:
            os.close(theirs)
        self.process.stdin.write(feed)
        self.process.stdin.flush()

    def __enter__(self):
        return self

    def read(self, seconds):
        """Whether something came. Linux ends a terminal that nobody writes on any more by an error."""
        try:
            if not select.select([self.ours], [], [], seconds)[0]:
                return None
            self.seen += os.read(self.ours, 4096).decode()
            return True
        except OSError:
            return False

    def until(self, words):
        """Reads until words, a regular expression, stand there; standard input stays open."""
        deadline = time.monotonic() + 60 * SLOW
        while not re.search(words, self.seen):
            if self.read(0.2) is False or time.monotonic() > deadline:
                raise AssertionError(f"no {words} in {self.seen!r}")

    def end(self):
        """Closes its standard input and reads to the end: its standard output."""
        out = self.process.communicate(timeout=60 * SLOW)[0].decode()
        while self.read(0):
            pass
        return out

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            pipe.close()
        os.close(self.ours)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(command, stdin=None, limits=None, timeout=120):
    def child():
        for which, value in (limits or {}).items():
            resource.setrlimit(which, (value, value))

    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        process = subprocess.Popen(command, stdin=stdin or subprocess.DEVNULL, stdout=out, stderr=err, preexec_fn=child)
        deadline = start + timeout * SLOW
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > deadline:
                process.kill()
                os.wait4(process.pid, 0)
                process.returncode = -9
                raise AssertionError(f"{' '.join(command)}: still running after {timeout * SLOW} s")
            time.sleep(0.005)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return Done(process.returncode, out.read(), err.read(), time.monotonic() - start, usage.ru_maxrss / 1024)


# `openssl ca` dates a certificate freely; `openssl req` cannot make one that has expired.
CA = """
[ca]
default_ca = own
[own]
database = {folder}/{name}.index
serial = {folder}/{name}.serial
new_certs_dir = {folder}
default_md = sha256
policy = any
x509_extensions = names
[any]
commonName = supplied
[names]
subjectAltName = {names}
[req]
distinguished_name = subject
[subject]
"""


def certificate(folder, names="DNS:localhost", name="cert", expired=False):
    """A certificate that vouches for itself, and its key: two paths in folder. names: as openssl's subjectAltName has them."""
    if shutil.which("openssl") is None:
        raise Skip("openssl is not installed, so there is no certificate")
    cert, key, request, config = (folder / f"{name}{end}" for end in (".pem", "-key.pem", ".csr", ".cnf"))
    config.write_text(CA.format(folder=folder, name=name, names=names))
    (folder / f"{name}.index").write_text("")
    (folder / f"{name}.serial").write_text("01\n")

    def openssl(*args):
        subprocess.run(["openssl", *map(str, args)], check=True, capture_output=True)

    openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=docket test", "-config", config, "-keyout", key, "-out", request)
    days = ["-startdate", "20140101000000Z", "-enddate", "20140201000000Z"] if expired else ["-days", "2"]
    openssl("ca", "-batch", "-selfsign", "-notext", "-config", config, "-keyfile", key, "-in", request, "-out", cert, *days)
    return cert, key


def facts(dump, *also_without):
    """The dump without what is a matter of when and where it was made: times of groups, places of files."""
    leave = (b"groups ", b"cursor ", *also_without)
    return b"\n".join(line for line in dump.split(b"\n") if not line.startswith(leave))


def shared(name):
    path = SHARED / name
    if not path.exists():
        raise Skip(f"{path} is absent")
    return path


def online(function):
    """Runs it without the switch that keeps servers of other tests from asking anybody."""
    def run(t):
        offline = os.environ.pop("DOCKET_OFFLINE", None)
        try:
            function(t)
        finally:
            if offline is not None:
                os.environ["DOCKET_OFFLINE"] = offline

    return run


def wait_for(t, condition, what):
    deadline = time.monotonic() + 120
    while not condition():
        t.ok(time.monotonic() < deadline, f"waited in vain: {what}")
        time.sleep(0.1)


FROM_LINE = re.compile(rb"From \S.*\d:\d\d:\d\d")


def mbox_mails(data):
    """The mails of an mbox, unquoted by one level, each without the blank line that ends it."""
    mails, lines, blank = [], None, True
    for line in data.splitlines(keepends=True):
        if blank and FROM_LINE.match(line):
            lines = []
            mails.append(lines)
        elif lines is not None:
            lines.append(re.sub(rb"^>(>*From )", rb"\1", line))
        blank = line in (b"\n", b"\r\n")
    for lines in mails:
        if lines and lines[-1] in (b"\n", b"\r\n"):
            lines.pop()
    return [b"".join(lines) for lines in mails]


def mail(number, body="Words.\n", subject=None, headers="", message_id=None, date="Tue, 1 Dec 2026 10:00:00 +0000"):
    """One mail in mbox form, as bytes."""
    identity = f"Message-ID: <{message_id or f'good-{number}@test.example'}>\n" if message_id != "" else ""
    text = (
        f"From someone@test.example Tue Dec  1 10:00:00 2026\n"
        f"From: Some One <someone@test.example>\nTo: list@test.example\n"
        f"Date: {date}\nSubject: {subject or f'Mail {number}'}\n{identity}{headers}\n"
    )
    return text.encode("utf-8", "surrogateescape") + (body if isinstance(body, bytes) else body.encode()) + b"\n"
