#include "db/tables.h"

/* A mail is named by its Message-ID and content, since row numbers and the order of arrival differ
 * from file to file. */
#define MAIL " m.message_id || ' ' || docket_hex(m.content_hash) "
#define MEETING " g.name || ' ' || m.start || ' ' "
#define OF(x) " || ' ' || coalesce(" x ", '-')"

/* Rows that hang on a mail, not on a group, go when no other group holds the mail. */
#define ONLY_HERE                                                                                  \
  "message IN (SELECT gm.message FROM group_message gm WHERE gm.group_id = $1 AND NOT EXISTS"      \
  " (SELECT 1 FROM groups o JOIN group_message x ON x.group_id = o.id AND x.message = gm.message"  \
  " WHERE o.id <> $1))"

const DbTable db_tables[] = {
    /* derived, those that point at others first */
    {"mention", TABLE_DERIVED, "DELETE FROM mention WHERE group_id = $1",
     "SELECT g.name || ' ' || i.key || ' ' || me.kind || ' ' ||" MAIL "|| ' ' || me.n || ' ' ||"
     " me.first_line || '-' || me.last_line" OF("me.quote")
         OF("me.suggestion") " || ' ' || me.takes || ' ' || me.key"
                             " FROM mention me JOIN groups g ON g.id = me.group_id JOIN message m "
                             "ON m.id = me.message JOIN"
                             " item i ON i.group_id = me.group_id AND i.number = me.number"},
    {"reply_wait", TABLE_DERIVED, "DELETE FROM reply_wait WHERE group_id = $1", NULL},
    {"reply_target", TABLE_DERIVED, "DELETE FROM reply_target WHERE group_id = $1", NULL},
    {"fingerprint", TABLE_DERIVED, "DELETE FROM fingerprint WHERE group_id = $1", NULL},
    {"statement", TABLE_DERIVED, "DELETE FROM statement WHERE group_id = $1",
     "SELECT g.name || ' ' || s.key || ' ' || s.date || ' ' || s.rank" OF(
         "l.key") " || ' ' ||"
                  " s.why || ' ' || s.score || ' ' || docket_hex(s.text) FROM statement s JOIN "
                  "groups g ON g.id ="
                  " s.group_id LEFT JOIN statement l ON l.id = s.lead"},
    {"item", TABLE_DERIVED, "DELETE FROM item WHERE group_id = $1",
     "SELECT g.name || ' ' || i.key || ' ' ||" MAIL "|| ' ' || f.n || ' ' || i.kind || ' ' ||"
     " i.state || ' ' || i.triaged || ' ' || i.date || ' ' || i.last_date || ' ' || i.n_mentions ||"
     " ' ' || i.n_replies FROM item i JOIN groups g ON g.id = i.group_id JOIN message m ON m.id ="
     " i.message JOIN found f ON f.id = i.found"},
    {"link", TABLE_DERIVED, "DELETE FROM link WHERE " ONLY_HERE,
     "SELECT" MAIL "|| ' ' || l.n || ' ' || l.line || ' ' || l.kind || ' ' || l.value || ' ' ||"
     " l.key || ' ' || l.ref" OF("l.url") OF("f.n")
         OF("l.said") " FROM link l JOIN message m ON m.id ="
                      " l.message LEFT JOIN found f ON f.id = l.found"},
    {"vote", TABLE_DERIVED, "DELETE FROM vote WHERE " ONLY_HERE,
     "SELECT" MAIL "|| ' ' || v.n || ' ' || v.line" OF(
         "v.option") " || ' ' || v.value || ' ' ||"
                     " v.value_text" OF("v.claim") OF("v.why")
                         OF("v.comment") " || ' ' || v.quote FROM vote v JOIN"
                                         " message m ON m.id = v.message"},
    {"archived_at", TABLE_DERIVED, "DELETE FROM archived_at WHERE " ONLY_HERE,
     "SELECT" MAIL "|| ' ' || a.address FROM archived_at a JOIN message m ON m.id = a.message"},
    {"minutes", TABLE_DERIVED, "DELETE FROM minutes WHERE " ONLY_HERE,
     "SELECT" MAIL
     "|| ' ' || s.date" OF("s.title") " || ' ' || s.style || ' ' || s.attendees FROM"
                                      " minutes s JOIN message m ON m.id = s.message"},
    {"found", TABLE_DERIVED, "DELETE FROM found WHERE " ONLY_HERE,
     "SELECT" MAIL "|| ' ' || f.n || ' ' || f.repeats || ' ' || f.parent || ' ' || f.kind || ' ' ||"
     " f.state || ' ' || f.title" OF("f.owner") OF("f.owner_person")
         OF("f.section") " || ' ' ||"
                         " f.first_line || '-' || f.last_line || ' ' || f.quote || ' ' || f.rule "
                         "|| ' ' || f.confidence"
                         " || ' ' || f.due || ' ' || f.listed" OF(
                             "f.note") " FROM found f JOIN"
                                       " message m ON m.id = f.message"},
    {"place", TABLE_DERIVED, "DELETE FROM place WHERE group_id = $1",
     "SELECT g.name || ' ' ||" MAIL "|| ' in ' || r.message_id || ' ' || docket_hex(r.content_hash)"
     " || ' under' || coalesce(' ' || u.message_id || ' ' || docket_hex(u.content_hash), '') || ' '"
     " || p.date || ' ' || p.by_subject || ' ' || p.n_items || ' ' || p.n_votes FROM place p JOIN"
     " groups g ON g.id = p.group_id JOIN message m ON m.id = p.message JOIN message r ON r.id ="
     " p.thread LEFT JOIN message u ON u.id = p.parent"},
    {"reference_wait", TABLE_DERIVED, "DELETE FROM reference_wait WHERE group_id = $1", NULL},
    {"thread", TABLE_DERIVED, "DELETE FROM thread WHERE group_id = $1",
     "SELECT g.name || ' ' ||" MAIL "|| ' ' || t.first_date || ' ' || t.last_date || ' ' ||"
     " t.n_messages || ' ' || t.n_people || ' ' || t.n_items || ' ' || t.n_votes FROM thread t JOIN"
     " groups g ON g.id = t.group_id JOIN message m ON m.id = t.root"},
    {"month", TABLE_DERIVED, "DELETE FROM month WHERE group_id = $1",
     "SELECT g.name || ' ' || n.month || ' ' || n.n_messages || ' ' || n.n_threads || ' ' ||"
     " n.n_items FROM month n JOIN groups g ON g.id = n.group_id"},
    {"person", TABLE_DERIVED, "DELETE FROM person WHERE group_id = $1",
     "SELECT g.name || ' ' || n.key || ' ' || n.n_messages FROM person n JOIN groups g ON g.id ="
     " n.group_id WHERE n.n_messages > 0"},
    {"counter", TABLE_DERIVED,
     "UPDATE counter SET n_messages = 0, n_threads = 0, n_items = 0, n_new_items = 0, n_people = 0,"
     " first_date = 0, last_date = 0 WHERE group_id = $1",
     "SELECT g.name || ' ' || n.n_messages || ' ' || n.n_threads || ' ' || n.n_items || ' ' ||"
     " n.n_new_items || ' ' || n.n_people || ' ' || n.first_date || ' ' || n.last_date FROM counter"
     " n JOIN groups g ON g.id = n.group_id"},
    {"mail_text", TABLE_DERIVED, NULL, NULL}, /* of all groups: db_text_rebuild */

    /* mail */
    {"raw", TABLE_MAIL, NULL,
     "SELECT" MAIL OF("r.refs") " FROM raw r JOIN message m ON m.id = r.message"},
    {"group_message", TABLE_MAIL, NULL,
     "SELECT g.name || ' ' ||" MAIL "FROM group_message x JOIN groups g ON g.id = x.group_id JOIN"
     " message m ON m.id = x.message"},
    {"message", TABLE_MAIL, NULL,
     "SELECT" MAIL "|| ' ' || m.alternate || ' ' || m.pipermail || ' ' || m.id_derived || ' ' ||"
     " m.subject" OF("m.from_name")
         OF("m.from_email") " || ' ' || m.from_key || ' ' || m.date ||"
                            " ' ' || m.date_offset || ' ' || m.date_source || ' ' || m.size || ' ' "
                            "|| m.n_attachments || ' ' || m.received FROM"
                            " message m"},
    {"dictionary", TABLE_MAIL, NULL, NULL}, /* how mail is packed is not what is known */
    {"cursor", TABLE_MAIL, NULL,
     "SELECT g.name || ' ' || c.path || ' ' || c.size || ' ' || c.position || ' ' || c.head_hash ||"
     " ' ' || c.tail_hash || ' ' || c.complete FROM cursor c JOIN groups g ON g.id = c.group_id"},
    {"quarantine", TABLE_MAIL, NULL,
     "SELECT g.name || ' ' || docket_hex(q.content_hash) || ' ' || q.source || ' ' || q.position ||"
     " ' ' || q.reason || ' ' || q.size FROM quarantine q JOIN groups g ON g.id = q.group_id"},
    {"pipermail", TABLE_MAIL, NULL,
     "SELECT g.name || ' ' || n.month || ' ' || n.number || ' ' || n.message_id FROM pipermail n"
     " JOIN groups g ON g.id = n.group_id"},
    {"fetch_state", TABLE_MAIL, NULL, NULL}, /* when and how a server was asked */
    {"fetch_page", TABLE_MAIL, NULL, NULL},
    {"link_fact", TABLE_MAIL, NULL, NULL}, /* what servers said, and when */
    {"change", TABLE_MAIL, NULL, NULL},
    {"etag_key", TABLE_MAIL, NULL, NULL}, /* random */

    /* human */
    {"item_number", TABLE_HUMAN, NULL,
     NULL}, /* with keys it says no more than item; numbers follow arrival */
    {"triage", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || t.key" OF("t.state") OF("t.title") OF("t.owner")
         OF("t.merged_into") " FROM triage t JOIN groups g ON g.id = t.group_id"},
    {"item_apart", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || a.key || ' ' || a.other FROM item_apart a JOIN groups g ON g.id ="
     " a.group_id"},
    {"suggestion_answer", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || a.reply || ' ' || a.answer FROM suggestion_answer a JOIN groups g ON"
     " g.id = a.group_id"},
    {"tracker", TABLE_HUMAN, NULL,
     "SELECT t.name || ' ' || t.address || ' ' || t.prefixes || ' ' || t.keys" OF("t.api")
         OF("t.ask") OF("t.form") OF("t.title_at") OF("t.state_at") OF("t.closed") OF("t.batch")
             OF("t.batch_id") " || ' ' || t.internal FROM tracker t"},
    {"group_tracker", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || t.tracker FROM group_tracker t JOIN groups g ON g.id = t.group_id"},
    {"repository", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || r.address" OF("r.tags")
         OF("r.tags_at") " || ' ' || r.internal FROM"
                         " repository r JOIN groups g ON g.id = r.group_id"},
    {"audit", TABLE_HUMAN, NULL,
     "SELECT coalesce(g.name, '-') || ' ' || a.at || ' ' || a.who || ' ' || a.verb || ' ' || "
     "a.key" OF("a.old") OF("a.new") " FROM audit a LEFT JOIN groups g ON g.id = a.group_id"},
    {"member", TABLE_HUMAN, NULL,
     "SELECT m.name" OF("m.initials") OF("m.nick") " || ' ' || m.operator FROM member m"},
    {"member_address", TABLE_HUMAN, NULL,
     "SELECT a.address || ' ' || m.name FROM member_address a JOIN member m ON m.id = a.member"},
    {"membership", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || m.name || ' ' || s.role || ' ' || s.since || ' ' || s.until FROM"
     " membership s JOIN groups g ON g.id = s.group_id JOIN member m ON m.id = s.member"},
    {"ballot_option", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || o.ballot || ' ' || o.place || ' ' || o.key || ' ' || o.text FROM"
     " ballot_option o JOIN groups g ON g.id = o.group_id"},
    {"ballot_source", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || s.ballot || ' ' || s.message_id || ' ' || s.kind FROM ballot_source s"
     " JOIN groups g ON g.id = s.group_id"},
    {"ballot_cast", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || c.ballot || ' ' || c.n || ' ' || m.name" OF(
         "c.option") " || ' ' || c.value" OF("c.comment") " || ' ' || c.at || ' ' || c.way FROM"
                                                          " ballot_cast c JOIN groups g ON g.id ="
                                                          " c.group_id JOIN member m ON m.id ="
                                                          " c.member"},
    {"ballot_resolved", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || r.ballot || ' ' || r.n || ' ' || m.name || ' ' || r.at" OF(
         "r.note") " FROM ballot_resolved r JOIN groups g ON g.id = r.group_id JOIN member m ON"
                   " m.id = r.member"},
    {"ballot_vote", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || v.ballot || ' ' || v.n" OF("v.name") OF("v.email") OF(
         "v.option") " || ' ' || v.value || ' ' || v.value_text" OF("v.claim")
         OF("v.comment") " || ' ' || v.at"
                         " || ' ' ||"
                         " v.way" OF(
                             "v.message_"
                             "id") " || ' ' || v.line" OF("v.quote") " || ' ' || v.proof || ' ' "
                                                                     "|| v.binding || ' ' ||"
                                                                     " v.counted || ' ' || "
                                                                     "v.resolved" OF("v.why") OF(
                                                                         "v.content") " || ' ' || "
                                                                                      "v.confirmed "
                                                                                      "FROM "
                                                                                      "ballot_vote "
                                                                                      "v "
                                                                                      "JOIN groups "
                                                                                      "g "
                                                                                      "ON g.id = "
                                                                                      "v.group_id"},
    {"ballot_told", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || t.ballot || ' ' || t.message_id || ' ' || t.content || ' ' || m.name "
     "|| ' ' || t.at ||"
     " ' ' || t.confirmed FROM ballot_told t JOIN groups g ON g.id = t.group_id JOIN member m ON"
     " m.id = t.member"},
    {"ballot", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || b.number || ' ' || b.question || ' ' || b.rule || ' ' || b.electorate"
     " || ' ' || b.quorum || ' ' || b.opened || ' ' || b.opened_by || ' ' || b.opens || ' ' ||"
     " b.closes || ' ' || b.closed" OF("b.closed_by") " || ' ' || b.outcome" OF("b.reason")
         OF("b.item") " || ' ' || b.meeting FROM ballot b JOIN groups g ON g.id = b.group_id"},
    {"ballot_policy", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || p.unverified || ' ' || p.entry_rule" OF(
         "p.authserv") " FROM ballot_policy p JOIN groups g ON g.id = p.group_id"},
    {"ballot_ignored", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || i.message_id FROM ballot_ignored i JOIN groups g ON g.id ="
     " i.group_id"},
    {"item_weight", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || w.key || ' ' || m.name || ' ' || w.value || ' ' || w.at FROM"
     " item_weight w JOIN groups g ON g.id = w.group_id JOIN member m ON m.id = w.member"},
    {"api_token", TABLE_HUMAN, NULL,
     "SELECT m.name || ' ' || t.name || ' ' || t.scopes || ' ' || t.created || ' ' || t.expires ||"
     " ' ' || t.revoked FROM api_token t JOIN member m ON m.id = t.member"},
    {"sign_in", TABLE_HUMAN, NULL, NULL}, /* of this server, for minutes */
    {"sign_in_ask", TABLE_HUMAN, NULL, NULL},
    {"session", TABLE_HUMAN, NULL, NULL},
    {"hand", TABLE_HUMAN, NULL,
     "SELECT v.question || ' ' || v.opened || ' ' || h.name || ' ' || h.value FROM hand h JOIN"
     " show_of_hands v ON v.id = h.vote"},
    {"show_of_hands", TABLE_HUMAN, NULL,
     "SELECT" MEETING "|| v.question || ' ' || v.opened || ' ' || v.closed FROM show_of_hands v"
     " JOIN meeting m ON m.id = v.meeting JOIN groups g ON g.id = m.group_id"},
    {"minutes_revision", TABLE_HUMAN, NULL,
     "SELECT" MEETING "|| r.n || ' ' || r.at || ' ' || r.who || ' ' || r.why || ' ' || r.body FROM"
     " minutes_revision r JOIN meeting m ON m.id = r.meeting JOIN groups g ON g.id = m.group_id"},
    {"attendance", TABLE_HUMAN, NULL,
     "SELECT" MEETING "|| a.name || ' ' || a.kind || ' ' || a.known || ' ' || a.at || ' ' || a.who"
     " FROM attendance a JOIN meeting m ON m.id = a.meeting JOIN groups g ON g.id = m.group_id"},
    {"minutes_line", TABLE_HUMAN, NULL,
     "SELECT" MEETING
     "|| l.entry || ' ' || l.at || ' ' || l.who || ' ' || l.kind || ' ' || l.text" OF("l.owner")
         OF("l.token") " || ' ' || l.owner_known || ' ' || l.due || ' ' || l.state || ' ' ||"
                       " l.voted || ' ' || l.votes_for || ' ' || l.votes_neutral || ' ' ||"
                       " l.votes_against || ' ' || l.struck FROM minutes_line l JOIN meeting m ON"
                       " m.id = l.meeting JOIN groups g ON g.id = m.group_id"},
    {"agenda_entry", TABLE_HUMAN, NULL,
     "SELECT" MEETING "|| e.state || ' ' || e.position" OF("e.item_key") OF("e.presenter")
         OF("e.notes") OF("e.remark") OF("e.origin") OF("e.origin_who") OF("e.origin_text")
             OF("e.why") " || ' ' || e.draft_group || ' ' || e.title || ' ' || e.minutes || ' ' || "
                         "e.outcome ||"
                         " ' ' || e.spent FROM agenda_entry e JOIN meeting m ON m.id ="
                         " e.meeting JOIN groups g ON g.id = m.group_id"},
    {"sheet", TABLE_HUMAN, NULL,
     "SELECT" MEETING "|| s.version || ' ' || s.published || ' ' || s.started || ' ' || s.ended"
     " || ' ' || s.approved_at || ' ' || s.revision" OF(
         "s.scribe") " FROM sheet s JOIN meeting m"
                     " ON m.id = s.meeting JOIN groups g ON g.id = m.group_id"},
    {"agenda_weight", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || w.name || ' ' || w.points FROM agenda_weight w JOIN groups g ON g.id"
     " = w.group_id"},
    {"meeting", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || m.start || ' ' || m.duration" OF("s.name") OF("m.series_day")
         OF("m.title") OF("m.place") OF("m.video")
             OF("m.chair") " || ' ' || m.state || ' ' || m.uid || ' ' || m.sequence || ' ' ||"
                           " m.changed FROM meeting m JOIN groups g ON g.id = m.group_id LEFT JOIN"
                           " series s ON s.id = m.series"},
    {"superseded", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || s.key || ' ' || s.by_key FROM superseded s JOIN groups g ON g.id ="
     " s.group_id"},
    {"series_date", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || s.name || ' ' || d.day FROM series_date d JOIN series s ON s.id ="
     " d.series JOIN groups g ON g.id = s.group_id"},
    {"series", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || s.name || ' ' || s.rule || ' ' || s.minute || ' ' || s.first_day ||"
     " ' ' || s.last_day || ' ' || s.duration" OF("s.place") OF("s.video") OF("s.chair")
         OF("s.description") " || ' ' || s.uid || ' ' || s.sequence || ' ' || s.changed FROM"
                             " series s JOIN groups g ON g.id = s.group_id"},
    /* The text of a sign-in mail is a secret. */
    {"outbox", TABLE_HUMAN, NULL,
     "SELECT coalesce(g.name, '-') || ' ' || o.kind || ' ' || o.state || ' ' || o.message_id || ' '"
     " || o.about || ' ' || o.created || ' ' || o.created_by || ' ' || o.queued || ' ' || "
     "o.subject" OF("o.in_reply_to") OF("o.refs")
         OF("o.last_error") " || ' ' || o.body FROM outbox o LEFT JOIN"
                            " groups g ON g.id = o.group_id WHERE o.kind <> 7"},
    {"outbox_recipient", TABLE_HUMAN, NULL,
     "SELECT o.message_id || ' ' || r.n || ' ' || r.cc" OF(
         "r.name") " || ' ' || r.address || ' ' ||"
                   " r.state" OF("r.reply") " FROM outbox_recipient r JOIN outbox o ON o.id = "
                                            "r.mail WHERE o.kind"
                                            " <> 7"},
    {"list_id", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || l.list_id FROM list_id l JOIN groups g ON g.id = l.group_id"},
    {"source", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || s.url || ' ' || s.added || ' ' || s.every || ' ' || s.pause FROM "
     "source s JOIN groups "
     "g ON g.id ="
     " s.group_id"},
    {"source_last", TABLE_HUMAN, NULL, NULL}, /* numbers follow what was removed */
    {"groups", TABLE_HUMAN, NULL,
     "SELECT g.name || ' ' || g.title" OF(
         "g.address") " || ' ' || g.timezone || ' ' || g.created"
                      " || ' ' || g.next_meeting || ' ' || g.mask FROM groups g"},
};
const guint db_tables_n = G_N_ELEMENTS(db_tables);
