/* Dates that sentences name, counted from the day of the mail. */
#include "ingest/extract-parts.h"

#define DAY 86400

static const char *const months[] = {"january",  "february", "march",  "april",     "may",
                                     "june",     "july",     "august", "september", "october",
                                     "november", "december", NULL};
static const char *const days[] = {"monday", "tuesday",  "wednesday", "thursday",
                                   "friday", "saturday", "sunday",    NULL};

static int
word_index(Span word, const char *const *list, gsize least)
{
  for (int i = 0; list[i] != NULL; i++) {
    if (span_is_fold(word, list[i]))
      return i;
    if (word.n >= least && word.n <= 4 && g_ascii_strncasecmp(list[i], word.s, word.n) == 0 &&
        word.n >= 3)
      return i;
  }
  return -1;
}

static gint64
day_of(int year, int month, int day)
{
  if (year < 1970 || year > 2200 ||
      !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return 0;
  g_autoptr(GDateTime) at = g_date_time_new_utc(year, month, day, 0, 0, 0);
  return at == NULL ? 0 : g_date_time_to_unix(at);
}

static Span
next_word(Span *t)
{
  while (t->n > 0 && !g_ascii_isalnum(t->s[0]))
    *t = span_skip(*t, 1);
  gsize n = 0;
  while (n < t->n && (g_ascii_isalnum(t->s[n]) || t->s[n] == '-' || t->s[n] == '/'))
    n++;
  Span word = span_of(t->s, n);
  *t = span_skip(*t, n);
  return word;
}

/* Digits with an optional "st", "nd", "rd", "th"; 0 when the word is none. */
static int
day_number(Span word)
{
  gsize digits = span_digits(word);
  static const char *const endings[] = {"st", "nd", "rd", "th", NULL};
  if (digits == 0 || digits > 2 ||
      (word.n != digits && !span_in_list(span_skip(word, digits), endings)))
    return 0;
  return (int)g_ascii_strtoull(word.s, NULL, 10);
}

static int
year_number(Span word)
{
  return word.n == 4 && span_digits(word) == 4 ? (int)g_ascii_strtoull(word.s, NULL, 10) : 0;
}

/* Without a year the next such day is meant, one that just went by this year's. */
static gint64
with_year(int year, int month, int day, gint64 today)
{
  if (year != 0)
    return day_of(year, month, day);
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(today);
  gint64 at = day_of(g_date_time_get_year(now), month, day);
  return at != 0 && at < today - 60 * DAY ? day_of(g_date_time_get_year(now) + 1, month, day) : at;
}

static gint64
iso_date(Span word)
{
  if (word.n != 10 || span_digits(word) != 4 || word.s[4] != '-' || word.s[7] != '-')
    return 0;
  return day_of((int)g_ascii_strtoull(word.s, NULL, 10),
                (int)g_ascii_strtoull(word.s + 5, NULL, 10),
                (int)g_ascii_strtoull(word.s + 8, NULL, 10));
}

static int
take_year(Span *t)
{
  Span rest = *t;
  int year = year_number(next_word(&rest));
  if (year != 0)
    *t = rest;
  return year;
}

/* "2026-04-03", "3 April 2026", "the 3rd of April", "April 3"; *t: what follows. */
static gint64
take_calendar(Span *t, gint64 today)
{
  Span word = next_word(t);
  if (span_is_fold(word, "the") || span_is_fold(word, "on"))
    word = next_word(t);
  gint64 iso = iso_date(word);
  if (iso != 0)
    return iso;
  int day = day_number(word);
  if (day > 0) {
    Span month_word = next_word(t);
    if (span_is_fold(month_word, "of"))
      month_word = next_word(t);
    int month = word_index(month_word, months, 3);
    return month < 0 ? 0 : with_year(take_year(t), month + 1, day, today);
  }
  int month = word_index(word, months, 3);
  if (month < 0)
    return 0;
  day = day_number(next_word(t));
  return day == 0 ? 0 : with_year(take_year(t), month + 1, day, today);
}

static gint64
read_calendar(Span t, gint64 today)
{
  return take_calendar(&t, today);
}

/* "23.09.2026", "23.09.": t is what follows the day. */
static gint64
read_dotted(Span word, Span t, gint64 today)
{
  gsize month_digits = t.n > 1 && t.s[0] == '.' ? span_digits(span_skip(t, 1)) : 0;
  if (span_digits(word) != word.n || word.n > 2 || month_digits == 0 || month_digits > 2)
    return 0;
  Span after = span_skip(t, 1 + month_digits);
  gsize year_digits = span_digits(span_skip(after, 1));
  /* "4.4.1" is a version */
  if (after.n == 0 || after.s[0] != '.' || (year_digits != 0 && year_digits != 4))
    return 0;
  int day = (int)g_ascii_strtoull(word.s, NULL, 10);
  int month = (int)g_ascii_strtoull(t.s + 1, NULL, 10);
  int year = year_digits == 4 ? (int)g_ascii_strtoull(after.s + 1, NULL, 10) : 0;
  return month < 1 || month > 12 ? 0 : with_year(year, month, day, today);
}

/* "the 17th": of this month, or of the next when it is over. */
static gint64
next_such_day(GDateTime *now, int day)
{
  int year = g_date_time_get_year(now), month = g_date_time_get_month(now);
  if (day < g_date_time_get_day_of_month(now))
    month++;
  return month > 12 ? day_of(year + 1, 1, day) : day_of(year, month, day);
}

/* "end of November", "end of the month": what follows "end". */
static gint64
end_of_month(Span t, GDateTime *now)
{
  int year = g_date_time_get_year(now), this_month = g_date_time_get_month(now);
  if (!span_is_fold(next_word(&t), "of"))
    return 0;
  Span word = next_word(&t);
  if (span_is_fold(word, "the") || span_is_fold(word, "this"))
    word = next_word(&t);
  int month = span_is_fold(word, "month") ? this_month : word_index(word, months, 3) + 1;
  if (month < 1)
    return 0;
  year += month < this_month ? 1 : 0;
  return day_of(year, month, g_date_get_days_in_month((GDateMonth)month, (GDateYear)year));
}

/* What follows "by", "before", "until", "due": a date in words or digits, or 0. */
static gint64
read_date(Span t, gint64 today)
{
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(today);
  gint64 exact = read_calendar(t, today);
  if (exact != 0)
    return exact;
  Span word = next_word(&t);
  gint64 dotted = read_dotted(word, t, today);
  if (dotted != 0)
    return dotted;
  if (span_is_fold(word, "the") || span_is_fold(word, "this") || span_is_fold(word, "next") ||
      span_is_fold(word, "on") || span_is_fold(word, "coming"))
    word = next_word(&t);
  int ordinal = word.n > 2 && g_ascii_isalpha(word.s[word.n - 1]) ? day_number(word) : 0;
  if (ordinal > 0)
    return next_such_day(now, ordinal);
  int weekday = word_index(word, days, 3);
  if (weekday >= 0) {
    exact = read_calendar(t, today); /* "Friday, 3 April", "Friday 3 April" */
    int ahead = (weekday + 1 - g_date_time_get_day_of_week(now) + 7) % 7;
    return exact != 0 ? exact : today + (ahead == 0 ? 7 : ahead) * DAY;
  }
  if (span_is_fold(word, "tomorrow"))
    return today + DAY;
  if (span_is_fold(word, "tonight") || span_is_fold(word, "today") || span_is_fold(word, "eod"))
    return today;
  if (span_is_fold(word, "end") || span_is_fold(word, "eow")) {
    Span after = span_of(t.s, MIN(t.n, 18));
    gboolean week = span_is_fold(word, "eow") || span_find_fold(after, "of the week") >= 0 ||
                    span_find_fold(after, "of this week") >= 0;
    gint64 month_end = end_of_month(t, now);
    if (month_end != 0)
      return month_end;
    int ahead = 5 - g_date_time_get_day_of_week(now);
    return week ? today + MAX(ahead, 0) * DAY : 0;
  }
  return 0;
}

/* "within 72 hours", "in two weeks", "within 3 days" */
static gint64
read_span_of_time(Span t, gint64 mail_date, gint64 today)
{
  static const char *const numbers[] = {"one",   "two",   "three", "four", "five", "six",
                                        "seven", "eight", "nine",  "ten",  NULL};
  Span word = next_word(&t);
  for (guint k = 0; k < 2 && (span_is_fold(word, "the") || span_is_fold(word, "next")); k++)
    word = next_word(&t);
  gsize digits = span_digits(word);
  gint64 count = digits > 0 && digits <= 3 ? (gint64)g_ascii_strtoull(word.s, NULL, 10)
                                           : word_index(word, numbers, 9) + 1;
  if (span_is_fold(word, "a") || span_is_fold(word, "an"))
    count = 1;
  Span unit = digits > 0 && digits < word.n ? span_skip(word, digits) : next_word(&t);
  if (count <= 0)
    return 0;
  if (span_starts_fold(unit, "hour") || span_is_fold(unit, "h"))
    return mail_date + count * 3600;
  if (span_starts_fold(unit, "day"))
    return today + count * DAY;
  return span_starts_fold(unit, "week") ? today + count * 7 * DAY : 0;
}

/* "(Ilse, 2026-08-31)", "-- 31 August" at the end: a day to come. */
static gint64
date_at_end(Span text, gint64 today)
{
  enum { LONGEST = 40 };
  Span t = span_rtrim(text);
  gsize at = t.n;
  gboolean bracket = t.n > 0 && t.s[t.n - 1] == ')';
  if (t.n < 8 || !(bracket || g_ascii_isalnum(t.s[t.n - 1])))
    return 0;
  for (; at > 2 && t.n - at < LONGEST; at--)
    if (bracket ? t.s[at - 1] == '(' || t.s[at - 1] == ','
                : t.s[at - 1] == ' ' && t.s[at - 2] == '-' && strchr(" -", t.s[at - 3]) != NULL)
      break;
  Span last = span_skip(t, at);
  if (at <= 2 || t.n - at >= LONGEST || span_count_words(last) > 4)
    return 0;
  gint64 date = read_calendar(last, today);
  return date >= today ? date : 0;
}

gint64
due_of(Span text, gint64 mail_date)
{
  static const char *const openers[] = {
      "by", "before", "until", "till", "due", "no later than", "not later than", "deadline", "on"};
  static const char *const spans[] = {"within", "in"};
  gint64 today = mail_date - ((mail_date % DAY) + DAY) % DAY;

  if (mail_date <= 0)
    return 0;
  for (gsize k = 0; k < G_N_ELEMENTS(openers); k++) {
    gssize at = span_find_word(text, openers[k]);
    gint64 due = at < 0 ? 0 : read_date(span_skip(text, (gsize)at + strlen(openers[k])), today);
    if (due != 0)
      return due;
  }
  for (gsize k = 0; k < G_N_ELEMENTS(spans); k++) {
    gssize at = span_find_word(text, spans[k]);
    gint64 due =
        at < 0 ? 0
               : read_span_of_time(span_skip(text, (gsize)at + strlen(spans[k])), mail_date, today);
    if (due != 0)
      return due;
  }
  gint64 last = date_at_end(text, today);
  if (last != 0)
    return last;
  if (span_find_word(text, "tomorrow") >= 0)
    return today + DAY;
  if (span_find_word(text, "this afternoon") >= 0 || span_find_word(text, "this evening") >= 0 ||
      span_find_word(text, "tonight") >= 0 || span_find_word(text, "today") >= 0)
    return today;
  return 0;
}

gint64
due_of_heading(const char *text, gint64 mail_date)
{
  Span t = span_of(text, MIN(strlen(text), 300));
  gint64 today = mail_date - ((mail_date % DAY) + DAY) % DAY;
  if (mail_date <= 0)
    return 0;
  while (t.n > 0) {
    gint64 date = read_calendar(t, today);
    /* minutes are written within weeks of the meeting */
    if (date != 0 && date > today - 120 * DAY && date < today + 30 * DAY)
      return date;
    next_word(&t);
  }
  return 0;
}

gint64
due_of_past(Span t, gint64 mail_date, Span *rest)
{
  enum { BACK_DAYS = 120, YEAR_DAYS = 300 };
  gint64 today = mail_date - ((mail_date % DAY) + DAY) % DAY;
  Span word = t;
  if (mail_date <= 0)
    return 0;
  for (guint n = 0; n < 3 && (n == 0 || word_index(next_word(&word), days, 3) >= 0); n++) {
    *rest = word;
    /* without a year the day is one that went by */
    gint64 date = take_calendar(rest, today - YEAR_DAYS * DAY);
    if (date == 0) {
      Span number = word;
      Span day = next_word(&number);
      date = read_dotted(day, number, today - YEAR_DAYS * DAY);
    }
    if (date != 0)
      return date > today - BACK_DAYS * DAY && date <= today + DAY ? date : 0;
  }
  return 0;
}

gint64
due_of_weekday_past(Span t, gint64 mail_date, Span *rest)
{
  gint64 today = mail_date - ((mail_date % DAY) + DAY) % DAY;
  Span word = next_word(&t);
  if (mail_date <= 0)
    return 0;
  gboolean last = span_is_fold(word, "last");
  if (last || span_is_fold(word, "this"))
    word = next_word(&t);
  *rest = t;
  if (span_is_fold(word, "today"))
    return today;
  if (span_is_fold(word, "yesterday"))
    return today - DAY;
  int weekday = word_index(word, days, 6);
  if (weekday < 0)
    return 0;
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(today);
  int behind = (g_date_time_get_day_of_week(now) - (weekday + 1) + 7) % 7;
  return today - (last && behind == 0 ? 7 : behind) * DAY;
}
