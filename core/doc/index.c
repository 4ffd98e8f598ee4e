#include "doc/index.h"

#include <ctype.h>
#include <stdint.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/node.h"

/* A name to be found in the text. */
struct name {
	const char *text;
	size_t len;
	const char *key, *kind;
	const struct node *block;    /* where it was found last: once in a block is enough */
	struct name *next;           /* begins with the same byte; longer ones first */
};

struct index {
	struct arena *arena;
	struct doc *doc;
	struct node **nodes;         /* the indexes */
	size_t n, cap;
	struct name *by_byte[256];
	bool has_names;
	struct map **entries;        /* an index each: key -> entry + 1 */
	struct map **terms;          /* and the same by what the entry says: keys that are called alike are one */
	int *numbered;
};

static bool find_index(struct node *node, void *ctx) {
	struct index *x = ctx;

	if (node->kind == NODE_INDEX) {
		*ARENA_PUSH(x->arena, x->nodes, x->n, x->cap) = node;
	}
	return true;
}

/* ---- names in the text ---- */

static void add_name(struct index *x, const struct index_term *term, const char *kind) {
	struct name *name = arena_alloc(x->arena, sizeof(*name));
	struct name **at = &x->by_byte[(unsigned char)term->name[0]];

	*name = (struct name){ .text = term->name, .len = strlen(term->name), .key = term->key, .kind = kind };
	while (*at != NULL && (*at)->len >= name->len) {
		at = &(*at)->next;
	}
	name->next = *at;
	*at = name;
	x->has_names = true;
}

/* Letters and figures; of what is no ASCII all but punctuation and spaces of the Latin and general blocks. */
static bool is_word(uint32_t cp) {
	return cp < 0x80 ? isalnum((int)cp) != 0 : !(cp < 0xC0 || (cp >= 0x2000 && cp < 0x2070) || (cp >= 0x3000 && cp < 0x3040));
}

static bool begins_word(const char *text, size_t at) {
	size_t before = at > 0 ? utf8_start(text, at - 1) : 0;
	uint32_t cp;

	return utf8_decode(text + before, at - before, &cp) == 0 || !is_word(cp);
}

static bool ends_word(const char *text, size_t len, size_t at) {
	uint32_t cp;

	return at == len || utf8_decode(text + at, len - at, &cp) == 0 || !is_word(cp);
}

static struct name *name_at(struct index *x, const char *text, size_t len, size_t at, const struct node *block) {
	struct name *name = x->by_byte[(unsigned char)text[at]];

	if (name == NULL || !begins_word(text, at)) {
		return NULL;
	}
	for (; name != NULL; name = name->next) {
		if (name->len <= len - at && memcmp(text + at, name->text, name->len) == 0 && ends_word(text, len, at + name->len)) {
			return name->block != block ? name : NULL;
		}
	}
	return NULL;
}

static const struct node *block_of(const struct node *node) {
	while (node->parent != NULL && node_is_inline(node->kind)) {
		node = node->parent;
	}
	return node;
}

static struct node *insert_after(struct index *x, struct node *node, enum node_kind kind) {
	struct node *added = arena_alloc(x->arena, sizeof(*added));

	added->kind = kind;
	added->origin = node->origin;
	node_link(node->parent, node, added);
	return added;
}

/* Divide a text where name stands in it: what is before stays, the name is marked, what is after is a text of its own. */
static void mark_name(struct index *x, struct node *node, size_t at, const struct name *name) {
	const char *text = node->u.text.text;
	struct node *mark = insert_after(x, node, NODE_ENTRY), *rest = insert_after(x, mark, NODE_TEXT);

	mark->id = arena_printf(x->arena, "entry:%d", ++*x->numbered);
	mark->u.entry.key = name->key;
	mark->u.entry.kind = name->kind;
	node_append_text(x->arena, mark, name->text);
	rest->u.text.text = text + at + name->len;
	node->u.text.text = arena_strndup(x->arena, text, at);
}

static bool is_marked(const struct node *node) {
	while (node != NULL && node->kind != NODE_ENTRY) {
		node = node->parent;
	}
	return node != NULL;
}

/* The first name in the text; the walk comes to what is behind it by itself. */
static void mark_first(struct index *x, struct node *node) {
	const struct node *block = block_of(node);
	const char *text = node->u.text.text;
	size_t len = strlen(text);

	/* A sentence shown again is in the text already. */
	if (block->parent != NULL && block->parent->kind == NODE_PULL) {
		return;
	}
	for (size_t i = 0; i < len; i++) {
		struct name *name = name_at(x, text, len, i, block);
		if (name != NULL) {
			name->block = block;
			mark_name(x, node, i, name);
			return;
		}
	}
}

/* ---- entries ---- */

/* The name an index lists key under; NULL: its terms do not say. */
static const char *name_of(const struct node *index, const char *key) {
	for (size_t i = 0; i < index->u.index->term_count; i++) {
		if (str_eq(index->u.index->terms[i].key, key)) {
			return index->u.index->terms[i].name;
		}
	}
	return NULL;
}

static const char *lang_of(const struct node *node) {
	while (node != NULL && node->lang == NULL) {
		node = node->parent;
	}
	return node != NULL ? node->lang : NULL;
}

/*
 * The entry that index i lists key under, said in words where its terms do not name it, made where it lacks; 0: it
 * does not list it.
 */
static size_t entry_of(struct index *x, size_t i, const struct node *mark, const char *key, const char *words) {
	struct node_index *index = x->nodes[i]->u.index;
	const char *name = name_of(x->nodes[i], key);

	if (index->kind != NULL && name == NULL && (mark->u.entry.kind == NULL || !str_eq(index->kind, mark->u.entry.kind))) {
		return 0;
	}
	const char *term = name != NULL ? name : words;
	uintptr_t found = (uintptr_t)map_lookup(x->terms[i], term);
	if (found == 0) {
		*ARENA_PUSH(x->arena, index->entries, index->entry_count, index->entry_cap) = (struct index_entry){
			.term = term, .lang = name == NULL ? lang_of(mark) : NULL,
		};
		found = index->entry_count;
		map_put(x->terms[i], term, (void *)found);
	}
	map_put(x->entries[i], key, (void *)found);
	return found;
}

static void list_mark(struct index *x, size_t i, const struct node *mark) {
	const char *words = node_words(x->arena, mark), *key = mark->u.entry.key != NULL ? mark->u.entry.key : words;
	size_t found = (uintptr_t)map_lookup(x->entries[i], key);

	found = found != 0 ? found : entry_of(x, i, mark, key, words);
	if (found != 0) {
		struct index_entry *entry = &x->nodes[i]->u.index->entries[found - 1];
		*ARENA_PUSH(x->arena, entry->places, entry->place_count, entry->place_cap) = mark;
	}
}

static bool enter(struct node *node, void *ctx) {
	struct index *x = ctx;

	if (node->kind == NODE_TEXT && x->has_names && !is_marked(node)) {
		mark_first(x, node);
	} else if (node->kind == NODE_ENTRY) {
		for (size_t i = 0; i < x->n; i++) {
			list_mark(x, i, node);
		}
	}
	return true;
}

void index_fill(struct arena *arena, struct doc *doc, int *numbered) {
	struct index x = { .arena = arena, .doc = doc, .numbered = numbered };

	node_walk(doc->root, find_index, NULL, &x);
	x.entries = arena_alloc(arena, x.n * sizeof(*x.entries));
	x.terms = arena_alloc(arena, x.n * sizeof(*x.terms));
	for (size_t i = 0; i < x.n; i++) {
		x.entries[i] = map_new();
		x.terms[i] = map_new();
		for (size_t k = 0; k < x.nodes[i]->u.index->term_count && x.nodes[i]->u.index->is_automatic; k++) {
			add_name(&x, &x.nodes[i]->u.index->terms[k], x.nodes[i]->u.index->kind);
		}
	}
	node_walk(doc->root, enter, NULL, &x);
	for (size_t i = 0; i < x.n; i++) {
		map_free(x.entries[i]);
		map_free(x.terms[i]);
	}
}
