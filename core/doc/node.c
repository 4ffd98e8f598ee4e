#include "doc/node.h"

#include <math.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/diagram.h"

static const struct {
	const char *name;
	enum { BLOCK, FIGURE, INLINE } sort;
} kinds[NODE_KINDS] = {
	[NODE_DOC] = { "doc", BLOCK },
	[NODE_SECTION] = { "section", BLOCK },
	[NODE_HEADING] = { "heading", BLOCK },
	[NODE_PARA] = { "para", BLOCK },
	[NODE_RUNIN] = { "runin", BLOCK },
	[NODE_QUOTE] = { "quote", BLOCK },
	[NODE_PULL] = { "pull", BLOCK },
	[NODE_CREDIT] = { "credit", BLOCK },
	[NODE_LIST] = { "list", BLOCK },
	[NODE_ITEM] = { "item", BLOCK },
	[NODE_TERM] = { "term", BLOCK },
	[NODE_FACTS] = { "facts", BLOCK },
	[NODE_FACT] = { "fact", BLOCK },
	[NODE_TABLE] = { "table", BLOCK },
	[NODE_CAPTION] = { "caption", BLOCK },
	[NODE_ROW] = { "row", BLOCK },
	[NODE_CELL] = { "cell", BLOCK },
	[NODE_REMARK] = { "remark", BLOCK },
	[NODE_CHART] = { "chart", FIGURE },
	[NODE_MAP] = { "map", FIGURE },
	[NODE_PICTURE] = { "picture", FIGURE },
	[NODE_GANTT] = { "gantt", FIGURE },
	[NODE_TIMELINE] = { "timeline", FIGURE },
	[NODE_MATRIX] = { "matrix", BLOCK },
	[NODE_CHRONOLOGY] = { "chronology", BLOCK },
	[NODE_EVENT] = { "event", BLOCK },
	[NODE_CALLOUT] = { "callout", BLOCK },
	[NODE_CONTENTS] = { "contents", BLOCK },
	[NODE_SOURCES] = { "sources", BLOCK },
	[NODE_ENDNOTES] = { "endnotes", BLOCK },
	[NODE_LISTOF] = { "listof", BLOCK },
	[NODE_INDEX] = { "index", BLOCK },
	[NODE_COLOPHON] = { "colophon", BLOCK },
	[NODE_PAGEBREAK] = { "pagebreak", BLOCK },
	[NODE_COLUMNS] = { "columns", BLOCK },
	[NODE_COLUMN] = { "column", BLOCK },
	[NODE_BALANCE] = { "balance", BLOCK },
	[NODE_TEXT] = { "text", INLINE },
	[NODE_EMPH] = { "emph", INLINE },
	[NODE_STRONG] = { "strong", INLINE },
	[NODE_CODE] = { "code", INLINE },
	[NODE_LINK] = { "link", INLINE },
	[NODE_SPAN] = { "span", INLINE },
	[NODE_REF] = { "ref", INLINE },
	[NODE_CITE] = { "cite", INLINE },
	[NODE_NOTE] = { "note", INLINE },
	[NODE_MARK] = { "mark", INLINE },
	[NODE_BREAK] = { "break", INLINE },
	[NODE_ENTRY] = { "entry", INLINE },
};

void node_link(struct node *parent, struct node *after, struct node *node) {
	struct node **at = after != NULL ? &after->next : &parent->first;

	node->parent = parent;
	node->next = *at;
	*at = node;
	if (node->next == NULL) {
		parent->last = node;
	}
}

/* Most of a document's nodes are texts and cells: of the union they have their own part and no more. */
static size_t node_size(enum node_kind kind) {
	const struct node *node = NULL;
	size_t most = sizeof(*node), head = offsetof(struct node, u);

	return kind == NODE_TEXT ? head + sizeof(node->u.text) : kind == NODE_CELL ? head + sizeof(node->u.cell) : most;
}

struct node *node_append(struct arena *arena, struct node *parent, enum node_kind kind) {
	struct node *node = arena_alloc(arena, node_size(kind));

	node->kind = kind;
	node->origin = parent->origin;
	if (kind == NODE_CELL) {
		node->u.cell.colspan = node->u.cell.rowspan = 1;
		node->u.cell.align = -1;
		node->u.cell.value = NAN;
	}
	node_link(parent, parent->last, node);
	return node;
}

void node_append_text(struct arena *arena, struct node *parent, const char *text) {
	node_append(arena, parent, NODE_TEXT)->u.text.text = text;
}

const char *node_kind_name(enum node_kind kind) {
	return kinds[kind].name;
}

const char *node_kind_words(enum node_kind kind) {
	static const char *const words[NODE_KINDS] = {
		[NODE_PARA] = "a paragraph", [NODE_RUNIN] = "a run-in heading", [NODE_ITEM] = "an item", [NODE_FACTS] = "a block of facts",
		[NODE_GANTT] = "a Gantt chart", [NODE_PULL] = "a pull quote", [NODE_EVENT] = "an event", [NODE_CONTENTS] = "a table of contents",
		[NODE_SOURCES] = "a list of sources", [NODE_ENDNOTES] = "a place of endnotes", [NODE_LISTOF] = "a list of tables or figures",
		[NODE_INDEX] = "an index", [NODE_PAGEBREAK] = "a page break", [NODE_COLUMNS] = "a row of columns",
		[NODE_BALANCE] = "a block of balanced columns", [NODE_TEXT] = "text", [NODE_EMPH] = "emphasis", [NODE_STRONG] = "strong text",
		[NODE_CODE] = "code", [NODE_REF] = "a reference", [NODE_CITE] = "a citation", [NODE_MARK] = "a note's mark",
		[NODE_BREAK] = "a line's end", [NODE_ENTRY] = "an entry of an index", [NODE_DOC] = "the document",
		[NODE_HEADING] = "a heading", [NODE_SECTION] = "a section", [NODE_QUOTE] = "a quotation", [NODE_CREDIT] = "a credit",
		[NODE_LIST] = "a list", [NODE_TERM] = "a term", [NODE_FACT] = "a fact", [NODE_TABLE] = "a table", [NODE_CAPTION] = "a caption",
		[NODE_ROW] = "a row", [NODE_CELL] = "a cell", [NODE_REMARK] = "a line below a table or figure", [NODE_CHART] = "a chart",
		[NODE_MAP] = "a map", [NODE_PICTURE] = "a picture", [NODE_TIMELINE] = "a timeline", [NODE_MATRIX] = "a matrix",
		[NODE_CHRONOLOGY] = "a chronology", [NODE_CALLOUT] = "a callout", [NODE_COLOPHON] = "a colophon", [NODE_COLUMN] = "a column",
		[NODE_LINK] = "a link", [NODE_SPAN] = "a span", [NODE_NOTE] = "a note",
	};

	return words[kind];
}

bool node_is_inline(enum node_kind kind) {
	return kinds[kind].sort == INLINE;
}

bool node_is_figure(enum node_kind kind) {
	return kinds[kind].sort == FIGURE;
}

bool node_is_counted(const struct node *list) {
	return list->u.list.style >= LIST_DECIMAL && list->u.list.style <= LIST_UPPER_ROMAN;
}

bool node_is_table(enum node_kind kind) {
	return kind == NODE_TABLE || kind == NODE_MATRIX;
}

const char *node_label(const struct node *node) {
	return node->kind == NODE_TABLE ? node->u.table.label : node->kind == NODE_MATRIX ? node->u.matrix->label
	       : node_is_figure(node->kind) ? node->u.figure->label : NULL;
}

const struct node *node_caption(const struct node *node) {
	return node->first != NULL && node->first->kind == NODE_CAPTION ? node->first : NULL;
}

bool node_walk(struct node *root, node_visit_fn enter, node_visit_fn leave, void *ctx) {
	struct node *node = root;

	while (node != NULL) {
		if (!enter(node, ctx)) {
			return false;
		}
		if (node->first != NULL) {
			node = node->first;
			continue;
		}
		for (;;) {
			if (leave != NULL && !leave(node, ctx)) {
				return false;
			}
			if (node == root) {
				return true;
			}
			if (node->next != NULL) {
				node = node->next;
				break;
			}
			node = node->parent;
		}
	}
	return true;
}

static const char *leaf_text(const struct node *node) {
	switch (node->kind) {
	case NODE_TEXT:
	case NODE_CODE:
		return node->u.text.text;
	case NODE_CITE:
		return node->u.cite.text;
	case NODE_BREAK:
		return "\n";
	default:
		return NULL;
	}
}

void node_ref_text(const struct node *ref, const char *page, struct buf *out) {
	static const char mark[] = "{page}";
	const char *text = ref->u.ref.text != NULL ? ref->u.ref.text : "";
	const char *at = ref->u.ref.page != REF_NAME && page != NULL ? strstr(text, mark) : NULL;

	if (at == NULL) {
		buf_adds(out, text);
		return;
	}
	buf_addf(out, "%.*s%s%s", (int)(at - text), text, page, at + sizeof(mark) - 1);
}

/* Where text goes, and who knows pages (NULL: nobody yet). */
struct saying {
	struct buf *out;
	size_t start;                /* of the text in out */
	node_page_fn page;
	void *ctx;
};

static void add_text(const struct node *node, const struct saying *to) {
	const char *text = leaf_text(node);

	if (!node_is_inline(node->kind) && to->out->len > to->start && to->out->p[to->out->len - 1] != '\n') {
		buf_addc(to->out, '\n');
	}
	if (node->kind == NODE_REF) {
		node_ref_text(node, to->page != NULL ? to->page(to->ctx, node->u.ref.block) : NULL, to->out);
	} else if (text != NULL) {
		buf_adds(to->out, text);
	}
	for (const struct node *c = node->first; c != NULL; c = c->next) {
		if (c->kind != NODE_NOTE) {
			add_text(c, to);
		}
	}
}

void node_text_paged(const struct node *node, node_page_fn page, void *ctx, struct buf *out) {
	const struct saying to = { out, out->len, page, ctx };

	add_text(node, &to);
}

void node_text(const struct node *node, struct buf *out) {
	node_text_paged(node, NULL, NULL, out);
}

const char *node_words(struct arena *arena, const struct node *node) {
	struct buf words = BUF_INIT;

	node_text(node, &words);
	const char *copy = arena_strdup(arena, buf_str(&words));
	buf_fini(&words);
	return copy;
}

static struct node *find_second(const struct node *node) {
	struct node *c = node->first;

	while (c != NULL && !(c->kind == NODE_SPAN && c->u.span.is_second)) {
		c = c->next;
	}
	return c;
}

const char *node_leading_words(struct arena *arena, const struct node *node) {
	const struct node *second = find_second(node);
	struct buf words = BUF_INIT;

	for (const struct node *c = node->first; c != NULL && c != second; c = c->next) {
		/* The break before what is in the second language is no word of the first. */
		if (c->kind != NODE_NOTE && !(c->kind == NODE_BREAK && second != NULL && c->next == second)) {
			node_text(c, &words);
		}
	}
	const char *copy = arena_strdup(arena, buf_str(&words));
	buf_fini(&words);
	return copy;
}

const char *node_second_words(struct arena *arena, const struct node *node) {
	const struct node *second = find_second(node);

	return second != NULL ? node_words(arena, second) : NULL;
}

void node_blame(const struct node *node, struct err *err) {
	const struct node_origin *o = node->origin;

	if (o == NULL) {
		return;
	}
	if (o->plugin != NULL) {
		STR_COPY(err->plugin, o->plugin);
		/* What is wrong with a text a plugin wrote is not the request's fault. */
		err->code = err->code == ERR_INPUT ? ERR_PLUGIN : err->code;
	}
	if (o->section != NULL) {
		STR_COPY(err->section, o->section);
	}
	if (o->file != NULL) {
		err_at(err, o->file, o->line, 0);
	}
}
