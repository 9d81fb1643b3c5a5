#!/usr/bin/env python3
"""docs/sample, in raw and in pipermail form, is one list."""

import json
import re

from harness import PROGRAM, SAMPLE, Tests, facts, mbox_mails, run

test = Tests()
RAW, PIPERMAIL = SAMPLE / "raw", SAMPLE / "pipermail"


def ids(folder):
    data = b"".join(path.read_bytes() for path in sorted(folder.glob("*.mbox")))
    return {re.search(rb"(?mi)^Message-ID:\s*<([^>]+)>", mail).group(1).decode() for mail in mbox_mails(data)}


def exported_ids(t):
    found = t.must("export", "edge", "--what", "messages", "--format", "mbox").out
    return [re.search(rb"(?mi)^Message-ID:\s*<([^>]+)>", mail).group(1).decode() for mail in mbox_mails(found)]


@test("all 131 mails are there once, whichever form is read")
def once(t):
    for name, folders in {"raw": [RAW], "pipermail": [PIPERMAIL], "both": [RAW, PIPERMAIL]}.items():
        db = t.folder / name
        found = t.summary("-g", "edge", *folders, db=db)
        t.equal(found["new"], 131, f"new mails from {name}")
        t.equal(found["alternates"], 0, f"alternates from {name}")
        t.equal(found["refused"], 0, f"refused from {name}")
        t.sound(db=db)
    t.must("ingest", "-g", "edge", RAW, PIPERMAIL)
    got = exported_ids(t)
    t.equal(sorted(got), sorted(ids(RAW)), "Message-IDs")


@test("the whole folder, whose copies come before the raw mails in one run, gives the same list")
def whole(t):
    one, two = t.folder / "whole", t.folder / "parts"
    found = t.summary("-g", "edge", SAMPLE, db=one)
    t.equal((found["read"], found["new"], found["refused"]), (262, 131, 0), "one run over the folder")
    t.summary("-g", "edge", RAW, db=two)
    t.summary("-g", "edge", PIPERMAIL, db=two)
    t.sound(db=one)

    t.same_dump(facts(t.dump(one), b"change "), facts(t.dump(two), b"change "), "one run against two")


@test("items, links and counted votes of the sample are those of expected.json, and no others")
def expected(t):
    t.must("ingest", "-g", "edge", RAW)
    wanted = json.loads((SAMPLE / "expected.json").read_text())
    found = {what: t.must("export", "edge", "--what", what).json()[what] for what in wanted}
    titles = {item["key"]: item["title"] for item in found["items"]}
    for item in found["items"]:
        item.update(message_id=item["origin"]["message_id"], lines=item["origin"]["lines"])
    for link in found["links"]:
        link["item"] = titles.get(link["item"], link["item"])
    found["votes"] = [vote for vote in found["votes"] if vote["counted"]]
    for what, rows in wanted.items():
        columns = [name for name in rows[0] if name not in ("wrong", "missed")]

        def texts(some):
            return sorted(json.dumps([row[name] for name in columns], ensure_ascii=False) for row in some)

        now = texts(row for row in rows if not row.get("missed"))
        got = texts(found[what])
        t.equal([row for row in now if row not in got], [], f"missing {what}")
        t.equal([row for row in got if row not in now], [], f"invented {what}")
        t.equal(got, now, what)


@test("without --db and $DOCKET_DB the database is in $XDG_DATA_HOME")
def place(t):
    bare = ["env", "-u", "DOCKET_DB", f"XDG_DATA_HOME={t.folder / 'data'}", f"HOME={t.folder / 'home'}", PROGRAM]
    done = run([*bare, "ingest", "-g", "edge", str(RAW / "2026-09.mbox")])
    t.equal(done.status, 0, f"ingest: {done}")
    t.ok((t.folder / "data" / "docket" / "docket.db").is_file(), "$XDG_DATA_HOME/docket/docket.db")
    t.ok(not (t.folder / "home").exists(), "nothing at home")
    t.ok("edge" in run([*bare, "group", "list"]).text, "the group, read from there")
    other = run(["env", f"DOCKET_DB={t.folder / 'other.db'}", *bare[3:], "group", "list"])
    t.ok("edge" not in other.text, "$DOCKET_DB goes first")


@test("a second ingest adds nothing and changes nothing")
def again(t):
    t.summary("-g", "edge", RAW, PIPERMAIL)
    before = t.dump()
    second = t.summary("-g", "edge", RAW, PIPERMAIL)
    t.equal(second["new"], 0, "new mails")
    t.same_dump(before, t.dump(), "after the second ingest")
    # The same bytes under another name: no cursor helps, the mails themselves must be recognised.
    copy = t.folder / "copy.mbox"
    copy.write_bytes((RAW / "2026-10.mbox").read_bytes())
    third = t.summary("-g", "edge", copy)
    t.equal((third["new"], third["known"]), (0, 54), "new and known mails")


@test("raw then pipermail and pipermail then raw end in the same database")
def order(t):
    one, two = t.folder / "one.db", t.folder / "two.db"
    t.summary("-g", "edge", RAW, db=one)
    t.summary("-g", "edge", PIPERMAIL, db=one)
    t.summary("-g", "edge", PIPERMAIL, db=two)
    t.summary("-g", "edge", RAW, db=two)
    t.sound(db=one)
    t.sound(db=two)

    t.same_dump(facts(t.dump(one)), facts(t.dump(two)), "raw first against pipermail first")


@test("months read one after the other, newest first, end as all at once")
def months(t):
    one, two = t.folder / "one.db", t.folder / "two.db"
    t.summary("-g", "edge", RAW, db=one)
    for month in ("2026-11", "2026-09", "2026-10"):
        t.summary("-g", "edge", RAW / f"{month}.mbox", db=two)
    t.sound(db=two)

    t.same_dump(facts(t.dump(one)), facts(t.dump(two)), "at once against month by month")


@test("a grown mbox is read from where it grew")
def grown(t):
    whole = (RAW / "2026-10.mbox").read_bytes()
    cut = whole.rindex(b"\nFrom ", 0, len(whole) // 2) + 1
    path = t.folder / "list.mbox"
    path.write_bytes(whole[:cut])
    first = t.summary("-g", "edge", path)
    path.write_bytes(whole)
    second = t.summary("-g", "edge", path)
    t.equal(first["new"] + second["new"], 54, "mails")
    t.equal(second["known"], 0, "mails read twice")
    t.equal(second["read"], second["new"], "mails read")
    t.sound()


@test("rebuild derives the same again")
def rebuild(t):
    t.must("ingest", "-g", "edge", RAW, PIPERMAIL)
    before = t.dump()
    t.must("rebuild", "edge")
    t.sound()
    t.same_dump(before, t.dump(), "after rebuild")


@test("what people decided survives rebuild and a new ingest")
def triage(t):
    t.must("ingest", "-g", "edge", RAW / "2026-09.mbox")
    rows = t.must("items", "edge", "--format", "json").json()["items"]
    t.ok(len(rows) > 10, "items")
    keys = [row["key"] for row in rows[:3]]
    t.must("item", "dismiss", "edge", rows[0]["number"] if "number" in rows[0] else 1)
    t.must("item", "title", "edge", rows[1]["number"] if "number" in rows[1] else 2, "A title by hand")
    t.must("rebuild", "edge")
    t.must("ingest", "-g", "edge", RAW)
    after = t.must("export", "edge", "--what", "items").json()["items"]
    by_key = {row["key"]: row for row in after}
    t.ok(any(row["title"] == "A title by hand" for row in after), "the title by hand")
    t.ok(by_key[keys[0]]["state"] == "declined" if keys[0] in by_key else True, "dismissed stays dismissed")
    shown = t.must("items", "edge", "--format", "json").json()["items"]
    t.ok(keys[0] not in {row["key"] for row in shown if row["state"] != "declined"}, "and is not shown again")


@test("Maildir, gzip, zstd, xz, one .eml and standard input give the same mails")
def forms(t):
    import gzip
    import lzma
    import shutil
    import subprocess

    data = (RAW / "2026-09.mbox").read_bytes()
    mails = mbox_mails(data)
    paths = {"gzip": t.folder / "a.bin", "xz": t.folder / "b.bin", "maildir": t.folder / "Maildir"}
    paths["gzip"].write_bytes(gzip.compress(data))
    paths["xz"].write_bytes(lzma.compress(data))
    if shutil.which("zstd"):
        paths["zstd"] = t.folder / "c.bin"
        paths["zstd"].write_bytes(subprocess.run(["zstd", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout)
    for part in ("cur", "new", "tmp"):
        (paths["maildir"] / part).mkdir(parents=True)
    for number, raw in enumerate(mails):
        folder, flags = ("new", "") if number % 2 else ("cur", ":2,S")
        (paths["maildir"] / folder / f"{number}.host{flags}").write_bytes(raw)
    for name, path in paths.items():
        found = t.summary("-g", "edge", path, db=t.folder / f"{name}.db")
        t.equal((found["new"], found["refused"]), (41, 0), name)
    with open(RAW / "2026-09.mbox", "rb") as stdin:
        t.equal(t.summary("-g", "edge", "-", stdin=stdin)["new"], 41, "standard input")
    eml = t.folder / "one.eml"
    eml.write_bytes(mails[3])
    t.equal(t.summary("-g", "edge", eml)["known"], 1, ".eml")
    t.same_dump(facts(t.dump(t.folder / "gzip.db")), facts(t.dump(t.folder / "xz.db")), "gzip against xz")


test.main()
