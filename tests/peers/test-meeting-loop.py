#!/usr/bin/env python3
"""One meeting of the sample group by commands alone, over a real mail server, Postfix: drafted, edited, published, mailed, answered, run,
written down, mailed again, and the next agenda carries over what was left. docket serve sends the mail and does nothing else."""

import mailbox
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from harness import SAMPLE, Clock, Serving, Tests  # noqa: E402
from postfix import Postfix, wait_for_words, write_config  # noqa: E402

tests = Tests()
LIST, DAY, NEXT = "edge-sig@lists.example.org", "2026-12-01", "2026-12-15"
CHAIR, MEMBER = "Marit Solheim", "Ruth Abernathy"


def draft_of(text):
    """The number and title of each entry of a text agenda: "3. Release notes"."""
    return [line.strip() for line in text.splitlines() if line[:3].strip().rstrip(".").isdigit()]


def n_items(check):
    return len(check.must("items", "edge", "--format", "json").json()["items"])


def send(check, kind, *more):
    """Writes the draft, shows it, lets it go, waits until it left: what was shown."""
    number = check.must("outbox", "write", "edge", kind, *more).text.split()[0]
    shown = check.must("outbox", "show", number).text
    check.ok(f"mail {number}: draft" in shown, f"shown before it goes: {shown[:300]}")
    check.must("outbox", "send", number)
    wait_for_words(check, f"mail {number}: sent", "outbox", "show", number)
    return shown


def draft(check):
    check.must("meeting", "add", "edge", f"{DAY}T15:00")
    text = check.must("agenda", "edge").text
    check.ok("(draft)" in text and "adaeze to write down the signing steps" in text, f"a draft: {text[:600]}")
    check.ok("promised on 2026-09-08" in text and "due 2026-09-22" in text, "each entry says why it is there")


def edit(check):
    items = check.must("items", "edge", "--format", "json").json()["items"]
    steps = next(item["number"] for item in items if item["title"].startswith("adaeze to write down the signing steps"))
    updates = next(item["number"] for item in items if item["title"].startswith("How should edge images update"))
    check.must("agenda", "take", "edge", steps, updates)
    check.must("agenda", "add", "edge", "Release notes", "--minutes", 10)
    check.must("agenda", "add", "edge", "A logo", "--minutes", 20)
    check.must("agenda", "set", "edge", 3, "--presenter", CHAIR, "--notes", "See the wiki")
    check.must("agenda", "move", "edge", 3, 2)
    check.must("agenda", "park", "edge", 4)
    check.must("agenda", "publish", "edge")
    check.equal(draft_of(check.must("agenda", "edge").text),
                ["1. adaeze to write down the signing steps until 2026-09-22", "2. Release notes", "3. How should edge images update themselves?"],
                "the agenda in its order")


def mail_agenda(check, server):
    before = n_items(check)
    shown = send(check, "agenda", "--date", DAY)
    came = mailbox.MaildirMessage(server.mails("edge", 1)[0].read_text())
    check.equal(came["Subject"], f"Agenda: Edge Images SIG meeting, {DAY}", "its subject")
    check.ok(came.get_payload().strip() in shown.replace("\r", ""), f"the list got what was shown:\n{shown}\n---\n{came.get_payload()}")
    words = " ".join(came.get_payload().split())
    for why in ("why: promised on 2026-09-08", "votes +4/-2, 2 open objections"):
        check.ok(why in words, f"the mail says why each entry is there, {why!r}:\n{words}")
    check.must("source", "add", "edge", server.mail / "edge")
    check.must("sync", "edge")
    check.equal(n_items(check), before, "back from the list, it states nothing new")
    return came


def answer(check, server, agenda):
    server.submit("ruth@abernathy.example.net", LIST,
                  f"From: {MEMBER} <ruth@abernathy.example.net>\nTo: {LIST}\nSubject: Re: {agenda['Subject']}\n"
                  f"Message-ID: <reply-1@example.net>\nIn-Reply-To: {agenda['Message-ID']}\nReferences: {agenda['Message-ID']}\n"
                  "Date: Thu, 26 Nov 2026 10:00:00 +0000\n\nOne more from me.\n\nagenda: Keys for the preview\n")
    server.mails("edge", 2)
    check.must("sync", "edge")
    waits = check.must("agenda", "waiting", "edge").text
    name = next(line.split('"')[1] for line in waits.splitlines() if "Keys for the preview" in line and "by mail" in line)
    check.ok(name.startswith("mail reply-1@example.net "), name)
    check.must("agenda", "take", "edge", name)
    check.must("agenda", "publish", "edge")


def run(check):
    at = ("--date", DAY)
    check.must("meeting", "start", "edge", *at)
    check.must("meeting", "scribe", "edge", MEMBER, *at)
    check.must("meeting", "attend", "edge", "present", CHAIR, MEMBER, *at)
    check.must("meeting", "attend", "edge", "regrets", "Haruka Minami", *at)
    check.must("meeting", "topic", "edge", 1, *at)
    # Notes as they are typed, a line each.
    typed = check.folder / "typed"
    typed.write_text("The mail is out since the 19th\n\nNobody minds so far\n")
    with typed.open("rb") as keys:
        check.must("meeting", "say", "edge", "note", "-", *at, stdin=keys)
    check.must("meeting", "outcome", "edge", 1, "done", *at)
    check.must("meeting", "topic", "edge", 2, *at)
    check.must("meeting", "say", "edge", "action", "write the five lines about the Larch", "--owner", MEMBER, "--due", "2026-12-10", *at)
    check.must("meeting", "vote", "open", "edge", "Print the guide once more?", *at)
    check.must("meeting", "vote", "cast", "edge", "+1", CHAIR, MEMBER, *at)
    told = check.must("meeting", "vote", "close", "edge", *at).text
    check.equal(told, "agreed: Print the guide once more? (+2, 0, -0)\n", "the vote on the spot")
    check.must("meeting", "outcome", "edge", 2, "decided", *at)
    check.must("meeting", "outcome", "edge", 3, "needs-vote", "--rule", "majority", *at)
    check.must("meeting", "outcome", "edge", 4, "deferred", *at)
    check.must("meeting", "end", "edge", *at)
    check.ok("update themselves" in check.must("vote", "list", "edge").text, "the entry that needs a vote has its ballot")


def minutes(check, server, agenda):
    at = ("--date", DAY)
    lines = check.must("minutes", "lines", "edge", *at).text.splitlines()
    check.equal([line.split(None, 2)[1:] for line in lines[:2]], [["note", "The mail is out since the 19th"], ["note", "Nobody minds so far"]],
                "each typed line is one of the minutes")
    check.must("minutes", "correct", "edge", lines[1].split()[0], "Nobody has minded so far", "--remark", "as she said", *at)
    shown = send(check, "minutes", *at)
    for words in ("Nobody has minded so far", "AGREED: Print the guide once more? (+2, 0, -0)", f"ACTION: {MEMBER}: write the five lines",
                  "Regrets  Haruka Minami"):
        check.ok(words in shown, f"the minutes have {words!r}: {shown}")
    came = mailbox.MaildirMessage(server.mails("edge", 3)[-1].read_text())
    check.equal(came["In-Reply-To"], agenda["Message-ID"], "the minutes answer the agenda")
    check.must("sync", "edge")
    check.ok("Print the guide once more?" in check.must("decisions", "edge").text, "the register of decisions")
    check.ok("write the five lines about the Larch" in check.must("actions", "edge", "--owner", MEMBER).text, "the register of actions")


def carry(check):
    check.must("meeting", "add", "edge", f"{NEXT}T15:00")
    text = check.must("agenda", "edge", "--date", NEXT).text
    check.ok("(draft)" in text, f"the next draft: {text[:300]}")
    for words in ("write the five lines about the Larch", "Keys for the preview", "A logo"):
        check.ok(words in text, f"{words!r} is asked for next time: {text}")
    check.ok(f"carried over from {DAY}" in text, "and it says why")
    check.ok("adaeze to write down the signing steps" not in text, "what is done is not")
    waits = check.must("agenda", "waiting", "edge", "--date", NEXT).text
    name = next(line.split('"')[1] for line in waits.splitlines() if "Keys for the preview" in line)
    check.must("agenda", "take", "edge", name, "--date", NEXT)
    taken = check.must("agenda", "edge", "--date", NEXT).text
    check.ok(f"why: carried over from {DAY}" in taken, f"taken, it still says why: {taken}")
    check.must("meeting", "start", "edge", "--date", NEXT)
    check.must("meeting", "outcome", "edge", 1, "done", "--date", NEXT)
    check.ok("not approved yet" not in check.must("minutes", "edge", "--date", DAY).text, "the next meeting approves the minutes")


@tests("a meeting by commands: drafted, edited, published, mailed, answered, run, minutes mailed, carried over")
def loop(check):
    with Postfix(check.folder) as server, Clock(check) as clock:
        clock.move("2026-11-25T10:00")
        check.must("group", "set", "edge", "--create", "--name", "Edge Images SIG", "--address", LIST, "--timezone", "Europe/London")
        check.must("ingest", "-g", "edge", SAMPLE / "raw", SAMPLE / "pipermail")
        for name, address, role in ((CHAIR, "marit.solheim@example.org", "chair"), (MEMBER, "ruth@abernathy.example.net", "member")):
            check.must("member", "add", "edge", address, "--name", name, "--role", role, "--since", "2026-01-01")
        config = write_config(check, server, f"ca-file={server.folder}/cert.pem")
        draft(check)
        edit(check)
        with Serving(check.db, "--mail", config):
            agenda = mail_agenda(check, server)
            answer(check, server, agenda)
            clock.move(f"{DAY}T15:00")
            run(check)
            clock.move(f"{DAY}T16:30")
            minutes(check, server, agenda)
        carry(check)
        check.sound()


if __name__ == "__main__":
    tests.main()
