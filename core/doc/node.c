#include "doc/node.h"

#include "base/err.h"
#include "base/str.h"

static const struct {
	const char *name;
	bool is_inline;
} kinds[NODE_KINDS] = {
	[NODE_DOC] = { "doc", false },
	[NODE_SECTION] = { "section", false },
	[NODE_HEADING] = { "heading", false },
	[NODE_PARA] = { "para", false },
	[NODE_QUOTE] = { "quote", false },
	[NODE_LIST] = { "list", false },
	[NODE_ITEM] = { "item", false },
	[NODE_TABLE] = { "table", false },
	[NODE_CAPTION] = { "caption", false },
	[NODE_ROW] = { "row", false },
	[NODE_CELL] = { "cell", false },
	[NODE_CHART] = { "chart", false },
	[NODE_CALLOUT] = { "callout", false },
	[NODE_CONTENTS] = { "contents", false },
	[NODE_SOURCES] = { "sources", false },
	[NODE_PAGEBREAK] = { "pagebreak", false },
	[NODE_TEXT] = { "text", true },
	[NODE_EMPH] = { "emph", true },
	[NODE_STRONG] = { "strong", true },
	[NODE_CODE] = { "code", true },
	[NODE_LINK] = { "link", true },
	[NODE_SPAN] = { "span", true },
	[NODE_REF] = { "ref", true },
	[NODE_CITE] = { "cite", true },
	[NODE_NOTE] = { "note", true },
	[NODE_BREAK] = { "break", true },
};

const char *node_kind_name(enum node_kind kind) {
	return kinds[kind].name;
}

bool node_is_inline(enum node_kind kind) {
	return kinds[kind].is_inline;
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
	case NODE_REF:
		return node->u.ref.text;
	case NODE_CITE:
		return node->u.cite.text;
	case NODE_BREAK:
		return "\n";
	default:
		return NULL;
	}
}

static void add_text(const struct node *node, size_t start, struct buf *out) {
	const char *text = leaf_text(node);

	if (!node_is_inline(node->kind) && out->len > start && out->p[out->len - 1] != '\n') {
		buf_addc(out, '\n');
	}
	if (text != NULL) {
		buf_adds(out, text);
	}
	for (const struct node *c = node->first; c != NULL; c = c->next) {
		if (c->kind != NODE_NOTE) {
			add_text(c, start, out);
		}
	}
}

void node_text(const struct node *node, struct buf *out) {
	add_text(node, out->len, out);
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
