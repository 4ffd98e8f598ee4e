/*
 * message: texts with values in them, for prose and labels.
 *
 *   {name}                     the value, its Markdown escaped      {name:raw}      the value as Markdown
 *   {n, number}  {n, number, 1}    written as the language writes numbers; the second with one decimal
 *   {d, date}  {d, date, short}    a day as the language writes it: long, short, month, year
 *   {n, plural, one {# partner} other {# partners}}     by the CLDR category of n; =0 {…} for one number; # is the number
 *   {kind, select, ally {…} other {…}}                  by what the value is
 *
 * Branches may hold placeholders. [words]{lang=fr} and [words]{.sc} are Markdown and left alone; a brace that is none of these is written \{.
 */
#ifndef LUA_MESSAGE_H
#define LUA_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct err;
struct map;

struct message_value {
	const char *name;
	const char *str;             /* NULL: a number */
	double number;
	const char *digits;          /* the number as it is written without grouping */
};

/*
 * Append text with values (n of them) to out. False with *err (message and hint) and *bad, the offset in text where it is wrong: a value
 * that is missing, a placeholder that is none.
 */
bool message_format(struct arena *arena, const char *lang, const char *text, const struct message_value *values, size_t n,
                    struct buf *out, size_t *bad, struct err *err);

/*
 * Whether text is one that message_format could fill, whatever the values are: every branch is looked at. The names of its values go
 * into values, as keys. False with *err and *bad as above.
 */
bool message_check(struct arena *arena, const char *lang, const char *text, struct map *values, size_t *bad, struct err *err);

/* The offset in text of what stands at offset in what message_format made of it: of a value, its placeholder. */
size_t message_origin(struct arena *arena, const char *lang, const char *text, const struct message_value *values, size_t n, size_t offset);

/* Append s so that Markdown shows it as it is. */
void message_escape(const char *s, struct buf *out);

#endif
