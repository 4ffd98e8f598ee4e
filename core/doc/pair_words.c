#include "doc/pair_words.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/figure.h"
#include "doc/labels.h"
#include "doc/node.h"

bool pair_says_same(const struct pair_words *words, const struct node *a, const struct node *b) {
	return str_says_same(node_words(words->arena, a), node_words(words->arena, b));
}

const char *pair_text(const struct pair_words *words, const char *a, const char *b) {
	if (a == NULL || b == NULL || str_says_same(a, b)) {
		return a != NULL ? a : b;
	}
	return label_join(words->arena, a, b);
}

const char *pair_second(const char *a, const char *b) {
	return a == NULL || b == NULL || str_says_same(a, b) ? NULL : b;
}

/* ---- days ---- */

/* The year and the day that text has as figures, day 0 where it has one number alone; false where that is no day. */
static bool find_figures(const char *text, int *year, int *day) {
	*year = *day = 0;
	while (*text != '\0') {
		if (!isdigit((unsigned char)*text)) {
			text++;
			continue;
		}
		char *end;
		long n = strtol(text, &end, 10);
		bool is_year = end - text == 4;
		if (is_year ? *year != 0 : (*day != 0 || n < 1 || n > 31)) {
			return false;
		}
		*(is_year ? year : day) = (int)n;
		text = end;
	}
	return *year != 0;
}

/* The next character, all spaces alike; 0 at the end. */
static uint32_t next_character(const char **at) {
	uint32_t cp = 0;
	size_t n = utf8_decode(*at, strlen(*at), &cp);

	*at += n;
	return n == 0 ? 0 : cp == 0xA0 || cp == 0x202F || cp == 0x2009 ? ' ' : cp;
}

/* To the letter: "16 (November 2010)" is no day. */
static bool is_written(const char *a, const char *b) {
	uint32_t cp;

	do {
		cp = next_character(&a);
		if (cp != next_character(&b)) {
			return false;
		}
	} while (cp != 0);
	return true;
}

/* The day or month that text writes out in lang, as its number; NULL where it is none. */
static const char *day_of(const struct pair_words *words, const char *lang, const char *text) {
	static const char *const styles[] = { "long", "short" };
	const struct doc_locale *locale = words->doc->locale;
	int year, day;

	if (locale == NULL || strlen(text) > 40 || !find_figures(text, &year, &day)) {
		return NULL;
	}
	for (int month = 1; month <= 12; month++) {
		const char *iso = day > 0 ? arena_printf(words->arena, "%04d-%02d-%02d", year, month, day)
		                          : arena_printf(words->arena, "%04d-%02d", year, month);
		for (size_t i = 0; i < sizeof(styles) / sizeof(*styles); i++) {
			const char *written = locale->date(words->arena, lang, iso, styles[i]);
			if (written != NULL && is_written(written, text)) {
				return iso;
			}
		}
	}
	return NULL;
}

/* ---- both ---- */

/* Move all that stands in from to the end of to. */
static void move_children(struct node *to, struct node *from) {
	struct node *next;

	for (struct node *c = from->first; c != NULL; c = next) {
		next = c->next;
		c->next = NULL;
		node_link(to, to->last, c);
	}
	from->first = from->last = NULL;
}

static struct node *append_second(const struct pair_words *words, struct node *parent) {
	struct node *span = node_append(words->arena, parent, NODE_SPAN);

	span->lang = words->doc->second->lang;
	span->u.span.is_second = true;
	return span;
}

static bool cites_the_same(const struct node *parent, const struct node *cite) {
	for (const struct node *c = parent->first; c != NULL; c = c->next) {
		if (c->kind == NODE_CITE && str_eq(c->u.cite.text, cite->u.cite.text)) {
			return true;
		}
	}
	return false;
}

/* What is cited behind the first wording need not be cited behind the second. */
static void drop_citations(const struct pair_words *words, const struct node *a, struct node *b) {
	struct node *next = b->first, *before = NULL;

	b->first = b->last = NULL;
	for (struct node *c = next; c != NULL; c = next) {
		next = c->next;
		if (c->kind != NODE_CITE || !cites_the_same(a, c)) {
			node_link(b, b->last, c);
			before = c;
		} else if (before != NULL && before->kind == NODE_TEXT && str_suffix(before->u.text.text, " ")) {
			before->u.text.text = arena_strndup(words->arena, before->u.text.text, strlen(before->u.text.text) - 1);
		}
	}
}

void pair_join(const struct pair_words *words, struct node *a, struct node *b, const char *label, enum pair_break parted) {
	if (b->first == NULL || pair_says_same(words, a, b)) {
		return;
	}
	bool is_alone = a->first == NULL;
	drop_citations(words, a, b);
	if (!is_alone && parted == PAIR_LINE) {
		node_append(words->arena, a, NODE_BREAK);
	} else if (!is_alone && parted == PAIR_SPACE) {
		node_append_text(words->arena, a, " ");
	}
	struct node *second = append_second(words, a);
	if (!is_alone && parted == PAIR_SLASH) {
		node_append_text(words->arena, second, LABEL_JOINT);
	}
	if (label != NULL) {
		node_append_text(words->arena, second, arena_printf(words->arena, "%s\u2002", label));
	}
	move_children(second, b);
}

/* Where a mark that text ends with begins: "27 March 2020†". */
static size_t mark_of(const char *text) {
	size_t end = strlen(text);

	while (end > 0) {
		uint32_t cp;
		size_t at = utf8_start(text, end - 1);
		utf8_decode(text + at, end - at, &cp);
		if (cp != 0x2020 && cp != 0x2021) {
			break;
		}
		end = at;
	}
	return end;
}

/* The day that both write out, as its number, with the mark behind it; NULL where they write none, or not the same. */
static const char *common_day(const struct pair_words *words, const char *a, const char *b) {
	const struct doc *doc = words->doc;
	size_t n = mark_of(a), m = mark_of(b);

	if (!str_eq(a + n, b + m)) {
		return NULL;
	}
	const char *day = day_of(words, doc->lang, arena_strndup(words->arena, a, n));
	const char *other = day != NULL ? day_of(words, doc->second->lang, arena_strndup(words->arena, b, m)) : NULL;
	return other != NULL && str_eq(day, other) ? arena_printf(words->arena, "%s%s", day, a + n) : NULL;
}

static bool is_text(const struct node *cell) {
	return cell->first != NULL && cell->first == cell->last && cell->first->kind == NODE_TEXT;
}

void pair_join_cell(const struct pair_words *words, struct node *a, struct node *b, enum pair_break parted) {
	/* "5 Oct 1994" and "5 oct. 1994" are alike, but the day beside them is not: all are numbers. */
	const char *day = is_text(a) && is_text(b) ? common_day(words, a->first->u.text.text, b->first->u.text.text) : NULL;

	if (day != NULL) {
		a->first->u.text.text = day;
		return;
	}
	pair_join(words, a, b, NULL, parted);
}

void pair_mark_second(const struct pair_words *words, struct node *node) {
	if (node->first == NULL) {
		return;
	}
	if (node_is_inline(node->first->kind)) {
		struct node *inlines = node->first, *last = node->last;
		node->first = node->last = NULL;
		struct node held = { .first = inlines, .last = last };
		move_children(append_second(words, node), &held);
		return;
	}
	for (struct node *c = node->first; c != NULL; c = c->next) {
		pair_mark_second(words, c);
	}
}
