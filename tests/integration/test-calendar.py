#!/usr/bin/env python3
"""Calendars as another program reads them: python3-icalendar parses, dateutil counts out the rules, and what comes out is what
docket lists. And what comes in: calendars of others, good and bad."""

import datetime
import os
import sys
import urllib.request

from harness import Serving, Skip, Tests

try:
    import icalendar
    from dateutil.rrule import rrulestr
except ImportError:
    icalendar = None
    # The distribution's modules belong to its own Python, which need not be the first in the path.
    if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/bin/python3"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])

tests = Tests()
UTC = datetime.timezone.utc
SINCE, UNTIL = "2024-01-01", "2029-12-31"
SERIES = [
    ("weekly", "weekly monday", "14:00"),
    ("even", "even weeks tuesday", "17:00"),
    ("odd", "odd weeks friday", "09:30"),
    ("second", "2nd tuesday", "20:00"),
    ("last", "last friday", "14:00"),
    ("skipped", "last sunday", "01:30"),
    ("hand", "dates", "10:00"),
]


def make(t, zone="Europe/London"):
    if icalendar is None:
        raise Skip("python3-icalendar and python3-dateutil are not there")
    t.db = t.folder / f"{zone.replace('/', '-')}.db"
    t.must("group", "add", "virt", "--name", "Virt, SIG; \\ of Łódź", "--timezone", zone)
    for name, rule, at in SERIES:
        more = ["--dates", "2024-03-05 2028-02-29 2026-07-01"] if rule == "dates" else ["--since", "2024-01-01"]
        t.must("meeting", "series", "add", "virt", name, rule, "--time", at, "--place", "#virt; " + "ąćęłńóśźż" * 12, *more)


def calendar(t):
    raw = t.must("meeting", "list", "virt", "--format", "ics").out
    return raw, icalendar.Calendar.from_ical(raw)


def moment(zones, value, params):
    """A date-time of the file as UTC, by the VTIMEZONE of the same file."""
    zone = params.get("TZID")
    if zone is None:
        return value.replace(tzinfo=UTC)
    naive, tz = value.replace(tzinfo=None), zones[zone]
    early, late = sorted(tz.localize(naive, is_dst=flag) for flag in (True, False))
    if all(tz.normalize(x).replace(tzinfo=None) == naive for x in (early, late)):
        return early.astimezone(UTC)
    return tz.localize(naive, is_dst=False).astimezone(UTC)


def starts(cal):
    """UTC starts of all meetings that are not cancelled, counted out."""
    zones = {str(t["TZID"]): t.to_tz() for t in cal.walk("VTIMEZONE")}
    found, changed = {}, []
    for event in cal.walk("VEVENT"):
        first = event["DTSTART"]
        uid = str(event["UID"])
        if "RECURRENCE-ID" in event:
            changed.append((uid, event))
            continue
        naive = first.dt.replace(tzinfo=None)
        days = [naive]
        if "RRULE" in event:
            rule = event["RRULE"]
            text = rule.to_ical().decode()
            if "UNTIL" in rule:
                until = rule["UNTIL"][0]
                zone = zones.get(first.params.get("TZID"))
                local = until.astimezone(zone).replace(tzinfo=None) if zone else until.replace(tzinfo=None)
                parts = [p for p in text.split(";") if not p.startswith("UNTIL=")]
                text = ";".join(parts + ["UNTIL=" + local.strftime("%Y%m%dT%H%M%S")])
            days = rrulestr(text, dtstart=naive).between(datetime.datetime(2023, 12, 1), datetime.datetime(2030, 2, 1), inc=True)
        if "RDATE" in event:
            days += [d.dt.replace(tzinfo=None) for d in event["RDATE"].dts]
        for day in days:
            found[(uid, moment(zones, day, first.params))] = moment(zones, day, first.params)
    for uid, event in changed:
        key = (uid, moment(zones, event["RECURRENCE-ID"].dt, event["RECURRENCE-ID"].params))
        assert key in found, f"{key} is no occurrence"
        del found[key]
        if str(event["STATUS"]) != "CANCELLED":
            found[key] = moment(zones, event["DTSTART"].dt, event["DTSTART"].params)
    return sorted(found.values())


def listed(t):
    out = t.must("meeting", "list", "virt", "--since", SINCE, "--until", UNTIL, "--format", "json").json()
    when = [m for m in out["meetings"] if m["state"] != "cancelled"]
    return sorted(datetime.datetime.fromisoformat(m["start"].replace("Z", "+00:00")) for m in when)


def within(times):
    low = datetime.datetime(2024, 1, 2, tzinfo=UTC)
    high = datetime.datetime(2029, 12, 30, tzinfo=UTC)
    return [t for t in times if low <= t <= high]


@tests("another reader finds the same meetings in every zone")
def _(t):
    for zone in ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"):
        make(t, zone)
        _, cal = calendar(t)
        ours, theirs = within(listed(t)), within(starts(cal))
        t.ok(len(ours) > 500, len(ours))
        t.ok(ours == theirs, (zone, [str(x) for x in sorted(set(ours) ^ set(theirs))[:6]]))


@tests("moved, cancelled and extra meetings are exceptions of their series")
def _(t):
    make(t)
    t.must("meeting", "move", "virt", "2026-03-09", "2026-03-12T15:00")
    t.must("meeting", "cancel", "virt", "2026-03-16")
    t.must("meeting", "add", "virt", "2026-03-17T08:00", "--name", "Extra")
    t.must("meeting", "move", "virt", "2027-01-12T1700", "2027-01-15T17:00")
    _, cal = calendar(t)
    t.equal(within(listed(t)), within(starts(cal)), "starts")
    by_state = [str(e["STATUS"]) for e in cal.walk("VEVENT") if "RECURRENCE-ID" in e]
    t.equal(sorted(by_state), ["CANCELLED", "CONFIRMED", "CONFIRMED"], "exceptions")


@tests("the file keeps to RFC 5545")
def _(t):
    make(t)
    t.must("meeting", "cancel", "virt", "2026-03-16")
    raw, cal = calendar(t)
    t.ok(raw.endswith(b"END:VCALENDAR\r\n") and b"\n" not in raw.replace(b"\r\n", b""), "line ends")
    for line in raw.split(b"\r\n"):
        t.ok(len(line) <= 75, line)
        line.decode("utf-8")
    keys = set()
    for event in cal.walk("VEVENT"):
        for name in ("UID", "DTSTAMP", "SEQUENCE", "DTSTART", "SUMMARY", "STATUS"):
            t.ok(name in event, name)
        key = (str(event["UID"]), event.get("RECURRENCE-ID") and event["RECURRENCE-ID"].to_ical())
        t.ok(key not in keys, key)
        keys.add(key)
        t.ok(str(event["SUMMARY"]).startswith("Virt, SIG; \\ of Łódź"), event["SUMMARY"])
        t.equal(str(event["STATUS"]) == "CANCELLED", not list(event.walk("VALARM")), "alarm")
    zones = [str(z["TZID"]) for z in cal.walk("VTIMEZONE")]
    t.equal(zones, ["Europe/London"], "zones")


@tests("a UID stays and SEQUENCE grows when a meeting changes")
def _(t):
    make(t)
    _, before = calendar(t)
    t.must("meeting", "series", "set", "virt", "weekly", "--time", "15:00")
    t.must("meeting", "move", "virt", "2026-03-09", "2026-03-12T15:00")
    t.must("meeting", "move", "virt", "2026-03-12", "2026-03-13T15:00")
    _, after = calendar(t)
    uids = lambda cal: {str(e["UID"]): int(e["SEQUENCE"]) for e in cal.walk("VEVENT") if "RECURRENCE-ID" not in e}
    old, new = uids(before), uids(after)
    t.equal(old.keys(), new.keys(), "UIDs")
    t.equal(sorted(new[u] - old[u] for u in old)[-1], 1, "SEQUENCE of the changed series")
    moved = [e for e in after.walk("VEVENT") if "RECURRENCE-ID" in e]
    t.ok(len(moved) == 1 and int(moved[0]["SEQUENCE"]) == 3, moved)


@tests("the calendars of all groups and of one meeting, as the server gives them")
def _(t):
    make(t)
    t.must("group", "add", "tokyo", "--name", "Tokyo SIG", "--timezone", "Asia/Tokyo")
    t.must("meeting", "series", "add", "tokyo", "monthly", "1st tuesday", "--time", "09:00", "--since", "2024-01-01", "--duration", "90")

    with Serving(t.db) as server:
        def read(path):
            with urllib.request.urlopen(server.base + path, timeout=30) as answer:
                t.ok(answer.headers["Content-Type"].startswith("text/calendar"), path)
                return icalendar.Calendar.from_ical(answer.read())

        every = read("/meetings.ics")
        t.equal(sorted(str(z["TZID"]) for z in every.walk("VTIMEZONE")), ["Asia/Tokyo", "Europe/London"], "zones")
        names = {str(e["SUMMARY"]).split(":")[0] for e in every.walk("VEVENT")}
        t.ok({"Tokyo SIG meeting"} < names, names)
        tokyo = next(e for e in every.walk("VEVENT") if str(e["SUMMARY"]).startswith("Tokyo SIG"))
        t.equal((tokyo["DTSTART"].params["TZID"], tokyo["DTSTART"].dt.hour, tokyo["DURATION"].dt), ("Asia/Tokyo", 9, datetime.timedelta(minutes=90)),
                "when")
        listed_ids = {str(e["UID"]) for e in calendar(t)[1].walk("VEVENT")}
        t.ok(listed_ids < {str(e["UID"]) for e in every.walk("VEVENT")}, "all of virt and one of tokyo")

        one = read("/tokyo/meetings/2027-05-04.ics").walk("VEVENT")
        t.equal(len(one), 1, "events")
        t.equal(str(one[0]["URL"]).split("/", 3)[3], "tokyo/meetings/2027-05-04/", "URL")
        t.equal(one[0]["DURATION"].dt, datetime.timedelta(minutes=90), "duration")
        t.ok("/tokyo/meetings/2027-05-04/" in str(one[0]["DESCRIPTION"]), one[0]["DESCRIPTION"])


tests.main()
