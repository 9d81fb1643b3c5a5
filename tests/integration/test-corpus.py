#!/usr/bin/env python3
"""The labelled mails through the whole program: what extraction finds in each of them comes out of docket export."""

import json
import pathlib
import re

from harness import Tests

test = Tests()
CORPUS = pathlib.Path(__file__).resolve().parent.parent / "corpus"


def labels():
    """Message-ID -> the labels of that mail."""
    found = {}
    for path in sorted(CORPUS.glob("*.eml")):
        head = path.read_bytes().replace(b"\r\n", b"\n").split(b"\n\n")[0].decode("utf-8", "replace")
        message_id = re.search(r"(?im)^message-id:\s*<([^>]+)>", head).group(1)
        found[message_id] = json.loads(path.with_suffix(".json").read_text())
    return found


def export(t, what):
    t.must("ingest", "-g", "corpus", CORPUS)
    return t.must("export", "corpus", "--what", what).json()[what]


@test("each labelled item is exported, once, as an item or as a further mention of one")
def items(t):
    have = {}
    for item in export(t, "items"):
        have[item["origin"]["message_id"], tuple(item["origin"]["lines"]), item["found_title"]] = item
        for mention in item["mentions"]:
            have[mention["message_id"], tuple(mention["lines"]), None] = item
    missing, merged = [], 0
    for message_id, label in labels().items():
        for wanted in label["items"]:
            place = (message_id, tuple(wanted["lines"]))
            item = have.get(place + (wanted["title"],))
            if item is not None:
                t.ok(wanted["soft"] or item["kind"] == wanted["kind"], f"kind of {wanted['title']}: {item['kind']}")
            elif place + (None,) in have:
                merged += 1
            elif not wanted["soft"]:
                missing.append((message_id, wanted["kind"], wanted["title"]))
    t.equal(missing, [], "missing")
    # Entries said word for word on two lists ("Next week's chair"), one near to it, and answers below a quoted entry, which are the entry's.
    t.ok(merged <= 8, f"{merged} of the strangers' items are taken for one another")


@test("each labelled link is exported with its line")
def links(t):
    have = {(x["message_id"], x["kind"], x["value"], x["line"]) for x in export(t, "links")}
    wanted = {(m, x["kind"], x["value"], x["line"]) for m, label in labels().items() for x in label["links"]
              if not x.get("soft")}
    t.equal(sorted(wanted - have), [], "missing")


@test("each labelled vote is exported, and none that only looks like one is counted")
def votes(t):
    exported = export(t, "votes")
    have = {(v["message_id"], v["line"], v["option"] or "", v["value"]) for v in exported}
    label = {(m, v["line"]): v for m, one in labels().items() for v in one["votes"]}
    # a part of a vote counts towards 0: "+0.5" as 0
    wanted = {(m, v["line"], v["option"] or "", int(float(v["value"].lstrip("±")))) for m, one in labels().items() for v in one["votes"]
              if not v["like"] and not v.get("soft")}
    t.equal(sorted(wanted - have), [], "missing")
    for vote in exported:
        place = (vote["message_id"], vote["line"])
        if vote["counted"]:
            t.ok(place in label and not label[place]["like"], f"counted: {vote['quote']}")
        else:
            t.ok(vote["why"], f"a reason: {vote['quote']}")


test.main()
