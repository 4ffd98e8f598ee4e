/*
 * csv: the data of tables and figures as CSV (RFC 4180): UTF-8 with a byte order mark, by which spreadsheets know it. Numbers of figures
 * are written as in C, exactly; what a table holds stands as it is printed, but for an apostrophe before what a spreadsheet would
 * take for a formula.
 */
#ifndef DOC_CSV_H
#define DOC_CSV_H

#include <stdbool.h>

struct arena;
struct buf;
struct doc;
struct node;

/* Append the data of a block of a resolved document; false where it has none: it is no table, or a picture. */
bool csv_put(struct arena *arena, const struct doc *doc, const struct node *node, struct buf *out);

#endif
