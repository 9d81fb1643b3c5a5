#!/usr/bin/env python3
"""Mailboxes of many megabytes are made while they are sent: the program holds a small part of one at any time."""

import random
import urllib.request
import zlib

from harness import SANITIZED, SLOW, Serving, Skip, Tests, mail

test = Tests()

MAILS, MAIL_BYTES = 64, 1 << 20
# What the server may grow by while it sends tens of MiB; one mail at a time, stored, unpacked, masked and compressed, is some MiB.
ROOM_MIB = 16
ROOT_ID = "big-0@test.example"
BEGIN, ADDRESS = b"From mboxrd@z ", b"@secret.example"


def letters(seed):
    """A body that hardly compresses: hexadecimal of random bytes, in lines."""
    text = random.Random(seed).randbytes(MAIL_BYTES // 2).hex()
    return "balloon\n" + "\n".join(text[i:i + 72] for i in range(0, len(text), 72)) + f"\nwho.{seed}@secret.example\n"


def fill(c):
    mbox = c.folder / "big.mbox"
    with open(mbox, "wb") as out:
        for n in range(MAILS):
            answers = f"References: <{ROOT_ID}>\n" if n > 0 else ""
            out.write(mail(n, letters(n), message_id=f"big-{n}@test.example", headers=answers) + b"\n")
    c.must("group", "add", "big", "--address", "big@test.example")
    c.must("ingest", "-g", "big", mbox)
    mbox.unlink()


def peak_mib(server):
    with open(f"/proc/{server.process.pid}/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))


def forget_peak(server):
    """From here on the peak is that of what follows."""
    with open(f"/proc/{server.process.pid}/clear_refs", "w") as refs:
        refs.write("5")


def read_mailbox(server, path):
    """Mails, bytes on the wire, whether an address was in it; holds a piece of the answer at a time."""
    unpack, mails, sent, named, tail = zlib.decompressobj(16 + zlib.MAX_WBITS), 0, 0, False, b""
    with urllib.request.urlopen(server.base + path, timeout=120 * SLOW) as answer:
        while piece := answer.read(1 << 16):
            sent += len(piece)
            text = tail + unpack.decompress(piece)
            mails += text.count(BEGIN) - tail.count(BEGIN)
            named = named or ADDRESS in text
            tail = text[1 - max(len(BEGIN), len(ADDRESS)):]
    return mails, sent, named, unpack.eof


@test("the mailbox of a month, a search and a thread is streamed: the server's peak memory stays far below the body")
def mailboxes_are_streamed(c):
    if SANITIZED:
        raise Skip("sanitizers need memory of their own")
    fill(c)
    with Serving(c.db) as server:
        for n in range(16):  # what it holds anyway, each of its threads
            urllib.request.urlopen(f"{server.base}/big/archive/big-{n}@test.example/raw", timeout=60 * SLOW).read()
        for path in ("/big/archive/2026-12.mbox.gz", "/big/search.mbox.gz?q=balloon", f"/big/archive/{ROOT_ID}/t.mbox.gz"):
            forget_peak(server)
            before = peak_mib(server)
            mails, sent, named, whole = read_mailbox(server, path)
            grown = peak_mib(server) - before
            c.equal(mails, MAILS, f"{path}: mails")
            c.ok(whole, f"{path}: the gzip stream has its end")
            c.ok(not named, f"{path}: a visitor reads no address")
            c.ok(sent > 2 * ROOM_MIB * (1 << 20), f"{path}: only {sent} bytes were sent: the bound below says nothing")
            c.ok(grown < ROOM_MIB, f"{path}: {sent / (1 << 20):.0f} MiB were sent and the server grew by {grown:.1f} MiB")


if __name__ == "__main__":
    test.main()
