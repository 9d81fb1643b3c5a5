#!/usr/bin/env python3
"""Real archives: 2,000 mails of a kernel list, and six months of its pipermail pages. And what reading shows meanwhile."""

import gzip
import html
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from http.client import HTTPConnection

from harness import PROGRAM, SLOW, Serving, Terminal, Tests, mail, mbox_mails, shared

test = Tests()


class Server(Serving):
    """docket serve, and one connection to it."""

    def __enter__(self):
        super().__enter__()
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=30 * SLOW)
        return self

    def __exit__(self, *_):
        self.connection.close()
        super().__exit__()

    def get(self, path):
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        return answer.status, answer.read()


def segment(message_id):
    return urllib.parse.quote(message_id, safe="-._~!$&'()*+,;=:@")


def message_id(raw):
    found = re.search(rb"(?mi)^Message-ID:\s*<([^>]*)>", raw)
    return found.group(1) if found else raw


def squeeze(text):
    return re.sub(r"\s+", " ", text).strip()


@test("2,000 mails are read and every one of them can be opened in a browser")
def readable(t):
    path = shared("data/linux-mips-2k.mbox.gz")
    found = t.summary("-g", "mips", path)
    t.equal((found["read"], found["refused"]), (2000, 0), "read and refused")
    t.equal(found["new"] + found["known"] + found["alternates"], 2000, "each mail is accounted for")
    t.sound()
    mails = mbox_mails(gzip.decompress(path.read_bytes()))
    t.equal(len(mails), 2000, "mails by another reader")
    import email
    import email.header
    import email.policy
    missing, faults, seen = [], [], 0
    with Server(t.db) as server:
        for raw in mails:
            head = email.message_from_bytes(raw.split(b"\n\n", 1)[0] + b"\n\n", policy=email.policy.compat32)
            message_id = re.search(r"<([^>]*)>", str(head["Message-ID"])).group(1)
            status, body = server.get(f"/mips/archive/{segment(message_id)}/")
            if status != 200:
                faults.append(f"{status} {message_id}")
                continue
            try:
                subject = squeeze(str(email.header.make_header(email.header.decode_header(str(head["Subject"] or "")))))
            except (LookupError, UnicodeError):
                subject = ""
            # Headings of pages may shorten what is longer than a heading; addresses are masked.
            wanted = subject[:60].split("@")[0]
            seen += 1
            if wanted not in squeeze(html.unescape(re.sub(r"<[^>]+>", "", body.decode()))):
                missing.append(f"{message_id}: {subject}")
    t.equal(faults[:5], [], f"{len(faults)} pages that are not there")
    t.equal(missing[:5], [], f"{len(missing)} of {seen} pages without their subject")


@test("export gives back every mail byte for byte")
def bytes_back(t):
    path = shared("data/linux-mips-2k.mbox.gz")
    t.must("ingest", "-g", "mips", path)
    wanted = Counter(mbox_mails(gzip.decompress(path.read_bytes())))
    got = Counter(mbox_mails(t.must("export", "mips", "--what", "messages", "--format", "mbox").out))
    gone, more = list((wanted - got).elements()), list((got - wanted).elements())
    # The list server delivered some mails twice: what is known by Message-ID and text is not stored again.
    kept = {message_id(mail) for mail in got}
    gone = [mail for mail in gone if message_id(mail) not in kept]
    t.equal([mail[:300] for mail in more[:2]], [], f"{len(more)} mails that were not in the input")
    t.equal([mail[:300] for mail in gone[:2]], [], f"{len(gone)} mails lost")
    t.ok(len(got) > 1900, "mails")


@test("pipermail's months are read whole, with masked addresses folded into people")
def pipermail(t):
    folder = shared("data/pipermail/linux-mips")
    found = t.summary("-g", "mips", folder)
    t.equal((found["read"], found["refused"]), (1422, 0), "read and refused")
    t.sound()
    t.equal(t.summary("-g", "mips", folder)["new"], 0, "new mails at the second reading")
    # One who posts under a masked and under a plain address is one person.
    plain = t.folder / "plain.mbox"
    masked = gzip.decompress((folder / "2004-March.txt.gz").read_bytes())
    who = re.search(rb"(?m)^From: (\S+) at (\S+) \(([^)]+)\)", masked)
    address = who.group(1) + b"@" + who.group(2)
    plain.write_bytes(b"From x@y.example Tue Mar 30 10:00:00 2004\nFrom: " + who.group(3) + b" <" + address + b">\n"
                      b"Date: Tue, 30 Mar 2004 10:00:00 +0000\nSubject: unmasked\nMessage-ID: <unmasked@y.example>\n\nx\n")
    t.must("ingest", "-g", "mips", plain)
    posts = len(re.findall(rb"(?m)^From: " + re.escape(who.group(1)) + rb" at " + re.escape(who.group(2)), b"".join(
        gzip.decompress(month.read_bytes()) for month in folder.glob("*.gz"))))
    hits = t.must("search", "mips", f"from:{address.decode()}", "--limit", "1000", "--format", "json").json()
    rows = hits.get("hits", hits.get("messages"))
    t.equal(len(rows), posts + 1, f"mails of {address.decode()}")


@test("pipermail's and public-inbox's copies of other mails do not disturb each other")
def both(t):
    t.must("ingest", "-g", "mips", shared("data/linux-mips-2k.mbox.gz"))
    t.must("ingest", "-g", "mips", shared("data/pipermail/linux-mips"))
    t.sound()


@test("on a terminal ingest and rebuild tell bytes, mails and their rate, and wipe the line; elsewhere nothing")
def progress(t):
    mails = b"".join(mail(n) for n in range(600))
    command = [PROGRAM, "--db", str(t.db)]
    line = r"\r\x1b\[K[^\r]+: [\d.]+\s\w+, \d+ mails, \d+/s"
    # The input is not at its end yet: the line comes while mail is read.
    with Terminal([*command, "ingest", "-g", "virt", "-"], mails) as ingest:
        ingest.until(line)
        out = ingest.end()
    t.ok("virt: 600 read, 600 new" in out, out)
    t.ok(ingest.seen.endswith("\r\x1b[K"), f"the line is left standing: {ingest.seen[-100:]!r}")
    t.ok(re.search(r"\x1b\[Kin all: [\d.]+\s\w+, 600 mails", ingest.seen), f"no file is named at the end: {ingest.seen[-200:]!r}")
    with Terminal([*command, "rebuild", "virt"]) as rebuild:
        rebuild.until(r"stored mail: [\d.]+\s\w+, 600 mails, \d+/s")
        rebuild.end()
    t.ok(rebuild.seen.endswith("\r\x1b[K"), f"the line is left standing: {rebuild.seen[-100:]!r}")
    t.equal(t.must("rebuild", "virt").errors, "", "progress where nobody looks")


@test("what was read whole before is told as unchanged, not as nothing")
def unchanged(t):
    for name in ("a.mbox", "b.mbox"):
        (t.folder / name).write_bytes(mail(ord(name[0])))
    first = t.must("ingest", "-g", "virt", t.folder / "a.mbox")
    t.ok("unchanged" not in first.text, first.text)
    again = t.must("ingest", "-g", "virt", t.folder / "a.mbox", t.folder / "b.mbox")
    t.ok("1 read, 1 new" in again.text and ", 1 file unchanged;" in again.text, again.text)
    both = t.must("ingest", "-g", "virt", t.folder / "a.mbox", t.folder / "b.mbox")
    t.ok("0 read" in both.text and ", 2 files unchanged;" in both.text, both.text)


test.main()
