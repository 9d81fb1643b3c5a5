/* Plain structs for what docket knows, their enums with text forms, and free functions. No SQL types here.
 * Strings are UTF-8 and owned by their record unless marked const; times are UTC seconds since 1970, 0 means
 * unknown; ids are row numbers that live as long as the database file (never show them to people; a stable key
 * or a Message-ID goes into addresses). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { ITEM_TOPIC, ITEM_BACKLOG, ITEM_PROPOSAL, ITEM_ACTION, ITEM_DECISION, ITEM_QUESTION, ITEM_N_KINDS } ItemKind;
typedef enum { STATE_NEW, STATE_OPEN, STATE_SCHEDULED, STATE_DONE, STATE_DECLINED, STATE_DEFERRED, STATE_DUPLICATE, STATE_N } ItemState;
typedef enum { LINK_BUG, LINK_COMMIT, LINK_PATCH, LINK_CVE, LINK_ADVISORY, LINK_MAIL, LINK_WEB, LINK_N_KINDS } LinkKind;

/* What a line of a mail body is. Items and votes come from LINE_OWN only. */
typedef enum {
  LINE_BLANK,
  LINE_OWN,         /* the author's own words */
  LINE_NOTE,        /* " > ..." right under the author's own bullet: own, belongs to the bullet */
  LINE_QUOTE,       /* quoted from another mail; depth says how deep */
  LINE_ATTRIBUTION, /* "On ... wrote:" */
  LINE_SIGNATURE,
  LINE_FOOTER,      /* list or legal footer */
  LINE_DIFF,        /* diff, diffstat, commit header of a patch mail */
  LINE_LOG,         /* build, kernel or IRC log, hex dump, trace, code */
  LINE_TABLE,
  LINE_TRAILER,     /* Signed-off-by: and kin */
  LINE_ARMOUR,      /* PGP, base64, uuencode */
  LINE_SCRUBBED,    /* pipermail's "next part" notes */
  LINE_N_CLASSES
} LineClass;

/* The words for enums in exports, addresses and the database. to_text gives a static string; from_text FALSE for an
 * unknown word. */
const char *item_kind_to_text(ItemKind kind);
gboolean item_kind_from_text(const char *text, ItemKind *kind) G_GNUC_WARN_UNUSED_RESULT;
const char *item_state_to_text(ItemState state);
gboolean item_state_from_text(const char *text, ItemState *state) G_GNUC_WARN_UNUSED_RESULT;
const char *link_kind_to_text(LinkKind kind);
gboolean link_kind_from_text(const char *text, LinkKind *kind) G_GNUC_WARN_UNUSED_RESULT;
const char *line_class_to_text(LineClass line_class);

/* --- people --- */

/* One address as a mail shows it, unmasked where that is possible ("x at y.z" -> "x@y.z"). */
typedef struct {
  char *name;  /* display name, or NULL */
  char *email; /* local@domain as known, lower-case domain; may be masked ("a...@host") or NULL */
} Person;

void person_free(Person *person);
/* Copies both; an empty string counts as NULL. */
Person *person_new(const char *name, const char *email);
/* The same, but takes both. */
Person *person_take(char *name, char *email);
/* Name, else the local part: what lists of mails show. Never NULL; owned by person. */
const char *person_label(const Person *person);
/* g_utf8_casefold, quicker for ASCII. text may be NULL: "". Caller frees. */
char *text_fold_case(const char *text);
/* A key under which the masked and plain forms of one address fold: lower case, mask words undone.
 * "Ann.B at example dot org" and "ann.b@example.org" give the same. Caller frees. */
char *person_fold_address(const char *email);

/* --- groups --- */

/* From whom pages, feeds and downloads keep the hosts of people's addresses. */
typedef enum { MASK_VISITORS, MASK_ALWAYS, MASK_NEVER, MASK_N } GroupMask;
const char *group_mask_to_text(GroupMask mask);
gboolean group_mask_from_text(const char *text, GroupMask *mask) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  gint64 id;
  char *name;     /* in addresses and commands: [a-z0-9][a-z0-9._-]{0,63} */
  char *title;    /* for people */
  char *address;  /* posting address of the list, or NULL */
  char *timezone; /* IANA name; "UTC" when not given */
  gint64 created;
  gint64 next_meeting; /* date of the next meeting set by hand, 0: none */
  GroupMask mask;
} Group;
void group_free(Group *group);

/* --- messages and threads --- */

typedef enum { DATE_HEADER, DATE_RECEIVED, DATE_FROM_LINE, DATE_NONE } DateSource;

typedef struct {
  gint64 id;
  char *message_id;       /* without angle brackets; made from the bytes when the mail had none */
  gboolean id_derived;    /* TRUE: made by docket */
  guint alternate;        /* 0: the first mail seen with this Message-ID; 1..: others with another content */
  char *subject;          /* decoded, one line; "" when absent */
  Person *from;           /* the author: Reply-To or X-Original-From when a list rewrote From */
  gint64 date;            /* best known date, UTC seconds */
  gint16 date_offset;     /* minutes east of UTC as written */
  DateSource date_source;
  gint64 received;        /* UTC seconds of the topmost Received, 0: none; of a parsed mail only, rows that are read do not have it */
  gint64 size;            /* bytes of the raw mail */
  gint64 thread_id;       /* within the group it was asked for */
  gint64 parent_id;       /* 0: a thread's root */
  guint n_attachments;
  guint n_items;          /* items whose origin this is */
} Message;
void message_free(Message *message);
/* A Message-ID as it is kept: without angle brackets and without the blanks that folding leaves, which some archives have in their addresses.
 * Caller frees. */
char *message_id_clean(const char *text, gsize len);

typedef struct {
  gint64 id;             /* the row number of its root message */
  char *root_message_id;
  char *subject;
  Person *starter;
  gint64 first_date;
  gint64 last_date;
  guint n_messages;
  guint n_people;
  guint n_items;
} Thread;
void thread_free(Thread *thread);

/* --- what extraction finds in one mail (derived) --- */

/* 1-based lines of the decoded body text, both included. first == 0: no lines (subject only). */
typedef struct { guint first, last; } LineRange;

typedef struct {
  ItemKind kind;
  char *title;        /* joined text without bullet, marker word, MeetBot's (nick, time) */
  char *owner;        /* as written, "author", or NULL */
  char *owner_person; /* name or address the owner resolves to in this mail, or NULL */
  char *section;      /* nearest heading above, or NULL */
  int parent;         /* index into the drafts of the same mail, -1: none */
  LineRange lines;
  char *quote;        /* these lines, byte for byte, joined by LF without a final one */
  char *note;         /* the lines of the author's note (" > ...") right below a bullet, in the same form; NULL: none */
  const char *rule;   /* name in the rules table; static */
  double confidence;  /* 0..1 */
  ItemState state;    /* STATE_NEW, or what the mail itself says (REJECTED: STATE_DECLINED; "(done)": STATE_DONE) */
  gint64 due;         /* due date or end of a lazy-consensus clock, 0: none */
  gboolean repeated;  /* says again what an earlier draft of this mail says: stored as a mention of draft `repeats` */
  int repeats;
  gboolean listed;    /* a line of a list, a marked line or a subject: later mails say it again. FALSE: a sentence of prose */
} ItemDraft;
void item_draft_free(ItemDraft *draft);

typedef struct {
  LinkKind kind;
  char *value; /* as written in the mail */
  char *key;   /* normalised: "bug:bugs.centos.org/6893", "commit:0160676bba...", "cve:CVE-2014-1234": one thing has one key */
  char *url;   /* where it leads, http or https, or NULL */
  guint line;
  int item;    /* index into the item drafts, -1: none */
  gboolean says;    /* an own sentence says how the thing stands */
  ItemState said;   /* only with says */
  char *said_quote; /* its lines, from `line` on, or NULL */
} LinkDraft;
void link_draft_free(LinkDraft *draft);

typedef struct {
  guint line;
  char *option;        /* "1a" in polls, or NULL */
  int value;           /* -2..+2; of a fraction towards 0: 0 of "+0.5" */
  char *value_text;    /* as written: "+1", "-0" */
  char *claim;         /* "binding", "non-binding", or NULL */
  gboolean like;       /* TRUE: looks like a vote and is none; why says so */
  const char *why;     /* static: "quoted", "template", "legend", "tally", "rule", "diff", "signature", "sent by a program"; NULL for a vote */
  char *comment;       /* words after the value, or NULL */
  char *quote;         /* the line */
} VoteDraft;
void vote_draft_free(VoteDraft *draft);

/* An inline reply under a quoted line: joins what it says to the item that the quoted line states. */
typedef struct {
  char *quoted;          /* quoted text it answers, quote marks removed, lines joined */
  LineRange lines;       /* of the reply */
  char *quote;           /* the reply's lines */
  gboolean suggests;     /* the reply suggests a state */
  ItemState suggestion;  /* only with suggests; never applied by itself */
  gboolean takes;        /* "I'll take this": the author offers to own it */
} ReplyDraft;
void reply_draft_free(ReplyDraft *draft);

typedef struct {
  gint64 date;           /* day of the meeting; 0: the minutes do not name it */
  char *title;
  GPtrArray *attendees;  /* char *: "Name (INITIALS)" as written */
  const char *style;     /* static: "meetbot", "wiki", "scribe" */
} MinutesDraft;
void minutes_draft_free(MinutesDraft *draft);

/* All that was found in one mail. */
typedef struct {
  GPtrArray *items;   /* ItemDraft, in line order */
  GPtrArray *links;   /* LinkDraft */
  GPtrArray *votes;   /* VoteDraft */
  GPtrArray *replies; /* ReplyDraft */
  MinutesDraft *minutes; /* or NULL */
  guint n_cut;        /* drafts left out because of the limits in extract.h */
  gsize n_quoted;     /* bytes that were copied into quotes of items */
} Drafts;
Drafts *drafts_new(void);
void drafts_free(Drafts *drafts);

/* --- stored items, mentions, links, votes --- */

typedef enum { MENTION_ORIGIN, MENTION_REPEAT, MENTION_REPLY } MentionKind;

/* Why a mention belongs to its item. */
typedef enum {
  MENTION_BY_ITSELF,  /* it is the origin, or answers under a quoted line */
  MENTION_SAME_MAIL,  /* the mail says it again */
  MENTION_SAME_LINK,  /* cites the same bug or patch */
  MENTION_SAME_WORDS, /* near-equal text */
  MENTION_BY_HAND     /* its item was merged into this one */
} MentionWhy;
const char *mention_why_to_text(MentionWhy why); /* "same-link" ... */

/* What the chair did with what a mention suggests. */
typedef enum { ANSWER_NONE, ANSWER_ACCEPTED, ANSWER_IGNORED } SuggestionAnswer;

typedef struct {
  gint64 message;     /* row */
  char *message_id;
  char *subject;      /* of the mail */
  Person *from;
  gint64 date;
  MentionKind kind;
  LineRange lines;
  char *quote;
  char *note;         /* of an item's origin: what its author noted right below; or NULL */
  gboolean suggests;
  ItemState suggestion;
  gboolean takes;
  MentionWhy why;
  double score;       /* with MENTION_SAME_LINK and MENTION_SAME_WORDS: words in common by all words */
  char *statement;    /* stable key of what it states or answers; NULL where items are listed */
  char *reply;        /* stable key of the mention, where it suggests or takes; else NULL */
  SuggestionAnswer answer;
} Mention;
void mention_free(Mention *mention);

typedef struct {
  gint64 id;
  LinkKind kind;
  char *value, *key, *url;
  char *message_id;
  gint64 message, sent; /* row and date of that mail */
  guint line;
  gint64 item;        /* number of the item it belongs to in its group, 0: none */
  char *item_title;   /* or NULL */
  char *title, *state; /* what its server says of it, in its own word; NULL: not known (db/link-fact.h) */
  gboolean closed;     /* the state means that nothing is left to do */
  char *state_was;     /* the word before state, or NULL */
  gint64 state_changed; /* when state became another word, 0: never */
  gboolean reopened;   /* it was closed until then */
  gint64 fetched;      /* when the server said so last, 0: never */
  char *author;        /* of a commit, or NULL */
  gint64 dated;        /* UTC seconds: of a commit or advisory, 0: not known */
  char *tags;          /* that hold a commit, divided by blanks; "": none does; NULL: not known */
} Link;
void link_free(Link *link);

typedef struct {
  char *message_id;
  gint64 date;
  guint line;
  Person *voter;
  char *option;
  int value;
  char *value_text;
  char *claim;      /* what the mail says of itself: "binding", "non-binding", or NULL */
  gboolean binding; /* the voter was on the group's roster when the mail was written */
  gboolean counted;
  char *why;     /* why it is not counted, or NULL */
  char *comment; /* words after the value, or NULL */
  char *quote;
} Vote;
void vote_free(Vote *vote);

typedef struct {
  gint64 number;      /* in addresses: /{group}/items/{number}; kept for ever in its group */
  char *key;          /* stable: list + Message-ID + what the lines say */
  ItemKind kind;
  ItemState state;
  char *title;        /* the chair's, else as found */
  char *found_title;
  char *owner, *owner_person, *section;
  gint64 parent;      /* number, 0: none */
  char *parent_title; /* as found in the mail, or NULL */
  char *rule;
  double confidence;
  gint64 due;
  gint64 date;        /* of the origin mail */
  gint64 last_date;   /* of its latest mention */
  gint64 thread_id;
  Mention *origin;
  GPtrArray *mentions; /* Mention, oldest first, origin not included; NULL in lists */
  GPtrArray *links;    /* Link; NULL in lists unless asked for */
  guint n_mentions, n_replies;
  guint n_links;        /* where links were loaded or counted */
  int votes_for, votes_against; /* people: by mails of its thread that answer it, or on its page, whichever they said last */
  GPtrArray *objections; /* Vote: the counted votes against; NULL: none */
  Mention *last_reply;   /* the newest reply; NULL: none, or not asked for (db_item_stories) */
  gint64 carried_from;   /* the meeting that put it off, 0: none did */
  char *carried_why;     /* what was said of it there, or NULL */
  gint64 ballot;         /* that is open about it, 0: none, or not asked for (db_item_ballots) */
  gint64 ballot_closes;  /* 0: when the chair says so */
  gboolean ballot_plain; /* of +1, 0, -1: the two below count */
  guint ballot_for, ballot_against;
} Item;
void item_free(Item *item);

typedef struct {
  gint64 at;
  char *who, *verb, *what, *from, *to;
} AuditEntry;
void audit_entry_free(AuditEntry *entry);

/* --- the draft agenda (pure: db/agenda.h makes it) --- */

typedef enum {
  AGENDA_CARRIED,   /* scheduled, deferred or due before the meeting */
  AGENDA_VOTES,     /* open votes and proposals */
  AGENDA_BACKLOG,   /* by weight */
  AGENDA_NEW,       /* new on the list since the last meeting */
  AGENDA_QUESTIONS, /* without an answer */
  AGENDA_N_GROUPS
} AgendaGroup;
const char *agenda_group_to_text(AgendaGroup group); /* "carried-over" ... */
const char *agenda_group_title(AgendaGroup group);   /* for people */

/* Why an entry is on the agenda; one entry has several, in this order. */
typedef enum {
  REASON_CARRIED, /* put off by a meeting, or scheduled for one */
  REASON_PROMISED,
  REASON_PROPOSED,
  REASON_ASKED,
  REASON_NEW,     /* since the last meeting */
  REASON_BACKLOG,
  REASON_DUE,
  REASON_VOTES,
  REASON_OBJECTIONS,
  REASON_REPLIES,
  REASON_MENTIONS,
  REASON_STALE,   /* nobody spoke of it for AGENDA_STALE_DAYS or longer */
  REASON_CLOSED,  /* a linked bug was closed */
  REASON_CHANGED, /* or reopened, or has another state since the last meeting */
  REASON_BALLOT,  /* a ballot about it is open */
  REASON_N
} AgendaReasonKind;
const char *agenda_reason_to_text(AgendaReasonKind kind); /* "carried", "promised" ... */

typedef struct {
  AgendaReasonKind kind;
  char *text; /* for people: "asked by Ann on 2014-05-02" */
} AgendaReason;

typedef struct {
  AgendaGroup group;
  const Item *item;   /* borrowed; number 0: not from mail, a meeting left it over */
  double weight;
  GPtrArray *reasons; /* AgendaReason; NULL: none */
  char *why;          /* their texts in one line */
} AgendaEntry;
void agenda_entry_free(AgendaEntry *entry);

typedef struct {
  gint64 date;           /* of the meeting */
  GPtrArray *entries;    /* AgendaEntry, in order, grouped */
  guint n_left_out;      /* candidates below the cut */
} Agenda;
void agenda_free(Agenda *agenda);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Person, person_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Group, group_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Message, message_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Thread, thread_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ItemDraft, item_draft_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LinkDraft, link_draft_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VoteDraft, vote_draft_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReplyDraft, reply_draft_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MinutesDraft, minutes_draft_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Drafts, drafts_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mention, mention_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Link, link_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Vote, vote_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Item, item_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuditEntry, audit_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AgendaEntry, agenda_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Agenda, agenda_free)

G_END_DECLS
