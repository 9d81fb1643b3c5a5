#!/usr/bin/env python3
"""Killed at any point and started again, ingest ends in the same database as an undisturbed run."""

import gzip
import os
import random
import signal
import subprocess
import time

from harness import PROGRAM, SAMPLE, SANITIZED, SHARED, Tests, facts

test = Tests()
ROUNDS = 50 if not SANITIZED else 8
SEED = 20260901


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
    start = time.monotonic()
    t.must("ingest", "-g", "edge", *paths, db=whole)
    lasts = time.monotonic() - start
    t.sound(db=whole)
    wanted = facts(t.dump(whole))
    rng = random.Random(SEED)
    early = halfway = 0
    for n in range(ROUNDS):
        db = t.folder / f"{n}.db"
        kills = rng.choice([1, 1, 1, 2, 3])
        for _ in range(kills):
            process = subprocess.Popen([PROGRAM, "--db", str(db), "ingest", "-g", "edge", *paths],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(rng.uniform(0.0, lasts))
            process.send_signal(signal.SIGKILL)
            early += process.wait() == -signal.SIGKILL
        if db.exists():
            # What the killed run left is sound before anything mends it, if it got as far as a schema.
            left = t.run("check", db=db)
            t.ok(left.status == 0 or "docket" in left.errors, f"round {n}: what was left: {left.text}{left}")
            halfway += left.status == 0
        t.must("ingest", "-g", "edge", *paths, db=db)
        t.sound(db=db)
        t.same_dump(wanted, facts(t.dump(db)), f"round {n}")
        for path in t.folder.glob(f"{n}.db*"):
            path.unlink()
    t.ok(early >= ROUNDS // 2, f"only {early} kills came before the end")


@test("a rebuild that is killed leaves a database that a second rebuild completes")
def rebuild_killed(t):
    paths = archive(t.folder)
    t.must("ingest", "-g", "edge", *paths)
    wanted = facts(t.dump())
    start = time.monotonic()
    t.must("rebuild", "edge")
    lasts = time.monotonic() - start
    t.same_dump(wanted, facts(t.dump()), "after an undisturbed rebuild")
    rng = random.Random(SEED + 1)
    for n in range(6):
        process = subprocess.Popen([PROGRAM, "--db", str(t.db), "rebuild", "edge"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.1, 0.9) * lasts)
        process.send_signal(signal.SIGKILL)
        process.wait()
        t.ok(t.run("check").status in (0, 1, 3), f"round {n}: check answers")
    t.must("rebuild", "edge")
    t.sound()
    t.same_dump(wanted, facts(t.dump()), "after the last rebuild")


test.main()
