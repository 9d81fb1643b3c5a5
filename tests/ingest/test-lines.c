/* Every line has one class; the letters below stand for them. */
#include "ingest/lines.h"
#include <string.h>

static const char letters[LINE_N_CLASSES + 1] = ".onqasfdltrpc";

static char *
classes_of(const char *text)
{
  g_autoptr(BodyLines) lines = ingest_lines_of_text(text, strlen(text), FALSE);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < lines->n; i++)
    g_string_append_c(out, letters[lines->line[i].line_class]);
  return g_string_free(out, FALSE);
}

typedef struct {
  const char *name, *text, *classes;
} Case;

static const Case cases[] = {
    {"plain-text-is-own", "Hello,\n\nthis is text.\n", "o.o"},
    {"last-line-without-newline-counts", "a\nb", "oo"},
    {"marks-at-the-line-start-quote", "> one\n>> two\n> > three\n\nown words here\n", "qqq.o"},
    {"html-mailers-space-their-marks", ">     > >> deep\nown\n", "qo"},
    {"bars-quote-but-tables-do-not", "| quoted words\n\na | b | c\nd | e | f\n", "q.tt"},
    {"names-and-initials-quote", "Rosa> one\nRT> two\n\nown\n", "qq.o"},
    {"note-under-own-bullet-is-the-authors", "* bullet\n > note\n  > another\n", "onn"},
    {"note-after-a-wrapped-bullet", "* bullet that\n  goes on\n > note\n", "oon"},
    {"indented-quotes-stay-quotes", " > quoted first\n\n* bullet\n > quoted again\n", "q.oq"},
    {"mark-at-the-bullets-column-is-a-quote", " - yes\n > and this?\n", "oq"},
    {"what-a-compiler-said-is-wrapped",
     "It warns:\n\n  arch/mips/mm/mmap.c:146:15: warning: symbol 'arch_rnd' was not\n    declared. "
     "Should it be static?\n\nNow it does not.\n",
     "o.ll.o"},
    {"english-attribution", "On Monday, Ann <a@example.org> wrote:\n> x\n", "aq"},
    {"wrapped-attribution",
     "On Sun, Apr 26, 2026 at 11:15 PM Bartholomew Featherstone\n<b@example.org> wrote:\n> x\n",
     "aaq"},
    {"german-attribution", "Am Mittwoch, 22. April 2026, schrieb Knut:\n> x\n", "aq"},
    {"french-attribution", "Le vendredi 24 avril, Anne\n<a@example.com> a écrit :\n\n> x\n",
     "aa.q"},
    {"italian-attribution", "Il giorno ven 24 apr Perla Ferri ha scritto:\n\n> x\n", "a.q"},
    {"lead-in-is-no-attribution", "As Bob wrote:\n\n* a list\n", "o.o"},
    {"original-message-quotes-the-rest",
     "yes\n\n-----Original Message-----\nFrom: Ann\nSent: Monday\n\n* not mine\n", "o.aqq.q"},
    {"ursprüngliche-nachricht-too", "ja\n-----Ursprüngliche Nachricht-----\nVon: A\n", "oaq"},
    {"outlook-head-quotes-the-rest",
     "ok\n\n________________________________\nFrom: Stig\nSent: Thursday\nTo: list\nSubject: "
     "x\n\nPlan:\n",
     "o.aaaaa.q"},
    {"author-line-of-a-patch-is-no-quote",
     "From: Ann <a@example.org>\nDate: today\nSubject: x\n\nThe text of the patch.\n", "ddd.o"},
    {"a-pasted-mail-with-its-headers-is-quoted",
     "see below\n\nReceived: from mx by host; Mon\nSubject: x\n\nwhat is this?\n", "o.aa.q"},
    {"signature-mark", "text\n\n-- \nAnn\n* robots * sailing *\n", "o.sss"},
    {"two-dashes-near-the-end", "text\n\n--\nAnn\n", "o.ss"},
    {"valediction-without-mark", "text is here\n\nKind regards,\n\nGraham Pell\nGIS Officer\n",
     "o.s.ss"},
    {"dashed-name-is-no-bullet", "text is here\n\n -George\n", "o.s"},
    {"phone-signature", "fine with me\n\nSent from my phone\n\n> x\n", "o.s.q"},
    {"thanks-inside-text-is-text", "Thanks for the patch, it works here.\nMore below.\n", "oo"},
    {"list-footer",
     "text\n_______________________________________________\nusers mailing "
     "list\nu@lists.example.org\n",
     "offf"},
    {"majordomo-footer",
     "text\n--\nTo unsubscribe from this list: send the line \"x\" in\nthe body of a message\n",
     "offf"},
    {"ruler-alone-is-no-footer", "text\n____________________\nmore text\nand more\n", "oooo"},
    {"legal-footer",
     "text\n\nThis e-mail is confidential and intended for the\naddressee only. You must\n1. "
     "delete it\n",
     "o.fff"},
    {"speaking-of-a-message-is-no-footer", "text\n\nThis message is for the list, read it.\n",
     "o.o"},
    {"git-diff",
     "text\n\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-* old?\n+* new\n "
     "same\n\nmore text\n",
     "o.ddddddd.o"},
    {"text-that-ends-with-an-address-signs-nothing",
     "text\n\nThe patch is at\nhttp://git.example.org/x and I would\nlike to hear of it\n",
     "o.ooo"},
    {"a-name-with-particles-above-an-address-signs",
     "text\n\nAnn van der Berg\nExample Hosting\nhttp://www.example.org/\n", "o.sss"},
    {"patch-signature-ends-the-diff", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n-- \n2.43.0\n",
     "dddddss"},
    {"text-in-counted-hunk-is-diff",
     "@@ -1,3 +1,3 @@\n TODO:\n-- what about NUL?\n+- refused\n x\n", "ddddd"},
    {"text-below-a-hunk-that-counts-wrong", "@@ -1,7 +1,7 @@\n a\n-b\n+c\n \nDoes it build?\n",
     "dddddo"},
    {"outcomes-among-what-was-said",
     "Ann: as it was\nPROPOSED: a\n<bob> +1\n<cy> +1\nRESOLVED: a\n", "lollo"},
    {"outcomes-in-other-logs", "[  812.402113] x\n[  812.402371] y\nACTION: add b\n", "lll"},
    {"diffstat", " a/b.c | 12 ++--\n 2 files changed, 3 insertions(+)\n", "dd"},
    {"trailers", "text\n\nFixes: 4be1d9c07a52 (\"x\")\nSigned-off-by: A <a@b>\n", "o.rr"},
    {"fixes-in-prose-is-text", "Fixes: the build on Mondays.\n", "o"},
    {"kernel-log", "[  812.402113] what happened?\n[  812.402371] * x\n", "ll"},
    {"syslog", "Apr 15 16:53:34 host kernel: x\n", "l"},
    {"irc-log-with-summary", "Meeting summary\n\n16:01:07 <ann> hello?\n16:01:15 <bob> #action x\n",
     "o.ll"},
    {"commands-of-a-lone-log-are-the-minutes",
     "16:01:07 <ann> hello?\n16:01:15 <bob> #action bob to go\n", "lo"},
    {"build-log-as-a-block",
     "gcc -O2 -c lex.c -o lex.o\nlex.c:212:17: warning: x?\n  * waiting\nmake: *** Error 1\n",
     "llll"},
    {"shell-transcript", "# yum clean all\n# yum update x\nIs this ok [y/N]: y\n", "lll"},
    {"wiki-numbers-are-no-prompts", "# write the test pages\n# announce on the list\n", "oo"},
    {"hex-dump", "00000000  12 01 00 02 ff ff ff 40  de ad be ef 00 01 01 02\n", "l"},
    {"backtrace",
     "#0  0x00007f31 in raise () from /lib64/libc.so.6\n#1  0x000055d0 in main () at x.c:3\n",
     "ll"},
    {"c-comment", "/*\n * TODO: x\n * - is it?\n */\nint x;\n", "lllll"},
    {"configuration", "    # who may relay?\n    a = 127.0.0.0/8\n    b = c\n    # 1. local\n",
     "llll"},
    {"code-fence", "like this:\n\n```\n* buy milk\n```\n", "o.lll"},
    {"open-fence-does-not-swallow", "```\n* bullet\n", "lo"},
    {"table-of-gaps", "  test     old   new\n  a b      18.2  17.9\n  * mixed  55.0  49.1\n",
     "ttt"},
    {"two-blanks-after-a-full-stop-are-no-table",
     "One.  Two.  Three is here.\nAnd more.  Yes.  No.\n", "oo"},
    {"pgp-signed",
     "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\ntext\n-----BEGIN PGP "
     "SIGNATURE-----\n\n+1abc\n"
     "-----END PGP SIGNATURE-----\n",
     "pppopppp"},
    {"base64", "x\n\niVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwAD\n",
     "o.p"},
    {"scrubbed",
     "text\n-------------- next part --------------\nAn HTML attachment was scrubbed...\nURL: "
     "<http://x/y.html>\n",
     "occc"},
    {"scrubbed-with-the-address-below",
     "text\n-------------- next part --------------\nA non-text attachment was scrubbed...\n"
     "URL:\n<https://x/y.png>\nmore\n",
     "occcco"},
    {"footnotes-below-a-farewell",
     "As in [1] and [2].\n\nRegards,\nAnn\n\n[1]\nhttps://x/y\n[2] https://x/z\n", "o.ss.ooo"},
    {"wrapped-rest-of-a-quote",
     "> a line of text that was so long that the mailer of the person had to\nwrap it\n> and went "
     "on\n",
     "qqq"},
};

static void
test_case(gconstpointer data)
{
  const Case *c = data;
  g_autofree char *classes = classes_of(c->text);
  g_assert_cmpstr(classes, ==, c->classes);
}

static void
test_slices(void)
{
  const char *text = "> a\n\tb\n";
  g_autoptr(BodyLines) lines = ingest_lines_of_text(text, strlen(text), FALSE);
  g_assert_cmpuint(lines->n, ==, 2);
  g_assert_true(lines->line[0].text == text);
  g_assert_cmpuint(lines->line[0].mark, ==, 2);
  g_assert_cmpuint(lines->line[0].depth, ==, 1);
  g_assert_cmpuint(lines->line[1].indent, ==, 8);
}

static void
test_line_limit(void)
{
  g_autofree char *text = g_malloc(2 * 200100 + 1);
  for (guint i = 0; i < 200100; i++)
    memcpy(text + 2 * i, "a\n", 2);
  g_autoptr(BodyLines) lines = ingest_lines_of_text(text, 2 * 200100, FALSE);
  g_assert_cmpuint(lines->n, ==, 200000);
  g_assert_cmpuint(lines->n_cut, ==, 100);
}

static void
test_empty(void)
{
  g_autoptr(BodyLines) lines = ingest_lines_of_text("", 0, FALSE);
  g_assert_cmpuint(lines->n, ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *path = g_strconcat("/lines/", cases[i].name, NULL);
    g_test_add_data_func(path, &cases[i], test_case);
  }
  g_test_add_func("/lines/slices-not-copies", test_slices);
  g_test_add_func("/lines/over-the-limit-is-counted", test_line_limit);
  g_test_add_func("/lines/an-empty-body-has-none", test_empty);
  return g_test_run();
}
