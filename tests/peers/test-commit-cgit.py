#!/usr/bin/env python3
"""A commit's title, author and tags from a real cgit and a real gitweb over a real repository, on loopback; from cgit also behind nginx."""

import http.server
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from harness import Skip, Tests, Threaded, free_port  # noqa: E402

tests = Tests()
CGIT = "/usr/lib/cgit/cgit.cgi"
GITWEB = "/usr/share/gitweb/gitweb.cgi"


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
    git("tag", "v1.0")
    git("tag", "-a", "-m", "The first that rests", "v1.0-stable")
    subprocess.run(["git", "clone", "-q", "--bare", str(work), str(bare)], env=env, check=True, capture_output=True)
    return git("rev-parse", "HEAD").strip()


def cgit(folder):
    config = folder / "cgitrc"
    config.write_text(f"cache-size=0\nvirtual-root=/\nrepo.url=fan.git\nrepo.path={folder}/fan.git\n")
    return [CGIT], {"CGIT_CONFIG": str(config)}


def gitweb(folder):
    config = folder / "gitweb.conf"
    config.write_text(f"$projectroot = '{folder}';\n")
    return ["perl", GITWEB], {"GITWEB_CONFIG": str(config), "GATEWAY_INTERFACE": "CGI/1.1"}


class Web(Threaded):
    """A CGI program behind a small web server."""

    def __init__(self, folder, program, settings):
        asked = self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                path, _, query = self.path.partition("?")
                done = subprocess.run(program, capture_output=True, timeout=60, env={
                    **settings, "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query,
                    "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SCRIPT_NAME": "", "HTTP_HOST": "127.0.0.1", "PATH": os.environ["PATH"],
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

        super().__init__(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        self.base = f"http://127.0.0.1:{self.server.server_port}"


NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
  log_format asked "$request_uri";
  access_log {folder}/access.log asked;
  client_body_temp_path {folder}/body;
  fastcgi_temp_path {folder}/fastcgi;
  proxy_temp_path {folder}/proxy;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      fastcgi_pass unix:{folder}/cgi;
      fastcgi_param SCRIPT_FILENAME {cgit};
      fastcgi_param CGIT_CONFIG {folder}/cgitrc;
      fastcgi_param PATH_INFO $uri;
      fastcgi_param QUERY_STRING $args;
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param HTTP_HOST $host;
      fastcgi_param SERVER_NAME $server_name;
      fastcgi_param SERVER_PORT $server_port;
      fastcgi_param SERVER_PROTOCOL $server_protocol;
    }}
  }}
}}
"""


class Nginx:
    """The real cgit behind the real nginx, with fcgiwrap between them, as Debian's packages go together."""

    def __init__(self, folder, *_):
        self.folder = folder
        self.programs = [shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin") for name in ("nginx", "fcgiwrap")]
        if None in self.programs:
            raise Skip("nginx or fcgiwrap is not installed")
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=self.port, cgit=CGIT))

    @property
    def asked(self):
        log = self.folder / "access.log"
        return log.read_text().splitlines() if log.exists() else []

    def __enter__(self):
        nginx, wrap = self.programs
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.running = [subprocess.Popen([wrap, "-s", f"unix:{self.folder}/cgi"], **quiet),
                        subprocess.Popen([nginx, "-c", str(self.folder / "nginx.conf"), "-e", str(self.folder / "error.log")], **quiet)]
        deadline = time.monotonic() + 30
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5):
                    if (self.folder / "cgi").exists():
                        return self
            except OSError:
                pass
            if any(one.poll() is not None for one in self.running) or time.monotonic() > deadline:
                self.__exit__()
                log = self.folder / "error.log"
                raise Skip(f"nginx does not start: {log.read_text()[-300:] if log.exists() else ''}")
            time.sleep(0.05)

    def __exit__(self, *_):
        for one in self.running:
            one.terminate()
            one.wait(30)


def told(check, program, address, forbidden, web=Web):
    """What docket is told of the commit at that address, once an operator says that the server is inside."""
    sha = repository(check.folder)
    with web(check.folder, *program(check.folder)) as web:
        (check.folder / "roadmap.mbox").write_text(
            "From ann@example.org Tue May 13 09:00:00 2014\nFrom: Ann <ann@example.org>\n"
            "Date: Tue, 13 May 2014 09:00:00 +0000\nMessage-ID: <fan@example.org>\nSubject: Roadmap\n\n"
            f"Backlog:\n\n* Let the fan rest, see\n  {web.base}{address % sha}\n")
        check.must("ingest", "-g", "edge", check.folder / "roadmap.mbox")
        if forbidden:
            done = check.must("links", "refresh", "edge")
            check.ok("private network" in done.text, done.text)
            check.equal(web.asked, [], "nothing inside is asked unless the operator says so")
        check.must("tracker", "add", "fans", f"{web.base}/bugs/%s", "--internal")
        done = check.must("links", "refresh", "edge")
        check.ok("fan: stop when it is <cold>" in done.text, done.text)
    check.equal(len(web.asked), 2, web.asked)
    links = check.must("export", "edge", "--what", "links").json()["links"]
    commits = [link for link in links if link["kind"] == "commit"]
    check.equal(len(commits), 1, links)
    return commits[0]


def assert_told(check, commit):
    check.equal(commit["title"], "fan: stop when it is <cold>", commit)
    check.equal(commit["author"], "Chloé Marchand", commit)
    check.ok(commit["dated"].startswith("2014-04-15T15:53:34"), commit)
    check.equal(sorted(commit["tags"]), ["v1.0", "v1.0-stable"], commit)


@tests("a commit cited by its address at cgit gets its title, author, date and tags")
def at_cgit(check):
    if not os.access(CGIT, os.X_OK) or shutil.which("git") is None:
        raise Skip("cgit or git is not installed")
    assert_told(check, told(check, cgit, "/fan.git/commit/?id=%s", True))


@tests("also where nginx stands before it")
def behind_nginx(check):
    if not os.access(CGIT, os.X_OK) or shutil.which("git") is None:
        raise Skip("cgit or git is not installed")
    assert_told(check, told(check, cgit, "/fan.git/commit/?id=%s", True, Nginx))


@tests("and so does one at gitweb")
def at_gitweb(check):
    if not os.access(GITWEB, os.R_OK) or shutil.which("git") is None:
        raise Skip("gitweb or git is not installed")
    assert_told(check, told(check, gitweb, "/?p=fan.git;a=commit;h=%s", False))


tests.main()
