#!/usr/bin/env python3
"""Counts the ballots of docs/sample again, from what `docket export --what votes` and the text page print and by rules written
down here a second time: nothing of docket's own counting is used."""

import collections
import hashlib
import time

from harness import SAMPLE, Skip, Tests

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


def open_all(t):
    if time.gmtime()[:3] < (2026, 11, 22):
        raise Skip("the clock of this machine is before the end of the sample")
    t.must("group", "set", "edge", "--create", "--timezone", "UTC")
    t.must("ingest", "-g", "edge", SAMPLE / "raw")
    for name, (address, role, since) in MEMBERS.items():
        t.must("member", "add", "edge", address, "--name", name, "--role", role, "--since", since)
    for message, rule, closes, options in BALLOTS:
        if closes >= time.strftime("%Y-%m-%d %H:%M", time.gmtime()):
            closes = "2099-01-01"
        t.must("vote", "open", "edge", message, *options, "--rule", rule, "--thread", message + ID, "--closes", closes)


@test("the sample ballots counted again give what docket says, and what its README says")
def sample(t):
    open_all(t)
    t.must("vote", "close", "edge", "1")
    t.must("vote", "close", "edge", "2")
    ballots = t.must("export", "edge", "--what", "votes").json()["ballots"]
    t.equal(len(ballots), 3, "ballots")
    release, armv7, poll = (same_tally(t, ballot) for ballot in ballots)
    for ballot, sums in zip(ballots, (release, armv7, poll)):
        if ballot["outcome"] != "open":
            t.equal(ballot["outcome"] == "passed", outcome(ballot, sums), f"outcome of ballot {ballot['number']}")
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


@test("the text page says the same, and its checksum is that of its lines")
def text(t):
    open_all(t)
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


test.main()
