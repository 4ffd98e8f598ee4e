#include "doc/annex.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/figure.h"
#include "doc/labels.h"
#include "doc/node.h"

void annex_put_below(struct annex *annex, struct node *figure) {
	node_link(figure->parent, figure, figure_tabulate(annex->arena, annex->doc, figure));
}

void annex_note(struct annex *annex, struct node *figure) {
	*ARENA_PUSH(annex->arena, annex->figures, annex->n, annex->cap) = figure;
	if (figure->id == NULL) {
		/* The table leads back to it. Captions have given other figures names of their numbers. */
		figure->id = arena_printf(annex->arena, "annexed:%zu", annex->n);
	}
}

/* Text with a reference in place of its only {key}. */
static void add_with_ref(struct annex *annex, struct node *parent, enum label label, const struct node *target, const char *name) {
	const char *text = label_text(annex->doc->lang, label), *key = strchr(text, '{'), *end = strchr(text, '}');
	struct node *ref;

	if (key > text) {
		node_append_text(annex->arena, parent, arena_strndup(annex->arena, text, (size_t)(key - text)));
	}
	ref = node_append(annex->arena, parent, NODE_REF);
	ref->u.ref.target = target->id;
	ref->u.ref.text = name;
	if (end[1] != '\0') {
		node_append_text(annex->arena, parent, end + 1);
	}
}

/* "Data of Figure 3: Grain landed, by town", before the rows. */
static void caption_data(struct annex *annex, struct node *table, const struct node *figure) {
	const char *lang = annex->doc->lang, *title = figure->u.figure->title;
	struct node *caption = arena_alloc(annex->arena, sizeof(*caption));

	caption->kind = NODE_CAPTION;
	caption->origin = table->origin;
	node_link(table, NULL, caption);
	add_with_ref(annex, caption, LABEL_DATA_OF, figure,
	             figure->u.figure->label != NULL ? NULL : title != NULL ? title : label_text(lang, LABEL_IN_FIGURE));
	if (node_caption(figure) != NULL) {
		const char *words = node_words(annex->arena, node_caption(figure));
		node_append_text(annex->arena, caption, arena_printf(annex->arena, "%s%s", label_text(lang, LABEL_COLON), words));
	}
}

/* A number that is shown. */
static bool is_numbered(const struct doc *doc, const struct node *heading) {
	return heading->u.heading.number != NULL && (heading->u.heading.is_appendix || doc->heading_depth == 0
	                                             || heading->u.heading.level <= doc->heading_depth);
}

/* Has the section nothing but a list of sources, an index or the like, under no heading that goes on with the text's numbers? */
static bool is_back_matter(const struct doc *doc, const struct node *section) {
	bool is_filled = false;

	for (const struct node *c = section->first; c != NULL; c = c->next) {
		bool is_engines = c->kind == NODE_SOURCES || c->kind == NODE_ENDNOTES || c->kind == NODE_INDEX || c->kind == NODE_COLOPHON;
		if (!is_engines && (c->kind != NODE_HEADING || is_numbered(doc, c))) {
			return false;
		}
		is_filled = is_filled || is_engines;
	}
	return is_filled;
}

/* The last section before those. */
static struct node *last_of_text(const struct doc *doc) {
	struct node *last = NULL;

	for (struct node *section = doc->root->first; section != NULL; section = section->next) {
		if (!is_back_matter(doc, section)) {
			last = section;
		}
	}
	return last;
}

struct node *annex_add(struct annex *annex) {
	struct node *section, *heading;

	if (annex->n == 0) {
		return NULL;
	}
	section = arena_alloc(annex->arena, sizeof(*section));
	section->kind = NODE_SECTION;
	section->origin = annex->doc->root->origin;
	section->id = "data:annex";
	section->u.section.name = "data";
	node_link(annex->doc->root, last_of_text(annex->doc), section);
	heading = node_append(annex->arena, section, NODE_HEADING);
	heading->u.heading.level = 1;
	heading->u.heading.is_appendix = true;
	node_append_text(annex->arena, heading, label_text(annex->doc->lang, LABEL_DATA_ANNEX));
	for (size_t i = 0; i < annex->n; i++) {
		struct node *table = figure_tabulate(annex->arena, annex->doc, annex->figures[i]);
		table->id = arena_printf(annex->arena, "table-%zu", i + 1);
		node_link(section, section->last, table);
		caption_data(annex, table, annex->figures[i]);
	}
	return section;
}

void annex_refer(struct annex *annex, const struct node *section) {
	const struct node *table = section->first->next;    /* behind the heading */

	for (size_t i = 0; i < annex->n; i++, table = table->next) {
		add_with_ref(annex, node_append(annex->arena, annex->figures[i], NODE_REMARK), LABEL_DATA_IN, table, NULL);
	}
}
