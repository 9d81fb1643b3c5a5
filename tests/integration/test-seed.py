#!/usr/bin/env python3
"""The seed mail comes out exactly as its labels say."""

import json

from harness import Tests, shared

test = Tests()


def export(t, what):
    t.must("ingest", "-g", "virt", shared("seeds/virt-sig-roadmap.mbox"))
    wanted = json.loads(shared("seeds/virt-sig-roadmap.expected.json").read_text())
    return t.must("export", "virt", "--what", what).json()[what], wanted[what]


@test("the seed's items are found, none is missing, none is invented")
def items(t):
    found, wanted = export(t, "items")

    def row(item, lines):
        return (item["kind"], item["title"], item["section"], item["parent_title"], tuple(lines))

    got = {row(item, item["origin"]["lines"]): item for item in found}
    t.equal(len(got), len(found), "each once")
    must = {row(item, item["lines"]): item for item in wanted if not item["soft"]}
    may = {row(item, item["lines"]): item for item in wanted}
    t.equal(sorted(map(str, set(must) - set(got))), [], "missing")
    t.equal(sorted(map(str, set(got) - set(may))), [], "invented")
    for key, item in got.items():
        if may[key]["owner"] is not None:
            t.equal(item["owner"], may[key]["owner"], f"owner of {item['title']}")
        t.ok(item["key"] and item["rule"] and item["origin"]["quote"], f"key, rule and quote of {item['title']}")
        t.equal(item["origin"]["message_id"], "virt-sig-roadmap.20140415@seed.example", "origin")


@test("the seed's links are found with their items")
def links(t):
    found, wanted = export(t, "links")
    titles = {item["key"]: item["title"] for item in t.must("export", "virt", "--what", "items").json()["items"]}
    got = sorted((x["kind"], x["value"], x["line"], titles.get(x["item"], x["item"])) for x in found)
    t.equal(got, sorted((x["kind"], x["value"], x["line"], x["item"]) for x in wanted), "links")


@test("the seed has no votes")
def votes(t):
    found, wanted = export(t, "votes")
    t.equal([vote for vote in found if vote["counted"]], wanted, "votes")


@test("the seed saved as text from a pipermail page gives the same items")
def saved(t):
    t.must("ingest", "-g", "text", shared("seeds/virt-sig-roadmap.txt"))
    t.must("ingest", "-g", "mbox", shared("seeds/virt-sig-roadmap.mbox"))
    one = t.must("export", "text", "--what", "items").json()["items"]
    two = t.must("export", "mbox", "--what", "items").json()["items"]
    t.equal([(i["kind"], i["title"]) for i in one], [(i["kind"], i["title"]) for i in two], "items")


test.main()
