/* locale: what a language does with plurals, numbers, days and order, by ICU. lang is BCP 47. */
#ifndef TEXT_LOCALE_H
#define TEXT_LOCALE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

const char *locale_version(void);        /* of ICU, at run time */
const char *locale_plural(const char *lang, double n);                   /* CLDR category: "one", "few", "other" … */
char *locale_number(struct arena *arena, const char *lang, double n, int decimals);   /* decimals -1: as many as needed */
/* iso is YYYY, YYYY-MM or YYYY-MM-DD; style "long" (7 March 2024), "short" (7 Mar 2024), "month" (March 2024), "year". NULL: no date. */
char *locale_date(struct arena *arena, const char *lang, const char *iso, const char *style);
char *locale_list(struct arena *arena, const char *lang, const char *const *items, int n);   /* "a, b and c" */
int locale_compare(const char *lang, const char *a, const char *b);      /* by the language's collation; total order */
/* For whole lists: keys in the arena, one an item, whose order by strcmp is that of locale_compare; equal keys: strcmp of the items. */
const char **locale_sort_keys(struct arena *arena, const char *lang, const char *const *items, int n);
/* The letter that names in an alphabetic list are looked up under: "É" is E in French, "Å" is Å in Swedish. "" where s begins with none. */
char *locale_initial(struct arena *arena, const char *lang, const char *s);
/* What the language calls the country of an ISO 3166 alpha-2 code; NULL where it has no name for it. */
char *locale_country(struct arena *arena, const char *lang, const char *alpha2);
char *locale_fold(struct arena *arena, const char *s);                   /* case and accents folded, for matching names */
char *locale_upper_first(struct arena *arena, const char *s);                /* its first character in title case */

/*
 * The first letters that the language raises after a figure: "er" of "le 1er mars" in French. Their length, and *at where they
 * begin; 0 where there are none.
 */
size_t locale_superior(const char *lang, const char *text, size_t *at);

/* Do faces of the script it is written in slant? Emphasis is bold where they do not. */
bool locale_has_italic(const char *lang);

/* Is the language written from right to left, in the script its tag names or the one it is usually written in? */
bool locale_is_rtl(const char *lang);

#endif
