#!/usr/bin/env python3
"""A list archive of Mailman 3 read from a real HyperKitty, on loopback. `tools/setup archives` installs it; where it is absent or does
not start, this skips and says why."""

import contextlib
import email.utils
import gzip
import json
import os
import pathlib
import re
import subprocess
import sys
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from harness import FROM_LINE, SHARED, Skip, Tests, mail  # noqa: E402

tests = Tests()
PYTHON = "/usr/bin/python3"  # that of the distribution has its packages
LIST = "fans@example.org"
PATIENCE = 60

SETTINGS = """
from hyperkitty.tests.settings_test import *
ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": "{folder}/archive.db"}}}}
HAYSTACK_CONNECTIONS = {{"default": {{"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}}}
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"
WSGI_APPLICATION = None
LOGGING = {{}}
"""

ATTACHED = """--cut
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Grüße; the curve is attached.
--cut
Content-Type: text/x-diff; name="fan.diff"
Content-Disposition: attachment; filename="fan.diff"

--- a/fan.c
+++ b/fan.c
--cut--
"""


class HyperKitty:
    """Serves what was imported until the end of the `with`."""

    def __init__(self, folder):
        self.folder = folder / "hyperkitty"
        self.folder.mkdir()
        (self.folder / "archive_settings.py").write_text(SETTINGS.format(folder=self.folder))
        self.env = dict(os.environ, PYTHONPATH=str(self.folder), DJANGO_SETTINGS_MODULE="archive_settings", HOME=str(self.folder),
                        PYTHONUNBUFFERED="1")
        if not os.access(PYTHON, os.X_OK) or self.python("-c", "import hyperkitty, django, haystack").returncode != 0:
            raise Skip("HyperKitty is not installed")
        self.manage("migrate")

    def python(self, *args):
        return subprocess.run([PYTHON, *args], env=self.env, capture_output=True, text=True, cwd=self.folder, timeout=600)

    def manage(self, *args):
        done = self.python("-m", "django", *args)
        if done.returncode != 0:
            raise Skip(f"HyperKitty's {args[0]} fails: {done.stderr.strip().splitlines()[-1:]}")

    def add(self, name, data):
        (self.folder / name).write_bytes(data)
        self.manage("hyperkitty_import", "-l", LIST, "--no-sync-mailman", str(self.folder / name))

    def __enter__(self):
        self.log = open(self.folder / "log", "w+b")
        self.process = subprocess.Popen([PYTHON, "-m", "django", "runserver", "--noreload", "--insecure", "127.0.0.1:0"],
                                        env=self.env, cwd=self.folder, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + PATIENCE
        while not (port := self.port()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise Skip(f"HyperKitty does not start: {self.said()[-300:]}")
            time.sleep(0.1)
        self.base = f"http://127.0.0.1:{port}"
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def said(self):
        return (self.folder / "log").read_text(errors="replace")

    def port(self):
        """The kernel chose it; the server tells only that it was asked for any."""
        if "Quit the server" not in self.said():
            return 0
        sockets = set()
        for entry in os.scandir(f"/proc/{self.process.pid}/fd"):
            with contextlib.suppress(FileNotFoundError):  # closed since: it still opens and closes its sources
                sockets.add(os.readlink(entry.path))
        for row in open(f"/proc/{self.process.pid}/net/tcp").read().splitlines()[1:]:
            fields = row.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
                return int(fields[1].split(":")[1], 16)
        return 0

    def count(self):
        with urllib.request.urlopen(f"{self.base}/api/list/{LIST}/emails/", timeout=120) as answer:
            return len(json.load(answer))


def own_mails():
    """Mails of three months of 2004, and their Message-IDs."""
    dates = ["Mon, 5 Apr 2004 10:00:00 +0000", "Tue, 4 May 2004 10:00:00 +0200", "Fri, 4 Jun 2004 23:30:00 -0400"]
    mails = [mail(i, date=date, message_id=f"own-{i}@example.org") for i, date in enumerate(dates)]
    mails.append(mail(3, date=dates[2], message_id="own-3@example.org", headers="In-Reply-To: <own-0@example.org>\n",
                      body="From here on it is loud.\n\n> Words.\n\nFrom there as well.\n"))
    mails.append(mail(4, date=dates[2], message_id="own-4@example.org", body=ATTACHED,
                      headers="MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=cut\n"))
    mails.append(mail(5, date=dates[2], message_id="own-5@example.org", subject="=?utf-8?q?L=C3=BCfter?=", body="Für später.\n",
                      headers="MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"))
    # In an mbox a line that begins with "From " is quoted.
    parts = [re.sub(rb"(?m)\n(From (?:here|there))", rb"\n>\1", one) for one in mails]
    return b"\n".join(parts), {f"own-{i}@example.org" for i in range(len(mails))}


def real_months():
    """Two months of a real list, or nothing."""
    folder = SHARED / "data" / "pipermail" / "linux-mips"
    names = ["2004-January.txt.gz", "2004-February.txt.gz"]
    return [gzip.decompress((folder / name).read_bytes()) for name in names if (folder / name).exists()]


@tests("the months of a Mailman 3 list are read from HyperKitty, once, and then what is new")
def months(check):
    archive = HyperKitty(check.folder)
    real = real_months()
    for number, data in enumerate(real):
        archive.add(f"real-{number}.mbox", data)
    data, ids = own_mails()
    archive.add("own.mbox", data)
    with archive:
        base = f"{archive.base}/list/{LIST}/"
        sent = sum(1 for data in real for line in data.splitlines() if FROM_LINE.match(line)) + len(ids)
        check.must("group", "add", "fans", "--address", LIST)
        held = archive.count()
        check.ok(len(ids) <= held <= sent, f"{held} of {sent} mails imported")
        probe = check.must("source", "probe", base)
        check.ok("Mailman 3 archive" in probe.text, probe.text)
        check.must("source", "add", "fans", base)
        first = check.must("sync", "fans")
        check.ok(f" {held} new," in first.text, first.text)
        got = {row["message_id"] for row in check.must("export", "fans", "--what", "messages").json()["messages"]}
        check.equal(len(got), held, "mails here and there")
        check.ok(ids <= got, f"missing {ids - got}")
        again = check.must("sync", "fans")
        # The list's page and the month that goes on; the one before as well where it ended some days ago.
        check.ok(re.search(r" 0 new,.* 0 new files, [23] requests", again.text), again.text)
        archive.add("late.mbox", mail(9, date=email.utils.formatdate(), message_id="late@example.org"))
        late = check.must("sync", "fans")
        check.ok(" 1 new," in late.text, late.text)
        check.equal(archive.count(), held + 1, "mails there")
        check.sound()


tests.main()
