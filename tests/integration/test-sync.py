#!/usr/bin/env python3
"""A pipermail archive on loopback, read by the program as an operator runs it: killed, on a full disk, with ten years of months, behind a
certificate that nobody vouches for, at a host that is not there."""

import gzip
import hashlib
import http.server
import os
import pathlib
import random
import re
import resource
import signal
import socketserver
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.request

from harness import PROGRAM, SANITIZED, SHARED, Serving, Skip, Terminal, Tests, Threaded, certificate, facts, mail, online, wait_for

test = Tests()
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
SEED = 20140415


class Archive(Threaded):
    """A Mailman 2 archive: months are pairs such as "2004-January" and the bytes of an mbox. They are kept in files: what this process
    holds at a fork would count as memory of the program that it starts. asked: the paths. held: the name of a month of which the second half
    is sent once self.go is set. agents: the User-Agents that asked."""

    def __init__(self, months, tls=None, held=None):
        self.folder = tempfile.TemporaryDirectory(prefix="docket-archive-")
        names, files = [], {}
        for name, data in months:
            names.append(name)
            files[f"/pipermail/virt/{name}.txt.gz"] = pathlib.Path(self.folder.name) / name
            files[f"/pipermail/virt/{name}.txt.gz"].write_bytes(gzip.compress(data, mtime=0))
        files["/pipermail/virt/"] = pathlib.Path(self.folder.name) / "index"
        self.index(names)
        asked = self.asked = []
        agents = self.agents = set()
        go = self.go = threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                data = files[self.path].read_bytes() if self.path in files else None
                asked.append(self.path)
                agents.add(self.headers.get("User-Agent"))
                tag = f'"{hashlib.sha256(data or b"").hexdigest()[:16]}"'
                same = data is not None and self.headers.get("If-None-Match") == tag
                self.send_response(404 if data is None else 304 if same else 200)
                self.send_header("ETag", tag)
                self.send_header("Content-Type", "text/html" if self.path.endswith("/") else "application/x-gzip")
                body = b"" if same or data is None else data
                if not same:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                half = len(body) // 2 if held and held in self.path else 0
                self.wfile.write(body[:half])
                if half:
                    go.wait()
                self.wfile.write(body[half:])

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass  # a client that was killed

        super().__init__(Server(("127.0.0.1", 0), Handler))
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.server.server_port}/pipermail/virt/"

    def index(self, names):
        """These months are on the index from now on."""
        rows = "".join(f'<tr><td>{name}:</td><td><A href="{name}.txt.gz">[ Gzip\'d Text ]</a></td></tr>' for name in reversed(names))
        text = f"<html><title>The virt Archives</title><table>{rows}</table></html>"
        (pathlib.Path(self.folder.name) / "index").write_text(text)

    def __exit__(self, *error):
        self.go.set()
        super().__exit__(*error)
        self.folder.cleanup()


def invented(n, mails=30, size=20000):
    """The last n months up to June 2014, each with so many mails of that size."""
    rng = random.Random(SEED)
    for back in reversed(range(n)):
        year, month = divmod(2014 * 12 + 5 - back, 12)
        date = f"1 {MONTHS[month][:3]} {year} 10:00:00 +0000"
        yield f"{year}-{MONTHS[month]}", b"".join(
            mail(i, message_id=f"{year}-{month}-{i}@example.org", date=date,
                 body="".join(rng.randbytes(35).hex() + "\n" for _ in range(size // 71))) for i in range(mails))


def real():
    """Six months of a real list."""
    folder = SHARED / "data" / "pipermail" / "linux-mips"
    if not folder.is_dir():
        raise Skip(f"{folder} is absent")
    return [(f"2004-{month}", gzip.decompress((folder / f"2004-{month}.txt.gz").read_bytes())) for month in MONTHS[:6]]


def begin(t, archive, db=None):
    t.must("group", "add", "virt", db=db)
    t.must("source", "add", "virt", archive.url, db=db)


def found(t, db=None):
    """The dump without when its source was named."""
    return facts(t.dump(db), b"source ")


def messages(t):
    """Message-IDs that are stored."""
    return {row["message_id"] for row in t.must("export", "virt", "--what", "messages").json()["messages"]}


def undisturbed(t, archive):
    whole = t.folder / "whole.db"
    begin(t, archive, whole)
    start = time.monotonic()
    t.must("sync", "virt", db=whole)
    lasts = time.monotonic() - start
    t.sound(db=whole)
    return found(t, whole), lasts


@test("six months of a real list, and then one request for the index and one for the month that goes on")
def six_months(t):
    with Archive(real()) as archive:
        begin(t, archive)
        done = t.must("sync", "virt")
        t.ok("virt: 1422 read," in done.text and "; 6 new files, 7 requests" in done.text, done.text)
        archive.asked.clear()
        done = t.must("sync", "virt")
        t.ok(" 0 new," in done.text, done.text)
        t.equal(archive.asked, ["/pipermail/virt/", "/pipermail/virt/2004-June.txt.gz"], "the second sync")


@test("a sync that is killed anywhere goes on, and ends where an undisturbed one ends")
def killed(t):
    with Archive(real()) as archive:
        wanted, lasts = undisturbed(t, archive)
        rng = random.Random(SEED)
        early = 0
        for n in range(4 if SANITIZED else 12):
            db = t.folder / f"{n}.db"
            begin(t, archive, db)
            for _ in range(rng.choice([1, 2, 3])):
                process = subprocess.Popen([PROGRAM, "--db", str(db), "sync", "virt"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(rng.uniform(0.0, lasts))
                process.send_signal(signal.SIGKILL)
                early += process.wait() == -signal.SIGKILL
            t.sound(db=db)
            t.must("sync", "virt", db=db)
            t.sound(db=db)
            t.same_dump(wanted, found(t, db), f"round {n}")
        t.ok(early > 0, "no kill came before the end")


@test("a disk that fills up in the middle leaves what was there or more, and once there is room the rest comes")
def full(t):
    with Archive(real()) as archive:
        wanted, _ = undisturbed(t, archive)
        size = (t.folder / "whole.db").stat().st_size
        begin(t, archive)
        before = messages(t)
        failed = 0
        for part in (0.2, 0.4, 0.6, 0.8):
            # Files may not grow over this size: writing fails as it does on a full disk.
            done = t.run("sync", "virt", limits={resource.RLIMIT_FSIZE: int(size * part)})
            if done.status != 0:
                failed += 1
                t.equal(done.status, 4, f"exit status ({done})")
                t.ok("docket.db" in done.errors, f"names the file: {done.errors}")
            t.sound()
            after = messages(t)
            t.ok(before <= after, "nothing is lost")
            before = after
        t.ok(failed >= 2, "the disk was never full")
        t.must("sync", "virt")
        t.sound()
        t.same_dump(wanted, found(t), "afterwards")


@test("a disk that fills up while a month is fetched is not held against the source, and once there is room the rest comes")
def full_download(t):
    months = [("2014-May", mail(1)), *invented(1, mails=60, size=100000)]
    with Archive(months) as archive:
        begin(t, archive)
        limit = 2 << 20
        for _ in range(3):
            done = t.run("sync", "virt", limits={resource.RLIMIT_FSIZE: limit})
            t.equal(done.status, 4, f"exit status ({done})")
            t.ok("docket.db.fetch" in done.errors and ".part" in done.errors, f"names the file: {done.errors}")
            t.equal(len(messages(t)), 1, "mails of the month that fitted")
        t.ok(t.db.stat().st_size < limit < len(gzip.compress(months[1][1])), "it was the download that did not fit")
        t.ok("failed" not in t.must("source", "list").text, "told as a failure of the source")
        t.ok(" 60 new," in t.must("sync", "virt").text, "the rest")
        t.sound()


@test("ten years of months cost no more memory than five")
def ten_years(t):
    if SANITIZED:
        raise Skip("memory is measured in the plain build")
    peaks = []
    for n in (60, 120):
        db = t.folder / f"{n}.db"
        with Archive(invented(n)) as archive:
            begin(t, archive, db)
            done = t.must("sync", "virt", "--threads", "2", db=db)
            t.ok(f"virt: {30 * n} read," in done.text and f"; {n} new files" in done.text, done.text)
            peaks.append(done.peak)
    # All 120 hold 70 MiB; one holds 0.6. The first years fill SQLite's cache, which holds 24 MiB at most.
    t.ok(peaks[1] < peaks[0] + 5 and peaks[1] < 64, f"peaks of {peaks} MiB")


@test("on a terminal sync tells the month, its bytes and the time that is left; elsewhere nothing")
def progress(t):
    months = list(invented(4, mails=10))
    size = len(gzip.compress(months[2][1], mtime=0))
    with Archive(months, held=months[2][0]) as archive:
        begin(t, archive)
        with Terminal([PROGRAM, "--db", str(t.db), "sync", "virt"]) as sync:
            # The third of four months hangs at its half: so much came in so many seconds, so much is still to come.
            sync.until(rf"2014-May[^\r]* \(3 of 4\): fetching {size // 2 / 1000:.1f}\skB, \d+ s left")
            archive.go.set()
            out = sync.end()
        t.equal(sync.process.returncode, 0, sync.seen)
        t.ok("virt: 40 read, 40 new" in out, out)
        t.ok(sync.seen.endswith("\r\x1b[K"), f"the line of progress is left standing: {sync.seen[-100:]!r}")
        other = t.folder / "other.db"
        begin(t, archive, other)
        t.equal(t.must("sync", "virt", db=other).errors, "", "progress where nobody looks")


@test("what is over the limits of one mail is told by sync as by ingest")
def cut(t):
    body = "".join(f"https://example.org/{n}\n" for n in range(60000))
    with Archive([("2014-June", mail(1, body=body))]) as archive:
        begin(t, archive)
        done = t.must("sync", "virt")
        t.ok("over the limits of one mail" in done.text, done.text)
        other = t.folder / "other.db"
        begin(t, archive, other)
        told = t.must("sync", "--json", "virt", db=other).json()
        t.ok(told[0]["cut"] > 0, told)


@test("an archive that lost months is told, and their mails stay")
def lost(t):
    months = list(invented(4, mails=3, size=500))
    names = [name for name, _ in months]
    with Archive(months) as archive:
        begin(t, archive)
        t.equal(t.must("sync", "virt").errors, "", "nothing is lost yet")
        before = messages(t)
        archive.index(names[2:])
        done = t.must("sync", "virt")
        t.ok(f"the archive lost 2 files that it had before ({archive.url}{names[0]}.txt.gz, ...)" in done.errors or
             f"the archive lost 2 files that it had before ({archive.url}{names[1]}.txt.gz, ...)" in done.errors, done.errors)
        t.equal((len(before), messages(t)), (12, before), "mails")


class Pop3(Threaded):
    """A mailbox (RFC 1939) with these mails, as bytes. slow: before the mail of that number it waits longer than sync between two lines of
    progress."""

    def __init__(self, mails, slow=0):
        class Handler(socketserver.StreamRequestHandler):
            def say(self, *lines):
                self.wfile.write(b"".join(line.encode() + b"\r\n" for line in lines))

            def handle(self):
                self.say("+OK")
                for line in self.rfile:
                    word, *rest = line.decode().split()
                    if word == "UIDL" and not rest:
                        self.say("+OK", *(f"{n} id{n}" for n in range(1, len(mails) + 1)), ".")
                    elif word == "RETR":
                        if int(rest[0]) == slow:
                            time.sleep(0.3)
                        self.say("+OK", *mails[int(rest[0]) - 1].decode().splitlines(), ".")
                    else:
                        self.say("-ERR" if word in ("CAPA", "AUTH") else "+OK")

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        super().__init__(Server(("127.0.0.1", 0), Handler))
        self.url = f"pop3://127.0.0.1:{self.server.server_address[1]}/"


@test("of a mailbox sync tells the mails on a terminal, batch after batch, and one with nothing new is not written of")
def mailbox(t):
    tokens = t.folder / "tokens"
    tokens.write_text("[127.0.0.1]\nuser=reader\npassword=invented\n")
    tokens.chmod(0o600)
    mails = [mail(n).split(b"\n", 1)[1] for n in range(230)]
    with Pop3(mails, slow=220) as pop3:
        env = {**os.environ, "DOCKET_TOKENS": str(tokens)}

        def docket(*args, **more):
            return subprocess.Popen([PROGRAM, "--db", str(t.db), *args], stdout=subprocess.PIPE, text=True, env=env, **more)

        t.must("group", "add", "virt")
        with docket("source", "add", "virt", pop3.url) as process:
            t.equal(process.wait(60), 0, "source add")
        with Terminal([PROGRAM, "--db", str(t.db), "sync", "virt"], env=env) as sync:
            # The batches are of 200; the first mail of a run is always told, and so is one that took its time.
            sync.until(r"fetching 220 of 230 mails")
            out = sync.end()
        t.ok("fetching 1 of 230 mails" in sync.seen, sync.seen)
        t.ok(not re.search(r"fetching [\d.]+\s(bytes?|kB|MB)", sync.seen), f"mails told as bytes: {sync.seen!r}")
        t.ok("virt: 230 read, 230 new" in out, out)
        before = t.db.read_bytes()
        with docket("sync", "virt") as process:
            t.ok(" 0 read, 0 new" in process.communicate(timeout=60)[0], "nothing is new")
        t.ok(t.db.read_bytes() == before, "a poll that found nothing wrote in the database")


@test("mail of another list is asked about, here as elsewhere, and taken once the operator says so")
def other_list(t):
    for name, n in (("virt", 3), ("docs", 9)):
        folder = t.folder / name / "new"
        folder.mkdir(parents=True)
        for i in range(n):
            text = mail(i, message_id=f"{name}-{i}@example.org", headers=f"List-Id: <{name}.lists.example.org>\n")
            (folder / f"{i}.host").write_bytes(text.split(b"\n", 1)[1])
    t.must("group", "add", "virt")
    t.must("source", "add", "virt", t.folder / "virt")
    t.must("sync", "virt")
    t.must("source", "add", "virt", t.folder / "docs")
    done = t.run("sync", "virt")
    t.ok(done.status not in (0, 4), f"{done}")
    t.ok("docket sync virt --accept-list docs.lists.example.org" in done.errors, done.errors)
    t.equal(len(messages(t)), 3, "mails that are stored")
    t.must("sync", "virt", "--accept-list", "docs.lists.example.org")
    t.equal(len(messages(t)), 12, "mails that are stored once it was accepted")
    t.must("sync", "virt")


@test("a certificate that nobody vouches for is refused, with the reason")
def refused_certificate(t):
    cert, key = certificate(t.folder, "IP:127.0.0.1")
    with Archive([("2014-June", mail(1))], tls=(cert, key)) as archive:
        t.must("group", "add", "virt")
        for args in (["source", "probe", archive.url], ["source", "add", "virt", archive.url]):
            done = t.run(*args)
            t.equal(done.status, 3, f"{args}: {done}")
            t.ok("certificate" in done.errors, done.errors)
        t.equal(archive.asked, [], "nothing was asked for")
        t.equal(t.must("source", "list").text, "", "no source is remembered")
        tokens = t.folder / "tokens"
        tokens.write_text(f"[lists.example.org]\nca-file={cert}\n")
        tokens.chmod(0o600)
        os.environ["DOCKET_TOKENS"] = str(tokens)
        try:
            done = t.run("source", "add", "virt", archive.url)
            t.equal(done.status, 3, f"what another host is trusted with says nothing: {done}")
            tokens.write_text(f"[127.0.0.1]\nca-file={cert}\n")
            t.must("source", "add", "virt", archive.url)
            t.ok("virt: 1 read," in t.must("sync", "virt").text, "read from the host that the operator vouches for")
        finally:
            del os.environ["DOCKET_TOKENS"]


@test("so is one of another host or out of date, even of who is trusted")
def wrong_certificate(t):
    tokens = t.folder / "tokens"
    tokens.touch(mode=0o600)
    t.must("group", "add", "virt")
    os.environ["DOCKET_TOKENS"] = str(tokens)
    try:
        for name, names, expired, why in (("other", "DNS:lists.example.org", False, "match|alt"), ("old", "IP:127.0.0.1", True, "expired")):
            cert, key = certificate(t.folder, names, name=name, expired=expired)
            tokens.write_text(f"[127.0.0.1]\nca-file={cert}\n")
            with Archive([("2014-June", mail(1))], tls=(cert, key)) as archive:
                done = t.run("source", "add", "virt", archive.url)
                t.equal(done.status, 3, f"{name}: {done}")
                t.ok("certificate refused" in done.errors and re.search(why, done.errors), f"{name}: {done.errors}")
                t.equal(archive.asked, [], "nothing was asked for")
        t.equal(t.must("source", "list").text, "", "no source is remembered")
    finally:
        del os.environ["DOCKET_TOKENS"]


@test("who is asked learns whom to write to, from commands and from the running server")
@online
def contact(t):
    def agent(archive):
        t.equal(len(archive.agents), 1, f"{archive.agents}")
        found = archive.agents.pop()
        t.ok(found.startswith("docket/"), found)
        return found

    with Archive([("2014-June", mail(1))]) as archive:
        begin(t, archive)
        t.ok("@" not in agent(archive), "nobody is named unasked")
        t.must("sync", "virt", "--contact", "ann@example.org")
        t.ok("ann@example.org" in agent(archive), "--contact")
        t.must("source", "probe", archive.url, "--contact", "ann@example.org")
        t.ok("ann@example.org" in agent(archive), "--contact of a probe")
        os.environ["DOCKET_CONTACT"] = "bob@example.org"
        try:
            t.must("sync", "virt")
            t.ok("bob@example.org" in agent(archive), "$DOCKET_CONTACT")
            for more, who in ((["--contact", "ann@example.org"], "ann@example.org"), ([], "bob@example.org")):
                with Serving(t.db, *more) as serving:
                    wait_for(t, lambda: metric(serving, "runs_total"), "the first run")
                t.ok(who in agent(archive), f"serve {more}")
        finally:
            del os.environ["DOCKET_CONTACT"]


def metric(serving, name):
    """The value of docket_source_NAME for the first source of virt; None: it is not told."""
    with urllib.request.urlopen(f"{serving.base}/metrics", timeout=30) as answer:
        found = re.search(rf'^docket_source_{name}{{group="virt",source="1"}} (\d+)$', answer.read().decode(), re.M)
    return int(found.group(1)) if found else None


@test("the running server reads an archive by itself, shows the mails, and says when it read and will read again")
@online
def by_itself(t):
    months = list(invented(3, mails=4, size=1000))
    with Archive(months) as archive:
        begin(t, archive)
        before = int(time.time())
        with Serving(t.db) as serving:
            wait_for(t, lambda: metric(serving, "runs_total"), "the first run")
            t.equal(metric(serving, "mails_total"), 12, "mails of three months")
            t.equal(metric(serving, "failures"), 0, "failures")
            last, then = metric(serving, "last_run_seconds"), metric(serving, "next_run_seconds")
            t.ok(before <= last <= time.time(), f"last run at {last}, begun at {before}")
            t.ok(last + 3600 <= then <= time.time() + 3660, f"an archive is read every hour and up to a minute: {last}, {then}")
            t.equal(len(messages(t)), 12, "mails that are stored")
            with urllib.request.urlopen(f"{serving.base}/virt/archive/2014-5-0@example.org/", timeout=30) as answer:
                t.ok("Mail 0" in answer.read().decode(), "a mail is shown")
            t.equal(archive.asked, ["/pipermail/virt/"] * 2 + [f"/pipermail/virt/{name}.txt.gz" for name, _ in months], "one look to add it, one to read it")
        t.sound()


@test("a host that is not there is told, and what was read before stays")
def no_host(t):
    done = t.run("source", "probe", "http://lists.nowhere.invalid/pipermail/virt/", timeout=200)
    t.equal(done.status, 1, f"{done}")
    t.ok("lists.nowhere.invalid" in done.errors, done.errors)


test.main()
