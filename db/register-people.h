/* One person, one name in the register of attendance. Only register.c includes this. */
#pragma once
#include "db/register.h"
G_BEGIN_DECLS

/* Gives people of rows (AttendanceRow) whom a list names by first name, nick or initials the full name that other lists or the roster have,
 * where just one person fits. members: Member. Pure. */
void register_name_people(GPtrArray *rows, const GPtrArray *members);

/* Puts the owners of actions (RegisterRow *) under one name where they are one person: a member, or the one full name among the owners that a first
 * name, a nick, or the same name without its accents fits. */
void register_name_owners(GPtrArray *rows, const GPtrArray *members);

G_END_DECLS
