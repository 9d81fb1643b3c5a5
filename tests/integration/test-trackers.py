#!/usr/bin/env python3
"""A tracker on loopback, added by command and asked by the program as an operator runs it; the token that opens it is kept nowhere."""

import http.server
import json
import os
import urllib.parse

from harness import DUMP, Serving, Tests, Threaded, mail, online, run, wait_for

test = Tests()
TOKEN = "tok-5f1c0a77e2b94d"


class Desk(Threaded):
    """A tracker in a manner of its own. asked: pairs of a path and the Authorization that came with it. closed: numbers that are solved;
    broken: numbers that are answered 500, with what was sent said back."""

    def __init__(self, closed=(), broken=()):
        asked = self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                secret = self.headers.get("Authorization")
                asked.append((self.path, secret))
                url = urllib.parse.urlsplit(self.path)
                ids = urllib.parse.parse_qs(url.query).get("ids", [url.path.rsplit("/", 1)[1]])[0].split(",")
                tickets = [{"number": int(n), "subject": f"Part {n} hums", "status": "Solved" if int(n) in closed else "Open"} for n in ids]
                status = 500 if any(int(n) in broken for n in ids) else 200
                told = {"tickets": tickets} if url.query else {"ticket": tickets[0]}
                body = json.dumps({"sent": secret} if status == 500 else told).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        super().__init__(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        self.base = f"http://127.0.0.1:{self.server.server_port}"


def cite(t, *tickets):
    """A group whose backlog cites these tickets by their short form."""
    lines = "".join(f"* Cool part {n} of the board, see desk#{n}\n" for n in tickets)
    path = t.folder / "roadmap.mbox"
    path.write_bytes(mail(1, subject="Roadmap", body=f"Backlog:\n\n{lines}"))
    t.must("ingest", "-g", "edge", path)


def add(t, desk, *more):
    t.must("group", "add", "edge")
    t.must("tracker", "add", "desk", f"{desk.base}/t/%s", "desk#", "--ask", "{origin}/api/tickets/{id}",
           "--answer", "json", "--title-at", "/ticket/subject", "--state-at", "/ticket/status", "--closed", "solved,closed", "--internal", *more)


def links(t):
    return {link["value"]: link for link in t.must("export", "edge", "--what", "links").json()["links"]}


def stored(t):
    """The database and its log, as bytes."""
    return b"".join(path.read_bytes() for path in t.folder.glob("docket.db*") if path.is_file())


def key_file(t):
    path = t.folder / "tokens"
    path.write_text(f"[127.0.0.1]\ntoken={TOKEN}\n")
    path.chmod(0o600)
    os.environ["DOCKET_TOKENS"] = str(path)


@test("a tracker that an operator adds by command is asked where its row says, and its answer is read there")
def by_command(t):
    with Desk(closed=[12]) as desk:
        add(t, desk)
        cite(t, 12, 13)
        done = t.must("links", "refresh", "edge")
        t.ok("Part 12 hums (Solved)" in done.text and "2 asked: 2 told, 0 failed" in done.text, done.text)
        t.equal(sorted(desk.asked), [("/api/tickets/12", None), ("/api/tickets/13", None)], "what was asked, without a token")
        found = links(t)
        t.equal((found["desk#12"]["title"], found["desk#12"]["state"], found["desk#12"]["closed"]), ("Part 12 hums", "Solved", True), found)
        t.equal((found["desk#13"]["title"], found["desk#13"]["state"], found["desk#13"]["closed"]), ("Part 13 hums", "Open", False), found)
        agenda = " ".join(t.must("agenda", "edge", "--date", "2026-12-08").text.split())
        name = desk.base.removeprefix("http://")
        t.ok(f"{name}/12 is Solved" in agenda and f"{name}/13 is" not in agenda, agenda)


@test("and about many at once, where its row says how")
def batch(t):
    with Desk(closed=[3]) as desk:
        add(t, desk, "--batch", "{origin}/api/tickets?ids={ids}", "--batch-id", "/tickets/0/number")
        cite(t, 1, 2, 3)
        t.must("links", "refresh", "edge")
        t.equal([path for path, _ in desk.asked], ["/api/tickets?ids=1,2,3"], "one request for three")
        t.equal({key: link["state"] for key, link in links(t).items()}, {"desk#1": "Open", "desk#2": "Open", "desk#3": "Solved"}, "states")


@test("the running server learns the title of a commit that is cited by its hash alone")
@online
def commit(t):
    title, sha = "fan: stop when it is cold", "0160676abc0160676abc0160676abc0160676abc"

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            told = f"From {sha} Mon Sep 17 00:00:00 2001\nFrom: Ann <ann@example.org>\nDate: Tue, 15 Apr 2014 15:53:34 +0000\nSubject: [PATCH] {title}\n\n---\n"
            body = told.encode() if self.path == f"/fan.git/patch/?id={sha}" else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with Threaded(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as peer:
        base = f"http://127.0.0.1:{peer.server.server_port}/fan.git"
        t.must("group", "add", "edge")
        path = t.folder / "fan.mbox"
        path.write_bytes(mail(1, subject="Fan", body=f"Backlog:\n\n* Ship the fan, see commit {sha}\n"))
        t.must("ingest", "-g", "edge", path)
        t.must("tracker", "commits", "edge", f"{base}/commit/?id=%s", "--internal")
        t.equal([link["title"] for link in links(t).values()], [None], "nobody was asked")
        with Serving(t.db) as serving:
            wait_for(t, lambda: any(link["title"] == title for link in links(t).values()), "the commit's title")
            page = serving.get(f"/edge/refs/commit/{sha}")
        t.ok(title.encode() in page and b"Ann" in page, page)


@test("the running server asks by itself; the token goes to the tracker and is in no dump, backup, export, page, error or log")
@online
def token(t):
    key_file(t)
    os.environ["G_MESSAGES_DEBUG"] = "all"
    log = t.folder / "log"
    try:
        with Desk(broken=[14]) as desk:
            add(t, desk)
            cite(t, 12, 14)
            with Serving(t.db, log=log) as serving:
                wait_for(t, lambda: links(t)["desk#12"]["title"], "the server asked")
                wait_for(t, lambda: b"the server answered 500" in stored(t), "about both")
                pages = b"".join(map(serving.get, ("/metrics", "/edge/", "/edge/agenda", "/api/v1/edge/links")))
            t.equal(desk.asked, [(f"/api/tickets/{n}", f"Bearer {TOKEN}") for n in (12, 14)], "the token was sent")
            other = t.folder / "other.db"
            cli = [t.run("links", "refresh", "edge"), t.run("tracker", "list"), t.run("check")]
            t.must("backup", other)
        places = {"log": log.read_bytes() + serving.said.encode(), "pages": pages, "dump": run([DUMP, str(t.db)]).out, "backup": other.read_bytes(),
                  "database": stored(t),
                  "export": t.must("export", "edge", "--what", "all").out, "commands": b"".join(done.out + done.err for done in cli)}
        t.ok(b"Part 12 hums" in places["export"] and b"the server answered 500" in places["database"], "what was told and what went wrong is there to be looked through")
        t.ok(b"the server answered 500" in places["log"] and b"hums" in pages, f"the log and the pages say something: {places['log']!r}")
        for name, found in places.items():
            t.ok(len(found) > 20, f"{name}: {found!r}")
            t.ok(TOKEN.encode() not in found, f"the token is in the {name}")
    finally:
        del os.environ["DOCKET_TOKENS"], os.environ["G_MESSAGES_DEBUG"]


test.main()
