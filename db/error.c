#include "db/error.h"

G_DEFINE_QUARK(docket-error-quark, docket_error)
