#include "doc/matter.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/labels.h"

/* A block of which one or more stand in the document, and the level of the heading it is below. */
struct filled {
	struct node *node;
	int level;
};

struct matter {
	struct arena *arena;
	struct doc *doc;
	struct filled *filled;
	size_t n, cap;
	int titles;
};

/* A section of its own at the document's end, with a block of kind. */
static struct node *append_section(struct matter *m, const char *name, enum node_kind kind) {
	struct node *section = node_append(m->arena, m->doc->root, NODE_SECTION);

	section->id = arena_printf(m->arena, "%s:list", name);
	section->u.section.name = name;
	struct node *node = node_append(m->arena, section, kind);
	matter_add(m, node, 0);
	return node;
}

/* ---- titles ---- */

static const char *title_of(const struct node *node) {
	switch (node->kind) {
	case NODE_SOURCES:
		return node->u.sources.title;
	case NODE_ENDNOTES:
		return node->u.endnotes.title;
	case NODE_INDEX:
		return node->u.index->title;
	default:
		return node->u.colophon.title;
	}
}

/* The title of a block as a heading before it, a level below the one it stands under. */
static void put_title(struct matter *m, const struct filled *filled) {
	struct node *node = filled->node, *before = node->parent->first == node ? NULL : node->parent->first;
	struct node *heading = arena_alloc(m->arena, sizeof(*heading));

	heading->kind = NODE_HEADING;
	heading->origin = node->origin;
	heading->id = arena_printf(m->arena, "title:%d", ++m->titles);
	heading->u.heading.level = filled->level < MATTER_LEVELS ? filled->level + 1 : MATTER_LEVELS;
	heading->u.heading.unnumbered = true;
	node_append_text(m->arena, heading, title_of(node));
	while (before != NULL && before->next != node) {
		before = before->next;
	}
	node_link(node->parent, before, heading);
}

/* ---- sources ---- */

/* When the source was read, where it is to be said; never a day after that which the document speaks of. */
static bool says_accessed(const struct doc *doc, const struct doc_source *source) {
	return doc->sources_accessed && source->accessed_when != NULL &&
	       (doc->as_of == NULL || strcmp(source->accessed, doc->as_of) <= 0);
}

/*
 * Publisher, title, what is to be known of it, day, address: what it takes to find the source again; in short, the
 * title leads to the address. Of a bilingual edition sources stand once.
 */
static void add_source(struct matter *m, struct node *list, const struct doc_source *source) {
	bool is_short = list->u.sources.is_short;
	struct node *item = node_append(m->arena, list, NODE_ITEM);
	struct node *para = node_append(m->arena, item, NODE_PARA);
	struct node *title, *link;
	const char *when = source->when != NULL ? source->when : source->date;

	item->id = arena_printf(m->arena, "source-%d", source->number);
	if (source->publisher != NULL) {
		node_append_text(m->arena, para, arena_printf(m->arena, "%s, ", source->publisher));
	}
	const char *says = source->title != NULL ? source->title : source->key;
	link = is_short && source->url != NULL ? node_append(m->arena, para, NODE_LINK) : NULL;
	if (link != NULL) {
		link->u.link.uri = source->url;
	}
	title = node_append(m->arena, link != NULL ? link : para, NODE_EMPH);
	title->lang = source->lang != NULL && !str_eq(source->lang, m->doc->lang) ? source->lang : NULL;
	node_append_text(m->arena, title, says);
	if (source->note != NULL) {
		node_append_text(m->arena, para, arena_printf(m->arena, " (%s)", source->note));
	}
	if (when != NULL) {
		node_append_text(m->arena, para, arena_printf(m->arena, ", %s", when));
	}
	if (source->url != NULL && !is_short) {
		node_append_text(m->arena, para, ", ");
		link = node_append(m->arena, para, NODE_LINK);
		link->u.link.uri = source->url;
		/* Who listens is told what is there, not the address letter by letter. */
		link->u.link.says = says;
		link->lang = title->lang;
		node_append_text(m->arena, link, source->url);
	}
	if (says_accessed(m->doc, source) && !is_short) {
		const char *accessed = label_both(m->arena, m->doc, LABEL_ACCESSED);
		node_append_text(m->arena, para, arena_printf(m->arena, ", %s %s", accessed, source->accessed_when));
	}
	if (!source->verified) {
		node_append_text(m->arena, para, arena_printf(m->arena, " (%s)", label_both(m->arena, m->doc, LABEL_UNVERIFIED)));
	}
	node_append_text(m->arena, para, ".");
}

/* ---- the colophon ---- */

static void add_details(struct matter *m, struct node *colophon) {
	struct node *list;

	if (m->doc->detail_count == 0) {
		return;
	}
	list = node_append(m->arena, colophon, NODE_LIST);
	list->u.list.style = LIST_TERMS;
	list->u.list.place = TERMS_HUNG;
	list->u.list.start = 1;
	for (size_t i = 0; i < m->doc->detail_count; i++) {
		struct node *item = node_append(m->arena, list, NODE_ITEM);
		node_append_text(m->arena, node_append(m->arena, item, NODE_TERM), m->doc->details[i].label);
		node_append_text(m->arena, node_append(m->arena, item, NODE_PARA), m->doc->details[i].text);
	}
}

/* ---- the whole ---- */

/* Why the list has nothing to list; NULL where it has something. */
static const char *emptiness(const struct matter *m, const struct node *node) {
	switch (node->kind) {
	case NODE_SOURCES:
		return m->doc->source_count == 0 ? "the list of sources has no entry: nothing in the report cites one" : NULL;
	case NODE_ENDNOTES:
		return node->u.endnotes.from == node->u.endnotes.to ? "the place of endnotes has none: nothing before it has a note that no earlier place has taken" : NULL;
	case NODE_INDEX:
		return node->u.index->entry_count == 0 ? "the index has no entry: nothing in the text is marked for it" : NULL;
	default:
		return NULL;
	}
}

static void warn_empty(const struct node *node, const char *what, struct errs *warnings) {
	struct err *err = errs_add(warnings);

	err_set(err, ERR_PLUGIN, "%s", what);
	if (node->kind == NODE_INDEX) {
		err_hint(err, "[words]{index} marks words, [words]{index=key} lists them under a key");
	}
	node_blame(node, err);
}

struct matter *matter_new(struct arena *arena, struct doc *doc) {
	struct matter *m = arena_alloc(arena, sizeof(*m));

	*m = (struct matter){ .arena = arena, .doc = doc };
	return m;
}

void matter_add(struct matter *m, struct node *node, int level) {
	*ARENA_PUSH(m->arena, m->filled, m->n, m->cap) = (struct filled){ node, level };
}

bool matter_has(const struct matter *m, enum node_kind kind) {
	for (size_t i = 0; i < m->n; i++) {
		if (m->filled[i].node->kind == kind) {
			return true;
		}
	}
	return false;
}

/* What a document needs and places nowhere is put at its end: notes before sources, as they cite them. */
static void append_missing(struct matter *m, size_t noted) {
	const char *lang = m->doc->lang;

	if (m->doc->notes_at_end && noted < m->doc->note_count) {
		struct node *notes = append_section(m, "endnotes", NODE_ENDNOTES);
		notes->u.endnotes.title = label_text(lang, LABEL_NOTES);
		notes->u.endnotes.from = noted;
		notes->u.endnotes.to = m->doc->note_count;
	}
	if (m->doc->source_count > 0 && !matter_has(m, NODE_SOURCES)) {
		append_section(m, "sources", NODE_SOURCES)->u.sources.title = label_text(lang, LABEL_SOURCES);
	}
	if (m->doc->colophon_at_end && !matter_has(m, NODE_COLOPHON)) {
		append_section(m, "colophon", NODE_COLOPHON)->u.colophon.title = label_text(lang, LABEL_COLOPHON);
	}
}

void matter_fill(struct matter *m, size_t noted, struct errs *warnings) {
	append_missing(m, noted);
	for (size_t i = 0; i < m->n; i++) {
		struct node *node = m->filled[i].node;
		const char *empty = emptiness(m, node);
		if (empty != NULL) {
			warn_empty(node, empty, warnings);
			continue;
		}
		if (title_of(node) != NULL) {
			put_title(m, &m->filled[i]);
		}
		for (size_t k = 0; node->kind == NODE_SOURCES && k < m->doc->source_count; k++) {
			add_source(m, node, &m->doc->sources[k]);
		}
		if (node->kind == NODE_COLOPHON) {
			add_details(m, node);
		}
	}
}
