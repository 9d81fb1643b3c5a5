"""The same mails indexed and the same questions asked of notmuch, mu, mairix and public-inbox."""

import http.client
import os
import pathlib
import socket
import subprocess

from measure import DOCKET, TOP, Failed, get, ingest, mails_of, requests_per_second, row, run, serve, spread, timed, wait_for

# What public-inbox's users and docket's both type.
SEARCHES = {
    "rare word": "futex",
    "common word": "patch",
    "phrase": '"memory barrier"',
    "from": "f:ralf",
    "date range": "d:20170101..20170630",
    "two words OR": "ioctl OR gpio",
}
# What a page of docket's shows; public-inbox shows 200 unless asked for fewer.
HITS = 50
# So many different mails are asked for where nothing is cached, and so many where all is.
ASKED, KEPT = 4000, 100
# Reads standard input into the inbox and indexes it, as public-inbox's own importers do.
IMPORT = ('my $i = PublicInbox::Config->new->lookup_name("bench"); $i->{-no_fsync} = 1;'
          ' PublicInbox::InboxWritable->new($i)->import_mbox(\\*STDIN, "mboxrd")')


def tree_size(path):
    path = pathlib.Path(path)
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def set_up(mbox, folder):
    """A home of their own for the peers, and the mails as a Maildir for those that read nothing else."""
    maildir = folder / "maildir"
    for sub in ("cur", "new", "tmp"):
        (maildir / sub).mkdir(parents=True)
    for number, mail in enumerate(mails_of(mbox)):
        (maildir / "cur" / f"{number}:2,S").write_bytes(mail.partition(b"\n")[2])
    home = folder / "home"
    home.mkdir()
    (home / ".notmuch-config").write_text(f"[database]\npath={maildir}\n[user]\nname=b\nprimary_email=b@example.org\n[new]\ntags=\n")
    (home / ".mairixrc").write_text(f"base={folder}\nmaildir=maildir\nmfolder=found\ndatabase={folder}/mairix.db\n")
    (home / ".gitconfig").write_text("[user]\nname = b\nemail = b@example.org\n[init]\ndefaultBranch = master\n")
    os.environ.update(HOME=str(home), NOTMUCH_CONFIG=str(home / ".notmuch-config"), MUHOME=str(folder / "mu"),
                      PI_CONFIG=str(folder / "inbox.config"), XDG_CACHE_HOME=str(home / "cache"))
    return maildir


def index_rows(mbox, folder, maildir, words):
    """Seconds to index, what the index takes, and a search by word from the command line."""
    db = folder / "peers.db"
    seconds, peak = ingest(db, mbox)
    rows = [row("docket: index, s / peak MiB / MB on disk", f"{seconds:.2f} / {peak:.0f} / {tree_size(db):.0f}"),
            row("docket: search by word, ms",
                spread([timed(DOCKET, "--db", db, "search", "bench", word)[0] * 1000 for word in words], 1))]
    peers = {
        "notmuch": ([["notmuch", "new", "--quiet"]], lambda word: ["notmuch", "search", "--limit=50", word],
                    maildir / ".notmuch"),
        "mu": ([["mu", "init", f"--maildir={maildir}"], ["mu", "index", "--quiet"]],
               lambda word: ["mu", "find", "-n", "50", "-s", "date", "-z", word], folder / "mu"),
        "mairix": ([["mairix", "-f", f"{os.environ['HOME']}/.mairixrc"]],
                   lambda word: ["mairix", "-f", f"{os.environ['HOME']}/.mairixrc", "-r", word], folder / "mairix.db"),
    }
    for name, (commands, find, index) in peers.items():
        try:
            made = [timed(*command) for command in commands]
            rows.append(row(f"{name}: index, s / peak MiB / MB on disk (beside the mail)",
                            f"{sum(s for s, _ in made):.2f} / {max(p for _, p in made):.0f} / {tree_size(index):.0f}"))
            rows.append(row(f"{name}: search by word, ms",
                            spread([timed(*find(word), statuses=range(5))[0] * 1000 for word in words], 1)))
        except (Failed, OSError) as error:
            rows.append(row(f"{name}: not measured", str(error)))
    return db, rows


def inbox_rows(mbox, folder):
    run("public-inbox-init", "-V2", "bench", folder / "inbox", "http://127.0.0.1/bench", "bench@example.org",
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds, peak = timed("perl", "-MPublicInbox::Config", "-MPublicInbox::InboxWritable", "-e", IMPORT, stdin=mbox)
    return [row("public-inbox: import and index, s / peak MiB / MB on disk",
                f"{seconds:.2f} / {peak:.0f} / {tree_size(folder / 'inbox'):.0f}")]


def pages(mids):
    """kind -> (paths of public-inbox, paths of docket). Of thousands of mails, so that what docket keeps of one page seldom serves
    the next; a search is the same one each time, for both."""
    kinds = {
        "thread page": ([f"/bench/{mid}/t/" for mid in mids], [f"/bench/archive/{mid}/t/" for mid in mids]),
        "message page": ([f"/bench/{mid}/" for mid in mids], [f"/bench/archive/{mid}/" for mid in mids]),
    }
    for name, query in SEARCHES.items():
        quoted = "".join(f"%{byte:02X}" if not chr(byte).isalnum() else chr(byte) for byte in query.encode())
        kinds[f"search, {name}"] = ([f"/bench/?q={quoted}&l={HITS}"], [f"/bench/archive/?q={quoted}"])
    return kinds


def against_inbox(db, mids, folder, seconds):
    """Requests a second of both; docket's uncached ones have an argument that makes each address a new one."""
    port = free_port()
    process = subprocess.Popen(["public-inbox-httpd", "-W2", "-l", f"http://127.0.0.1:{port}"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    rows = []
    try:
        wait_for(port, "/bench/", process=process)
        with serve(db) as served:
            for kind, (theirs, ours) in pages(mids).items():
                try:
                    peer = requests_per_second(port, theirs, folder, seconds)
                    fresh = [f"{path}{'&' if '?' in path else '?'}fresh={{n}}" for path in ours]
                    uncached = requests_per_second(served.port, fresh, folder, seconds)
                    kept = ours[:: max(1, len(ours) // KEPT)][:KEPT]
                    for path in kept:
                        get_once(served.port, path)
                    cached = requests_per_second(served.port, kept, folder, seconds)
                    sizes = [mean_size(port, theirs), mean_size(served.port, ours)]
                except Failed as error:
                    rows.append(row(f"{kind}: not measured", str(error)))
                    continue
                rows.append(row(f"{kind}, requests/s: public-inbox / docket uncached / cached",
                                f"{peer:.1f} / {uncached:.0f} / {cached:.0f}"))
                rows.append(row(f"{kind}, kB: public-inbox / docket", " / ".join(f"{size / 1000:.0f}" for size in sizes)))
                rows.append(row(f"{kind}: docket uncached / public-inbox", f"{uncached / peer:.1f}", "at least 10",
                                uncached / peer >= 10))
                rows.append(row(f"{kind}: docket cached / public-inbox", f"{cached / peer:.0f}", "at least 50",
                                cached / peer >= 50))
    finally:
        process.terminate()
        process.wait()
    return rows


def get_once(port, path):
    return get(http.client.HTTPConnection("127.0.0.1", port), path)[2]


def mean_size(port, paths):
    """Of twenty of them: whether both were asked for the same."""
    some = paths[:: max(1, len(paths) // 20)][:20]
    return sum(len(get_once(port, path)) for path in some) / len(some)


def peer_rows(mbox, folder, words, mids_of, seconds=3):
    """All of it; says what it is at, as public-inbox takes minutes to import twenty thousand mails."""
    run(TOP / "tools/setup", "peers")
    folder = folder / "peers"
    folder.mkdir()
    home = os.environ.copy()
    try:
        maildir = set_up(mbox, folder)
        print("tools/bench: indexing with docket, notmuch, mu and mairix", flush=True)
        db, rows = index_rows(mbox, folder, maildir, words)
        print("tools/bench: importing into public-inbox", flush=True)
        rows += inbox_rows(mbox, folder)
        print("tools/bench: asking docket and public-inbox-httpd", flush=True)
        return rows + against_inbox(db, mids_of(db, ASKED), folder, seconds)
    finally:
        os.environ.clear()
        os.environ.update(home)
