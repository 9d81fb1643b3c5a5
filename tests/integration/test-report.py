#!/usr/bin/env python3
"""The quarterly report of a group of which all is known: each of its numbers is another one, so none can stand in another's place. What lies a
minute outside the quarter, in the zone of the group, does not count."""

import datetime
import html
import re

from harness import Clock, Tests

tests = Tests()
QUARTER = "2020-Q3"  # in London: from 2020-06-30T23:00Z until 2020-09-30T23:00Z
NAMES = "Ann Bob Cem Dora Eli Fay Gus Hana Ivo Jun Kim Lea".split()
HOUR = datetime.timedelta(hours=1)
MINUTES = (("7 July", "2020-07-07"), ("21 July", "2020-07-21"), ("4 August", "2020-08-04"), ("18 August", "2020-08-18"))
PRESENT = (("Ann", "Bob", "Cem"), ("Ann", "Bob", "Cem"), ("Ann", "Bob"), ("Ann",))


class Archive:
    def __init__(self):
        self.text, self.n = [], 0

    def mail(self, who, when, body, subject=None, parent=None):
        """Its Message-ID."""
        self.n += 1
        moment = datetime.datetime.fromisoformat(when) if isinstance(when, str) else when
        date, came = moment.strftime("%a, %d %b %Y %H:%M:%S +0000"), moment.strftime("%a %b %d %H:%M:%S %Y")
        told = f"In-Reply-To: <{parent}>\nReferences: <{parent}>\n" if parent else ""
        self.text.append(f"From x@example.org {came}\nFrom: {who} <{who.lower()}@example.org>\nDate: {date}\n"
                         f"Subject: {subject or f'Word {self.n}'}\nMessage-ID: <m{self.n}@example.org>\n{told}\n{body}\n\n")
        return f"m{self.n}@example.org"

    def answered(self, who, when, body, hours, subject=None):
        """A mail, and after some hours an answer."""
        first = self.mail(who, when, body, subject)
        return first, self.mail("Bob", datetime.datetime.fromisoformat(when) + hours * HOUR, "Fine with me.", f"Re: {subject or 'Word'}", first)


def archive():
    """15 threads begun, 13 of them answered after 1 to 13 hours, 36 mails by 12 people."""
    a = Archive()
    for n, (day, iso) in enumerate(MINUTES):
        actions = "\n".join(f"ACTION: {NAMES[k]} to write page {n}{k}" for k in range(2 if n == 0 else 1))
        a.answered("Ann", f"{iso}T20:00:00", f"= Virt SIG meeting {iso} =\n\nAttendees: {', '.join(PRESENT[n])}\n\n{actions}\n"
                   f"DECISION: weekly build {n} goes to the test repository", n + 1, f"Minutes of the Virt SIG meeting, {day} 2020")
    a.answered("Cem", "2020-07-08T10:00:00", "== Backlog ==\n\n" + "\n".join(f"* Package library number {n}" for n in range(12)), 5, "Backlog")
    a.answered("Dora", "2020-07-09T10:00:00", "Agenda:\n\n" + "\n".join(f"* Release part {n}" for n in range(8)), 6, "Agenda for the next meeting")
    a.answered("Eli", "2020-08-10T10:00:00", "Who will test the quartz build on old hardware?", 7)
    a.answered("Eli", "2020-08-11T10:00:00", "Which mirror keeps the older images?", 8)
    a.answered("Fay", "2020-09-02T10:00:00", "I propose that we meet on Tuesdays.", 9)
    a.answered("Fay", "2020-09-03T10:00:00", "I propose that we print no posters this year.", 10)
    ballot = a.mail("Gus", "2020-09-04T10:00:00", "Please vote on the release of the May images.", "[VOTE] Release the May images")
    for n, who in enumerate(NAMES[5:]):
        a.mail(who, datetime.datetime(2020, 9, 4, 10) + (11 + n) * HOUR, "+1", "Re: [VOTE] Release the May images", ballot)
    _, reply = a.answered("Ann", "2020-06-30T23:30:00", "The first mail of July in London.", 12, "July begins")
    a.mail("Cem", "2020-07-02T10:00:00", "So it does.", "Re: July begins", reply)
    a.answered("Ann", "2020-07-28T10:00:00", "The page is up.", 13, "A page")
    for n in range(2):
        a.mail("Ann", f"2020-09-2{n}T10:00:00", "For the record.")
    # What is begun earlier, or comes later, counts where it lies.
    early = a.mail("Kim", "2020-06-30T22:59:59", "== Backlog ==\n\n* Package what was before", "Before")
    a.mail("Lea", "2020-06-12T10:00:00", "The server is back.")
    a.mail("Lea", "2020-09-30T22:59:59", "The last word of September.", "Re: Before", early)
    a.mail("Jun", "2020-09-30T23:00:00", "== Backlog ==\n\n* Package what comes after", "After")
    a.mail("Ivo", "2020-10-02T10:00:00", "+1 from me as well", "Re: [VOTE] Release the May images", ballot)
    return "".join(a.text)


def settle(check, clock):
    """9 items done in the quarter and 2 of the backlog declined; one more done on each side of it."""
    items = {item["title"]: item["number"] for item in check.must("items", "virt", "--format", "json").json()["items"]}
    libraries = [items[f"Package library number {n}"] for n in range(12)]
    clock.move("2020-06-30T22:59")
    check.must("item", "state", "virt", items["Package what was before"], "done")
    clock.move("2020-09-10T10:00")
    for number in libraries[:9]:
        check.must("item", "state", "virt", number, "done")
    check.must("item", "state", "virt", libraries[0], "open")
    check.must("item", "state", "virt", libraries[0], "done")  # twice is once
    check.must("item", "dismiss", "virt", *libraries[10:])
    clock.move("2020-09-30T23:01")
    check.must("item", "state", "virt", libraries[9], "done")


def hold(check, clock, day, decisions, present):
    clock.move(f"{day}T17:00")
    at = ("--date", day)
    check.must("meeting", "add", "virt", f"{day}T17:30")
    check.must("meeting", "start", "virt", *at)
    check.must("meeting", "attend", "virt", "present", *present, *at)
    for n in range(decisions):
        check.must("meeting", "say", "virt", "decision", f"build {n} of {day} goes out", *at)
    check.must("meeting", "end", "virt", *at)


def decide(check, clock):
    """6 meetings with the 4 of the archive, 11 decisions with the 4 of the archive and the ballot."""
    hold(check, clock, "2020-09-01", 4, ("Ann", "Bob", "Cem", "Dora"))
    check.must("meeting", "add", "virt", "2020-09-08T17:00")
    check.must("meeting", "cancel", "virt", "2020-09-08")
    check.must("meeting", "add", "virt", "2020-09-22T17:00")  # nobody held it
    hold(check, clock, "2020-09-15", 2, ("Ann", "Bob"))
    check.must("vote", "open", "virt", "Shall we move the bridges?", "--rule", "majority")
    check.must("vote", "cast", "virt", "1", "ann@example.org", "+1")
    clock.move("2020-09-25T10:00")
    check.must("vote", "close", "virt", "1")
    hold(check, clock, "2020-10-06", 1, ("Ann",))


def build(check, clock):
    clock.move("2020-06-01T10:00")
    check.must("group", "add", "virt", "--name", "Virt SIG", "--address", "virt@lists.example.org", "--timezone", "Europe/London")
    check.must("member", "add", "virt", "ann@example.org", "--name", "Ann", "--role", "chair", "--since", "2020-01-01")
    path = check.folder / "archive.mbox"
    path.write_text(archive())
    check.must("ingest", "-g", "virt", path)
    settle(check, clock)
    decide(check, clock)
    clock.move("2020-10-20T10:00")


COUNTS = {"meetings": 6, "decisions": 11, "ballots": 1, "mails": 36, "people": 12, "threads": 15, "answered": 13,
          "median_reply_seconds": 7 * 3600, "votes": 7, "done": 9}
OPENED = {"topic": 8, "backlog": 10, "proposal": 3, "action": 5, "decision": 4, "question": 2}
MONTHS = {"2020-06": (2, 2), "2020-07": (13, 4), "2020-08": (8, 3), "2020-09": (15, 9)}  # mails, people
SECTIONS = {
    "Meetings held": ["2020-07-07: Minutes of the Virt SIG meeting, 7 July 2020 (3 present, 1 decision, 2 actions)",
                      "2020-07-21: Minutes of the Virt SIG meeting, 21 July 2020 (3 present, 1 decision, 1 action)",
                      "2020-08-04: Minutes of the Virt SIG meeting, 4 August 2020 (2 present, 1 decision, 1 action)",
                      "2020-08-18: Minutes of the Virt SIG meeting, 18 August 2020 (1 present, 1 decision, 1 action)", 
                      "2020-09-01 (4 present, 4 decisions)", "2020-09-15 (2 present, 2 decisions)"],
    "Attendance": ["Ann: 6 of 6", "Bob: 5 of 6", "Cem: 3 of 6", "Dora: 1 of 6"],
    "Decisions": [f"{day}: weekly build {n} goes to the test repository" for n, (_, day) in enumerate(MINUTES)]
    + [f"2020-09-01: build {n} of 2020-09-01 goes out" for n in range(4)] + [f"2020-09-15: build {n} of 2020-09-15 goes out" for n in range(2)]
    + ["2020-09-25: Shall we move the bridges? (1 binding +1 and 0 binding -1)"],
    "Items opened and done": [f"{n} new of kind {kind}" for kind, n in OPENED.items()] + ["9 set to done"],
    "Most discussed": ["[VOTE] Release the May images: 8 mails by 7 people", "July begins: 3 mails by 3 people",
                       "Agenda for the next meeting: 2 mails by 2 people", "Word 13: 2 mails by 2 people", "Word 15: 2 mails by 2 people"],
    "Votes": ["2020-09-25: Shall we move the bridges? (1 binding +1 and 0 binding -1)"],
    "Health": ["36 mails by 12 people", "15 threads begun, 13 of them answered", "half of those answered waited no longer than 7 hours",
               "7 votes cast by mail"],
}


def sections_of(text):
    """{title: [line, ...]} of the report as text: what was wrapped is one line again."""
    found, title = {}, None
    lines = text.splitlines()
    for line, below in zip(lines, lines[1:] + [""]):
        if line and set(below) == {"-"}:
            title = line
            found[title] = []
        elif line.startswith("* "):
            found[title].append(line[2:])
        elif line.startswith("  ") and title is not None:
            found[title][-1] += " " + line.strip()
    return found


@tests("each number of the report is the one that was made, in each form")
def numbers(check):
    with Clock(check) as clock:
        build(check, clock)
        asked = ("report", "virt", "--quarter", QUARTER)
        report = check.must(*asked, "--format", "json").json()
        check.equal({name: report[name] for name in COUNTS}, COUNTS, "counts")
        check.equal(report["opened"], OPENED, "items opened")
        check.equal({m["month"]: (m["mails"], m["people"]) for m in report["months"] if m["mails"] > 0}, MONTHS, "months")
        check.equal(len(report["months"]), 12, "months of the charts")
        check.equal(sections_of(check.must(*asked).text), SECTIONS, "as text")
        markdown = check.must(*asked, "--format", "md").text.replace("\\", "")
        page = html.unescape(check.must(*asked, "--format", "html").text)
        for line in (line for lines in SECTIONS.values() for line in lines):
            check.ok(re.search(rf"^- \[?{re.escape(line)}(\]|$)", markdown, re.M), f"Markdown has {line!r}: {markdown}")
            check.ok(f">{line}<" in page, f"the page has {line!r}: {page}")
        for month, numbers in MONTHS.items():
            name = datetime.datetime.strptime(month, "%Y-%m").strftime("%b %Y")
            check.equal(re.findall(rf"<title>{name}: (\d+)</title>", page), [str(n) for n in numbers], f"bars of {name}")


tests.main()
