#!/usr/bin/env python3
"""Bad input: each row of the table ends in a clear line, with the rest ingested, in bounded memory and time."""

import gzip
import os
import re
import resource
import subprocess
import sys

from harness import SANITIZED, Tests, mail

test = Tests()
GOOD = mail(1)


def ingest(t, path, wanted_new, status, *patterns, peak=400, seconds=60, stdin=None):
    """Ingests path between good mails' worth of expectations: exit status, lines on standard error, memory, time."""
    done = t.run("ingest", "--json", "-g", "g", path, stdin=stdin, timeout=seconds * 2)
    t.equal(done.status, status, f"exit status ({done})")
    for pattern in patterns:
        t.ok(re.search(pattern, done.errors), f"a line like {pattern!r}: {done.errors[:2000]}")
    t.ok("\x1b" not in done.errors, "no escape reaches the terminal")
    if wanted_new is not None:
        t.equal(done.json()["new"], wanted_new, f"mails ingested ({done.errors[:500]})")
    if not SANITIZED:
        t.ok(done.peak < peak, f"peak memory {done.peak:.0f} MiB is not under {peak}")
        t.ok(done.seconds < seconds, f"{done.seconds:.1f} s")
    return done


def file(t, name, *pieces):
    path = t.folder / name
    path.write_bytes(b"".join(pieces))
    return path


def quarantined(t, count, *patterns):
    found = t.run("check")
    text = found.text + found.errors
    for pattern in patterns:
        t.ok(re.search(pattern, text), f"check lists {pattern!r}: {text}")
    t.equal(len(re.findall(r"(?m)^refused: ", text)), count, f"mails that check lists as kept aside: {text}")


@test("a file that is missing is named, and the others are read")
def missing(t):
    good = file(t, "good.mbox", GOOD)
    done = t.run("ingest", "-g", "g", t.folder / "no-such.mbox", good)
    t.equal(done.status, 3, f"exit status ({done})")
    t.ok(re.search(r"no-such\.mbox", done.errors), done.errors)
    t.equal(t.must("export", "g", "--what", "messages", "--format", "mbox").out.count(b"Message-ID: <good-1@"), 1, "the good one")


@test("the summary counts alternates and refusals by reason, and files left unread; --json names each refused one")
def summary_line(t):
    folder = t.folder / "list"
    (folder / "cur").mkdir(parents=True)
    file(t, "list/a.mbox", mail(1, body="one content\n"), mail(1, body="an altogether other content\n"), mail(2))
    file(t, "list/cur/1.x:2,S", b"no header at all\n")
    file(t, "list/cur/2.x:2,S", b"nor here\n")
    file(t, "list/notes.txt", b"just words\n")
    done = t.run("ingest", "-g", "g", folder)
    t.equal(done.status, 3, f"exit status ({done})")
    line = done.text.splitlines()[0]
    wanted = (r"^g: 5 read, 2 new, 0 known, 1 alternates, 2 refused \(2 not a mail\), "
              r"1 file left unread \(no mail\); 0 items, 0 links, 0 votes; ")
    t.ok(re.search(wanted, line), line)
    found = t.summary("-g", "g", folder, status=3, db=t.folder / "other.db")
    t.equal((found["alternates"], found["refused"], found["unread_files"]), (1, 2, 1), "counts")
    t.equal(found["refusals"], [{"path": str(folder / "cur" / name), "offset": 0, "message_id": None, "reason": "not a mail"}
                                for name in ("1.x:2,S", "2.x:2,S")], "refusals")


@test("a folder without mail is named")
def empty_folder(t):
    folder = t.folder / "empty-folder"
    folder.mkdir()
    ingest(t, folder, None, 3, r"empty-folder")
    (folder / "notes.bin").write_bytes(bytes(range(256)) * 40)
    ingest(t, folder, None, 3, r"empty-folder")


@test("what is not an mbox is named and refused")
def not_mbox(t):
    for name, data in {"picture.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 300, "program.c": b"int main(void)\n{\n  return 0;\n}\n" * 50}.items():
        done = t.run("ingest", "-g", "g", file(t, name, data))
        t.equal(done.status, 3, f"{name}: exit status ({done})")
        t.ok(name in done.errors, f"{name}: {done.errors}")


@test("an archive of a month in which nobody wrote is no fault")
def empty(t):
    found = t.summary("-g", "g", file(t, "2014-August.txt", b""))
    t.equal((found["read"], found["refused"]), (0, 0), "read and refused")


@test("a truncated .gz gives what is before the break, and the break is named")
def truncated(t):
    noise = b"".join(mail(n, body=os.urandom(600).hex() + "\n") for n in range(1, 200))
    whole = gzip.compress(noise)
    done = ingest(t, file(t, "cut.mbox.gz", whole[: len(whole) // 2]), None, 3, r"cut\.mbox\.gz.*(truncat|end|damag|short|cut)")
    t.ok(50 < done.json()["new"] < 150, f"about half: {done.json()}")
    again = ingest(t, file(t, "cut.mbox.gz", whole), None, 0)
    t.equal(done.json()["new"] + again.json()["new"], 199, "the rest, once the file is whole")
    t.sound()


@test("a line of 2 GiB neither fills the memory nor stops what follows")
def long_line(t):
    size = (1 << 31) if not SANITIZED else (1 << 28)
    code = (
        "import sys\nout = sys.stdout.buffer\nblock = b'x' * (1 << 20)\n"
        f"out.write({mail(2, body='')!r}.rstrip(b'\\n') + b'\\n\\n')\n"
        f"for _ in range({size >> 20}): out.write(block)\n"
        f"out.write(b'\\n\\n' + {mail(3)!r})\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    try:
        ingest(t, "-", 1, 3, r"good-2@test\.example|Mail 2|offset|byte", stdin=writer.stdout, seconds=120)
    finally:
        writer.stdout.close()
        writer.kill()
        writer.wait()
    quarantined(t, 1, r"long|large|bytes|MiB|over")
    t.equal(t.must("export", "g", "--what", "messages", "--format", "mbox").out.count(b"good-3@"), 1, "the mail after it")


@test("a few kilobytes of gzip that unpack to 2 GiB stay in bounds")
def bomb(t):
    size = (1 << 31) if not SANITIZED else (1 << 28)
    path = t.folder / "bomb.mbox.gz"
    with gzip.open(path, "wb", compresslevel=6) as out:
        out.write(mail(2, body="")[:-2] + b"\n\n")
        block = b"y" * (1 << 22)
        for _ in range(size >> 22):
            out.write(block)
        out.write(b"\n\n" + mail(3))
    ingest(t, path, 1, 3, r"bomb\.mbox\.gz", seconds=120)


@test("NUL bytes are kept, shown as U+FFFD, and harm nothing")
def nul(t):
    body = b"before\0after\n* item with \0 inside\n"
    ingest(t, file(t, "nul.mbox", mail(1, body=body, subject="A NUL\0here"), mail(2)), 2, 0)
    t.ok(b"before\0after" in t.must("export", "g", "--what", "messages", "--format", "mbox").out, "the bytes are as they came")
    t.ok("\0" not in t.must("export", "g", "--what", "items").text, "no NUL in JSON")
    t.sound()


@test("unknown charsets are read as well as can be")
def charsets(t):
    pieces = [
        mail(n, body="caf\u00e9 =E9\n".encode("latin-1"), headers=f'Content-Type: text/plain; charset="{name}"\n')
        for n, name in enumerate(["x-unknown", "3dutf-8", "ansi_x3", "", "utf-8\\", "\u00e9" * 300, "utf-7"], 1)
    ]
    ingest(t, file(t, "charsets.mbox", *pieces), len(pieces), 0)
    t.sound()


@test("100,000 MIME parts are refused by name and kept in the quarantine")
def parts(t):
    body = "".join("--b\nContent-Type: text/plain\n\nx\n" for _ in range(100_000)) + "--b--\n"
    bad = mail(2, body=body, headers='MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n')
    ingest(t, file(t, "parts.mbox", GOOD, bad, mail(3)), 2, 3, r"parts\.mbox.*part", r"good-2@test\.example")
    quarantined(t, 1, r"part")


@test("10,000 nested parts are refused by name and kept in the quarantine")
def nested(t):
    deep = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(10_000)) + "\nx\n"
    bad = mail(2, body="preamble\n" + deep.replace("Content-Type", "Content-Type", 1), headers="MIME-Version: 1.0\n" + 'Content-Type: multipart/mixed; boundary="a"\n')
    bad = bad.replace(b"preamble\n", b"--a\n", 1)
    ingest(t, file(t, "nested.mbox", GOOD, bad, mail(3)), 2, 3, r"nested\.mbox.*(nest|deep)", r"good-2@test\.example")
    quarantined(t, 1, r"nest|deep")


@test("10,000 mails, each attached to the one before, are bounded whether they are walked or not")
def nested_mails(t):
    messages = "".join("Content-Type: message/rfc822\n\n" for _ in range(10_000))
    worse = mail(4, body=messages, headers="MIME-Version: 1.0\nContent-Type: message/rfc822\n")
    done = t.run("ingest", "--json", "-g", "g", file(t, "worse.mbox", worse, mail(5)))
    t.ok(done.status in (0, 3), f"exit status ({done})")
    t.equal(done.json()["new"] + done.json()["refused"], 2, "both are accounted for")
    t.ok(done.seconds < 30, f"{done.seconds} s")
    t.sound()


@test("a header over 1 MiB is refused by name and kept in the quarantine")
def header(t):
    long = "X-Long: " + "h" * ((1 << 20) + 10) + "\n"
    folded = "X-Folded:" + "".join(f" word{n}\n" for n in range(150_000))
    ingest(t, file(t, "header.mbox", GOOD, mail(2, headers=long), mail(3), mail(4, headers=folded), mail(5)), 3, 3, r"header\.mbox.*header", r"good-2@test\.example")
    quarantined(t, 2, r"header")


@test("a mail without a Message-ID gets one that stays the same")
def no_id(t):
    path = file(t, "anonymous.mbox", mail(1, message_id="", body="one\n"), mail(2, message_id="", body="two\n"))
    ingest(t, path, 2, 0)
    first = t.dump()
    copy = file(t, "again.mbox", mail(1, message_id="", body="one\n"))
    found = t.summary("-g", "g", copy)
    t.equal((found["new"], found["known"]), (0, 1), "known by its bytes")
    t.ok(first.count(b"one") >= 0 and t.dump().count(b"\nmessage") == first.count(b"\nmessage"), "no second row")


@test("dates in 2106, 1900 and of no kind sort somewhere and are no fault")
def dates(t):
    odd = ["Sun, 7 Feb 2106 06:28:16 +0000", "Mon, 1 Jan 1900 00:00:00 +0000", "yesterday, more or less", "", "Thu, 99 Foo 20260 99:99:99 +9999"]
    ingest(t, file(t, "dates.mbox", *(mail(n, date=date) for n, date in enumerate(odd, 1))), len(odd), 0)
    t.sound()
    t.ok(t.must("agenda", "g", "--format", "text").out, "the agenda is made")


@test("cyclic and self references end in threads that hold each mail once")
def cycles(t):
    ring = [mail(n, headers=f"References: <good-{n % 50 + 1}@test.example>\n") for n in range(1, 51)]
    own = mail(60, headers="References: <good-60@test.example>\nIn-Reply-To: <good-60@test.example>\n")
    chain = [mail(100 + n, headers="References: " + " ".join(f"<good-{100 + k}@test.example>\n" for k in range(n)) + "\n" if n else "") for n in range(30)]
    ingest(t, file(t, "cycles.mbox", *ring, own, *chain), 81, 0)
    t.sound()


@test("a thread of 5,000 replies, each to the one before, is no recursion")
def deep_thread(t):
    pieces = [mail(n, headers=f"In-Reply-To: <good-{n - 1}@test.example>\n") for n in range(5000, 0, -1)]
    ingest(t, file(t, "deep.mbox", *pieces), 5000, 0)
    t.sound()


@test("a body that says \"From now on\" is one mail; a Content-Length lies in vain")
def from_lines(t):
    body = "From now on we meet at 15:00:00 sharp.\n\nFrom here it is far\n\nFrom us all\n"
    ingest(t, file(t, "from.mbox", mail(1, body=body, headers="Content-Length: 99999\n"), mail(2, headers="Content-Length: 1\n")), 2, 0)


@test("one Message-ID with two contents: both are kept, the second as an alternate")
def alternates(t):
    path = file(t, "two.mbox", mail(1, body="one content\n"), mail(1, body="an altogether other content\n"))
    found = t.summary("-g", "g", path)
    t.equal((found["new"], found["alternates"]), (1, 1), "new and alternate")
    out = t.must("export", "g", "--what", "messages", "--format", "mbox").out
    t.ok(b"one content" in out and b"altogether other" in out, "both contents")
    t.sound()


@test("CRLF, no final newline, and terminal escapes in names and subjects")
def shapes(t):
    crlf = mail(1).replace(b"\n", b"\r\n")
    escape = mail(2, subject="\x1b]0;owned\x07\x1b[31mred", message_id="esc\x1b[31m@test.example", body="* bullet \x1b[2J\n")
    path = file(t, "evil\x1b[31m.mbox", crlf, escape, mail(3)[:-2])
    ingest(t, path, 3, 0)
    for args in (["items", "g"], ["search", "g", "red"], ["agenda", "g"]):
        done = t.must(*args)
        t.ok(b"\x1b" not in done.out + done.err, f"{args[0]} sends no escape")
    refused = t.run("ingest", "-g", "g", t.folder / "gone\x1b[31m.mbox")
    t.ok(b"\x1b" not in refused.err and refused.status == 3, "nor does a message of fault")


@test("10 MiB of bullets, 50,000 links, 1,000 nested quotes: bounded, and the limits are told")
def many(t):
    bullets = "".join(f"* bullet number {n} of very many\n" for n in range(320_000))
    bullets = "== Backlog ==\n\n" + bullets
    links = "".join(f"see https://bugs.test.example/view.php?id={n}\n" for n in range(50_000))
    quotes = "".join(">" * n + " quoted\n" for n in range(1, 1001))
    title = "== Backlog ==\n\n* " + "word " * 20_000 + "\n"
    pieces = [mail(n, body=body) for n, body in enumerate([bullets, links, quotes, title, "* " + "\u202e\u200b" * 300 + "turned\n"], 1)]
    said = ingest(t, file(t, "many.mbox", *pieces), 5, 0, peak=700)
    t.ok(said.json()["cut"] > 300_000, f"the summary says how much was left out: {said.json()}")
    t.ok(b"over the limits of one mail" in t.must("rebuild", "g").out, "also for people")
    t.sound()
    items = t.must("export", "g", "--what", "items").json()["items"]
    t.ok(2 <= len(items) <= 20_000, f"{len(items)} items")
    long = [item for item in items if item["title"].startswith("word word")]
    t.equal(len(long), 1, "the item of 100 kB")
    t.equal(long[0]["title"], ("word " * 20_000).strip(), "its title is whole")
    t.ok(len(long[0]["origin"]["quote"]) > 99_000, "and so is its quote")
    for args in (["items", "g"], ["agenda", "g"], ["agenda", "g", "--format", "md"]):
        shown = max(len(line) for line in t.must(*args).text.splitlines())
        t.ok(shown < 4000, f"{args} shows a line of {shown}")


@test("the limit on address space holds for an ordinary list")
def bounded(t):
    if SANITIZED:
        t.ok(True, "address space is what sanitizers use up")
        return
    path = file(t, "list.mbox", *(mail(n, body="words and words\n" * 200) for n in range(4000)))
    done = t.run("ingest", "-g", "g", path, limits={resource.RLIMIT_AS: 1 << 30})
    t.equal(done.status, 0, f"within 1 GiB of address space ({done})")
    t.ok(done.peak < 200, f"peak {done.peak:.0f} MiB")


test.main()
