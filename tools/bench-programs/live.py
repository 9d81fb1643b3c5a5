"""How soon those who follow a running meeting have what was written down."""

import http.client
import select
import time
import urllib.parse

from measure import DOCKET, Failed, output, percentile, remove_database, row, run, serve

FOLLOWERS, LINES = 16, 100


class Follower:
    """One page's stream of events."""

    def __init__(self, port, path):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self.connection.connect()
        self.socket = self.connection.sock
        self.connection.request("GET", path, headers={"Accept": "text/event-stream"})
        self.text = ""
        while "\r\n\r\n" not in self.text:
            self.read()
        if " 200 " not in self.text.split("\r\n")[0]:
            raise Failed(f"{path} is answered with {self.text[:40]!r}")

    def read(self):
        self.text += self.socket.recv(1 << 16).decode(errors="replace")


def until_all_have(followers, text, start):
    """Milliseconds since start until the last of them has it."""
    waiting = {follower.socket: follower for follower in followers}
    while waiting:
        if time.monotonic() - start > 10:
            raise Failed(f"{len(waiting)} followers never had {text!r}")
        for ready in select.select(list(waiting), [], [], 1)[0]:
            waiting[ready].read()
            if text in waiting[ready].text:
                del waiting[ready]
    return (time.monotonic() - start) * 1000


def live_rows(folder):
    db, day = folder / "live.db", time.strftime("%Y-%m-%d", time.gmtime())
    docket, at = (DOCKET, "--db", db), f"/bench/meetings/{day}"
    run(*docket, "group", "set", "bench", "--create")
    run(*docket, "member", "add", "bench", "chair@example.org", "--name", "Ann", "--role", "chair")
    run(*docket, "meeting", "add", "bench", f"{day}T12:00")
    run(*docket, "meeting", "start", "bench", "--date", day)
    token = output(*docket, "member", "token", "add", "chair@example.org", "bench", "--scopes", "read,vote,chair").split()[-1]
    with serve(db) as served:
        followers = [Follower(served.port, f"{at}/events") for _ in range(FOLLOWERS)]
        chair, times = http.client.HTTPConnection("127.0.0.1", served.port), []
        for n in range(LINES):
            start = time.monotonic()
            chair.request("POST", f"{at}/live", urllib.parse.urlencode({"verb": "note", "text": f"line {n} of it"}),
                          {"Authorization": f"Bearer {token}", "Content-Type": "application/x-www-form-urlencoded"})
            answer = chair.getresponse()
            answer.read()
            if answer.status >= 400:
                raise Failed(f"a line is answered with {answer.status}")
            times.append(until_all_have(followers, f"line {n} of it", start))
        for follower in followers:
            follower.connection.close()
    remove_database(db)
    worst = percentile(times, 0.99)
    return [row(f"(live) from a line sent to {FOLLOWERS} followers having it, p99 of {LINES}, ms",
                f"{worst:.1f} (median {percentile(times, 0.5):.1f})", "under 1000", worst < 1000)]
