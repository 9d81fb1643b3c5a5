#!/usr/bin/env python3
"""A database that cannot be used: one line says which and what to do, the file stays as it was, exit 4."""

import hashlib
import json
import os
import re
import resource
import sqlite3
import subprocess
import sys

from harness import SAMPLE, Skip, Tests, mail, run, PROGRAM

test = Tests()


def fingerprint(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def refused(t, done, path, *words):
    t.equal(done.status, 4, f"exit status ({done})")
    lines = [line for line in done.errors.splitlines() if line.strip()]
    t.ok(1 <= len(lines) <= 3, f"a line and what to do about it: {done.errors}")
    t.ok(path.name in done.errors, f"names the file: {done.errors}")
    t.ok(any(word in done.errors.lower() for word in words), f"one of {words}: {done.errors}")


def filled(t, path=None):
    path = path or t.db
    t.must("ingest", "-g", "edge", SAMPLE / "raw" / "2026-09.mbox", db=path)
    return path


READS = [["items", "edge"], ["agenda", "edge"], ["check"], ["export", "edge"]]
WRITES = [["ingest", "-g", "edge", SAMPLE / "raw" / "2026-10.mbox"], ["rebuild", "edge"]]


@test("a database of a newer docket is refused, unread and unwritten")
def newer(t):
    path = filled(t)
    with sqlite3.connect(path) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > 0:
            db.execute(f"PRAGMA user_version = {version + 1}")
        else:
            table = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'") if "migration" in name or "schema" in name]
            t.ok(table, "a place where the version is kept")
            db.execute(f"UPDATE {table[0]} SET version = version + 1000")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    before = fingerprint(path)
    for args in READS + WRITES:
        refused(t, t.run(*args), path, "newer")
    t.equal(fingerprint(path), before, "the file")


@test("a file that is broken all over says that not all of it is listed")
def broken_all_over(t):
    mbox = t.folder / "many.mbox"
    mbox.write_bytes(b"".join(
        b"From a@example.org Tue May 13 09:00:00 2014\nFrom: Ann <ann@example.org>\nSubject: Word %d\n"
        b"Date: Tue, 13 May 2014 09:00:00 +0000\nMessage-ID: <many-%d@example.org>\n\nHello\n\n" % (n, n) for n in range(1100)))
    t.must("ingest", "-g", "edge", mbox)
    with sqlite3.connect(t.db) as db:
        db.execute("UPDATE message SET size = size + 1 WHERE message_id = 'many-7@example.org'")
    db.close()
    one = t.run("check")
    t.ok("1 faults" in one.text and "may be more" not in one.errors, f"one fault is all: {one}")
    with sqlite3.connect(t.db) as db:
        db.execute("UPDATE message SET size = size + 1 WHERE message_id <> 'many-7@example.org'")
    db.close()
    all_over = t.run("check")
    t.equal(all_over.status, 1, f"exit status ({all_over})")
    t.ok("1000 faults" in all_over.text and "there may be more" in all_over.errors, f"says that it is cut: {all_over.errors}")


@test("one damaged mail is named, and everything else is still checked and exported")
def damaged_mail(t):
    filled(t)
    t.must("ingest", "-g", "other", SAMPLE / "raw" / "2026-10.mbox")
    whole = t.must("export", "edge", "--what", "messages", "--format", "mbox").text
    with sqlite3.connect(t.db) as db:
        number, name = db.execute("SELECT id, message_id FROM message ORDER BY id LIMIT 1 OFFSET 5").fetchone()
        db.execute("UPDATE raw SET data = substr(data, 1, length(data) - 5) WHERE message = ?", (number,))
        db.execute("UPDATE counter SET n_messages = 0")
    db.close()
    named = f"mail {number} <{name}>"
    check = t.run("check")
    t.equal(check.status, 1, f"exit status ({check})")
    t.ok(f"damaged: {named}" in check.text and "counters of edge" in check.text, f"all faults: {check.text}")
    t.ok("put back a backup" in check.errors and "rebuild" not in check.errors, f"what to do: {check.errors}")
    left = t.run("export", "edge", "--what", "messages", "--format", "mbox")
    t.equal(left.status, 4, f"exit status ({left.errors})")
    t.ok(named in left.errors, f"names the mail: {left.errors}")
    t.equal(left.text.count("\nMessage-ID: "), whole.count("\nMessage-ID: ") - 1, "all others are exported")
    listed = t.run("export", "edge")
    t.equal((listed.status, len(json.loads(listed.text)["messages"])), (4, whole.count("\nMessage-ID: ") - 1), "as JSON too")
    # The text index is of all groups, so that of another one stops there, too.
    for group in ("edge", "other"):
        rebuild = t.run("rebuild", group)
        t.equal(rebuild.status, 4, f"exit status ({rebuild})")
        t.ok(named in rebuild.errors and "put back a backup" in rebuild.errors, f"names the mail: {rebuild.errors}")


@test("what is not a database is refused and left alone")
def not_a_database(t):
    for name, data in {"letter.txt": b"Dear database,\n" * 500, "noise.db": bytes(range(256)) * 64}.items():
        path = t.folder / name
        path.write_bytes(data)
        for args in READS + WRITES:
            refused(t, t.run(*args, db=path), path, "not a", "database")
        t.equal(path.read_bytes(), data, name)


@test("another program's SQLite file is refused and left alone")
def foreign(t):
    path = t.folder / "bookmarks.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE bookmark (url TEXT)")
        db.execute("INSERT INTO bookmark VALUES ('https://example.org/')")
    db.close()
    before = fingerprint(path)
    for args in (WRITES[0], READS[0]):
        refused(t, t.run(*args, db=path), path, "not a docket", "another", "database")
    t.equal(fingerprint(path), before, "the file")


@test("a missing database is said to be missing, and is not made by reading")
def missing(t):
    path = t.folder / "absent.db"
    done = t.run("items", "edge", db=path)
    t.ok(done.status in (1, 4), f"exit status ({done})")
    t.ok("absent.db" in done.errors, done.errors)
    t.ok(not path.exists(), "no file was made")


@test("a read-only database can be read; writing it is refused")
def read_only(t):
    path = filled(t)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    before = fingerprint(path)
    user = {}
    path.chmod(0o444)
    t.folder.chmod(0o555)
    try:
        if os.geteuid() == 0:
            # root may write anything: the test lets go of that
            probe = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "true"], stderr=subprocess.DEVNULL) if subprocess.run(["which", "setpriv"], stdout=subprocess.DEVNULL).returncode == 0 else None
            if probe is None or probe.returncode != 0:
                raise Skip("runs as root without setpriv")
            user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            if run([*user, "test", "-x", PROGRAM]).status != 0:
                raise Skip("the program lies where only root may read")
        else:
            user = []
        done = run([*user, PROGRAM, "--db", str(path), "ingest", "-g", "edge", str(SAMPLE / "raw" / "2026-10.mbox")])
        refused(t, done, path, "read-only", "readonly", "permission", "cannot be written", "write")
        t.equal(fingerprint(path), before, "the file")
    finally:
        t.folder.chmod(0o755)


@test("a database that another program keeps locked is refused after a bounded wait")
def locked(t):
    path = filled(t)
    holder = subprocess.Popen(
        [sys.executable, "-c", "import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
         "db.execute('BEGIN IMMEDIATE')\nprint('locked', flush=True)\nsys.stdin.read()", str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        holder.stdout.readline()
        done = t.run(*WRITES[0], timeout=40)
        refused(t, done, path, "lock", "busy", "in use")
        t.ok(5 < done.seconds < 30, f"waited {done.seconds:.1f} s")
        # Readers are not disturbed by a writer.
        t.must("items", "edge")
    finally:
        holder.stdin.close()
        holder.stdout.close()
        holder.wait()
    t.equal(t.summary("-g", "edge", SAMPLE / "raw" / "2026-10.mbox")["new"], 54, "afterwards all is well")
    t.sound()


@test("a full disk is told, and what was there before is whole")
def full(t):
    path = filled(t)
    before = t.dump()
    big = t.folder / "big.mbox"
    big.write_bytes(b"".join(mail(n, body=os.urandom(3000).hex() + "\n") for n in range(3000)))
    # Files may not grow over this size: writing fails as it does on a full disk.
    done = t.run("ingest", "-g", "edge", big, limits={resource.RLIMIT_FSIZE: path.stat().st_size + (1 << 20)})
    refused(t, done, path, "full", "disk", "space", "write", "i/o")
    t.sound()
    count = lambda: t.must("export", "edge", "--what", "messages").text.count('"message_id"')  # noqa: E731
    stored = count()
    done = t.run("ingest", "-g", "edge", big, limits={resource.RLIMIT_FSIZE: path.stat().st_size + (5 << 20)})
    refused(t, done, path, "full", "disk", "space", "write", "i/o")
    kept = int(re.search(r"(\d+) mails were read and are kept; the next run goes on from there", done.errors)[1])
    t.ok(0 < kept < 3000, f"some batches: {done.errors}")
    t.equal(count(), stored + kept, "as many as it says")
    t.sound()
    after = t.dump()
    messages = lambda dump: {line for line in dump.split(b"\n") if line.startswith(b"message")}  # noqa: E731
    t.ok(messages(before) <= messages(after), "nothing is lost")
    t.must("ingest", "-g", "edge", big)
    t.sound()


@test("a full tmpfs is told as well")
def full_tmpfs(t):
    place = t.folder / "small"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], stderr=subprocess.DEVNULL).returncode != 0:
        raise Skip("mounting is not allowed here")
    try:
        path = place / "docket.db"
        big = t.folder / "big.mbox"
        big.write_bytes(b"".join(mail(n, body=os.urandom(3000).hex() + "\n") for n in range(3000)))
        t.must("group", "add", "edge", db=path)
        done = t.run("ingest", "-g", "edge", big, db=path)
        refused(t, done, path, "full", "space")
        t.ok("nothing was changed" not in done.errors, f"batches were stored before: {done.errors}")
        # Nothing of docket's needs room to be looked at.
        t.ok(t.run("check", db=path).status in (0, 4), "check still answers")
    finally:
        subprocess.run(["umount", str(place)], check=True)


@test("backup copies a consistent database while ingest writes, and never writes over a file")
def backup(t):
    filled(t)
    other = subprocess.Popen([PROGRAM, "--db", str(t.db), "ingest", "-g", "edge", str(SAMPLE / "raw")],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    copy = t.folder / "copy.db"
    t.must("backup", copy)
    t.equal(other.wait(), 0, "the ingest beside it")
    t.sound(db=copy)
    t.sound()
    before = fingerprint(copy)
    done = t.run("backup", copy)
    t.ok(done.status != 0 and "copy.db" in done.errors, f"refuses: {done}")
    t.equal(fingerprint(copy), before, "the first copy")


test.main()
