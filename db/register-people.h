/* One person, one name in the register of attendance. Only register.c includes this. */
#pragma once
#include "db/register.h"
G_BEGIN_DECLS

/* Gives people of rows (AttendanceRow) whom a list names by first name, nick or initials the full name that other lists or the roster have,
 * where just one person fits. members: Member. Pure. */
void register_name_people(GPtrArray *rows, const GPtrArray *members);

G_END_DECLS
