/* The one error domain. A function that can fail sets DOCKET_ERROR (or G_FILE_ERROR, G_IO_ERROR,
 * G_OPTION_ERROR where GLib itself set it). Messages are lower case without a full stop and name the
 * thing; an optional second line says what to do about it. server/reply.c alone maps codes to HTTP,
 * server/main.c alone to exit statuses. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DOCKET_ERROR (docket_error_quark())

typedef enum {
  DOCKET_ERROR_INVALID,     /* what was asked or given makes no sense: HTTP 400, exit 2 */
  DOCKET_ERROR_NOT_FOUND,   /* no such group, message, item, page: 404, exit 1 */
  DOCKET_ERROR_FORBIDDEN,   /* known, but not to this person: 403 */
  DOCKET_ERROR_CONFLICT,    /* changed since it was read: 409 */
  DOCKET_ERROR_TOO_LARGE,   /* over a named limit: 413 or 414 */
  DOCKET_ERROR_TIMEOUT,     /* over a named time: 408, or partial results */
  DOCKET_ERROR_FORMAT,      /* bytes that are not what they claim to be: exit 3 */
  DOCKET_ERROR_REFUSED,     /* a mail or source that was quarantined or refused: exit 3 */
  DOCKET_ERROR_STORAGE,     /* database busy, read-only, full, damaged: 503, exit 4 */
  DOCKET_ERROR_NEWER,       /* database written by a newer docket: exit 4 */
  DOCKET_ERROR_TOO_MANY,    /* more often than a named limit allows: 429 */
  DOCKET_ERROR_FAILED       /* anything else: 500, exit 1 */
} DocketError;

/* For DOCKET_ERROR; GLib wants a function. */
GQuark docket_error_quark(void);

G_END_DECLS
