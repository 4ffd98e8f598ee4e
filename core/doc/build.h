/* build: makes documents node by node; refuses what has no sense where it is put. */
#ifndef DOC_BUILD_H
#define DOC_BUILD_H

#include <stdbool.h>
#include <stddef.h>

#include "doc/node.h"

struct arena;
struct doc;
struct err;

struct doc_limits {
	size_t max_nodes;            /* blocks and inlines together */
	size_t max_depth;            /* of nesting */
	size_t max_pictures;
	size_t max_text;             /* bytes in all */
};

/*
 * A builder holds the place where the next block goes. It and all it makes
 * live in the arena. Strings given are copied.
 */
struct build;

struct build *build_new(struct arena *arena, struct doc *doc, const struct doc_limits *limits);
void build_origin(struct build *build, const char *plugin, const char *section, const char *file, int line);

/* The Markdown that is given next is the text of file from line on: what is wrong in it is blamed there, until the next origin. */
void build_from_file(struct build *build, const char *file, int line);
void build_at(struct build *build, const char *text, size_t offset);    /* for markdown.c: offset is in the text given */

/*
 * Open a node of kind below the current one and enter it; fails where the
 * content model of the current node has no such child, or a limit is passed.
 * The caller fills u (strings in the arena) and calls build_close.
 */
struct node *build_open(struct build *build, enum node_kind kind, const char *id, struct err *err);
void build_close(struct build *build);

/* A node without children, or one whose text is given: build_open, u.text, build_close. */
bool build_text(struct build *build, const char *text, struct err *err);
bool build_textn(struct build *build, const char *text, size_t n, struct err *err);

/*
 * Parse Markdown inlines (emphasis, strong, code, links, [@source] citations,
 * [^notes], [text](#id) references, [words]{lang=fr}, [words]{.sc} and [words]{.sup} spans, [words]{index=key} entries) below the
 * current node.
 * Errors name line and column inside the text.
 */
bool build_inlines(struct build *build, const char *markdown, struct err *err);

/*
 * Parse Markdown blocks (paragraphs, headings, lists, quotes, pipe tables, code is refused) below the
 * current node; heading levels are shifted so that '#' is base_level.
 */
bool build_blocks(struct build *build, const char *markdown, int base_level, struct err *err);

/*
 * The text of note key, which is Markdown; NULL: there is none. Where build_inlines and build_blocks look `[^key]` up;
 * ctx must live as long as they are called. Without it every `[^key]` is an error.
 */
typedef const char *(*build_note_fn)(void *ctx, const char *key);
void build_notes(struct build *build, build_note_fn note, void *ctx);

/*
 * What `[^key]` prints where key is of a remark of the table that is being built; NULL: it is none of the table's. Asked before
 * the notes are; mark NULL: the table has ended. What it returns is copied.
 */
typedef const char *(*build_mark_fn)(void *ctx, const char *key);
void build_marks(struct build *build, build_mark_fn mark, void *ctx);

/*
 * Asked of a text with a mark that nothing closes, which *err tells with its place in text: true, and the mark is printed as it stands.
 * Without it that is an error.
 */
typedef bool (*build_loose_fn)(void *ctx, const char *text, const struct err *err);
void build_loose(struct build *build, build_loose_fn loose, void *ctx);
bool build_lets(struct build *build, const char *text, const struct err *err);    /* for markdown.c: asks it */

struct node *build_current(struct build *build);

/* Enter again a section that was closed, from its document's root; build_close leaves it. */
void build_again(struct build *build, struct node *section);

/*
 * Go back to node, which is open: what was opened below it and not closed is taken out again, for who caught the
 * error that left it so. What is whole stays.
 */
void build_rewind(struct build *build, struct node *node);

#endif
