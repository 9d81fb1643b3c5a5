#!/usr/bin/env python3
"""The rules of the house, read off the source. Prints TAP: one test a rule, each offence named by file and line."""

import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
FLOORS = {"db": 0, "ingest": 1, "web": 1, "server": 2}

# Which folder or file may include a library's header.
LIBRARY_HOMES = {
    r"sqlite3\.h": ("db/",),
    r"microhttpd\.h": ("server/http.c",),
    r"gmime/": ("ingest/",),
    r"curl/": ("ingest/fetch.c", "ingest/mailbox.c", "server/mailer.c"),
}

FORBIDDEN_CALLS = {
    r"\bv?sprintf\s*\(": "use GString or g_strdup_printf",
    r"\bstrcpy\s*\(|\bstrcat\s*\(|\bgets\s*\(": "no bound",
    r"\bg_error\s*\(": "aborts; a mail or request must not",
    r"\babort\s*\(|(?<![_a-z])assert\s*\(": "aborts; a mail or request must not",
    r"\bgoto\s": "use g_autoptr",
    r"\balloca\s*\(|\bg_newa\s*\(": "size from input on the stack",
    r"\bsystem\s*\(|\bpopen\s*\(": "no shell",
    r"\bstrtok\s*\(|\blocaltime\s*\(|\bgmtime\s*\(|\bctime\s*\(": "hidden global state",
}

# Nobody reads the clock or draws a random number but the program's own: callers pass them in.
CLOCK_CALLS = r"\btime\s*\(\s*NULL\s*\)|\bg_get_real_time\s*\(|\bg_date_time_new_now|\bclock_gettime\s*\(|\bgettimeofday\s*\(|\bg_random_|\brand\s*\("
CLOCK_HOME = "server/clock.c"

# No switch may turn the check of a certificate off.
TRUST_SETTINGS = r"\bCURLOPT_(?:DOH_|PROXY_)?SSL_VERIFY(?:PEER|HOST|STATUS)\b|\bCURLOPT_(?:PROXY_)?SSL_OPTIONS\b"

SECRET_HOMES = ("server/visitor.c", "server/secrets.c", "db/session.c", "db/api-token.c", "db/ballot-told.c")
SQL_EXEC = r"\bsqlite3_exec\s*\(\s*[^,]+,(?!\s*\")"
# What SQLite takes and PostgreSQL does not, in the text of statements; db/sqlite/ may.
SQL_DIALECT = r"\b(?:hex|char|instr)\s*\(|\bGLOB\b|(?<!CROSS )\bJOIN \w+(?: \w+)? (?:LEFT )?JOIN\b"
# Elements of HTML (WHATWG, 4), and those whose name is put in. "(?<time>" names a group of a pattern, "<%s>" an address.
TAGS = (
    "a|abbr|address|article|aside|audio|b|base|bdi|bdo|blockquote|body|br|button|canvas|caption|cite|code|col|colgroup|data|datalist|dd|del|"
    "details|dfn|dialog|div|dl|dt|em|embed|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|"
    "legend|li|link|main|map|mark|menu|meta|meter|nav|noscript|object|ol|optgroup|option|output|p|picture|pre|progress|q|rp|rt|ruby|s|samp|script|"
    "search|section|select|slot|small|source|span|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr|"
    "track|u|ul|var|video|wbr"
)
HTML_LITERAL = rf'"[^"\n]*(?<!\?)<(?:/?(?:{TAGS})\b|%s\s+[\w-]+=|/%s)[^"\n]*"'
# The compiler of the templates, and what writes feeds.
HTML_HOMES = ("web/compile/", "web/xml.c")


def strip_comments(text, keep_strings=True):
    """Blanks comments (and strings, when asked) out, keeping every line in its place."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)

    def blank(match):
        piece = match.group(0)
        if piece[0] in "\"'" and keep_strings:
            return piece
        if piece[0] in "\"'":
            return piece[0] * 2
        return re.sub(r"[^\n]", " ", piece)

    return pattern.sub(blank, text)


class Source:
    def __init__(self, name, text):
        self.name = name
        self.text = text
        self.code = strip_comments(self.text)
        self.bare = strip_comments(self.text, keep_strings=False)

    def find(self, pattern, text):
        for number, line in enumerate(text.split("\n"), 1):
            if re.search(pattern, line):
                yield f"{self.name}:{number}"

    def find_across(self, pattern, text):
        """Where what matches may go on in the next line."""
        for match in re.finditer(pattern, text):
            yield f"{self.name}:{text.count(chr(10), 0, match.start()) + 1}"


def sources(*suffixes):
    return [
        Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8", errors="replace"))
        for folder in FLOORS
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in suffixes and path.is_file()
    ]


def floors(files):
    for source in files:
        home = source.name.split("/")[0]
        for number, line in enumerate(source.code.split("\n"), 1):
            match = re.match(r'\s*#\s*include\s*[<"](?:\.{1,2}/)*([a-z]+)/', line)
            if match is None or match.group(1) not in FLOORS or match.group(1) == home:
                continue
            if FLOORS[match.group(1)] >= FLOORS[home]:
                yield f"{source.name}:{number}: {home} includes {match.group(1)}"


def libraries(files):
    for source in files:
        for pattern, homes in LIBRARY_HOMES.items():
            for place in source.find(rf'#\s*include\s*[<"]{pattern}', source.code):
                if not source.name.startswith(homes):
                    yield f"{place}: {pattern} belongs to {', '.join(homes)}"


def forbidden(files):
    for source in files:
        for pattern, reason in FORBIDDEN_CALLS.items():
            for place in source.find(pattern, source.bare):
                yield f"{place}: {reason}"
        if source.name != CLOCK_HOME:
            for place in source.find(CLOCK_CALLS, source.bare):
                yield f"{place}: clock or randomness that nobody passed in"
        for place in source.find_across(SQL_EXEC, source.code):
            yield f"{place}: sqlite3_exec with a text that is not constant"


def trust(files):
    for source in files:
        for place in source.find(TRUST_SETTINGS, source.bare):
            yield f"{place}: certificates are always looked at"


def secrets_compared(files):
    """A comparison that stops at the first difference tells how much of a guess was right."""
    missing = set(SECRET_HOMES) - {source.name for source in files}
    yield from (f"{name}: is not there to be looked at" for name in sorted(missing))
    for source in files:
        if source.name in SECRET_HOMES:
            for number, line in enumerate(source.bare.split("\n"), 1):
                if re.search(r"\b(strcmp|strncmp|memcmp|g_str_equal|g_strcmp0)\s*\(", line) and re.search("csrf|token|secret|session", line):
                    yield f"{source.name}:{number}: a secret is compared by sodium_memcmp"


def dialect(files):
    for source in files:
        if not source.name.startswith("db/") or source.name.startswith("db/sqlite/"):
            continue
        # Neighbouring strings are one; \0 keeps where a line ends.
        texts = re.sub(r'"\s*\\?\s*"', lambda gap: "\0" * gap.group(0).count("\n"), source.code)
        for text in re.finditer(r'"((?:\\.|[^"\\\n])*)"', texts):
            for found in re.finditer(SQL_DIALECT, text.group(1).replace("\0", "")):
                line = texts.count("\n", 0, text.start()) + texts.count("\0", 0, text.start()) + 1
                yield f"{source.name}:{line}: only SQLite knows {found.group(0)!r}"


def html(files):
    for source in files:
        if not source.name.startswith(HTML_HOMES):
            for place in source.find(HTML_LITERAL, source.code):
                yield f"{place}: HTML belongs into a template"


def undocumented(files):
    """A declaration is documented by a comment in its own paragraph; free functions say it by their name."""
    declaration = re.compile(r"^(?!typedef|static|#|G_DEFINE|extern|\s|}).*?\b([a-z_0-9]+)\s*\((?!\*)")
    for source in files:
        documented, depth = False, 0
        for number, (raw, bare) in enumerate(zip(source.text.split("\n"), source.bare.split("\n")), 1):
            if not raw.strip():
                documented = False
            if "/*" in raw or "*/" in raw:
                documented = True
            match = declaration.match(bare)
            freeing = match and re.search(r"_(free|close|clear|done|unref)$", match.group(1))
            # A "static inline" one shows its body; its own line above says that it is one.
            inline = source.bare.split("\n")[number - 2].startswith("static")
            if depth == 0 and match and not (documented or freeing or inline):
                yield f"{source.name}:{number}: {match.group(1)}"
            depth += bare.count("{") - bare.count("}")


def unescaped():
    pieces, bad = [], []
    for path in sorted((ROOT / "web").rglob("*.tmpl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            for match in re.finditer(r"\|\s*raw\b\s*(\"[^\"]{8,}\")?", line):
                place = f"{path.relative_to(ROOT).as_posix()}:{number}"
                pieces.append(f"{place}: {match.group(1)}")
                if match.group(1) is None:
                    bad.append(f"{place}: raw without a reason")
    return pieces, bad


def functions(source):
    lines = source.bare.split("\n")
    start = name = None
    for number, line in enumerate(lines):
        if line.startswith("{"):
            start = number
            head = " ".join(lines[max(0, number - 6):number])
            names = re.findall(r"\b([a-z_0-9]+)\s*\(", head)
            name = names[-1] if names else "?"
        elif line.startswith("}") and start is not None:
            yield number - start - 1, f"{source.name}: {name}"
            start = None


def mutable_globals(files):
    pattern = re.compile(r"^static\s+(?!const\b|inline\b|void\b)[A-Za-z_][\w\s\*]*\b\w+(?:\[[^\]]*\])*\s*(?:=[^(]*)?;\s*$")
    for source in files:
        for number, line in enumerate(source.bare.split("\n"), 1):
            if pattern.match(line) and "const" not in line and "sig_atomic_t" not in line:
                yield f"{source.name}:{number}: {line.strip()}"


STATES = ("met", "not applicable", "open")


def test_cases(house):
    """The names of all test cases: those written out, those behind a file's own macro, the house's, the browser's, whole programs."""
    cases = {f"/house/{name.replace(' ', '-')}" for name in house}
    for path in (ROOT / "tests").glob("*/test-*.c"):
        text = path.read_text(encoding="utf-8")
        prefix = re.search(r'#define \w+\([^\n]*(?:\\\n[^\n]*)?g_test_add\w*\("(/[^"]+/)" *\w', text)
        for name in re.findall(r'\b(?:g_test_add\w*|[A-Z_]*TEST|ADD|add)\(\s*"([^"]+)"', text):
            cases.add(name if name.startswith("/") else (prefix.group(1) if prefix else "/") + name)
    cases |= {f"browser/{path.stem}" for path in (ROOT / "tests/browser/tests").glob("*.mjs")}
    for path in (ROOT / "tests").rglob("meson.build"):
        if "node_modules" not in path.parts:
            cases |= set(re.findall(r"\btest\('([a-z-]+)'", path.read_text(encoding="utf-8")))
    return cases


def components():
    """The list of libraries in docs/architecture.md is that of meson.build."""
    asked = set(re.findall(r"dependency\('([^']+)'", (ROOT / "meson.build").read_text(encoding="utf-8")))
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8").split("## What it is built on")[1].split("\n## ")[0]
    listed = {name for row in re.findall(r"^\| (`.+?`) \|", text, re.M) for name in re.findall(r"`([^`]+)`", row)}
    yield from (f"docs/architecture.md does not name {name}" for name in sorted(asked - listed))
    yield from (f"meson.build does not ask for {name}" for name in sorted(listed - asked))


def promises(house):
    """docs/security.md: what is met names a test that exists; what it points at is there."""
    cases = test_cases(house)
    for number, line in enumerate((ROOT / "docs/security.md").read_text(encoding="utf-8").split("\n"), 1):
        row = re.match(r"\| ([0-9][0-9. -]*) \| (.+?) \| (.+?) \| (.*) \|$", line)
        if row is None:
            continue
        place, state, why = f"docs/security.md:{number}: {row.group(1)}", row.group(3), row.group(4)
        named = [name for name in re.findall(r"`([^`]+)`", why) if not name.startswith("--")]
        if state not in STATES:
            yield f"{place}: \"{state}\" is none of {', '.join(STATES)}"
        if state == "met" and not named:
            yield f"{place}: met, and no test is named"
        if state == "met":
            yield from (f"{place}: there is no test {name}" for name in named if name not in cases)
        if not why.strip():
            yield f"{place}: no reason"
        for file in re.findall(r"\b(?:db|web|ingest|server|tests|docs|tools)/[\w./-]*\w", re.sub(r"`[^`]+`", "", why)):
            if not (ROOT / file).exists():
                yield f"{place}: there is no {file}"


def manual():
    """docs/docket.1 names every command and option of the tables, and every variable that the program reads."""
    page = (ROOT / "docs/docket.1").read_text(encoding="utf-8").replace("\\-", "-")
    named = set()
    for heads in re.findall(r"^\.It Ic (.+?)(?: (?:Ar|Oo|Op|Fl|Cm|Op) .*)?$", page, re.M):
        # "vote open | list": what follows a bar takes the place of the last word.
        heads = heads.split(" | ")
        front = heads[0].split()[:-1]
        named |= {heads[0]} | {" ".join([*front, head]) for head in heads[1:]}
    rows = (ROOT / "server/command-rows.c").read_text(encoding="utf-8")
    options = (ROOT / "server/commands.c").read_text(encoding="utf-8")
    for name in re.findall(r'^    \{"([^"]+)"', rows, re.M):
        if name not in named:
            yield f"docs/docket.1 does not name the command {name}"
    for name in dict.fromkeys(re.findall(r'^    (?:TEXT|FILE_NAME|NUMBER|FLAG)\([^"]+"([a-z-]+)"', options, re.M)):
        if not re.search(rf"\bFl -{name}(?![\w-])", page):
            yield f"docs/docket.1 does not name the option --{name}"
    read = {name for path in (ROOT / "server").glob("*.c") for name in re.findall(r'g_getenv\("(DOCKET_\w+)"\)', path.read_text(encoding="utf-8"))}
    yield from (f"docs/docket.1 does not name {name}" for name in sorted(read) if f".It Ev {name}\n" not in page)


def pointers():
    """What a page of docs/, README.md or a comment calls server/x.c is there; a star stands for several, "x.c" for any."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.*"))]
    code = [path for folder in (*FLOORS, "tests", "tools") for path in sorted((ROOT / folder).rglob("*")) if path.suffix in (".c", ".h", ".tmpl", ".sql")]
    for path in pages + code:
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.suffix in (".c", ".h"):
            text = "\n".join(re.findall(r"/\*.*?\*/", text, re.S))
        for file in re.findall(r"(?<![\w/.-])(?:db|web|ingest|server|tests|docs|tools)/[\w*/-]*[\w*-]{2}\.(?:c|h|md|py|sql|tmpl|1|service)\b", text):
            if not list(ROOT.glob(file)):
                yield f"{path.relative_to(ROOT)}: there is no {file}"


# What a rule has to find, and what it has to leave alone.
PLANTED = [
    (forbidden, ['sqlite3_exec(db, sql, NULL, NULL, NULL);', 'sqlite3_exec(db,\n             sql, NULL, NULL, NULL);', 'sqlite3_exec(\n    db, g_strconcat(a, b), NULL);'],
     ['sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);', 'sqlite3_exec(db,\n             "COMMIT", NULL, NULL, NULL);']),
    (html, ['"<p>"', '"so <em>"', '"<strong>"', '"</tbody>"', '"<br>"', '"<img src=\\"%s\\">"', '"<%s class=\\"x\\">"', '"</%s>"'],
     ['"<%s>"', '"Message-ID: <%s>\\n"', '"(?<time>[0-9]+)"', '"no <name> given"', 'a < b', '/* "<em>" */']),
]


def planted():
    for rule, found, left in PLANTED:
        for text in found:
            if not list(rule([Source("db/planted.c", text)])):
                yield f"{rule.__name__} does not find {text!r}"
        for text in left:
            yield from (f"{rule.__name__} finds fault with {text!r}: {offence}" for offence in rule([Source("db/planted.c", text)]))


def report(kind, rows):
    for length, name in sorted(rows, reverse=True)[:5]:
        print(f"# {kind} of {length} lines: {name}")


def too_long(files):
    """Those of the tests as well."""
    lengths = [(source.name, source.text.count("\n")) for source in files]
    lengths += [(str(path.relative_to(ROOT)), path.read_text().count("\n")) for path in (ROOT / "tests").glob("*/*.*") if path.suffix in (".c", ".h", ".py")]
    return (f"{name}: {length}" for name, length in lengths if length > 700)


def main():
    files = sources(".c", ".h")
    headers = [source for source in files if source.name.endswith(".h")]
    pieces, bad_pieces = unescaped()
    limit = int((ROOT / "tests/house/unescaped-pieces").read_text().split()[0])
    if len(pieces) != limit:
        bad_pieces.append(f"{len(pieces)} unescaped pieces, tests/house/unescaped-pieces says {limit}")
    rules = [
        ("floors are included from above only", list(floors(files))),
        ("libraries are included at home only", list(libraries(files))),
        ("no forbidden call", list(forbidden(files))),
        ("certificates are always looked at", list(trust(files))),
        ("no secret is compared byte by byte", list(secrets_compared(files))),
        ("SQL that PostgreSQL takes too", list(dialect(files))),
        ("no HTML outside templates", list(html(files))),
        ("what is planted for a rule is found", list(planted())),
        ("no mutable globals", list(mutable_globals(files))),
        ("every public function is documented", list(undocumented(headers))),
        ("every unescaped template piece is counted and has a reason", bad_pieces),
        ("every library is listed", list(components())),
        ("no file is longer than 700 lines", list(too_long(files))),
        ("the manual page names every command and option", list(manual())),
        ("every file that is pointed at is there", list(pointers())),
    ]
    rules.append(("every promise of docs-security.md that is met names its test", list(promises([name for name, _ in rules]))))
    print(f"1..{len(rules)}")
    for number, (name, offences) in enumerate(rules, 1):
        print(f"{'not ' if offences else ''}ok {number} /house/{name.replace(' ', '-')}")
        for offence in offences:
            print(f"# {offence}")
    for piece in pieces:
        print(f"# unescaped {piece}")
    report("file", [(source.text.count("\n"), source.name) for source in files])
    report("function", [row for source in files for row in functions(source)])
    return any(offences for _, offences in rules)


if __name__ == "__main__":
    sys.exit(main())
