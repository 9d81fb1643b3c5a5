#!/usr/bin/env python3
"""Counts the ballots of docs/sample again, from what `docket export --what votes` and the text page print and by rules written
down here a second time: nothing of docket's own counting is used."""

import calendar
import collections
import email.utils
import hashlib
import os
import random
import time

from harness import SAMPLE, Tests

test = Tests()
ID = "@lists.example.org"
# From docs/sample/README.md: who votes, and since when.
MEMBERS = {
    "Marit Solheim": ("marit.solheim@example.org", "chair", "2026-01-01"),
    "Tomasz Wójcik": ("tomasz.wojcik@example.net", "member", "2026-01-01"),
    "Adaeze Okonkwo": ("adaeze@example.com", "member", "2026-01-01"),
    "Jürgen Pfeiffer": ("juergen.pfeiffer@example.net", "member", "2026-01-01"),
    "Haruka Minami": ("haruka.minami@example.org", "member", "2026-01-01"),
    "Ruth Abernathy": ("ruth@abernathy.example.net", "member", "2026-01-01"),
    "Beatriz Quintela": ("bia.quintela@example.com", "member", "2026-11-03"),
}
# Ballot, rule, end, and what the README says of it: (members' score for each option, everybody's), result.
BALLOTS = [
    ("vote-1.0.20261012", "release", "2026-10-16 18:00", []),
    ("vote-armv7.20261026", "consensus", "2026-11-02 12:00", []),
    ("poll-update.20261109", "ranked", "2026-11-30 18:00", ["1a: one", "1b: two", "2: three", "3: four"]),
]


def recount(ballot):
    """The tally of a ballot from its rows alone: the last vote of a voter on an option, by the order of rows."""
    last = collections.OrderedDict()
    for vote in ballot["votes"]:
        fits = vote["why"] in (None, "not on the roster", "not a chair") or vote["why"].startswith("changed later by")
        if fits:
            last[(vote["voter_number"], (vote["option"] or "").lower())] = vote
    sums = {}
    for (_, option), vote in last.items():
        side = "binding" if vote["binding"] else "other"
        value = 0 if vote["resolved"] else vote["value"]
        line = sums.setdefault((option, side), {"for": 0, "zero": 0, "against": 0, "score": 0})
        line["for" if value > 0 else "against" if value < 0 else "zero"] += 1
        line["score"] += value
    return sums


def outcome(ballot, sums):
    """The rules of the README and of docs/votes.md, once more."""
    none = {"for": 0, "zero": 0, "against": 0, "score": 0}
    side = sums.get(("", "binding"), none)
    if ballot["rule"] == "release":
        return side["for"] >= 3 and side["for"] > side["against"]
    if ballot["rule"] == "consensus":
        return side["for"] >= 3 and side["against"] == 0
    scores = sorted((sums.get((o["key"].lower(), "binding"), none)["score"] for o in ballot["options"]), reverse=True)
    return scores[0] > 0 and scores[0] > scores[1]


def same_tally(t, ballot):
    sums = recount(ballot)
    empty = {"for": 0, "zero": 0, "against": 0, "score": 0}
    for line in ballot["tally"]["lines"]:
        for side in ("binding", "other"):
            t.equal(line[side], sums.get(((line["option"] or "").lower(), side), empty), f"ballot {ballot['number']} {line['option']} {side}")
    return sums


class Clock:
    """Moves the clock of the program to a time of day (UTC); back in the machine's time at the end of the `with`."""

    def __init__(self, folder):
        self.path = folder / "clock"
        self.set(time.time())

    def set(self, seconds):
        self.path.write_text(str(int(seconds - time.time())))
        self.path.chmod(0o600)

    def set_to(self, text):
        self.set(calendar.timegm(time.strptime(text, "%Y-%m-%d %H:%M")))

    def __enter__(self):
        os.environ["DOCKET_TEST_CLOCK"] = str(self.path)
        return self

    def __exit__(self, *_):
        del os.environ["DOCKET_TEST_CLOCK"]


def open_all(t, clock):
    """Each ballot is opened in the evening of its call, and all are closed after the end of the last."""
    t.must("group", "set", "edge", "--create", "--timezone", "UTC")
    for name, (address, role, since) in MEMBERS.items():
        t.must("member", "add", "edge", address, "--name", name, "--role", role, "--since", since)
    clock.set_to("2026-12-01 00:00")
    t.must("ingest", "-g", "edge", SAMPLE / "raw")
    for message, rule, closes, options in BALLOTS:
        day = message.rsplit(".", 1)[1]
        clock.set_to(f"{day[:4]}-{day[4:6]}-{day[6:]} 22:00")
        t.must("vote", "open", "edge", message, *options, "--rule", rule, "--thread", message + ID, "--closes", closes)
    clock.set_to("2026-12-01 00:00")
    for number in (1, 2, 3):
        t.must("vote", "close", "edge", number)


@test("the sample ballots counted again give what docket says, and what its README says")
def sample(t):
    with Clock(t.folder) as clock:
        open_all(t, clock)
        ballots = t.must("export", "edge", "--what", "votes").json()["ballots"]
    t.equal(len(ballots), 3, "ballots")
    release, armv7, poll = (same_tally(t, ballot) for ballot in ballots)
    for ballot, sums in zip(ballots, (release, armv7, poll)):
        t.equal(ballot["outcome"], "passed" if outcome(ballot, sums) else "failed", f"outcome of ballot {ballot['number']}")
    t.equal(release[("", "binding")], {"for": 5, "zero": 1, "against": 0, "score": 5}, "the release, members")
    t.equal(release[("", "other")], {"for": 4, "zero": 1, "against": 0, "score": 4}, "the release, others")
    t.equal(armv7[("", "binding")], {"for": 5, "zero": 0, "against": 0, "score": 5}, "armv7, members")
    t.equal(armv7[("", "other")], {"for": 0, "zero": 1, "against": 0, "score": 0}, "armv7, others")
    members = {option: poll[(option, "binding")]["score"] for option in ("1a", "1b", "2", "3")}
    others = {option: poll[(option, "other")]["score"] for option in ("1a", "1b", "2", "3")}
    t.equal(members, {"1a": 9, "1b": 4, "2": 0, "3": -8}, "the poll, members")
    t.equal({o: members[o] + others[o] for o in members}, {"1a": 11, "1b": 2, "2": -2, "3": -9}, "the poll, everybody")
    reasons = {vote["message_id"]: vote["why"] for vote in ballots[0]["votes"]}
    t.equal(reasons["vote-1.0-na.20261017" + ID], "after close", "the late vote")


def vote_of_row(row):
    """What recount() asks of a vote, from a line of the text page alone."""
    return {
        "binding": row[2] == "binding",
        "resolved": row[3] == "resolved",
        "option": None if row[4] == "-" else row[4],
        "value": int(row[5]),
        "voter_number": int(row[6]),
        "why": None if row[-1] == "-" else row[-1],
    }


@test("the text page says the same, and its checksum is that of its lines")
def text(t):
    with Clock(t.folder) as clock:
        open_all(t, clock)
    for number in "123":
        page = t.must("vote", "show", "edge", number).out
        head, line = page.rsplit(b"\n", 2)[0] + b"\n", page.rsplit(b"\n", 2)[1].decode()
        t.equal(line, "SHA-256 of the lines above: " + hashlib.sha256(head).hexdigest(), "checksum")
        rows = [row.split("\t") for row in head.decode().splitlines() if "\tcounted\t" in row or "\trefused\t" in row]
        votes = t.must("vote", "show", "edge", number, "--format", "json").json()["votes"]
        t.equal(len(rows), len(votes), "rows")
        for row, vote in zip(rows, votes):
            t.equal(
                (row[1] == "counted", row[2] == "binding", int(row[5]), int(row[6])),
                (vote["counted"], vote["binding"], vote["value"], vote["voter_number"]),
                f"row {row}",
            )
        ballot = t.must("vote", "show", "edge", number, "--format", "json").json()
        same_tally(t, {**ballot, "votes": [vote_of_row(row) for row in rows]})


RULES = ("lazy-consensus", "majority", "consensus", "release", "ranked")
OPTIONS = ("a", "b", "c")
MEMBERS_HERE = ("ann", "ben", "cho", "dan", "eli")
STRANGERS = ("xan", "yara", "zoe")


def vote_lines(rng, rule):
    """What one mail says: its text, and [(option, value, counts)]."""
    if rule == "ranked":
        rated = rng.sample(OPTIONS, rng.randint(1, 3))
        said = [(option, rng.randint(-2, 2), True) for option in rated]
        return "".join(f"{option}: {value:+d}\n" for option, value, _ in said), said
    value = rng.choice((1, 1, 1, 0, -1))
    reason = rng.random() < 0.7
    counts = value >= 0 or reason or rule not in ("lazy-consensus", "consensus")
    return f"{value:+d}{' it is not ready for the old boards' if reason else ''}\n", [("", value, counts)]


def write_threads(rng, ballots, began):
    """An mbox with a thread for each ballot; each ballot is told what counts in the end, by who wrote and when alone."""
    text = ""
    for number, ballot in enumerate(ballots, 1):
        mails = [("ann", f"[VOTE] Question {number}", "Please vote.\n", None)]
        ballot["last"] = {}
        for _ in range(rng.randint(3, 14)):
            who = rng.choice(MEMBERS_HERE + STRANGERS)
            words, said = vote_lines(rng, ballot["rule"])
            mails.append((who, f"Re: [VOTE] Question {number}", words, f"call-{number}@example.org"))
            for option, value, counts in said:
                if counts:
                    ballot["last"][(who, option)] = value
        for n, (who, subject, words, answers) in enumerate(mails):
            identity = f"call-{number}@example.org" if n == 0 else f"answer-{number}-{n}@example.org"
            reply = f"In-Reply-To: <{answers}>\n" if answers else ""
            text += (f"From {who}@example.org Tue Dec  1 10:00:00 2026\nFrom: {who}@example.org\nSubject: {subject}\n"
                     f"Date: {email.utils.formatdate(began + n * 60)}\nMessage-ID: <{identity}>\n{reply}\n{words}\n")
    return text


def truth(ballot):
    """Sums by option and side, and the result by the rules in words, from what was written into the mails."""
    sums, voters = collections.defaultdict(lambda: {"for": 0, "zero": 0, "against": 0, "score": 0}), set()
    for (who, option), value in ballot["last"].items():
        line = sums[(option, "binding" if who in MEMBERS_HERE else "other")]
        line["for" if value > 0 else "against" if value < 0 else "zero"] += 1
        line["score"] += value
        voters |= {who} & set(MEMBERS_HERE)
    side = sums[("", "binding")]
    if ballot["rule"] == "ranked":
        ranks = sorted((sums[(o, "binding")]["score"], sums[(o, "other")]["score"]) for o in OPTIONS)
        passed = ranks[-1][0] > 0 and ranks[-1] != ranks[-2]
    else:
        passed = {"lazy-consensus": side["against"] == 0, "majority": side["for"] > side["against"],
                  "consensus": side["for"] >= 3 and side["against"] == 0,
                  "release": side["for"] >= 3 and side["for"] > side["against"]}[ballot["rule"]]
    return sums, "no quorum" if len(voters) < ballot["quorum"] else "passed" if passed else "failed"


@test("forty ballots of every rule, with quorums, options and changed minds: what the mails say is what docket counts")
def many(t):
    rng = random.Random(6)
    ballots = [{"rule": RULES[n % len(RULES)], "quorum": rng.choice((0, 0, 3, 5))} for n in range(40)]
    with Clock(t.folder) as clock:
        mbox = t.folder / "votes.mbox"
        mbox.write_text(write_threads(rng, ballots, time.time() - 86400))
        t.must("group", "set", "plan", "--create", "--timezone", "UTC")
        for who in MEMBERS_HERE:
            t.must("member", "add", "plan", f"{who}@example.org", "--name", who.title(), "--since", "2020-01-01")
        t.must("ingest", "-g", "plan", mbox)
        for number, ballot in enumerate(ballots, 1):
            options = [f"{o}: option {o}" for o in OPTIONS] if ballot["rule"] == "ranked" else []
            t.must("vote", "open", "plan", f"Question {number}", *options, "--rule", ballot["rule"], "--quorum", ballot["quorum"],
                   "--thread", f"call-{number}@example.org", "--closes", "never" if ballot["rule"] != "lazy-consensus" else
                   time.strftime("%Y-%m-%d %H:%M", time.gmtime(time.time() + 86400)))
        clock.set(time.time() + 172800)  # the time of lazy consensus is over
        for number in range(1, len(ballots) + 1):
            t.must("vote", "close", "plan", number)
        counted = t.must("export", "plan", "--what", "votes").json()["ballots"]
    results = collections.Counter()
    for ballot, found in zip(ballots, counted, strict=True):
        sums, result = truth(ballot)
        again = same_tally(t, found)
        for key in set(sums) | set(again):
            t.equal(again.get(key, sums.default_factory()), sums[key], f"ballot {found['number']} {ballot['rule']} {key}")
        t.equal(found["outcome"], result, f"ballot {found['number']}: {ballot} {dict(sums)}")
        results[(ballot["rule"], result)] += 1
    # The seed shows each rule pass and fail, and quorums missed.
    for rule in RULES:
        t.ok(results[(rule, "passed")] > 0 and results[(rule, "failed")] > 0, f"{rule} is not tried both ways: {results}")
    t.ok(sum(n for (_, result), n in results.items() if result == "no quorum") > 2, f"quorums: {results}")


test.main()
