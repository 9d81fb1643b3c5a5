#!/usr/bin/env python3
"""A real MTA, Postfix, hands over each mail as it comes: by the alias and the ~/.forward of docs/sources.md, which are read from there."""

import os
import pathlib
import pwd
import re
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from harness import PROGRAM, ROOT, Skip, Tests  # noqa: E402
from postfix import Postfix  # noqa: E402

tests = Tests()
MAIL = ("From: Ann <ann@example.org>\nTo: virt@lists.example.org\nSubject: Mail {n}\nMessage-ID: <handed-{n}@example.org>\n"
        "Date: Tue, 05 Jan 2027 10:00:00 +0000\n\nBacklog:\n\n* Hand over mail {n}\n")


def documented(db):
    """The two lines of the guide, with this program and this database."""
    text = (ROOT / "docs" / "sources.md").read_text()
    lines = [line.strip() for line in text.splitlines() if "/usr/bin/docket --db" in line and " ingest -g virt -" in line]
    if len(lines) != 2:
        raise AssertionError(f"docs/sources.md shows {lines}")
    return [line.replace("/usr/bin/docket", PROGRAM).replace("/var/lib/docket/docket.db", str(db)) for line in lines]


class Handed:
    """A folder for a database that the MTA's user may write to, and no other."""

    def __init__(self, check):
        self.check, self.folder = check, check.folder / "docket"
        self.nobody = pwd.getpwnam("nobody")
        self.folder.mkdir()
        self.db = self.folder / "docket.db"
        self.open()
        if subprocess.run(["test", "-x", PROGRAM], user=self.nobody.pw_uid, group=self.nobody.pw_gid, extra_groups=[]).returncode != 0:
            raise Skip("the program lies where nobody may not reach it")

    def open(self):
        os.chown(self.folder, self.nobody.pw_uid, self.nobody.pw_gid)

    def shut(self):
        os.chown(self.folder, 0, 0)

    def ids(self):
        if not self.db.exists():
            return set()
        done = self.check.run("export", "virt", "--what", "messages", db=self.db)
        return {row["message_id"] for row in done.json()["messages"]} if done.status == 0 else set()

    def wait(self, *wanted):
        deadline = time.monotonic() + 90
        while not set(wanted) <= self.ids():
            if time.monotonic() > deadline:
                raise AssertionError(f"{wanted} not among {self.ids()}")
            time.sleep(0.2)


@tests("each mail to an alias or a ~/.forward is stored")
def stored(check):
    server = Postfix(check.folder)
    handed = Handed(check)
    forward, alias = documented(handed.db)
    (server.folder / "aliases").write_text(alias + "\n")
    personal = server.folder / "forward-nobody"
    personal.write_text(forward + "\n")
    os.chown(personal, handed.nobody.pw_uid, handed.nobody.pw_gid)
    with server:
        server.submit("ann@example.org", "virt-archive@here.example.org", MAIL.format(n=1))
        handed.wait("handed-1@example.org")
        server.submit("ann@example.org", "nobody@here.example.org", MAIL.format(n=2))
        handed.wait("handed-2@example.org")
        server.submit("ann@example.org", "virt-archive@here.example.org", MAIL.format(n=1))
        server.submit("ann@example.org", "virt-archive@here.example.org", MAIL.format(n=3))
        handed.wait("handed-3@example.org")
        check.equal(len(handed.ids()), 3, "each mail once")
        items = check.must("items", "virt", "--format", "json", db=handed.db).json()["items"]
        check.equal(sorted(item["title"] for item in items), [f"Hand over mail {n}" for n in (1, 2, 3)], items)
        check.ok("status=bounced" not in server.log(), server.log())
        check.sound(db=handed.db)


@tests("a mail that cannot be stored now waits with the MTA until it can")
def waits(check):
    server = Postfix(check.folder, keep="1d")
    handed = Handed(check)
    (server.folder / "aliases").write_text(documented(handed.db)[1] + "\n")
    handed.shut()
    with server:
        server.submit("ann@example.org", "virt-archive@here.example.org", MAIL.format(n=1))
        server.wait_log("status=deferred")
        check.equal(handed.ids(), set(), "mails stored")
        handed.open()
        server.flush()
        handed.wait("handed-1@example.org")
        check.ok("status=bounced" not in server.log(), server.log())


@tests("a mail that was refused and kept aside is not tried again")
def kept_aside(check):
    handed = Handed(check)
    line = re.search(r'"\|(.*)"', documented(handed.db)[1]).group(1)
    broken = check.folder / "broken.eml"
    broken.write_bytes(b"\0" * 300)
    check.equal(check.run("ingest", "-g", "virt", "-", db=handed.db, stdin=open(broken, "rb")).status, 3, "docket's own exit status")
    done = subprocess.run(["sh", "-c", line], stdin=open(broken, "rb"), capture_output=True)
    check.equal(done.returncode, 0, f"what the MTA sees: {done.stderr!r}")
    done = subprocess.run(["sh", "-c", line.replace("ingest -g virt", "ingest -g 'no group'")], stdin=open(broken, "rb"), capture_output=True)
    check.equal(done.returncode, 75, f"after any other fault: {done.stderr!r}")


tests.main()
