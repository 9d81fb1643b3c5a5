"""Postfix on loopback and a free port, delivering to Maildirs, and docket serving beside it: what the mail tests share.

As a program, `postfix.py FOLDER`: prints one line of JSON, {"skip": reason} or {"port", "mail", "certificate"}, and serves until its standard
input ends."""

import json
import os
import pathlib
import pwd
import shutil
import smtplib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from harness import PROGRAM, ROOT, Skip, certificate, free_port  # noqa: E402

MAIN = """
compatibility_level = 3.6
myhostname = localhost
queue_directory = {folder}/spool
data_directory = {folder}/data
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination = here.example.org
local_recipient_maps =
alias_maps = hash:{folder}/aliases
forward_path = {folder}/forward-$user
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
virtual_mailbox_domains = lists.example.org, example.org
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/boxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
# What cannot be delivered comes back at once, unless a test wants it kept.
maximal_queue_lifetime = {keep}
bounce_queue_lifetime = {keep}
transport_maps = texthash:{folder}/transport
smtpd_tls_cert_file = {folder}/cert.pem
smtpd_tls_key_file = {folder}/cert-key.pem
smtpd_tls_security_level = may
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
"""

MASTER = """
{port} inet n - n - - smtpd
{secure} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
local unix - n n - - local
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

BOXES = """
virt@lists.example.org virt/
edge-sig@lists.example.org edge/
docket@example.org docket/
bounces@example.org bounces/
"""


class Postfix:
    """Runs until the end of the `with`."""

    def __init__(self, folder, keep="0"):
        program = shutil.which("postfix") or "/usr/sbin/postfix"
        if not os.access(program, os.X_OK):
            raise Skip("postfix is not installed")
        if os.geteuid() != 0:
            raise Skip("postfix starts for root alone")
        self.folder, self.port, self.secure, self.dead = folder / "postfix", free_port(), free_port(), free_port()
        self.mail = self.folder / "mail"
        folder.chmod(0o755)
        for part in ("conf", "spool", "data", "mail"):
            (self.folder / part).mkdir(parents=True)
        nobody, postfix = pwd.getpwnam("nobody"), pwd.getpwnam("postfix")
        os.chown(self.mail, nobody.pw_uid, nobody.pw_gid)
        os.chown(self.folder / "data", postfix.pw_uid, postfix.pw_gid)
        values = {"folder": self.folder, "uid": nobody.pw_uid, "gid": nobody.pw_gid, "port": self.port, "secure": self.secure, "keep": keep,
                  "daemons": "/usr/lib/postfix/sbin" if os.path.isdir("/usr/lib/postfix/sbin") else "/usr/libexec/postfix"}
        (self.folder / "conf/main.cf").write_text(MAIN.format(**values))
        (self.folder / "conf/master.cf").write_text(MASTER.format(**values))
        (self.folder / "boxes").write_text(BOXES)
        (self.folder / "aliases").write_text("")
        (self.folder / "transport").write_text(f"void.example.org smtp:[127.0.0.1]:{self.dead}\n")
        certificate(self.folder)
        self.command = [program, "-c", self.folder / "conf"]

    def __enter__(self):
        self.make_aliases()
        started = subprocess.run([*self.command, "start"], capture_output=True, text=True)
        deadline = time.monotonic() + 90
        while True:
            try:
                # Its first process may be slow to come on a busy machine; whoever gives up has to wait anew.
                with smtplib.SMTP("127.0.0.1", self.port, timeout=30):
                    return self
            except (OSError, smtplib.SMTPException):
                pass
            if time.monotonic() > deadline:
                why = started.stderr + self.log()
                self.__exit__()
                raise Skip(f"postfix does not start: {why[-300:]!r}")
            time.sleep(0.1)

    def __exit__(self, *_):
        subprocess.run([*self.command, "stop"], capture_output=True)

    def make_aliases(self):
        subprocess.run([shutil.which("postalias") or "/usr/sbin/postalias", "-c", self.folder / "conf",
                        f"hash:{self.folder}/aliases"], check=True, capture_output=True)

    def pipe_bounces(self, db):
        """What docs/mail.md writes into /etc/aliases: docket-bounces@here.example.org goes into docket, as nobody."""
        nobody = pwd.getpwnam("nobody")
        for path in (db.parent, *db.parent.glob(db.name + "*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        (self.folder / "aliases").write_text(f'docket-bounces: "|{PROGRAM} --db {db} mail bounce -"\n')
        self.make_aliases()

    def log(self):
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def flush(self):
        """Tries again what waits."""
        subprocess.run([*self.command, "flush"], capture_output=True)

    def wait_log(self, words):
        deadline = time.monotonic() + 60
        while words not in self.log():
            if time.monotonic() > deadline:
                raise AssertionError(f"no {words!r}: {self.log()[-1500:]}")
            time.sleep(0.1)

    def mails(self, box, n):
        """Waits until the Maildir holds n mails: the paths, oldest first."""
        folder = self.mail / box / "new"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            found = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns) if folder.is_dir() else []
            if len(found) >= n:
                return found
            time.sleep(0.1)
        raise AssertionError(f"{box} has not {n} mails: {self.log()[-1500:]}")

    def submit(self, sender, to, text):
        with smtplib.SMTP("127.0.0.1", self.port, timeout=20) as client:
            client.sendmail(sender, [to], text.replace("\n", "\r\n").encode())


def write_config(check, server, more, sender="bounces@example.org", scheme="smtp"):
    path = check.folder / "mail.conf"
    port = server.secure if scheme == "smtps" else server.port
    path.write_text(f"[mail]\nurl={scheme}://localhost:{port}\ntls=required\nfrom=docket@example.org\n"
                    f"from-name=docket\nsender={sender}\n{more}\n")
    return path


def wait_for_words(check, words, *command):
    """Until the command prints the words."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        text = check.must(*command).text
        if words in text:
            return text
        time.sleep(0.2)
    raise AssertionError(f"docket {' '.join(command)} does not say {words!r}: {text}")


def begin(check):
    check.must("group", "add", "virt", "--name", "Virt SIG", "--address", "virt@lists.example.org", "--next-meeting", "2027-01-12T17:00")
    check.must("ingest", "-g", "virt", ROOT / "tests" / "harness" / "virt.mbox")


def n_items(check):
    return len(check.must("items", "virt", "--format", "json").json()["items"])


def main():
    try:
        with Postfix(pathlib.Path(sys.argv[1])) as server:
            print(json.dumps({"port": server.port, "mail": str(server.mail), "certificate": f"{server.folder}/cert.pem"}), flush=True)
            sys.stdin.read()
    except Skip as reason:
        print(json.dumps({"skip": str(reason)}), flush=True)


if __name__ == "__main__":
    main()
