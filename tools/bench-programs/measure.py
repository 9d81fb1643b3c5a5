"""What tools/bench and its peers share: running, timing, mails, servers, requests, rows of the table."""

import http.client
import os
import pathlib
import re
import resource
import statistics
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BENCH_BUILD", TOP / "build-release"))
DOCKET = BUILD / "server/docket"


class Failed(Exception):
    """A program that ended badly, or an answer that is none."""


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, **options)


def output(*command, **options):
    return run(*command, stdout=subprocess.PIPE, text=True, **options).stdout


def timed(*command, stdin=None, statuses=(0,)):
    """Wall seconds and peak resident MiB of a whole process."""
    start = time.monotonic()
    with open(stdin or os.devnull, "rb") as source:
        process = subprocess.Popen([str(part) for part in command], stdin=source, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in statuses:
        raise Failed(f"{' '.join(map(str, command))[:200]} ended with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


def children_seconds():
    """Processor time of all programs that have ended: no matter what else the machine does."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


# --- rows ---


def row(what, shown, promised="", met=None):
    """One line of the table; met: whether the promise is kept, None when there is none."""
    return what, shown, promised, "" if met is None or met else "**missed**"


def spread(values, digits=3):
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}..{max(values):.{digits}f})"


def at_most(what, values, limit, digits=3):
    return row(what, spread(values, digits), f"at most {limit}", statistics.median(values) <= limit)


def at_least(what, values, limit, digits=3):
    return row(what, spread(values, digits), f"at least {limit}", statistics.median(values) >= limit)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def first_answers_row(what, times, limit):
    worst = percentile(times, 0.99)
    return row(f"{what}, p99 of {len(times)}, ms", f"{worst:.1f} (median {statistics.median(times):.1f})", f"under {limit}",
               worst < limit)


# --- mails ---


def mails_of(path):
    mail = []
    with open(path, "rb") as file:
        for line in file:
            if line.startswith(b"From mboxrd@z ") and mail:
                yield b"".join(mail)
                mail = []
            mail.append(line)
    if mail:
        yield b"".join(mail)


def rekey(mail, copy):
    """The same mail under other Message-IDs, so that copies are threads of their own."""
    head, _, body = mail.partition(b"\n\n")
    lines = []
    keyed = False
    for line in head.split(b"\n"):
        if line[:1] not in (b" ", b"\t", b""):
            keyed = line.lower().startswith((b"message-id:", b"in-reply-to:", b"references:"))
        lines.append(line.replace(b"@", b".copy%d@" % copy) if keyed else line)
    return b"\n".join(lines) + b"\n\n" + body


def sized(source, size, folder):
    """An mbox of `size` mails: spread evenly over the list when it has more, re-keyed copies of it when it has fewer."""
    if size is None:
        return source
    target = folder / f"{size}.mbox"
    total = sum(1 for _ in mails_of(source))
    left, copy, number = size, 0, 0
    step = max(total / size, 1)
    with open(target, "wb") as out:
        while left > 0:
            for index, mail in enumerate(mails_of(source)):
                if left == 0:
                    break
                if copy == 0 and index < number * step:
                    continue
                number += 1
                left -= 1
                out.write(rekey(mail, copy) if copy else mail)
            copy += 1
    return target


def remove_database(db):
    for suffix in ("", "-wal", "-shm"):
        pathlib.Path(f"{db}{suffix}").unlink(missing_ok=True)


def ingest(db, mbox):
    """A full ingest into a new database: seconds and peak MiB."""
    remove_database(db)
    return timed(DOCKET, "--db", db, "ingest", "-g", "bench", mbox)


# --- servers ---


class Server:
    """docket serve, or the bare program, on a free port."""

    def __init__(self, *command, bare=False):
        self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"(\d+)\s*$" if bare else r":(\d+)", line)
        if found is None:
            raise Failed(f"{command[0]} did not start")
        self.port = int(found.group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait()


def serve(db):
    return Server(DOCKET, "--db", db, "serve", "--offline", "--listen", "127.0.0.1:0")


# Asks for the addresses given, one after the other; {n} in one becomes a number that was not there before.
WRK_SCRIPT = """
local counter = 0
function setup(thread)
  thread:set("number", counter)
  counter = counter + 1
end
local paths, at = {}, 0
function init(args)
  for line in io.lines(args[1]) do paths[#paths + 1] = line end
  at = number * 7919
end
function request()
  at = at + 1
  local path = paths[at % #paths + 1]:gsub("{n}", number .. "-" .. at)
  return wrk.format("GET", path)
end
"""


def requests_per_second(port, paths, folder, seconds=2):
    """wrk -c16 over all of paths; every answer has to be 200."""
    (folder / "wrk.lua").write_text(WRK_SCRIPT)
    (folder / "wrk.paths").write_text("\n".join(paths) + "\n")
    text = output("wrk", "-t2", "-c16", f"-d{seconds}s", "--timeout", "30s", "-s", folder / "wrk.lua",
                  f"http://127.0.0.1:{port}", "--", folder / "wrk.paths")
    if "Non-2xx" in text:
        raise Failed(f"{paths[0]} is not answered with 200")
    return float(re.search(r"Requests/sec:\s*([\d.]+)", text).group(1))


def get(connection, path):
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.getheader("Content-Type"), answer.read()


def first_answers(port, paths):
    """Milliseconds of the first answer to each path."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.connect()
    times = []
    for path in paths:
        start = time.monotonic()
        status, _, _ = get(connection, path)
        times.append((time.monotonic() - start) * 1000)
        if status != 200:
            raise Failed(f"{path} is answered with {status}")
    return times


def wait_for(port, path, seconds=30, process=None):
    """Until path is answered with 200."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if process is not None and process.poll() is not None:
            raise Failed(f"the server on port {port} ended")
        try:
            if get(http.client.HTTPConnection("127.0.0.1", port, timeout=5), path)[0] == 200:
                return
        except OSError:
            time.sleep(0.01)
    sys.exit(f"tools/bench: no answer from port {port} in {seconds} s")
