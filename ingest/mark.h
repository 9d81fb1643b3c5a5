/* The mark in front of a bullet: "*", "-", "+", "o", "•", "1.", "1)", "a)", "(b)",
 * "#", "**", "*#". */
#pragma once
#include "ingest/scan.h"
G_BEGIN_DECLS

typedef struct {
  char type;     /* '*' '-' '+' 'o' '.' (round) '1' ("1.") ')' ("1)") 'a' ("a)") '(' ("(a)") '#' 'd'
                    ("1.1") '[' ("[x]" alone) 'v' ("✓" alone); 0: no bullet */
  guint8 repeat; /* marks in a row: 2 for "**" and "*#"; dots of "1.1" */
  guint number;  /* of numbered and lettered marks */
  guint roman;   /* what a lettered mark is as a roman number, "iv)", else 0 */
  guint column;  /* of the mark */
  guint text;    /* bytes of the line before the text */
  char checkbox; /* ' ' or 'x' when "[ ]" or "[x]" follows, MARK_DONE or MARK_OPEN for "✓" or "✗",
                    else 0; text is behind it */
} BulletMark;

enum { MARK_NO_SIGN = 0, MARK_DONE = 'v', MARK_OPEN = 'o' };
/* Is a word a check mark ("✓", "✔", "✅", "☑") or a cross or an empty box ("✗", "☐")? */
char mark_is_sign(Span word);

/* Reads the mark of a line; whether it is a bullet at its place is for blocks.c to say. */
BulletMark bullet_mark(Span line, guint indent);

G_END_DECLS
