#!/usr/bin/env python3
"""Killed at any point and started again, ingest ends in the same database as an undisturbed run."""

import gzip
import os
import random
import resource
import signal
import subprocess
import time

from harness import PROGRAM, SAMPLE, SANITIZED, SHARED, Tests, facts

test = Tests()
ROUNDS = 50 if not SANITIZED else 8
SEED = 20260901


def spent(process):
    """Processor seconds of a child so far: how far it is, however much else the machine does (clock_getcpuclockid(3))."""
    return time.clock_gettime((~process.pid << 3) | 2)


def kill_at(command, point):
    """Whether it was killed, after so many processor seconds, before its end."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        if spent(process) >= point:
            process.kill()
            break
        time.sleep(0.0005)
    return process.wait() == -signal.SIGKILL


def costs(run):
    """Processor seconds of what it runs."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def archive(folder):
    """Mail enough that an ingest lasts: the sample, and 2,000 real mails where they are at hand."""
    paths = [SAMPLE / "raw", SAMPLE / "pipermail"]
    real = SHARED / "data" / "linux-mips-2k.mbox.gz"
    if real.exists():
        mbox = folder / "list.mbox"
        mbox.write_bytes(gzip.decompress(real.read_bytes()))
        paths.append(mbox)
    return [str(path) for path in paths]


@test(f"killed at {ROUNDS} random points (seed {SEED}) and started again: the same sound database")
def killed(t):
    paths = archive(t.folder)
    whole = t.folder / "whole.db"
    cost = costs(lambda: t.must("ingest", "-g", "edge", *paths, db=whole))
    t.sound(db=whole)
    wanted = facts(t.dump(whole))
    rng = random.Random(SEED)
    early = halfway = 0
    for n in range(ROUNDS):
        db = t.folder / f"{n}.db"
        for _ in range(rng.choice([1, 1, 1, 2, 3])):
            early += kill_at([PROGRAM, "--db", str(db), "ingest", "-g", "edge", *paths], rng.uniform(0.0, cost))
        if db.exists():
            # What the killed run left is sound before anything mends it, if it got as far as a schema.
            left = t.run("check", db=db)
            t.ok(left.status == 0 or "is not a docket database" in left.errors, f"round {n}: what was left: {left.text}{left}")
            halfway += left.status == 0
        t.must("ingest", "-g", "edge", *paths, db=db)
        t.sound(db=db)
        t.same_dump(wanted, facts(t.dump(db)), f"round {n}")
        for path in t.folder.glob(f"{n}.db*"):
            path.unlink()
    t.ok(early >= ROUNDS // 2, f"only {early} kills came before the end")
    t.ok(halfway >= ROUNDS // 2, f"only {halfway} kills left a database")


@test("a rebuild that is killed leaves a database that a second rebuild completes")
def rebuild_killed(t):
    paths = archive(t.folder)
    t.must("ingest", "-g", "edge", *paths)
    wanted = facts(t.dump())
    cost = costs(lambda: t.must("rebuild", "edge"))
    t.same_dump(wanted, facts(t.dump()), "after an undisturbed rebuild")
    rng = random.Random(SEED + 1)
    early = 0
    for n in range(6):
        early += kill_at([PROGRAM, "--db", str(t.db), "rebuild", "edge"], rng.uniform(0.1, 0.9) * cost)
        t.ok(t.run("check").status in (0, 1, 3), f"round {n}: check answers")
    t.ok(early >= 3, f"only {early} kills came before the end")
    t.must("rebuild", "edge")
    t.sound()
    t.same_dump(wanted, facts(t.dump()), "after the last rebuild")


test.main()
