/*
 * said: what a document says, block by block, without what depends on pages, numbers and looks: what an edition leaves to be
 * compared with (doc/differ.h). Read from a document that is built and not yet resolved, so that a number that moved is no change.
 */
#ifndef DOC_SAID_H
#define DOC_SAID_H

#include <stdbool.h>
#include <stddef.h>

#include "doc/resolve.h"

struct arena;
struct doc;
struct json;
struct json_out;
struct node;

/* A row of a table, an item of a list, an event, a point of a chart: a line of cells. */
struct said_row {
	const char *id;              /* the author's, or NULL */
	const char *key;             /* else what it is known by, such as its first cell; NULL: by all it says */
	const char **cells;          /* of a table one a column, "" where another cell reaches in */
	size_t cell_count;
	struct node *node;           /* NULL: read back, or drawn */
};

struct said_block {
	const char *section;         /* instance id */
	const char *under;           /* the headings above it, "Region › Georgia"; "" for none */
	const char *kind;            /* "para", "table", … as dumps have it */
	const char *id;              /* the author's, or NULL */
	const char *title;           /* caption, or title; NULL: none */
	const char *text;            /* of what has no rows */
	const char **columns;
	size_t column_count;
	struct said_row *rows;
	size_t row_count, row_cap;
	struct node *node;           /* NULL: read back */
};

struct said_section {
	const char *id, *title;      /* its first heading; the id where it has none */
};

struct said_source {
	const char *key, *title;
};

struct said {
	const char *title, *lang, *as_of;
	const char **days;           /* the day of the document and others that go with it, such as its period, as it writes them: to say another is no change */
	size_t day_count;
	struct said_section *sections;
	size_t section_count, section_cap;
	struct said_block *blocks;
	size_t block_count, block_cap;
	struct said_source *sources; /* that are cited; title NULL where it is not known */
	size_t source_count, source_cap;
};

/*
 * Read doc; sections whose nodes are in skip (NULL-terminated) are left out, as is what the engine fills. days: ISO days
 * (NULL-terminated) beside as_of that it tells of itself. All in the arena.
 */
struct said *said_read(struct arena *arena, const struct doc *doc, const struct node *const *skip, const char *const *days);

/* What the sources are called, as source tells (doc/resolve.h). */
void said_name_sources(struct said *said, resolve_source_fn source, void *ctx);

/* As JSON, and back (NULL where it is none). What is read back borrows from json. */
void said_format(const struct said *said, struct json_out *out);
struct said *said_parse(struct arena *arena, const struct json *json);

#endif
