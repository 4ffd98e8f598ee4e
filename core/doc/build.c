#include "doc/build.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/markdown.h"

struct build {
	struct arena *arena;
	struct doc *doc;
	struct doc_limits limits;
	struct node *current;
	const struct node_origin *origin;
	int first_line;              /* in origin's file, of the text being read; 0: it is no file's */
	size_t nodes, depth, pictures, text;
	build_note_fn note;
	void *note_ctx;
	build_mark_fn mark;
	void *mark_ctx;
	build_loose_fn loose;
	void *loose_ctx;
};

/* ---- the content model ---- */

#define BIT(kind) (UINT64_C(1) << (kind))

_Static_assert(NODE_KINDS <= 64, "a kind a bit");

#define INLINES \
	(BIT(NODE_TEXT) | BIT(NODE_EMPH) | BIT(NODE_STRONG) | BIT(NODE_CODE) | BIT(NODE_LINK) | BIT(NODE_SPAN) | BIT(NODE_REF) | BIT(NODE_CITE) | \
	 BIT(NODE_NOTE) | BIT(NODE_MARK) | BIT(NODE_BREAK) | BIT(NODE_ENTRY))

/* What leads elsewhere: not from within a link. */
#define LEADING (BIT(NODE_LINK) | BIT(NODE_REF) | BIT(NODE_CITE) | BIT(NODE_NOTE) | BIT(NODE_MARK))

/* Blocks that may stand inside other blocks. */
#define INNER (BIT(NODE_PARA) | BIT(NODE_LIST) | BIT(NODE_QUOTE))

/* What takes the whole width of a page, or is filled at the end: not in a column. */
#define WIDE \
	(BIT(NODE_CONTENTS) | BIT(NODE_PAGEBREAK) | BIT(NODE_COLUMNS) | BIT(NODE_BALANCE) | BIT(NODE_LISTOF) | BIT(NODE_SOURCES) | \
	 BIT(NODE_ENDNOTES) | BIT(NODE_INDEX) | BIT(NODE_COLOPHON))

#define NARROW \
	(INNER | BIT(NODE_HEADING) | BIT(NODE_TABLE) | BIT(NODE_CHART) | BIT(NODE_MAP) | BIT(NODE_PICTURE) | BIT(NODE_CALLOUT) | \
	 BIT(NODE_RUNIN) | BIT(NODE_PULL) | BIT(NODE_FACTS) | BIT(NODE_GANTT) | BIT(NODE_TIMELINE) | BIT(NODE_MATRIX) | BIT(NODE_CHRONOLOGY))

#define FIGURE (BIT(NODE_CAPTION) | BIT(NODE_REMARK))

static const uint64_t children[NODE_KINDS] = {
	[NODE_DOC] = BIT(NODE_SECTION), [NODE_SECTION] = NARROW | WIDE,
	[NODE_COLUMNS] = BIT(NODE_COLUMN), [NODE_COLUMN] = NARROW, [NODE_BALANCE] = NARROW,
	[NODE_CALLOUT] = INNER | BIT(NODE_FACTS), [NODE_QUOTE] = INNER | BIT(NODE_CREDIT), [NODE_PULL] = BIT(NODE_PARA) | BIT(NODE_CREDIT),
	[NODE_LIST] = BIT(NODE_ITEM), [NODE_SOURCES] = BIT(NODE_ITEM), [NODE_ITEM] = INNER | BIT(NODE_TERM),
	[NODE_RUNIN] = BIT(NODE_TERM) | BIT(NODE_PARA), [NODE_FACTS] = BIT(NODE_FACT), [NODE_FACT] = BIT(NODE_TERM) | BIT(NODE_PARA),
	[NODE_TERM] = INLINES & ~LEADING, [NODE_NOTE] = BIT(NODE_PARA),
	[NODE_TABLE] = FIGURE | BIT(NODE_ROW), [NODE_ROW] = BIT(NODE_CELL), [NODE_CELL] = INLINES | INNER, [NODE_MATRIX] = BIT(NODE_CAPTION),
	[NODE_CHART] = FIGURE, [NODE_MAP] = FIGURE, [NODE_PICTURE] = FIGURE, [NODE_GANTT] = FIGURE, [NODE_TIMELINE] = FIGURE,
	[NODE_CHRONOLOGY] = BIT(NODE_EVENT), [NODE_EVENT] = INNER,
	[NODE_HEADING] = INLINES, [NODE_PARA] = INLINES, [NODE_CAPTION] = INLINES, [NODE_REMARK] = INLINES, [NODE_CREDIT] = INLINES,
	[NODE_EMPH] = INLINES, [NODE_STRONG] = INLINES, [NODE_SPAN] = INLINES, [NODE_ENTRY] = INLINES, [NODE_LINK] = INLINES & ~LEADING,
};

/* ---- nodes ---- */

struct build *build_new(struct arena *arena, struct doc *doc, const struct doc_limits *limits) {
	struct build *build = arena_alloc(arena, sizeof(*build));

	*build = (struct build){ .arena = arena, .doc = doc, .limits = *limits };
	build_origin(build, NULL, NULL, NULL, 0);
	doc->root = arena_alloc(arena, sizeof(*doc->root));
	doc->root->kind = NODE_DOC;
	doc->root->origin = build->origin;
	build->current = doc->root;
	return build;
}

static bool same(const char *a, const char *b) {
	return a == b || (a != NULL && b != NULL && str_eq(a, b));
}

static void set_origin(struct build *build, const char *plugin, const char *section, const char *file, int line) {
	const struct node_origin *o = build->origin;

	if (o != NULL && o->line == line && same(o->file, file) && same(o->plugin, plugin) && same(o->section, section)) {
		return;
	}
	struct node_origin *fresh = arena_alloc(build->arena, sizeof(*fresh));
	fresh->plugin = o != NULL && same(o->plugin, plugin) ? o->plugin : arena_strdup(build->arena, plugin);
	fresh->section = o != NULL && same(o->section, section) ? o->section : arena_strdup(build->arena, section);
	fresh->file = o != NULL && same(o->file, file) ? o->file : arena_strdup(build->arena, file);
	fresh->line = line;
	build->origin = fresh;
}

void build_origin(struct build *build, const char *plugin, const char *section, const char *file, int line) {
	build->first_line = 0;
	set_origin(build, plugin, section, file, line);
}

void build_from_file(struct build *build, const char *file, int line) {
	set_origin(build, build->origin->plugin, build->origin->section, file, line);
	build->first_line = line;
}

void build_at(struct build *build, const char *text, size_t offset) {
	const struct node_origin *o = build->origin;
	int line = build->first_line;

	if (line == 0) {
		return;
	}
	for (const char *s = memchr(text, '\n', offset); s != NULL; s = memchr(s + 1, '\n', offset - (size_t)(s + 1 - text))) {
		line++;
	}
	set_origin(build, o->plugin, o->section, o->file, line);
}

void build_notes(struct build *build, build_note_fn note, void *ctx) {
	build->note = note;
	build->note_ctx = ctx;
}

void build_marks(struct build *build, build_mark_fn mark, void *ctx) {
	build->mark = mark;
	build->mark_ctx = ctx;
}

void build_loose(struct build *build, build_loose_fn loose, void *ctx) {
	build->loose = loose;
	build->loose_ctx = ctx;
}

bool build_lets(struct build *build, const char *text, const struct err *err) {
	return build->loose != NULL && build->loose(build->loose_ctx, text, err);
}

struct node *build_current(struct build *build) {
	return build->current;
}

void build_again(struct build *build, struct node *section) {
	build->current = section;
	build->depth++;
}

static bool check_limits(const struct build *build, enum node_kind kind, struct err *err) {
	if (build->nodes >= build->limits.max_nodes) {
		return err_set(err, ERR_LIMIT, "the document has more than %zu blocks and pieces of text", build->limits.max_nodes);
	}
	if (build->depth >= build->limits.max_depth) {
		return err_set(err, ERR_LIMIT, "blocks are nested deeper than %zu", build->limits.max_depth);
	}
	if (kind == NODE_PICTURE && build->pictures >= build->limits.max_pictures) {
		return err_set(err, ERR_LIMIT, "the document has more than %zu pictures", build->limits.max_pictures);
	}
	if (build->text > build->limits.max_text) {
		return err_set(err, ERR_LIMIT, "the document has more than %zu bytes of text", build->limits.max_text);
	}
	return true;
}

/* What may not stand in a node of kind, however deep: what leads elsewhere does not stand in what does so itself. */
static uint64_t kept_out(enum node_kind kind) {
	static const uint64_t leading = BIT(NODE_LINK) | BIT(NODE_REF) | BIT(NODE_CITE) | BIT(NODE_MARK);

	switch (kind) {
	case NODE_NOTE:
		return BIT(NODE_NOTE);
	case NODE_LINK:
		return leading;
	case NODE_TERM:
		return leading | BIT(NODE_NOTE);
	case NODE_ENTRY:
		return BIT(NODE_ENTRY);
	default:
		return 0;
	}
}

/* The node around node (itself too) that keeps kind out; NULL for none. */
static const struct node *find_barrier(const struct node *node, enum node_kind kind) {
	while (node != NULL && (kept_out(node->kind) & BIT(kind)) == 0) {
		node = node->parent;
	}
	return node;
}

static bool check_place(const struct node *parent, enum node_kind kind, struct err *err) {
	const struct node *barrier = (children[parent->kind] & BIT(kind)) == 0 ? parent : find_barrier(parent, kind);

	return barrier == NULL || err_set(err, ERR_PLUGIN, "%s may not stand in %s", node_kind_words(kind),
	                                  node_kind_words(barrier->kind));
}

/* Ids become names of places in the PDF; ':' is left for those the engine makes. */
static bool check_id(const char *id, struct err *err) {
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

	if (id == NULL || (id[0] != '\0' && id[strspn(id, allowed)] == '\0')) {
		return true;
	}
	err_set(err, ERR_PLUGIN, "'%s' cannot be an id", id);
	return err_hint(err, "an id is made of the letters a to z, digits, '-', '_' and '.'");
}

struct node *build_open(struct build *build, enum node_kind kind, const char *id, struct err *err) {
	struct node *parent = build->current;

	if (!check_place(parent, kind, err) || !check_id(id, err) || !check_limits(build, kind, err)) {
		return NULL;
	}
	struct node *node = node_append(build->arena, parent, kind);
	node->origin = build->origin;
	node->id = arena_strdup(build->arena, id);
	build->current = node;
	build->nodes++;
	build->pictures += kind == NODE_PICTURE;
	build->depth++;
	return node;
}

void build_close(struct build *build) {
	build->current = build->current->parent;
	build->depth--;
}

void build_rewind(struct build *build, struct node *node) {
	struct node *open = NULL;

	while (build->current != node && build->current->parent != NULL) {
		open = build->current;
		build_close(build);
	}
	if (open == NULL || node->last != open) {
		return;
	}
	struct node *before = node->first != open ? node->first : NULL;
	while (before != NULL && before->next != open) {
		before = before->next;
	}
	node->last = before;
	if (before != NULL) {
		before->next = NULL;
	} else {
		node->first = NULL;
	}
}

bool build_textn(struct build *build, const char *text, size_t n, struct err *err) {
	build->text += n;
	struct node *node = build_open(build, NODE_TEXT, NULL, err);

	if (node == NULL) {
		return false;
	}
	node->u.text.text = arena_strndup(build->arena, text, n);
	build_close(build);
	return true;
}

bool build_text(struct build *build, const char *text, struct err *err) {
	return build_textn(build, text, strlen(text), err);
}

bool build_inlines(struct build *build, const char *markdown, struct err *err) {
	const struct markdown_notes notes = { build->note, build->note_ctx, build->mark, build->mark_ctx };

	return markdown_inlines(build->arena, build, markdown, &notes, err);
}

bool build_blocks(struct build *build, const char *markdown, int base_level, struct err *err) {
	const struct markdown_notes notes = { build->note, build->note_ctx, build->mark, build->mark_ctx };

	return markdown_blocks(build->arena, build, markdown, base_level, &notes, err);
}
