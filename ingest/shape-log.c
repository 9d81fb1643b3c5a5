/* Lines that machines wrote or that machines read: logs, traces, dumps, prompts, source code. */
#include "ingest/shape.h"

static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul",
                                     "aug", "sep", "oct", "nov", "dec", NULL};

/* "HH:MM:SS" or "HH:MM": its length, 0 when there is none. */
static gsize
clock_length(Span t, gboolean seconds_needed)
{
  if (t.n < 5 || !g_ascii_isdigit(t.s[0]) || !g_ascii_isdigit(t.s[1]) || t.s[2] != ':' ||
      !g_ascii_isdigit(t.s[3]) || !g_ascii_isdigit(t.s[4]))
    return 0;
  if (t.n >= 8 && t.s[5] == ':' && g_ascii_isdigit(t.s[6]) && g_ascii_isdigit(t.s[7]))
    return 8;
  return seconds_needed || (t.n > 5 && g_ascii_isalnum(t.s[5])) ? 0 : 5;
}

/* "[02:14:07] migrate-07: start": a clock in brackets in front of what is no nick. */
static gboolean
is_clock_stamp(Span t)
{
  gsize clock = clock_length(span_skip(t, 1), TRUE);
  return clock > 0 && clock + 2 < t.n && (t.s[clock + 1] == ']' || t.s[clock + 1] == '.') &&
         t.n > clock + 3;
}

gsize
shape_irc_prefix(Span line)
{
  Span t = span_ltrim(line);
  gsize start = line.n - t.n;
  gboolean bracket = t.n > 0 && (t.s[0] == '[' || t.s[0] == '(');
  gsize clock = clock_length(span_skip(t, bracket ? 1 : 0), FALSE);
  if (clock > 0) {
    gsize skip = clock + (bracket ? 1 : 0);
    if (bracket && (skip >= t.n || (t.s[skip] != ']' && t.s[skip] != ')')))
      return 0;
    t = span_skip(t, skip + (bracket ? 1 : 0));
    gsize before = t.n;
    t = span_ltrim(t);
    start = line.n - t.n;
    if (before == t.n)
      return 0;
  }
  if (t.n < 4 || t.s[0] != '<')
    return 0;
  gsize i = 1;
  while (i < t.n && i < 32 &&
         (g_ascii_isalnum(t.s[i]) || strchr("_-[]{}\\^`|@+%~. ", t.s[i]) != NULL))
    i++;
  if (i < 2 || i + 1 >= t.n || t.s[i] != '>' || t.s[i + 1] != ' ' || memchr(t.s, '.', i) != NULL)
    return 0;
  return start + i + 2;
}

gboolean
shape_is_bot_command(Span t)
{
  static const char *const words[] = {
      "startmeeting", "topic", "agreed", "agree",     "accepted", "accept", "rejected",   "reject",
      "action",       "info",  "link",   "idea",      "halp",     "help",   "endmeeting", "chair",
      "meetingname",  "undo",  "vote",   "startvote", "endvote",  NULL};
  if (t.n < 4 || (t.s[0] != '#' && t.s[0] != '^' && t.s[0] != '!'))
    return FALSE;
  return span_starts_in_list(span_skip(t, 1), words, NULL);
}

static gboolean
is_month_stamp(Span t)
{
  for (const char *const *m = months; *m != NULL; m++)
    if (span_starts_fold(t, *m) && t.n > 15 && t.s[3] == ' ')
      return clock_length(span_skip(t, 7), TRUE) > 0;
  return FALSE;
}

static gboolean
is_iso_stamp(Span t)
{
  if (span_digits(t) != 4 || t.n < 19 || t.s[4] != '-' || t.s[7] != '-' ||
      (t.s[10] != ' ' && t.s[10] != 'T'))
    return FALSE;
  return clock_length(span_skip(t, 11), TRUE) > 0;
}

/* "[  812.402113] text" */
static gboolean
is_kernel_stamp(Span t)
{
  gsize i = 1;
  if (t.s[0] == '<' && t.n > 4 && g_ascii_isdigit(t.s[1]) && t.s[2] == '>' && t.s[3] == '[')
    return is_kernel_stamp(span_skip(t, 3));
  while (i < t.n && t.s[i] == ' ')
    i++;
  gsize digits = span_digits(span_skip(t, i));
  i += digits;
  if (t.s[0] != '[' || digits == 0 || i >= t.n || t.s[i] != '.')
    return FALSE;
  digits = span_digits(span_skip(t, i + 1));
  i += digits + 1;
  return digits >= 3 && i < t.n && t.s[i] == ']';
}

static const char *const commands[] = {
    "yum",    "dnf",     "rpm",    "apt",      "apt-get", "dpkg",   "systemctl", "service",
    "make",   "gcc",     "cat",    "ls",       "cd",      "cp",     "mv",        "rm",
    "dd",     "mount",   "umount", "modprobe", "insmod",  "rmmod",  "lsmod",     "dmesg",
    "git",    "ssh",     "scp",    "sudo",     "su",      "echo",   "grep",      "sed",
    "awk",    "tar",     "wget",   "curl",     "ping",    "ip",     "ifconfig",  "route",
    "ps",     "top",     "xl",     "virsh",    "docker",  "podman", "kubectl",   "chmod",
    "chown",  "mkdir",   "ln",     "vi",       "vim",     "less",   "tail",      "head",
    "uname",  "df",      "du",     "free",     "lspci",   "lsusb",  "strace",    "gdb",
    "perf",   "lvs",     "vgs",    "fdisk",    "mkfs",    "reboot", "export",    "./configure",
    "python", "python3", "perl",   "cmake",    "meson",   "ninja",  "patch",     "diff",
    "find",   "which",   "bash",   "sh",       NULL};

static gboolean
is_prompt(Span t)
{
  gssize at = span_find_char(span_of(t.s, MIN(t.n, 60)), '$');
  gssize hash = span_find_char(span_of(t.s, MIN(t.n, 60)), '#');
  if (t.s[0] == '$')
    return t.n == 1 || (t.s[1] == ' ' && t.n > 2 &&
                        (g_ascii_isalpha(t.s[2]) || t.s[2] == '.' || t.s[2] == '/'));
  if (t.s[0] == '#' && t.n > 2 && t.s[1] == ' ')
    return t.s[2] == '/' || span_starts(span_skip(t, 2), "./") ||
           (span_starts_in_list(span_skip(t, 2), commands, NULL) && !span_ends_fold(t, "."));
  if (at < 0 || (hash > 0 && hash < at))
    at = hash;
  if (at < 3 || (gsize)at + 1 >= t.n || t.s[at + 1] != ' ')
    return FALSE;
  /* "root@build4:~# ls", "[ann@box dir]$ ls" */
  Span before = span_of(t.s, (gsize)at);
  return span_find_char(before, '@') > 0 &&
         (span_find_char(before, ':') > 0 || before.s[at - 1] == ']') &&
         span_count_words(before) <= 2;
}

/* "lex.c:212:17: warning:", "make[2]: ***", "In file included from", "ok 3 - parse" */
static gboolean
is_build_line(Span t)
{
  if (span_starts(t, "make[") || span_starts(t, "make: ") || span_starts(t, "gmake") ||
      span_starts(t, "In file included from ") || span_starts(t, "TAP version ") ||
      span_starts(t, "collect2: ") || span_starts(t, "ld: ") || span_starts(t, "error: "))
    return TRUE;
  if ((span_starts(t, "gcc ") || span_starts(t, "cc ") || span_starts(t, "g++ ") ||
       span_starts(t, "clang ")) &&
      span_has(t, " -"))
    return TRUE;
  gboolean not_ok = span_starts(t, "not ok ");
  if (not_ok || span_starts(t, "ok ")) {
    Span rest = span_skip(t, not_ok ? 7 : 3);
    gsize digits = span_digits(rest);
    return digits > 0 && (digits == rest.n || span_starts(span_skip(rest, digits), " -") ||
                          span_starts(span_skip(rest, digits), " #"));
  }
  gssize colon = span_find_char(span_of(t.s, MIN(t.n, 80)), ':');
  if (colon > 2 && span_find_char(span_of(t.s, (gsize)colon), ' ') < 0) {
    Span file = span_of(t.s, (gsize)colon);
    gsize digits = span_digits(span_skip(t, (gsize)colon + 1));
    gboolean named = span_find_char(file, '.') > 0;
    if (named && digits > 0 && span_skip(t, (gsize)colon + 1 + digits).n > 0 &&
        t.s[(gsize)colon + 1 + digits] == ':')
      return TRUE;
    if (named && span_starts(span_skip(t, (gsize)colon), ": In function "))
      return TRUE;
  }
  return FALSE;
}

/* Columns of hex: dumps, register lists, stack traces. */
static gboolean
is_hex_line(Span t)
{
  guint words = 0, hex = 0;
  gsize i = 0;
  while (i < t.n) {
    gsize start = i;
    while (i < t.n && !span_is_blank_char(t.s[i]))
      i++;
    Span word = span_of(t.s + start, i - start);
    while (i < t.n && span_is_blank_char(t.s[i]))
      i++;
    words++;
    while (word.n > 0 && strchr("[]<>():,", word.s[0]) != NULL)
      word = span_skip(word, 1);
    if (span_starts(word, "0x"))
      word = span_skip(word, 2);
    gsize n = span_hex(word);
    gboolean whole = n == word.n || (word.n - n <= 2 && strchr("])>:,", word.s[n]) != NULL);
    gboolean wide = (n == 2 || n == 4 || n == 8 || n == 16 || n == 32);
    if (wide && whole)
      hex++;
  }
  return (hex >= 4 && hex * 2 >= words) ||
         (hex >= 2 && hex * 4 >= words * 3 && span_find_char(t, '.') < 0);
}

/* "[ 41%] Building CXX object" */
static gboolean
is_progress(Span t)
{
  Span inner = span_ltrim(span_skip(t, 1));
  gsize digits = span_digits(inner);
  return t.s[0] == '[' && digits > 0 && digits <= 3 && span_starts(span_skip(inner, digits), "%] ");
}

static gboolean
is_trace(Span t)
{
  if (is_progress(t))
    return TRUE;
  if (t.s[0] == '#' && span_digits(span_skip(t, 1)) > 0) {
    Span rest = span_ltrim(span_skip(t, 1 + span_digits(span_skip(t, 1))));
    return span_starts(rest, "0x") ||
           (span_has(rest, " (") && (span_has(rest, " at ") || span_has(rest, " from ")));
  }
  if (span_starts(t, "Call Trace:") || span_starts(t, "Traceback (most") || span_starts(t, "[<") ||
      span_starts(t, "(XEN) ") || span_starts(t, "Oops:") || span_starts(t, "Kernel panic") ||
      span_starts(t, "-!-") || span_starts(t, "Unable to handle kernel"))
    return TRUE;
  return span_starts(t, "at ") && span_has(t, "(") && span_has(t, ".java:");
}

gboolean
shape_is_log(Span t, const LineProfile *p)
{
  char c = t.s[0];
  if ((c == '[' || c == '<') && (is_kernel_stamp(t) || is_clock_stamp(t)))
    return TRUE;
  if ((c == '[' || c == '<' || c == '(' || g_ascii_isdigit(c)) && shape_irc_prefix(t) > 0)
    return TRUE;
  if (g_ascii_isdigit(c) &&
      (is_iso_stamp(t) || (clock_length(t, TRUE) > 0 && t.n > 9 && t.s[8] == ' ')))
    return TRUE;
  if (g_ascii_isupper(c) && p->digits >= 7 && t.n > 15 && t.s[3] == ' ' && is_month_stamp(t))
    return TRUE;
  if ((g_ascii_isalpha(c) || c == '/' || c == '.') && is_build_line(t))
    return TRUE;
  if (c == '#' || c == '[' || c == '(' || c == 'C' || c == 'T' || c == 'a' || c == '-' ||
      c == 'O' || c == 'K' || c == 'U')
    if (is_trace(t))
      return TRUE;
  if (c == '-' && (span_starts(t, "--> ") || span_starts(t, "---> ")))
    return TRUE;
  if (c == '=' && span_starts(t, "==> "))
    return TRUE;
  if (p->prompts > 0 && is_prompt(t))
    return TRUE;
  return p->digits >= 6 && is_hex_line(t);
}

/* --- source code --- */

static gboolean
is_assignment(Span t)
{
  gssize at = span_find_char(t, '=');
  if (at <= 0 || (gsize)at + 1 >= t.n)
    return FALSE;
  if (t.s[at + 1] == '=' || strchr("!<>=", t.s[at - 1]) != NULL)
    return FALSE;
  Span left = span_trim(span_of(t.s, (gsize)at));
  return span_count_words(left) <= 3 && !span_ends_fold(left, ",");
}

gboolean
shape_is_code(Span t, guint indent, const LineProfile *p)
{
  char last = t.s[t.n - 1];
  char c = t.s[0];
  if ((c == '/' && t.n > 1 && (t.s[1] == '*' || t.s[1] == '/')) ||
      (c == '*' && span_starts(t, "*/")) || (last == '/' && t.n > 1 && t.s[t.n - 2] == '*'))
    return TRUE;
  if (c == '#') {
    static const char *const words[] = {"include", "define", "ifdef", "ifndef", "endif",
                                        "undef",   "pragma", "else",  "elif",   NULL};
    if (t.s[1] == '!' || span_starts(t, "#if ") ||
        (t.n > 4 && span_starts_in_list(span_skip(t, 1), words, NULL)))
      return !shape_is_bot_command(t);
  }
  if (t.n <= 2 && (c == '{' || c == '}'))
    return TRUE;
  if (last == '{' || (c == '}' && t.n < 12))
    return TRUE;
  if (last == ';') {
    gboolean call = span_find_char(t, '(') > 0 && t.s[t.n - 2] == ')';
    if (call || is_assignment(t) || indent >= 8 || span_starts(t, "return ") ||
        span_starts(t, "return;"))
      return c != '*' && c != '-';
    static const char *const types[] = {
        "int", "char", "void",   "unsigned", "struct", "static", "const",    "u32",  "u8", "u16",
        "u64", "long", "extern", "typedef",  "break",  "goto",   "continue", "case", NULL};
    return span_starts_in_list(t, types, NULL) && span_count_words(t) <= 6;
  }
  /* "key = value" in an indented block: configuration */
  return indent >= 4 && p->equals > 0 && is_assignment(t) && span_find_char(t, '?') < 0 &&
         span_has(t, " = ");
}
