#!/usr/bin/env python3
"""A mail server that falls silent in the middle of a conversation, at each place where it can: meanwhile the server answers pages and takes
what people write, it can be stopped, and the mail is not lost."""

import socketserver
import threading

from harness import ROOT, Serving, Tests, Threaded, wait_for

tests = Tests()
DAY = "2027-01-12"
PLACES = ("", "EHLO", "MAIL", "RCPT", "DATA", ".")


class Silent(socketserver.StreamRequestHandler):
    """Answers like a mail server until the command at which it says nothing more; "" is the connection, "." the end of the mail."""

    def handle(self):
        if self.server.place == "":
            return self.hang()
        self.wfile.write(b"220 silent\r\n")
        body = False
        for line in self.rfile:
            word = line.split(b" ")[0].strip().decode("ascii", "replace")
            if word == self.server.place:
                return self.hang()
            if body:
                continue
            body = word == "DATA"
            self.wfile.write(b"354 go on\r\n" if body else b"250 ok\r\n")

    def hang(self):
        self.server.hangs.set()
        self.rfile.read()
        self.server.let_go.set()


class Peer(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, place):
        super().__init__(("127.0.0.1", 0), Silent)
        self.place, self.hangs, self.let_go = place, threading.Event(), threading.Event()


def begin(check):
    check.must("group", "add", "virt", "--name", "Virt SIG", "--address", "virt@lists.example.org", "--next-meeting", f"{DAY}T17:00")
    check.must("ingest", "-g", "virt", ROOT / "tests" / "harness" / "virt.mbox")


def hangs_at(place):
    @tests(f"silent at {place or 'the connection'}: pages are answered, the server stops, the mail waits")
    def test(check):
        begin(check)
        config = check.folder / "mail.conf"
        with Threaded(Peer(place)) as peer:
            config.write_text(f"[mail]\nurl=smtp://127.0.0.1:{peer.server.server_address[1]}\nfrom=docket@example.org\ntimeout=600\n")
            check.must("outbox", "write", "virt", "agenda")
            check.must("outbox", "send", "1")
            with Serving(check.db, "--mail", config) as serving:
                wait_for(check, peer.server.hangs.is_set, "the mail server falls silent")
                for path in ("/", "/virt/", "/virt/agenda", "/virt/meetings/", "/metrics", "/virt/archive/?q=xen"):
                    check.ok(len(serving.get(path)) > 100, path)
                check.must("agenda", "add", "virt", "Mirrors", "--date", DAY)
                check.ok(b"Mirrors" in serving.get("/virt/agenda"), "what is written meanwhile is shown")
                check.ok("mail 1: sending after 1 try" in check.must("outbox", "show", "1").text, "where the mail is")
                check.ok(not peer.server.let_go.is_set(), "the mail server still hangs")
            wait_for(check, peer.server.let_go.is_set, "the connection is given up")
        told = check.must("outbox", "show", "1").text
        check.ok("mail 1: queued after 1 try\n  the server was stopped while the mail was being sent" in told, told)
        check.equal("it may have taken the mail all the same" in told, place == ".", "only a whole mail can have been taken")
        check.sound()


for at in PLACES:
    hangs_at(at)

tests.main()
