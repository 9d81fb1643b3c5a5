#!/usr/bin/env python3
"""An IMAP folder and a POP3 mailbox on a real server, Dovecot, on loopback and free ports."""

import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from harness import Serving, Skip, Tests, certificate, free_port, online, wait_for  # noqa: E402

tests = Tests()

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap pop3
listen = 127.0.0.1
{tls}
disable_plaintext_auth = no
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password=invented
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = {pop3s}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


class Dovecot:
    """Runs until the end of the `with`; its Maildir is at self.maildir. tls: a certificate and its key."""

    def __init__(self, folder, tls=None):
        self.program = shutil.which("dovecot") or "/usr/sbin/dovecot"
        if not os.access(self.program, os.X_OK):
            raise Skip("dovecot is not installed")
        self.folder, self.imap, self.pop3 = folder / "dovecot", free_port(), free_port()
        self.imaps, self.pop3s = (free_port(), free_port()) if tls else (0, 0)
        words = f"ssl = yes\nssl_cert = <{tls[0]}\nssl_key = <{tls[1]}" if tls else "ssl = no"
        self.maildir = self.folder / "mail" / "reader"
        root = os.geteuid() == 0
        me = pwd.getpwuid(os.geteuid()).pw_name
        self.owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
        for part in ("run", "mail/reader/cur", "mail/reader/new", "mail/reader/tmp"):
            (self.folder / part).mkdir(parents=True)
        folder.chmod(0o755)
        names = {"internal": "dovecot", "login": "dovenull", "group": "dovecot"} if root else {
            "internal": me, "login": me, "group": me}
        (self.folder / "dovecot.conf").write_text(CONFIG.format(
            folder=self.folder, tls=words, imap=self.imap, pop3=self.pop3, imaps=self.imaps, pop3s=self.pop3s, uid=self.owner.pw_uid, gid=self.owner.pw_gid, **names))
        self.own()

    def own(self):
        if os.geteuid() == 0:
            for path in [self.folder / "mail", *(self.folder / "mail").rglob("*")]:
                os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def deliver(self, number, text, seen=False):
        name = f"{1400000000 + number}.M{number}.example"
        path = self.maildir / ("cur" if seen else "new") / (name + (":2,S" if seen else ""))
        path.write_bytes(text.replace("\n", "\r\n").encode())
        self.own()

    def flags(self):
        """Numbers of the mails that bear the mark of having been seen."""
        seen = set()
        for path in (self.maildir / "cur").iterdir():
            if "S" in path.name.partition(":2,")[2]:
                seen.add(int(path.name.split(".M")[1].split(".")[0]))
        return seen

    def __enter__(self):
        self.process = subprocess.Popen([self.program, "-c", self.folder / "dovecot.conf", "-F"],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for port in (self.imap, self.pop3):
            deadline = time.monotonic() + 20
            while True:
                try:
                    with socket.create_connection(("127.0.0.1", port), timeout=5) as probe:
                        if probe.recv(3):
                            break
                except OSError:
                    pass
                if self.process.poll() is not None or time.monotonic() > deadline:
                    why = self.log()
                    self.__exit__()
                    raise Skip(f"dovecot does not start: {why[-200:]!r}")
                time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def log(self):
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""


def mail(number, body="The fan of the Fennel board stays on.", list_id="edge.lists.example.org"):
    return (f"From: Ann <ann@example.org>\nTo: edge@lists.example.org\nList-Id: <{list_id}>\n"
            f"Date: Tue, 13 May 2014 09:{number % 60:02d}:00 +0000\nMessage-ID: <m{number}@example.org>\n"
            f"Subject: Mail {number}\n\n{body}\n")


def login(check, host="127.0.0.1", password="invented", trust=None):
    path = check.folder / "tokens"
    path.write_text(f"[{host}]\nuser=reader\npassword={password}\n" + (f"ca-file={trust}\n" if trust else ""))
    path.chmod(0o600)
    os.environ["DOCKET_TOKENS"] = str(path)


def sync(check, status=0):
    done = check.run("sync", "edge", "--json")
    check.equal(done.status, status, f"sync {done}")
    return done.json()[0] if isinstance(done.json(), list) else done.json()["sources"][0]


def n_mails(check):
    done = check.must("export", "edge", "--what", "messages", "--format", "mbox")
    return done.out.count(b"\nMessage-ID: <") + done.out.count(b"\nMessage-Id: <")


def raw_of(check):
    return check.must("export", "edge", "--what", "messages", "--format", "mbox").out


@tests("an IMAP folder is read once, then what is new, and nothing looks seen that was not")
def imap_folder(check):
    with Dovecot(check.folder) as server:
        login(check)
        for n in range(1, 6):
            server.deliver(n, mail(n), seen=n == 2)
        server.deliver(6, mail(6, "From here on it is quiet.\n>From there too."))
        url = f"imap://127.0.0.1:{server.imap}/INBOX"
        check.ok("6 mails" in check.must("source", "probe", url).text, "probe counts")
        check.must("source", "add", "edge", url)
        sync(check)
        check.equal(n_mails(check), 6, "mails read")
        check.equal(server.flags(), {2}, "marks of having been seen")
        check.ok(b"\nFrom here on it is quiet." in raw_of(check) or b"\n>From here on it is quiet." in raw_of(check), "a line that begins with From")
        before = check.dump()
        again = sync(check)
        check.equal(again["requests"], 1, "one question when nothing is new")
        check.equal(check.dump(), before, "nothing was written")
        server.deliver(7, mail(7))
        sync(check)
        check.equal(n_mails(check), 7, "the new one came")
        check.sound()


@tests("the running server reads mailboxes by itself, with the logins of the key file")
@online
def in_the_background(check):
    with Dovecot(check.folder) as server:
        login(check)
        for n in range(1, 4):
            server.deliver(n, mail(n))
        check.must("source", "add", "edge", f"imap://127.0.0.1:{server.imap}/INBOX")
        with Serving(check.db):
            wait_for(check, lambda: n_mails(check) == 3, "three mails read by the server")
        check.ok("failed" not in check.must("source", "list").text, "the source did not fail")
        check.sound()


@tests("a folder that was made anew is read again without doubles")
def validity(check):
    with Dovecot(check.folder) as server:
        login(check)
        for n in range(1, 4):
            server.deliver(n, mail(n))
        check.must("source", "add", "edge", f"imap://127.0.0.1:{server.imap}/")
        sync(check)
        # Dovecot gives a folder a new UIDVALIDITY when its list of UIDs is lost.
        for path in server.maildir.glob("dovecot*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        (server.maildir / "dovecot-uidvalidity").unlink(missing_ok=True)
        (server.maildir / "dovecot-uidlist").write_text("3 V1500000000 N1 G0123456789abcdef0123456789abcdef\n")
        server.deliver(4, mail(4))
        done = check.run("sync", "edge")
        check.equal(done.status, 0, done)
        check.ok("made anew" in done.errors, done.errors)
        check.equal(n_mails(check), 4, "no doubles")
        check.sound()


@tests("a POP3 mailbox is read, each mail once, and left as it is")
def pop3(check):
    with Dovecot(check.folder) as server:
        login(check)
        for n in range(1, 4):
            server.deliver(n, mail(n))
        check.must("source", "add", "edge", f"pop3://127.0.0.1:{server.pop3}/")
        sync(check)
        check.equal(n_mails(check), 3, "mails read")
        again = sync(check)
        check.equal(again["requests"], 1, "one question when nothing is new")
        server.deliver(4, mail(4))
        news = sync(check)
        check.equal(news["requests"], 2, "the list and the new mail")
        check.equal(n_mails(check), 4, "the new one came")
        check.equal(sum(1 for part in ("cur", "new") for _ in (server.maildir / part).iterdir()), 4, "nothing was deleted")
        check.sound()


@tests("a wrong password, no password and another list's mail are told, and change nothing")
def refusals(check):
    with Dovecot(check.folder) as server:
        url = f"imap://127.0.0.1:{server.imap}/"
        os.environ.pop("DOCKET_TOKENS", None)
        done = check.run("source", "add", "edge", url)
        check.ok(done.status != 0 and "no login is known" in done.errors, done)
        login(check, password="wrong")
        done = check.run("source", "add", "edge", url)
        check.ok(done.status != 0 and "wrong" not in done.errors, done)
        done = check.run("source", "add", "edge", f"imap://reader:invented@127.0.0.1:{server.imap}/")
        check.ok(done.status == 2 and "invented" not in done.errors, done)
        login(check)
        server.deliver(1, mail(1))
        check.must("source", "add", "edge", url)
        sync(check)
        for n in range(2, 9):
            server.deliver(n, mail(n, list_id="other.lists.example.org"))
        done = check.run("sync", "edge")
        check.ok(done.status != 0 and "other.lists.example.org" in done.errors, done)
        check.equal(n_mails(check), 1, "nothing of the other list was mixed in")
        check.ok(b"invented" not in check.db.read_bytes(), "the password is not in the database")


@tests("over TLS a mailbox is read from a server that the operator vouches for")
def over_tls(check):
    tls = certificate(check.folder)
    with Dovecot(check.folder, tls) as server:
        login(check, "localhost", trust=tls[0])
        for n in range(1, 4):
            server.deliver(n, mail(n))
        for scheme, port in (("imaps", server.imaps), ("pop3s", server.pop3s), ("imap", server.imap), ("pop3", server.pop3)):
            check.db = check.folder / f"{scheme}.db"
            url = f"{scheme}://localhost:{port}/"
            check.ok("3 mails" in check.must("source", "probe", url).text, f"probe of {url}")
            check.must("source", "add", "edge", url)
            sync(check)
            check.equal(n_mails(check), 3, f"mails read from {url}")
            check.equal(sync(check)["requests"], 1, "one question when nothing is new")
        logins = [line for line in server.log().splitlines() if "Login: user=<reader>" in line]
        check.ok(len(logins) >= 12, f"logins: {server.log()}")
        for line in logins:
            check.ok(", TLS," in line, f"a password went over in the clear: {line}")


def refused(check, server, host, why):
    """Every way in is refused with the reason, before a login."""
    for scheme, port in (("imaps", server.imaps), ("pop3s", server.pop3s), ("imap", server.imap), ("pop3", server.pop3)):
        url = f"{scheme}://{host}:{port}/"
        done = check.run("source", "probe", url)
        check.equal(done.status, 3, f"probe of {url}: {done}")
        check.ok("certificate refused" in done.errors and why in done.errors and "ca-file" in done.errors, done.errors)
        check.equal(check.run("source", "add", "edge", url).status, 3, "the source is not remembered")
    check.equal(check.must("source", "list").text, "", "sources remembered")
    check.ok("Login" not in server.log() and "invented" not in server.log(), f"nobody logged in: {server.log()}")


@tests("a certificate of another host is refused, and nothing is read")
def wrong_host(check):
    tls = certificate(check.folder, "DNS:mail.example.org")
    with Dovecot(check.folder, tls) as server:
        server.deliver(1, mail(1))
        login(check, "localhost", trust=tls[0])
        refused(check, server, "localhost", "localhost")


@tests("a certificate that has expired is refused, and nothing is read")
def expired(check):
    tls = certificate(check.folder, expired=True)
    with Dovecot(check.folder, tls) as server:
        server.deliver(1, mail(1))
        login(check, "localhost", trust=tls[0])
        refused(check, server, "localhost", "expired")


@tests("a certificate that nobody vouches for is refused, also one that was good before")
def unknown_authority(check):
    tls, other = certificate(check.folder), certificate(check.folder, name="other")
    with Dovecot(check.folder, tls) as server:
        server.deliver(1, mail(1))
        login(check, "localhost")
        refused(check, server, "localhost", "certificate")
        login(check, "localhost", trust=tls[0])
        check.must("source", "add", "edge", f"imaps://localhost:{server.imaps}/")
        sync(check)
        server.deliver(2, mail(2))
        login(check, "localhost", trust=other[0])
        done = check.run("sync", "edge")
        check.equal(done.status, 3, done)
        check.ok("certificate refused" in done.errors, done.errors)
        check.equal(n_mails(check), 1, "nothing more was read")
        check.ok("certificate refused" in check.must("source", "list").text, "the list of sources says why")
        login(check, "localhost", trust=tls[0])
        sync(check)
        check.equal(n_mails(check), 2, "and once it is trusted again, what came meanwhile")


@tests("a folder that is not there is told")
def missing(check):
    with Dovecot(check.folder) as server:
        login(check)
        done = check.run("source", "add", "edge", f"imap://127.0.0.1:{server.imap}/Nowhere")
        check.ok(done.status != 0 and "127.0.0.1" in done.errors, done)


tests.main()
