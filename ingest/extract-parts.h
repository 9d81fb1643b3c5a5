/* The parts of extract.c: what they share while one mail is read. */
#pragma once
#include "ingest/blocks.h"
#include "ingest/extract.h"
G_BEGIN_DECLS

/* What the bullets of a list are, by their heading, the line that leads in, or the subject. */
typedef enum {
  CONTEXT_NONE,    /* a list in ordinary prose: its bullets are no items */
  CONTEXT_TOPIC,   /* agenda, outline, minutes */
  CONTEXT_BACKLOG, /* roadmap, backlog, plan, to do */
  CONTEXT_WORK,    /* named by nothing, but it reads like work to do */
  CONTEXT_ACTION,
  CONTEXT_DECISION,
  CONTEXT_IGNORE /* attendees, legends, changes: nothing in it is read */
} ListContext;

typedef struct {
  char *name;       /* "Lars Kurth" */
  char *initials;   /* "LK", or NULL */
  gboolean present; /* in the attendee list, not only in the headers */
} KnownPerson;

typedef struct {
  GPtrArray *known; /* KnownPerson */
  gboolean headers; /* those of the headers are among them */
} People;

typedef struct Extract {
  const ExtractTrackers *trackers; /* or NULL */
  const Mail *mail;
  const BodyLines *lines;
  Blocks *blocks;
  Drafts *drafts;
  ListContext *context; /* of each block */
  int *item;            /* of each block: its draft, or -1 */
  int *line_item;       /* of each line, 0-based: the draft it belongs to, or -1 */
  People *people;
  GHashTable *seen;     /* folded title -> draft + 1: says the same again */
  GString *fold;        /* scratch: the sentence in lower case */
  gboolean reply, minutes, meetbot, scribe, roadmap, bot_log, result, ballot;
  guint stated; /* bullets that tell a state, "(fair)", "[wip]" */
  int plans; /* the subject or the first lines say where things are heading; -1 until it was asked */
  int week;  /* a heading says what was done; -1 until it was asked */
  int told; /* prose that tells of a meeting: extract_tells_of_meeting; -1 until it was asked */
  gboolean bot_notes; /* a log, or notes, in which commands of a bot stand: "#topic ..." begins a topic */
  gboolean topics; /* "Topic: ..." begins what was said about it */
  gboolean minutes_by_subject;
  gboolean patches;  /* the mail brings a patch or speaks of one */
  gboolean proposes; /* the subject says that the mail proposes something */
  int topic;   /* draft of the current topic in a log or in scribe minutes, -1 */
  gint64 date; /* of the mail, shifted to the author's own clock */
  gint64 shift; /* by so many seconds */
} Extract;

enum { FOLD_PLACES = 96 };

/* Where the words of a text begin, and with which two letters: a phrase begins nowhere else. */
typedef struct {
  guint32 second[32]; /* of each first letter, a bit for each second */
  guint n;            /* more than FOLD_PLACES: place has only the first ones */
  guint16 place[FOLD_PLACES];
} FoldStarts;

/* One thing that rules look at: a bullet, the start of a paragraph, a sentence, the subject. */
struct ExtractPiece {
  Extract *x;
  int block; /* -1: the subject */
  Span text;
  Span fold;      /* text in lower case with plain apostrophes; only for sentences */
  guint triggers; /* which words of TRIGGER_ it holds */
  FoldStarts starts; /* of fold, see phrase_in_piece */
  Span starts_of;
  ListContext context;
  gboolean bullet;
  /* set by the rule that matches; title must lie inside text */
  Span title;
  Span owner; /* n == 0: none */
  gboolean by_author;
  gint64 due; /* 0: as the text itself says */
  ItemState state;
};

typedef enum { SCOPE_SUBJECT, SCOPE_MARKER, SCOPE_BULLET, SCOPE_SENTENCE } RuleScope;

enum {
  TRIGGER_I = 1 << 0,       /* I, I'll, I'd, I'm */
  TRIGGER_WILL = 1 << 1,    /* will, shall, going, 'll */
  TRIGGER_AGREE = 1 << 2,   /* agreed, decided, resolved, consensus ... */
  TRIGGER_OUTCOME = 1 << 5, /* approved, passed, rejected ... */
  TRIGGER_PROPOSE = 1 << 3, /* propose, proposal, suggest, moving */
  TRIGGER_TOOK = 1 << 6,    /* promised, volunteered, offered, agreed */
  TRIGGER_DAY = 1 << 7,     /* tonight, tomorrow, today, Monday ... */
  TRIGGER_LAZY = 1 << 4     /* objections, objects, otherwise, hear */
};

/* Place of a phrase as whole words in text that is in lower case already, or -1. */
gssize fold_find(Span fold, const char *phrase);

/* Where the words of fold begin: worth it before many phrases are looked for in it. */
FoldStarts fold_starts(Span fold);
/* What fold_find gives; starts: those of fold. phrase is not empty and begins with no blank. */
gssize fold_starts_find(const FoldStarts *starts, Span fold, const char *phrase);

/* rules-markers.c: FALSE: no rule of SCOPE_MARKER takes the piece. */
gboolean marker_may_start(const struct ExtractPiece *p);

static inline gboolean
fold_has(Span fold, const char *phrase)
{
  return fold_find(fold, phrase) >= 0;
}

/* context.c */
void extract_find_contexts(Extract *x);
ListContext context_of_words(Span text, gboolean heading);

/* states.c: "(good)", "[wip]" behind the title or in front of it, in the words of roadmaps. */
gboolean state_of_roadmap(Span text, Span *title, Span *word);
/* "Wiki access : done" */
gboolean state_behind_colon(Span text, Span *title, Span *word);
/* "(done)", "[closed]" at the end. */
gboolean state_done_in_brackets(Span text, Span *title, Span *word);
/* All of these, "DONE: ...", "... - done", "... ✓", in a list of work, and more words. */
gboolean state_of_work(Span text, Span *title, Span *word);
ItemState state_of_word(Span word);

/* leads.c: what the paragraph above the list says that begins at this block. */
ListContext lead_context(Extract *x, guint block);
/* It says that the list is none of what the subject names: "thanks to", "what happened:". */
gboolean lead_is_foreign(Extract *x, guint block);
/* "I'd add one thing under Winter:", "Two more for the list:" in an answer to a roadmap or an agenda. */
gboolean lead_adds(Extract *x, guint block);
ListContext lead_quoted_context(const Extract *x, guint block);
/* "In no order:", "these are:" */
gboolean lead_is_neutral(Extract *x, guint block);
/* How many words of it speak of what is open, 0 to 2; 3: it says so itself. */
guint lead_work_cues(Extract *x, guint block);
guint lead_subject_cues(Extract *x);
/* The line right above it, n == 0: none. */
Span lead_line(const Extract *x, guint block);
/* What a line that leads in calls the list, and what a heading in prose does. */
ListContext lead_context_of_words(Span text);
ListContext lead_context_of_heading(Extract *x, Span heading);

/* lists.c: does the list that begins at this block read like work to do? */
gboolean list_is_work(Extract *x, guint block);
/* The subject announces something: its lists tell what is new. */
gboolean list_is_announcement(const Extract *x);

/* sentences.c: next sentence of text from *at; FALSE at the end. */
gboolean sentence_next(Span text, gsize *at, Span *sentence);
/* Which TRIGGER_ words a sentence holds: the rules look closer only then. */
guint sentence_triggers(Span sentence);
/* The sentence in lower case with plain apostrophes. */
void sentence_fold(GString *scratch, Span sentence);

/* link-states.c: words in lower case, ended by NULL, that take back a word of state: in front of it
 * (an opinion, a wish, a condition, a report), and behind it (but, except, later). */
extern const char *const state_doubts[];
extern const char *const state_limits[];

/* owners.c */
void people_learn(Extract *x);
People *people_new(void);
void people_free(People *people);
/* Who is to do it, from the start of an action: "KB, provide", "LK and GD to", "joao will". n == 0:
 * nobody named. */
Span owner_of_action(const Extract *x, Span title);
/* Bytes of the word at the start of t that may be a name. */
gsize owner_name_word(Span t);
/* Is t names and nothing else: "KB and LK"? */
gboolean owner_fills(const Extract *x, Span t);

/* owners-bullets.c */
/* "[Ragna] partitioner": a person's name in brackets in front. */
Span owner_in_front(const Extract *x, Span title);
/* "Yara: the scanner page": a person's. */
Span owner_before_colon(const Extract *x, Span title);
/* "**Ilse**: close it"; title begins with the mark. */
Span owner_in_bold(const Extract *x, Span title);
/* "dark colours @ilse": the nick at the end. */
Span owner_mentioned(Span title);
/* "Heating (Aoife)", "(Aoife, by Friday)", "Heating [Aoife]": the name in brackets at the end. */
Span owner_in_brackets(const Extract *x, Span title);
/* "venue contract - Aurélie, until 15 Nov": the name behind the last dash. */
Span owner_behind_dash(const Extract *x, Span title);
/* Is t nothing but names of people, as "-  Dana Petrescu" under a roadmap line? *names: how many words of them; *address:
 * "<dana@example.org>" is behind, and not in *name. */
gboolean owner_line_names(Span t, Span *name, guint *names, gboolean *address);
/* "owner wanted", "nobody": in the place of these names. */
gboolean owner_line_wanted(Span t);
/* Who is asked: "KB / Johnny, did you", "@Paulina: is", "..., Gethin?" */
Span owner_of_question(Span sentence);
/* Is what follows a name a deed in the third person, " orders the tube"? */
gboolean owner_does(Span rest);
gboolean owner_is_name(Span name);
/* Is it a person's for all that is known: somebody of this mail, a first name, one with accents? */
gboolean owner_is_person(const Extract *x, Span name);
/* Is the first word of t somebody of this mail? */
gboolean owner_is_known(const Extract *x, Span t);
/* FALSE: no name stands at the start of t. */
gboolean owner_may_start(const Extract *x, Span t);
/* The names of people that stand at the start of t, whatever follows. n == 0: none. */
Span owner_at(const Extract *x, Span t);
/* The person an owner resolves to in this mail, or NULL. Caller frees. */
char *owner_person(const Extract *x, const char *owner);

/* due.c: date named by the text, counted from the day of the mail; 0: none. UTC seconds at the
 * day's start. */
gint64 due_of(Span text, gint64 mail_date);
/* A full date anywhere in a subject or heading: "2026-03-05", "3 March"; 0: none. */
gint64 due_of_heading(const char *text, gint64 mail_date);
/* The date at the start of t, behind a weekday or not, as one gone by says it: of the four months before the mail, or of its day. *rest: what
 * follows. 0: none. */
gint64 due_of_past(Span t, gint64 mail_date, Span *rest);
/* "Tuesday's ...", "last Tuesday's", "yesterday's": the last such day before the mail, or its own. */
gint64 due_of_weekday_past(Span t, gint64 mail_date, Span *rest);

/* rules-markers.c: cuts "OWNER: Sofia", "(owner: Sofia)" off the end and tells the name; no such field: owner stays. */
Span marker_cut_owner(Span t, Span *owner);

/* rules-bullets.c: "Owner: Hikari", "state: in progress" on the line below a bullet. */
gboolean bullet_is_field(Span line);

/* rules-*.c: the matchers */
typedef struct ExtractPiece Piece;
gboolean rule_subject(Piece *p);
gboolean rule_marker_action(Piece *p);
gboolean rule_marker_decision(Piece *p);
gboolean rule_marker_rejected(Piece *p);
gboolean rule_marker_proposal(Piece *p);
gboolean rule_marker_todo(Piece *p);
gboolean rule_marker_topic(Piece *p);
gboolean rule_bullet_action(Piece *p);
gboolean rule_bullet_decision(Piece *p);
gboolean rule_bullet_state(Piece *p);
gboolean rule_bullet_backlog(Piece *p);
gboolean rule_bullet_work(Piece *p);
gboolean rule_bullet_question(Piece *p);
gboolean rule_bullet_topic(Piece *p);
gboolean rule_promise(Piece *p);
gboolean rule_will_do(Piece *p);
gboolean rule_decided(Piece *p);
gboolean rule_lazy(Piece *p);
gboolean rule_propose(Piece *p);
gboolean rule_question(Piece *p);

/* items.c */
void extract_items(Extract *x);
/* Matches the rules of a scope in the order of the table; NULL: none. */
const ExtractRule *extract_match(Piece *p, RuleScope scope);
void extract_plain_bullet(Extract *x, guint block);
int extract_add(Extract *x, Piece *p, const ExtractRule *rule, int parent);

/* minutes.c */
void extract_minutes(Extract *x); /* tells the style of the mail */
void extract_minutes_record(Extract *x);
/* minutes-date.c: the day that the minutes name as theirs; 0: none. title: the mail's subject. */
gint64 minutes_day(const Extract *x, const char *title);
/* Does the mail tell of a meeting, as minutes or in prose? */
gboolean extract_tells_of_meeting(Extract *x);
void extract_meetbot_bullet(Extract *x, guint block);
gboolean minutes_is_subject(const char *subject); /* or NULL */
gboolean minutes_is_decision(Span text); /* "AGREED: ..." */
Span minutes_cut_stamp(Span text); /* without MeetBot's "(nick, 12:00:00)" */

/* links.c, votes.c, replies.c */
void extract_links(Extract *x);
void extract_link_states(Extract *x);
void extract_votes(Extract *x);
void extract_replies(Extract *x);
/* "I'll take this." in the answer that begins at that line (from 0) right below a quoted bullet: an offer for the bullet's item,
 * not a thing of its own to do. */
gboolean replies_is_offer(const Extract *x, guint line, Span sentence);

G_END_DECLS
