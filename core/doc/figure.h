/*
 * figure: what figures say beside what is drawn of them: in words, for who cannot see them, and as a table of their data. A kind
 * of figure that says so is an entry in figure.c. For doc/ alone, but for what numbers look like.
 */
#ifndef DOC_FIGURE_H
#define DOC_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include "doc/labels.h"

struct arena;
struct buf;
struct doc;
struct node;

/* text/locale.h, handed in by who may know it. */
struct doc_locale {
	char *(*number)(struct arena *arena, const char *lang, double n, int decimals);
	char *(*date)(struct arena *arena, const char *lang, const char *iso, const char *style);
	char *(*list)(struct arena *arena, const char *lang, const char *const *items, int n);
	char *(*country)(struct arena *arena, const char *lang, const char *alpha2);
	const char **(*sort_keys)(struct arena *arena, const char *lang, const char *const *items, int n);
};

/* What a figure is described with. */
struct figure_words {
	struct arena *arena;
	const struct doc *doc;
	const char *lang;            /* of the figure */
	struct buf *out;
};

/* A number as the language writes it, as exact as decimals says (-1: as many as needed). In the arena. */
const char *figure_number(const struct figure_words *words, double value, int decimals);

/* At most so much of a name as a sentence bears. */
const char *figure_name(const struct figure_words *words, const char *name);

const char *figure_list(const struct figure_words *words, const char *const *items, size_t n);    /* "a, b and c" */

/* Append label's words, a space before them unless they are the first; its {keys} are filled from pairs of key and value, ending with NULL. */
void figure_say(const struct figure_words *words, enum label label, ...);

/* A table being filled: every row has its columns' number of cells. */
struct figure_table {
	struct figure_words words;
	struct node *table;
	size_t columns;
};

/* Begin the table with its columns, the first of names, the others of numbers; then a header row of them. */
void figure_table_begin(struct figure_table *table, const char *const *titles, size_t n);
void figure_table_group(struct figure_table *table, const char *name);       /* a row over all columns */
void figure_table_row(struct figure_table *table, const char *const *cells); /* as many as there are columns; NULL: empty */

struct figure_kind {
	void (*describe)(const struct figure_words *words, const struct node *node);
	void (*tabulate)(struct figure_table *table, const struct node *node);     /* NULL: its data are no table */
};

/* NULL: an author must say what such a figure shows. */
const struct figure_kind *figure_kind_of(const struct node *node);

/* The figure's alt text from its data, in the arena. Only where figure_kind_of says it can be. */
const char *figure_describe(struct arena *arena, const struct doc *doc, const struct node *node);

/* A table node of the figure's data without place and caption, in the arena; NULL where its kind has none. */
struct node *figure_tabulate(struct arena *arena, const struct doc *doc, const struct node *node);

/* In table: chart.c, map.c */
void chart_describe(const struct figure_words *words, const struct node *node);
void chart_tabulate(struct figure_table *table, const struct node *node);
void map_describe(const struct figure_words *words, const struct node *node);
void map_tabulate(struct figure_table *table, const struct node *node);

/* diagram.c */
void gantt_describe(const struct figure_words *words, const struct node *node);
void gantt_tabulate(struct figure_table *table, const struct node *node);
void timeline_describe(const struct figure_words *words, const struct node *node);
void timeline_tabulate(struct figure_table *table, const struct node *node);

#endif
