#!/usr/bin/env python3
"""A commit's title and author from a real cgit over a real repository, on loopback."""

import http.server
import os
import pathlib
import shutil
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from harness import Skip, Tests  # noqa: E402

tests = Tests()
CGIT = "/usr/lib/cgit/cgit.cgi"


def repository(folder):
    """A bare repository with one commit; its hash."""
    work, bare = folder / "work", folder / "fan.git"
    env = dict(os.environ, GIT_AUTHOR_NAME="Chloé Marchand", GIT_AUTHOR_EMAIL="chloe@example.org",
               GIT_COMMITTER_NAME="Ann", GIT_COMMITTER_EMAIL="ann@example.org", HOME=str(folder),
               GIT_AUTHOR_DATE="2014-04-15T15:53:34Z", GIT_COMMITTER_DATE="2014-04-15T15:53:34Z")

    def git(*args):
        return subprocess.run(["git", *args], cwd=work, env=env, check=True, capture_output=True, text=True).stdout

    work.mkdir()
    git("init", "-q")
    (work / "fan.c").write_text("int fan;\n")
    git("add", "fan.c")
    git("commit", "-q", "-m", "fan: stop when it is <cold>\n\nIt ran for years.")
    subprocess.run(["git", "clone", "-q", "--bare", str(work), str(bare)], env=env, check=True, capture_output=True)
    return git("rev-parse", "HEAD").strip()


class Web:
    """cgit as a CGI program behind a small web server."""

    def __init__(self, folder):
        config = folder / "cgitrc"
        config.write_text(f"cache-size=0\nvirtual-root=/\nrepo.url=fan.git\nrepo.path={folder}/fan.git\n")
        asked = self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                path, _, query = self.path.partition("?")
                done = subprocess.run([CGIT], capture_output=True, timeout=20, env={
                    "CGIT_CONFIG": str(config), "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query,
                    "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "HTTP_HOST": "127.0.0.1", "PATH": os.environ["PATH"],
                    "HOME": str(folder)})
                head, _, body = done.stdout.replace(b"\r\n", b"\n").partition(b"\n\n")
                fields = dict(line.split(b": ", 1) for line in head.split(b"\n") if b": " in line)
                self.send_response(int(fields.get(b"Status", b"200")[:3]))
                self.send_header("Content-Type", fields.get(b"Content-Type", b"text/html").decode())
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


@tests("a commit cited by its address at cgit gets its title and author")
def commit(check):
    if not os.access(CGIT, os.X_OK) or shutil.which("git") is None:
        raise Skip("cgit or git is not installed")
    sha = repository(check.folder)
    with Web(check.folder) as web:
        url = f"{web.base}/fan.git/commit/?id={sha}"
        (check.folder / "roadmap.mbox").write_text(
            "From ann@example.org Tue May 13 09:00:00 2014\nFrom: Ann <ann@example.org>\n"
            "Date: Tue, 13 May 2014 09:00:00 +0000\nMessage-ID: <fan@example.org>\nSubject: Roadmap\n\n"
            f"Backlog:\n\n* Let the fan rest, see\n  {url}\n")
        check.must("ingest", "-g", "edge", check.folder / "roadmap.mbox")
        done = check.must("links", "refresh", "edge")
        check.ok("private network" in done.text, done.text)
        check.equal(web.asked, [], "nothing inside is asked unless the operator says so")
        check.must("tracker", "add", "fans", f"{web.base}/bugs/%s", "--internal")
        done = check.must("links", "refresh", "edge")
        check.ok("fan: stop when it is <cold>" in done.text, done.text)
        check.equal(len(web.asked), 1, web.asked)
        links = check.must("export", "edge", "--what", "links").json()["links"]
        told = [link for link in links if link["kind"] == "commit"]
        check.equal([link["title"] for link in told], ["fan: stop when it is <cold>"], links)


tests.main()
