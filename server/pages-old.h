/* Addresses of other archives: what leads to a message, a thread or a list that is kept here. */
#pragma once
#include "server/pages.h"
G_BEGIN_DECLS

/* The group that other archives knew by this address or name. NOT_FOUND. */
Group *server_find_list(const Request *request, const char *list, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Sends 301 to the list's archive, to a month ("2014-04") or to all of it (NULL). */
gboolean server_to_archive(const Request *request, const char *list, const char *month, Reply *reply, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* pages-old-archived-at.c */
/* For an address (in a form of db/archived.h) that nothing here proves: sends 302 to the mail that names it as its own, 300 with all where
 * several do; *sent FALSE: none does. group NULL: a mail of any. asked: for people. below: as in server_request_to_message. */
gboolean server_to_archived(const Request *request, const Group *group, const char *address, const char *asked, const char *below,
                            Reply *reply, gboolean *sent, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* pages-old.c */
/* Sends to the mail of this Message-ID, or to one that says it was known by it. */
gboolean server_to_id(const Request *request, const char *id, const char *below, Reply *reply, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The mail that an address of another archive means, as the pages below find it; NULL without error: none, or one of several. */
Message *server_old_message(const Request *request, const char *address, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Sends 301 to the search for words in a group, NULL: in all. INVALID for more than a query holds: escaped, an answer's headers had no room
 * for it. */
gboolean server_to_search(const Group *group, const char *words, Reply *reply, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean server_page_by_id(Request *request, Reply *reply, GError **error);
gboolean server_page_inbox(Request *request, Reply *reply, GError **error);
/* public-inbox's /LIST/all.mbox.gz: the whole list. */
gboolean server_page_all_mbox(Request *request, Reply *reply, GError **error);
/* HyperKitty's /list/ADDRESS/export/NAME.mbox.gz?start=2014-04-01&end=2014-05-01 (the end left out), or ?thread=HASH */
gboolean server_page_old_export(Request *request, Reply *reply, GError **error);
gboolean server_page_old_search(Request *request, Reply *reply, GError **error);
gboolean server_page_by_hash(Request *request, Reply *reply, GError **error);
gboolean server_page_thread_by_hash(Request *request, Reply *reply, GError **error);
gboolean server_page_old_list(Request *request, Reply *reply, GError **error);
gboolean server_page_old_month(Request *request, Reply *reply, GError **error);

/* pages-old-numbers.c */
gboolean server_page_pipermail(Request *request, Reply *reply, GError **error);
gboolean server_page_pipermail_month(Request *request, Reply *reply, GError **error);
gboolean server_page_pipermail_text(Request *request, Reply *reply, GError **error);
/* marc.info's /?l=LIST&m=NUMBER and kin: addresses of the first page that have one of its arguments. */
gboolean server_page_is_marc(const Request *request);
gboolean server_page_marc(Request *request, Reply *reply, GError **error);

G_END_DECLS
