#!/usr/bin/env python3
"""A mail and the act that it reports are one transaction: when either fails, the other is taken back. A trigger makes them fail at the
chosen statement, in the middle of docket's own transaction."""

import contextlib
import re
import sqlite3
import urllib.error
import urllib.parse
import urllib.request

from harness import ROOT, Serving, Tests

tests = Tests()
DAY = "2027-01-12"


@contextlib.contextmanager
def failing(check, statement, what):
    """While inside, what TRIGGER names fails."""
    with contextlib.closing(sqlite3.connect(check.db)) as db:
        db.execute(f"CREATE TRIGGER break_it {statement} BEGIN SELECT RAISE(ABORT, '{what}'); END")
        db.commit()
    try:
        yield
    finally:
        with contextlib.closing(sqlite3.connect(check.db)) as db:
            db.execute("DROP TRIGGER break_it")
            db.commit()


def rows(check, sql):
    with contextlib.closing(sqlite3.connect(check.db)) as db:
        return db.execute(sql).fetchall()


def begin(check):
    check.must("group", "add", "virt", "--name", "Virt SIG", "--address", "virt@lists.example.org", "--next-meeting", f"{DAY}T17:00")
    check.must("ingest", "-g", "virt", ROOT / "tests" / "harness" / "virt.mbox")
    check.must("member", "add", "virt", "ann@example.org", "--name", "Ann", "--role", "chair", "--since", "2014-01-01")


def failed(check, *command):
    done = check.run(*command)
    check.ok(done.status > 0 and "as the test wants" in done.errors, f"docket {' '.join(command)}: {done}")


@tests("minutes: an act that fails after its mail was queued takes the mail back")
def minutes(check):
    begin(check)
    at = ("--date", DAY)
    check.must("agenda", "add", "virt", "Releases", *at)
    check.must("meeting", "start", "virt", *at)
    check.must("meeting", "say", "virt", "decision", "We ship in May", *at)
    check.must("meeting", "end", "virt", *at)
    before = check.dump()
    with failing(check, "BEFORE INSERT ON audit WHEN NEW.verb = 'minutes mail'", "as the test wants"):
        failed(check, "outbox", "write", "virt", "minutes", *at)
        check.equal(rows(check, "SELECT count(*) FROM outbox"), [(0,)], "no mail waits")
    check.equal(check.dump(), before, "nothing of the act is left")
    check.must("outbox", "write", "virt", "minutes", *at)
    told = "SELECT count(*) FROM outbox o JOIN audit a ON a.new = o.message_id WHERE a.verb = 'minutes mail'"
    check.equal(rows(check, told), [(1,)], "both, or none")
    check.sound()


@tests("a ballot: when its result cannot be put into the outbox it stays open")
def ballot(check):
    begin(check)
    check.must("vote", "open", "virt", "Shall we move the bridges?", "--rule", "majority")
    check.must("vote", "cast", "virt", "1", "ann@example.org", "+1")
    before = check.dump()
    with failing(check, "AFTER INSERT ON outbox_recipient", "as the test wants"):
        failed(check, "vote", "close", "virt", "1")
    check.equal(check.dump(), before, "the ballot is as it was, votes and all")
    check.must("vote", "close", "virt", "1")
    check.ok("Result: passed" in check.must("vote", "show", "virt", "1").text, "and closes when its mail can be written")
    check.sound()


class Page(Serving):
    """The edit page of the meeting, as Ann's script sees it."""

    def __init__(self, check):
        token = check.must("member", "token", "add", "ann@example.org", "test", "--scopes", "read,chair").text.split()[0]
        self.headers = {"Authorization": f"Bearer {token}"}
        super().__init__(check.db, "--offline")

    def ask(self, path, fields=None):
        data = urllib.parse.urlencode(fields).encode() if fields else None
        request = urllib.request.Request(self.base + path, data, self.headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()


@tests("the page: an agenda whose mail cannot be written is not published")
def page(check):
    begin(check)
    check.must("agenda", "add", "virt", "Releases", "--date", DAY)
    with Page(check) as ann:
        path = f"/virt/meetings/{DAY}/edit"
        version = re.search(r'name="version" value="(\d+)"', ann.ask(path)[1]).group(1)
        with failing(check, "AFTER INSERT ON outbox", "as the test wants"):
            before = check.dump()
            status, _ = ann.ask(path, {"verb": "mail", "version": version})
            check.ok(status >= 400, f"answered {status}")
            check.equal(check.dump(), before, "neither published nor mailed")
            check.equal(rows(check, "SELECT published FROM sheet"), [(0,)], "not published")
        status, shown = ann.ask(path, {"verb": "mail", "version": version})
        check.ok(status == 200 and "Releases" in shown, f"answered {status}: {shown[:300]}")
        check.ok(rows(check, "SELECT published FROM sheet")[0][0] > 0, "published")
        check.equal(rows(check, "SELECT count(*) FROM outbox"), [(1,)], "and its mail waits")
    check.sound()


if __name__ == "__main__":
    tests.main()
