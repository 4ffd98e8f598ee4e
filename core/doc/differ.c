#include "doc/differ.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/node.h"
#include "doc/said.h"

#define NONE          ((size_t)-1)
#define ALIKE         0.5      /* words in common, from which on one text is held for the other, changed */
#define CANDIDATES    200      /* of which the likest is sought */
#define FINDINGS_MAX  1000

/* A side of a comparison: texts in which its own days are blanked. */
struct side {
	struct arena *arena;
	const struct said *said;
};

static bool is_digit_at(const char *text) {
	return *text >= '0' && *text <= '9';
}

/* A day stands at text, part of whole; not as the end of another number: "29 May" has no "9 May". */
static bool is_day_at(const char *whole, const char *text, const char *day) {
	return *day != '\0' && str_prefix(text, day) && (text == whole || !is_digit_at(text - 1)) && !is_digit_at(text + strlen(day));
}

static const char *blanked(const struct side *side, const char *text) {
	const struct said *said = side->said;
	const char *whole = text;
	struct buf out = BUF_INIT;
	bool is_found = false;

	if (text == NULL) {
		return "";
	}
	for (size_t i = 0; i < said->day_count && !is_found; i++) {
		is_found = *said->days[i] != '\0' && strstr(text, said->days[i]) != NULL;
	}
	while (is_found && *text != '\0') {
		size_t n = 0;
		for (size_t i = 0; i < said->day_count && n == 0; i++) {
			n = is_day_at(whole, text, said->days[i]) ? strlen(said->days[i]) : 0;
		}
		buf_addc(&out, n > 0 ? '\1' : *text);
		text += n > 0 ? n : 1;
	}
	if (is_found) {
		text = arena_strdup(side->arena, buf_str(&out));
	}
	buf_fini(&out);
	return text;
}

/* The same words are, whosever days they name. */
static bool is_same(const struct side sides[2], const char *before, const char *after) {
	return (before != NULL && after != NULL && str_eq(before, after)) || str_eq(blanked(&sides[0], before), blanked(&sides[1], after));
}

/* ---- which belongs to which ---- */

/* Things of two lists, paired: to[i] of the later one is the index in the earlier one. */
struct pairs {
	size_t before_count, after_count;
	size_t *from, *to;           /* NONE: has no partner yet */
};

static size_t *no_partners(struct arena *arena, size_t n) {
	size_t *v = arena_alloc(arena, (n + 1) * sizeof(*v));

	for (size_t i = 0; i < n; i++) {
		v[i] = NONE;
	}
	return v;
}

static struct pairs pairs_new(struct arena *arena, size_t before, size_t after) {
	return (struct pairs){ before, after, no_partners(arena, before), no_partners(arena, after) };
}

/* What a thing is known by in one round; NULL: it takes no part in it. */
typedef const char *(*name_fn)(const struct side *side, const void *things, size_t i);

/* The n-th of a name goes with the n-th of it on the other side. */
static const char *numbered(struct arena *arena, struct map *seen, const char *name) {
	size_t n = (size_t)map_lookup(seen, name) + 1;

	map_put(seen, name, (void *)n);
	return arena_printf(arena, "%zu\2%s", n, name);
}

static void pair_by_name(struct pairs *p, const struct side sides[2], const void *before, const void *after, name_fn name) {
	struct arena *arena = sides[0].arena;
	struct map *seen[2] = { map_new(), map_new() }, *places = map_new();

	for (size_t i = 0; i < p->before_count; i++) {
		const char *called = p->from[i] == NONE ? name(&sides[0], before, i) : NULL;
		if (called != NULL) {
			map_put(places, numbered(arena, seen[0], called), (void *)(i + 1));
		}
	}
	for (size_t i = 0; i < p->after_count; i++) {
		const char *called = p->to[i] == NONE ? name(&sides[1], after, i) : NULL;
		size_t at = called != NULL ? (size_t)map_lookup(places, numbered(arena, seen[1], called)) : 0;
		if (at > 0) {
			p->to[i] = at - 1;
			p->from[at - 1] = i;
		}
	}
	map_free(seen[0]);
	map_free(seen[1]);
	map_free(places);
}

/* The words of a text, as sorted hashes. */
struct bag {
	uint64_t *v;
	size_t n, cap;
};

static int by_value(const void *a, const void *b) {
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static struct bag bag_of(struct arena *arena, const char *text) {
	struct bag bag = { NULL, 0, 0 };

	while (*text != '\0') {
		size_t n = strcspn(text, " .,;:()");
		if (n > 0) {
			*ARENA_PUSH(arena, bag.v, bag.n, bag.cap) = hash_bytes(text, n);
		}
		text += n + (text[n] != '\0');
	}
	if (bag.n > 1) {
		qsort(bag.v, bag.n, sizeof(*bag.v), by_value);
	}
	return bag;
}

/* How much two have in common, 0 to 1. */
static double likeness(const struct bag *a, const struct bag *b) {
	size_t common = 0;

	for (size_t i = 0, k = 0; i < a->n && k < b->n;) {
		common += a->v[i] == b->v[k];
		size_t next = i + (a->v[i] <= b->v[k]);
		k += a->v[i] >= b->v[k];
		i = next;
	}
	return a->n + b->n > 0 ? 2.0 * (double)common / (double)(a->n + b->n) : 1;
}

/* What a thing says in all; two of another kind are never the same. */
static void pair_by_likeness(struct pairs *p, const struct side sides[2], const void *before, const void *after, name_fn words,
                             name_fn kind) {
	struct arena *arena = sides[0].arena;
	struct bag *bags = arena_alloc(arena, (p->before_count + 1) * sizeof(*bags));

	for (size_t i = 0; i < p->before_count; i++) {
		bags[i] = p->from[i] == NONE ? bag_of(arena, words(&sides[0], before, i)) : (struct bag){ NULL, 0, 0 };
	}
	for (size_t i = 0; i < p->after_count; i++) {
		if (p->to[i] != NONE) {
			continue;
		}
		struct bag bag = bag_of(arena, words(&sides[1], after, i));
		size_t best = NONE, tried = 0;
		double most = ALIKE;
		for (size_t k = 0; k < p->before_count && tried < CANDIDATES; k++) {
			if (p->from[k] != NONE || !str_eq(kind(&sides[0], before, k), kind(&sides[1], after, i))) {
				continue;
			}
			double like = likeness(&bags[k], &bag);
			tried++;
			if (like > most || (like == most && best == NONE)) {
				most = like;
				best = k;
			}
		}
		if (best != NONE) {
			p->to[i] = best;
			p->from[best] = i;
		}
	}
}

/* ---- what is told ---- */

struct telling {
	struct arena *arena;
	size_t languages;
	const struct side (*sides)[2];       /* by language; the first says what belongs to what */
	struct differences *out;             /* by language */
	size_t section;                      /* that is compared: its index, */
	int section_side;                    /* on this side */
};

/* What a block, a row or a cell says. */
typedef const char *(*words_fn)(struct arena *arena, const struct said_block *block, const struct said_row *row, size_t i);

/* A place where something may be different: in the earlier one and in the later one, as the first language has them. */
struct spot {
	const char *what;
	words_fn words;
	const struct said_block *block[2];   /* NULL: there is none */
	const struct said_row *row[2];
	size_t cell[2];              /* index; NONE: no cell */
	bool is_there[2];
	const struct said_row *marked;       /* row of the later one that has the bar, if it has a node; else the block has */
};

static const struct said_block *block_in(const struct telling *t, size_t language, int which, const struct said_block *block) {
	return block != NULL ? &t->sides[language][which].said->blocks[block - t->sides[0][which].said->blocks] : NULL;
}

/* The row of another language's block that says what the i-th of this one does; NULL: none does. */
static const struct said_row *same_row(const struct said_block *block, size_t i, const struct said_block *other) {
	const char *id = block->rows[i].id;

	if (id == NULL || (other->rows[i].id != NULL && str_eq(other->rows[i].id, id))) {
		return &other->rows[i];
	}
	for (size_t k = 0; k < other->row_count; k++) {
		if (other->rows[k].id != NULL && str_eq(other->rows[k].id, id)) {
			return &other->rows[k];
		}
	}
	return NULL;
}

static const struct said_row *row_in(const struct telling *t, size_t language, int which, const struct said_block *block, const struct said_row *row) {
	return row != NULL ? same_row(block, (size_t)(row - block->rows), block_in(t, language, which, block)) : NULL;
}

static const char *words_at(const struct telling *t, size_t language, int which, const struct spot *spot) {
	const struct said_block *block = spot->block[which];

	if (!spot->is_there[which]) {
		return NULL;
	}
	return spot->words(t->arena, block_in(t, language, which, block), row_in(t, language, which, block, spot->row[which]), spot->cell[which]);
}

static const char *row_name(const struct said_row *row) {
	return row->key != NULL ? row->key : row->cell_count > 0 ? row->cells[0] : row->id;
}

static const char *row_words(struct arena *arena, const struct said_row *row) {
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < row->cell_count; i++) {
		if (*row->cells[i] != '\0') {
			buf_addf(&text, "%s%s", text.len > 0 ? " · " : "", row->cells[i]);
		}
	}
	const char *copy = arena_strdup(arena, buf_str(&text));
	buf_fini(&text);
	return copy;
}

/* What the block says, in one line: rows parted by a sign that goes with every language, and behind a full stop. */
static const char *block_words(struct arena *arena, const struct said_block *block) {
	if (block->row_count == 0) {
		return block->text != NULL ? block->text : block->title != NULL ? block->title : "";
	}
	struct buf text = BUF_INIT;
	for (size_t i = 0; i < block->row_count; i++) {
		buf_addf(&text, "%s%s", i > 0 ? " / " : "", row_words(arena, &block->rows[i]));
	}
	const char *copy = arena_strdup(arena, buf_str(&text));
	buf_fini(&text);
	return copy;
}

static const char *of_block(struct arena *arena, const struct said_block *block, const struct said_row *row, size_t i) {
	(void)row;
	(void)i;
	return block_words(arena, block);
}

static const char *of_text(struct arena *arena, const struct said_block *block, const struct said_row *row, size_t i) {
	(void)arena;
	(void)row;
	(void)i;
	return block->text != NULL ? block->text : "";
}

static const char *of_title(struct arena *arena, const struct said_block *block, const struct said_row *row, size_t i) {
	(void)arena;
	(void)row;
	(void)i;
	return block->title;
}

static const char *of_column(struct arena *arena, const struct said_block *block, const struct said_row *row, size_t i) {
	(void)arena;
	(void)row;
	return i < block->column_count ? block->columns[i] : NULL;
}

static const char *of_row(struct arena *arena, const struct said_block *block, const struct said_row *row, size_t i) {
	(void)block;
	(void)i;
	return row_words(arena, row);
}

static const char *of_cell(struct arena *arena, const struct said_block *block, const struct said_row *row, size_t i) {
	(void)arena;
	(void)block;
	return i < row->cell_count ? row->cells[i] : "";
}

static void mark(struct node *node) {
	if (node != NULL) {
		node->is_changed = true;
	}
}

static void mark_at(const struct telling *t, size_t language, const struct spot *spot) {
	const struct said_block *block = block_in(t, language, 1, spot->block[1]);
	const struct said_row *row = row_in(t, language, 1, spot->block[1], spot->marked);

	if (block != NULL) {
		mark(row != NULL && row->node != NULL ? row->node : block->node);
	}
}

/* What they count is a sentence, which may say another number: they are known by likeness, as paragraphs are. */
static bool is_facts(const struct said_block *block) {
	return str_eq(block->kind, "facts");
}

/* Of a list or a chronology the row itself is what changed; of a table, its cells. */
static bool has_cells(const struct said_block *block) {
	return block->column_count > 0 || is_facts(block);
}

static struct difference *push(const struct telling *t, size_t language) {
	struct differences *out = &t->out[language];

	return ARENA_PUSH(t->arena, out->v, out->n, out->cap);
}

static const char *section_title(const struct telling *t, size_t language) {
	return t->sides[language][t->section_side].said->sections[t->section].title;
}

/* In the words of the first language, so that it is the same in all. */
static bool follows(const struct differences *list) {
	const struct difference *a = list->n > 1 ? &list->v[list->n - 2] : NULL, *b = a != NULL ? a + 1 : NULL;

	return a != NULL && a->section != NULL && str_eq(a->section, b->section) && str_eq(a->block != NULL ? a->block : "", b->block != NULL ? b->block : "");
}

static void tell_in(const struct telling *t, size_t language, const struct spot *spot) {
	int which = spot->block[1] != NULL;
	const struct said_block *block = block_in(t, language, which, spot->block[which]);
	int with = spot->row[1] != NULL;
	const struct said_row *row = row_in(t, language, with, spot->block[with], spot->row[with]);
	int has = spot->is_there[1];
	struct difference *d = push(t, language);

	*d = (struct difference){
		.how = !spot->is_there[0] ? DIFFERENCE_ADDED : spot->is_there[1] ? DIFFERENCE_CHANGED : DIFFERENCE_REMOVED,
		.what = spot->what, .section = block->section, .section_title = section_title(t, language), .under = block->under,
		.block = block->title, .id = block->id, .kind = block->kind, .row = row != NULL && has_cells(block) ? row_name(row) : NULL,
		.before = words_at(t, language, 0, spot), .after = words_at(t, language, 1, spot),
	};
	if (spot->cell[has] != NONE) {
		d->column = of_column(t->arena, block_in(t, language, has, spot->block[has]), NULL, spot->cell[has]);
	}
	d->follows = language == 0 ? follows(t->out) : t->out[0].v[t->out[0].n - 1].follows;
}

/* Tell it in every language where it is different in any. */
static void tell(const struct telling *t, const struct spot *spot) {
	bool is_different = !spot->is_there[0] || !spot->is_there[1];

	for (size_t i = 0; i < t->languages && !is_different; i++) {
		is_different = !is_same(t->sides[i], words_at(t, i, 0, spot), words_at(t, i, 1, spot));
	}
	for (size_t i = 0; is_different && i < t->languages; i++) {
		tell_in(t, i, spot);
		mark_at(t, i, spot);
	}
}

/* ---- rows ---- */

static const char *row_by_id(const struct side *side, const void *things, size_t i) {
	(void)side;
	return ((const struct said_row *)things)[i].id;
}

static const char *row_by_key(const struct side *side, const void *things, size_t i) {
	const struct said_row *row = &((const struct said_row *)things)[i];

	return row->id == NULL && row->key != NULL ? blanked(side, row->key) : NULL;
}

static const char *row_by_words(const struct side *side, const void *things, size_t i) {
	return blanked(side, row_words(side->arena, &((const struct said_row *)things)[i]));
}

/* Rows that have ids are others where those differ. */
static const char *row_kind(const struct side *side, const void *things, size_t i) {
	(void)side;
	return ((const struct said_row *)things)[i].id != NULL ? ((const struct said_row *)things)[i].id : "";
}

/* Of each column of the later one its place in the earlier one: by position where there are as many, else by title. */
static const size_t *pair_columns(const struct telling *t, const struct said_block *before, const struct said_block *after, size_t cells) {
	size_t *places = arena_alloc(t->arena, (cells + 1) * sizeof(*places));

	for (size_t i = 0; i < cells; i++) {
		places[i] = i;
	}
	if (before->column_count == after->column_count || after->column_count == 0) {
		return places;
	}
	for (size_t i = 0; i < cells; i++) {
		places[i] = NONE;
		for (size_t k = 0; i < after->column_count && k < before->column_count && places[i] == NONE; k++) {
			places[i] = str_eq(after->columns[i], before->columns[k]) ? k : NONE;
		}
	}
	return places;
}

static bool has_column(const struct said_block *block, const char *title) {
	for (size_t i = 0; i < block->column_count; i++) {
		if (str_eq(block->columns[i], title)) {
			return true;
		}
	}
	return false;
}

static void compare_columns(const struct telling *t, const struct said_block *before, const struct said_block *after) {
	bool are_as_many = before->column_count == after->column_count;
	struct spot spot = { .what = "column", .words = of_column, .block = { before, after } };

	for (size_t i = 0; i < after->column_count; i++) {
		spot.is_there[0] = are_as_many;
		spot.is_there[1] = true;
		spot.cell[0] = spot.cell[1] = i;
		if (are_as_many || !has_column(before, after->columns[i])) {
			tell(t, &spot);
		}
	}
	for (size_t i = 0; !are_as_many && i < before->column_count; i++) {
		spot.is_there[0] = true;
		spot.is_there[1] = false;
		spot.cell[0] = i;
		if (!has_column(after, before->columns[i])) {
			tell(t, &spot);
		}
	}
}

static void compare_cells(const struct telling *t, const struct said_block *before, const struct said_block *after,
                          const struct said_row *old, const struct said_row *fresh) {
	const size_t *places = pair_columns(t, before, after, fresh->cell_count);
	struct spot spot = {
		.what = is_facts(after) ? "fact" : "cell", .words = of_cell, .block = { before, after }, .row = { old, fresh },
		.is_there = { true, true }, .marked = fresh,
	};

	for (size_t i = 0; i < fresh->cell_count; i++) {
		spot.cell[0] = places[i];
		spot.cell[1] = i;
		if (places[i] != NONE) {
			tell(t, &spot);
		}
	}
}

static const char *row_what(const struct said_block *block) {
	return str_eq(block->kind, "list") ? "item" : str_eq(block->kind, "chronology") ? "event" : "row";
}

static void compare_row(const struct telling *t, const struct said_block *before, const struct said_block *after,
                        const struct said_row *old, const struct said_row *fresh) {
	const struct spot spot = {
		.what = row_what(after), .words = of_row, .block = { before, after }, .row = { old, fresh }, .cell = { NONE, NONE },
		.is_there = { true, true }, .marked = fresh,
	};

	if (has_cells(after)) {
		compare_cells(t, before, after, old, fresh);
	} else {
		tell(t, &spot);
	}
}

static void tell_added_row(const struct telling *t, const struct said_block *before, const struct said_block *after, const struct said_row *row) {
	tell(t, &(struct spot){
		.what = row_what(after), .words = of_row, .block = { before, after }, .row = { NULL, row }, .cell = { NONE, NONE },
		.is_there = { false, true }, .marked = row,
	});
}

/* It is marked at the row that it stood behind (NULL: at the head). */
static void tell_removed_row(const struct telling *t, const struct said_block *before, const struct said_block *after, const struct said_row *row,
                             const struct said_row *behind) {
	tell(t, &(struct spot){
		.what = row_what(after), .words = of_row, .block = { before, after }, .row = { row, NULL }, .cell = { NONE, NONE },
		.is_there = { true, false }, .marked = behind,
	});
}

static void compare_rows(const struct telling *t, const struct said_block *before, const struct said_block *after) {
	struct pairs p = pairs_new(t->arena, before->row_count, after->row_count);
	const struct side *sides = t->sides[0];
	size_t next = 0;

	pair_by_name(&p, sides, before->rows, after->rows, row_by_id);
	pair_by_name(&p, sides, before->rows, after->rows, row_by_key);
	pair_by_name(&p, sides, before->rows, after->rows, row_by_words);
	if (!has_cells(after) || is_facts(after)) {
		pair_by_likeness(&p, sides, before->rows, after->rows, row_by_words, row_kind);
	}
	for (size_t i = 0; i < after->row_count; i++) {
		if (p.to[i] == NONE) {
			tell_added_row(t, before, after, &after->rows[i]);
		} else {
			compare_row(t, before, after, &before->rows[p.to[i]], &after->rows[i]);
			next = p.to[i] + 1;
		}
		for (; next < before->row_count && p.from[next] == NONE; next++) {
			p.from[next] = 0;
			tell_removed_row(t, before, after, &before->rows[next], &after->rows[i]);
		}
	}
	for (size_t i = 0; i < before->row_count; i++) {
		if (p.from[i] == NONE) {
			tell_removed_row(t, before, after, &before->rows[i], NULL);
		}
	}
}

/* ---- blocks ---- */

static const struct said_block *block_at(const void *things, size_t i) {
	return ((const struct said_block *const *)things)[i];
}

static const char *block_by_id(const struct side *side, const void *things, size_t i) {
	(void)side;
	return block_at(things, i)->id;
}

static const char *block_by_words(const struct side *side, const void *things, size_t i) {
	const struct said_block *b = block_at(things, i);

	return arena_printf(side->arena, "%s\3%s\3%s", b->kind, blanked(side, b->title), blanked(side, block_words(side->arena, b)));
}

static const char *block_by_title(const struct side *side, const void *things, size_t i) {
	const struct said_block *b = block_at(things, i);

	return b->title != NULL ? arena_printf(side->arena, "%s\3%s", b->kind, blanked(side, b->title)) : NULL;
}

/* A table or list without a title: the n-th of its kind under its headings. */
static const char *block_by_place(const struct side *side, const void *things, size_t i) {
	const struct said_block *b = block_at(things, i);

	return b->row_count > 0 ? arena_printf(side->arena, "%s\3%s", b->kind, blanked(side, b->under)) : NULL;
}

static const char *block_by_text(const struct side *side, const void *things, size_t i) {
	return blanked(side, block_words(side->arena, block_at(things, i)));
}

static const char *block_kind(const struct side *side, const void *things, size_t i) {
	(void)side;
	return block_at(things, i)->kind;
}

static void compare_blocks(const struct telling *t, const struct said_block *before, const struct said_block *after) {
	struct spot spot = {
		.what = "title", .words = of_title, .block = { before, after }, .cell = { NONE, NONE }, .is_there = { true, true },
	};

	tell(t, &spot);
	if (before->row_count + after->row_count > 0) {
		compare_columns(t, before, after);
		compare_rows(t, before, after);
	} else {
		spot.what = after->kind;
		spot.words = of_text;
		tell(t, &spot);
	}
}

static void tell_added_block(const struct telling *t, const struct said_block *block) {
	tell(t, &(struct spot){
		.what = block->kind, .words = of_block, .block = { NULL, block }, .cell = { NONE, NONE }, .is_there = { false, true },
	});
}

static void tell_removed_block(const struct telling *t, const struct said_block *block) {
	tell(t, &(struct spot){
		.what = block->kind, .words = of_block, .block = { block, NULL }, .cell = { NONE, NONE }, .is_there = { true, false },
	});
}

static const struct said_block **blocks_of(struct arena *arena, const struct said *said, const char *section, size_t *n) {
	const struct said_block **list = arena_alloc(arena, (said->block_count + 1) * sizeof(*list));

	*n = 0;
	for (size_t i = 0; i < said->block_count; i++) {
		if (str_eq(said->blocks[i].section, section)) {
			list[(*n)++] = &said->blocks[i];
		}
	}
	return list;
}

static bool is_gap(const struct said_block *const *blocks, size_t n) {
	return n == 1 && str_eq(blocks[0]->kind, "gap");
}

static void compare_sections(const struct telling *t, const char *section) {
	size_t before_count, after_count, next = 0;
	const struct side *sides = t->sides[0];
	const struct said_block **before = blocks_of(t->arena, sides[0].said, section, &before_count);
	const struct said_block **after = blocks_of(t->arena, sides[1].said, section, &after_count);
	struct pairs p = pairs_new(t->arena, before_count, after_count);

	/* A section that could not be built says nothing: that is the difference. */
	if (is_gap(after, after_count) && !is_gap(before, before_count)) {
		tell_added_block(t, after[0]);
		return;
	} else if (is_gap(before, before_count) && !is_gap(after, after_count)) {
		tell_removed_block(t, before[0]);
		return;
	}
	pair_by_name(&p, sides, before, after, block_by_id);
	pair_by_name(&p, sides, before, after, block_by_words);
	pair_by_name(&p, sides, before, after, block_by_title);
	pair_by_name(&p, sides, before, after, block_by_place);
	pair_by_likeness(&p, sides, before, after, block_by_text, block_kind);
	for (size_t i = 0; i < after_count; i++) {
		if (p.to[i] == NONE) {
			tell_added_block(t, after[i]);
		} else {
			compare_blocks(t, before[p.to[i]], after[i]);
			next = p.to[i] + 1;
		}
		for (; next < before_count && p.from[next] == NONE; next++) {
			p.from[next] = 0;
			tell_removed_block(t, before[next]);
		}
	}
	for (size_t i = 0; i < before_count; i++) {
		if (p.from[i] == NONE) {
			tell_removed_block(t, before[i]);
		}
	}
}

/* ---- sections and sources ---- */

static bool has_section(const struct said *said, const char *id) {
	for (size_t i = 0; i < said->section_count; i++) {
		if (str_eq(said->sections[i].id, id)) {
			return true;
		}
	}
	return false;
}

static void tell_section(const struct telling *t) {
	const char *id = t->sides[0][t->section_side].said->sections[t->section].id;
	bool is_added = t->section_side == 1;

	for (size_t language = 0; language < t->languages; language++) {
		const struct said *said = t->sides[language][t->section_side].said;
		const char *title = section_title(t, language);
		*push(t, language) = (struct difference){
			.how = is_added ? DIFFERENCE_ADDED : DIFFERENCE_REMOVED, .what = "section", .kind = "section", .section = id, .section_title = title, .under = "",
			.before = is_added ? NULL : title, .after = is_added ? title : NULL,
		};
		for (size_t i = 0; is_added && i < said->block_count; i++) {
			if (str_eq(said->blocks[i].section, id)) {
				mark(said->blocks[i].node);
			}
		}
	}
}

static const struct said_source *find_source(const struct said *said, const char *key) {
	for (size_t i = 0; i < said->source_count; i++) {
		if (str_eq(said->sources[i].key, key)) {
			return &said->sources[i];
		}
	}
	return NULL;
}

/* Those that one side cites and the other does not. */
static void tell_sources(const struct telling *t, int which) {
	const struct said *said = t->sides[0][which].said, *other = t->sides[0][!which].said;
	enum difference_how how = which == 1 ? DIFFERENCE_ADDED : DIFFERENCE_REMOVED;

	for (size_t i = 0; i < said->source_count; i++) {
		const struct said_source *source = &said->sources[i];
		const char *title = source->title != NULL ? source->title : source->key;
		for (size_t language = 0; find_source(other, source->key) == NULL && language < t->languages; language++) {
			struct difference *d = push(t, language);
			const struct differences *list = &t->out[language];
			*d = (struct difference){
				.how = how, .what = "source", .under = "", .kind = "source", .id = source->key,
				.follows = list->n > 1 && str_eq(list->v[list->n - 2].what, "source"),
			};
			*(how == DIFFERENCE_ADDED ? &d->after : &d->before) = title;
		}
	}
}

/* Do both say as much, block by block and cell by cell? */
static bool is_alike(const struct said *a, const struct said *b) {
	bool is = a->section_count == b->section_count && a->block_count == b->block_count;

	for (size_t i = 0; is && i < a->section_count; i++) {
		is = str_eq(a->sections[i].id, b->sections[i].id);
	}
	for (size_t i = 0; is && i < a->block_count; i++) {
		const struct said_block *x = &a->blocks[i], *y = &b->blocks[i];
		is = str_eq(x->section, y->section) && str_eq(x->kind, y->kind) && x->row_count == y->row_count && x->column_count == y->column_count;
		for (size_t k = 0; is && k < x->row_count; k++) {
			const struct said_row *row = same_row(x, k, y);
			is = row != NULL && row->cell_count == x->rows[k].cell_count;
		}
	}
	return is;
}

bool differ(struct arena *arena, const struct said *const *before, const struct said *const *after, size_t languages, struct differences *out) {
	struct side (*sides)[2] = arena_alloc(arena, languages * sizeof(*sides));
	struct telling t = { .arena = arena, .languages = languages, .sides = (const struct side (*)[2])sides, .out = out };

	for (size_t i = 0; i < languages; i++) {
		sides[i][0] = (struct side){ arena, before[i] };
		sides[i][1] = (struct side){ arena, after[i] };
		if (!is_alike(before[0], before[i]) || !is_alike(after[0], after[i])) {
			return false;
		}
	}
	for (t.section_side = 1, t.section = 0; t.section < after[0]->section_count; t.section++) {
		const char *id = after[0]->sections[t.section].id;
		if (has_section(before[0], id)) {
			compare_sections(&t, id);
		} else {
			tell_section(&t);
		}
	}
	for (t.section_side = 0, t.section = 0; t.section < before[0]->section_count; t.section++) {
		if (!has_section(after[0], before[0]->sections[t.section].id)) {
			tell_section(&t);
		}
	}
	tell_sources(&t, 1);
	tell_sources(&t, 0);
	return true;
}

/* ---- findings ---- */

struct finding {
	struct arena *arena;
	struct differences *out;
	const char *section;
};

static const char *json_words(struct arena *arena, const struct json *value) {
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);

	if (value->type == JSON_STRING) {
		return value->str;
	}
	json_add_value(&out, value);
	const char *copy = arena_strdup(arena, buf_str(&text));
	buf_fini(&text);
	return copy;
}

static void tell_finding(struct finding *f, const char *path, const struct json *before, const struct json *after) {
	if (f->out->n >= FINDINGS_MAX) {
		return;
	}
	*ARENA_PUSH(f->arena, f->out->v, f->out->n, f->out->cap) = (struct difference){
		.how = before == NULL ? DIFFERENCE_ADDED : after == NULL ? DIFFERENCE_REMOVED : DIFFERENCE_CHANGED,
		.what = "finding", .kind = "finding", .section = f->section, .under = "", .block = path,
		.before = before != NULL ? json_words(f->arena, before) : NULL, .after = after != NULL ? json_words(f->arena, after) : NULL,
	};
}

/* What an element of a list is called, if it is an object with a name. */
static const char *element_name(const struct json *element) {
	static const char *const keys[] = { "id", "code", "key", "name" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const char *name = element->type == JSON_OBJECT ? json_str(element, keys[i], NULL) : NULL;
		if (name != NULL) {
			return name;
		}
	}
	return NULL;
}

/* A list, by what its elements are known by: their name where it is the only one, else all they say. */
struct elements {
	struct map *by_name, *by_words;
};

static const char *words_name(struct arena *arena, const struct json *element) {
	return arena_printf(arena, "%d\2%s", (int)element->type, json_words(arena, element));
}

static struct elements elements_of(struct arena *arena, const struct json *list) {
	struct elements e = { map_new(), map_new() };
	static char twice;

	for (struct json *v = list->first; v != NULL; v = v->next) {
		const char *name = element_name(v);
		if (name != NULL) {
			map_put(e.by_name, name, map_lookup(e.by_name, name) != NULL ? (void *)&twice : v);
		}
		map_put(e.by_words, words_name(arena, v), v);
	}
	for (size_t i = 0; i < map_count(e.by_name); i++) {
		if (map_value(e.by_name, i) == &twice) {
			map_put(e.by_name, map_key(e.by_name, i), e.by_name);    /* of no use: see element_of */
		}
	}
	return e;
}

static void elements_fini(struct elements *e) {
	map_free(e->by_name);
	map_free(e->by_words);
}

/* The one of e that like is; NULL: none is. */
static const struct json *element_of(struct arena *arena, const struct elements *e, const struct elements *own, const struct json *like) {
	const char *name = element_name(like);
	void *mine = name != NULL ? map_lookup(own->by_name, name) : NULL, *other = name != NULL ? map_lookup(e->by_name, name) : NULL;

	if (mine == like && other != NULL && other != e->by_name) {
		return other;
	}
	return map_lookup(e->by_words, words_name(arena, like));
}

static void compare_findings(struct finding *f, const char *path, const struct json *before, const struct json *after);

static const char *below(struct finding *f, const char *path, const char *name) {
	return arena_printf(f->arena, "%s%s%s", path, *path != '\0' ? "." : "", name);
}

static void compare_lists(struct finding *f, const char *path, const struct json *before, const struct json *after) {
	struct elements was = elements_of(f->arena, before), is = elements_of(f->arena, after);
	size_t i = 0;

	for (const struct json *v = after->first; v != NULL; v = v->next) {
		const char *name = element_name(v);
		const char *place = name != NULL ? below(f, path, name) : arena_printf(f->arena, "%s[%zu]", path, ++i);
		compare_findings(f, place, element_of(f->arena, &was, &is, v), v);
	}
	i = 0;
	for (const struct json *v = before->first; v != NULL; v = v->next) {
		const char *name = element_name(v);
		const char *place = name != NULL ? below(f, path, name) : arena_printf(f->arena, "%s[%zu]", path, ++i);
		if (element_of(f->arena, &is, &was, v) == NULL) {
			tell_finding(f, place, v, NULL);
		}
	}
	elements_fini(&was);
	elements_fini(&is);
}

static void compare_objects(struct finding *f, const char *path, const struct json *before, const struct json *after) {
	for (const struct json *v = after->first; v != NULL; v = v->next) {
		compare_findings(f, below(f, path, v->key), json_lookup(before, v->key), v);
	}
	for (const struct json *v = before->first; v != NULL; v = v->next) {
		if (json_lookup(after, v->key) == NULL) {
			tell_finding(f, below(f, path, v->key), v, NULL);
		}
	}
}

static void compare_findings(struct finding *f, const char *path, const struct json *before, const struct json *after) {
	if (before == NULL || before->type != after->type) {
		tell_finding(f, path, before, after);
	} else if (after->type == JSON_ARRAY) {
		compare_lists(f, path, before, after);
	} else if (after->type == JSON_OBJECT) {
		compare_objects(f, path, before, after);
	} else if (!str_eq(json_words(f->arena, before), json_words(f->arena, after))) {
		tell_finding(f, path, before, after);
	}
}

void differ_findings(struct arena *arena, const struct json *before, const struct json *after, struct differences *out) {
	for (const struct json *v = after != NULL ? after->first : NULL; v != NULL; v = v->next) {
		struct finding f = { .arena = arena, .out = out, .section = v->key };
		const struct json *old = json_lookup(before, v->key);
		if (old != NULL) {
			compare_findings(&f, "", old, v);
		}
	}
}

/* ---- as JSON ---- */

const char *difference_how_name(enum difference_how how) {
	static const char *const names[] = {
		[DIFFERENCE_ADDED] = "added", [DIFFERENCE_REMOVED] = "removed", [DIFFERENCE_CHANGED] = "changed",
	};

	return names[how];
}

static void put_if(struct json_out *out, const char *key, const char *value) {
	if (value != NULL) {
		json_put_str(out, key, value);
	}
}

/* ---- cut to what is different ---- */

#define AROUND     5           /* words before and behind it */
#define WORDS_MOST 40          /* of one that is new or gone */

struct words_list {
	const char **v;
	size_t n, cap;
};

static struct words_list split(struct arena *arena, const char *text) {
	struct words_list list = { NULL, 0, 0 };

	while (*text != '\0') {
		size_t n = strcspn(text, " ");
		if (n > 0) {
			*ARENA_PUSH(arena, list.v, list.n, list.cap) = arena_strndup(arena, text, n);
		}
		text += n + (text[n] != '\0');
	}
	return list;
}

/* Words from one to before another, with dots where more stand around them. */
static const char *join(struct arena *arena, const struct words_list *list, size_t from, size_t to) {
	struct buf text = BUF_INIT;

	buf_adds(&text, from > 0 ? "… " : "");
	for (size_t i = from; i < to; i++) {
		buf_addf(&text, "%s%s", i > from ? " " : "", list->v[i]);
	}
	buf_adds(&text, to < list->n ? " …" : "");
	const char *copy = arena_strdup(arena, buf_str(&text));
	buf_fini(&text);
	return copy;
}

static const char *cut(struct arena *arena, const struct words_list *list, size_t head, size_t tail) {
	size_t to = list->n - tail + AROUND;

	return join(arena, list, head > AROUND ? head - AROUND : 0, to < list->n ? to : list->n);
}

static const char *beginning(struct arena *arena, const char *text) {
	struct words_list list = split(arena, text);

	return join(arena, &list, 0, list.n < WORDS_MOST ? list.n : WORDS_MOST);
}

void difference_narrow(struct arena *arena, const struct difference *difference, const char **before, const char **after) {
	const char *was = difference->before, *is = difference->after;
	size_t head = 0, tail = 0;

	if (was == NULL || is == NULL || str_eq(was, is)) {
		*before = was != NULL ? beginning(arena, was) : NULL;
		*after = is != NULL ? beginning(arena, is) : NULL;
		return;
	}
	struct words_list a = split(arena, was), b = split(arena, is);
	size_t least = a.n < b.n ? a.n : b.n;
	while (head < least && str_eq(a.v[head], b.v[head])) {
		head++;
	}
	while (tail < least - head && str_eq(a.v[a.n - 1 - tail], b.v[b.n - 1 - tail])) {
		tail++;
	}
	*before = cut(arena, &a, head, tail);
	*after = cut(arena, &b, head, tail);
}

void differences_format(const struct differences *differences, struct json_out *out) {
	struct arena *arena = arena_new();

	json_begin(out, '[');
	for (size_t i = 0; i < differences->n; i++) {
		const struct difference *d = &differences->v[i];
		const char *was, *is;
		difference_narrow(arena, d, &was, &is);
		json_begin(out, '{');
		json_put_str(out, "how", difference_how_name(d->how));
		json_put_str(out, "what", d->what);
		json_put_text(out, "kind", str_eq(d->kind, d->what) ? NULL : d->kind);
		put_if(out, "section", d->section);
		put_if(out, "section_title", d->section_title);
		json_put_text(out, "under", d->under);
		put_if(out, "block", d->block);
		put_if(out, "id", d->id);
		put_if(out, "row", d->row);
		put_if(out, "column", d->column);
		put_if(out, "before", d->before);
		put_if(out, "after", d->after);
		put_if(out, "was", was);
		put_if(out, "is", is);
		if (d->follows) {
			json_put_bool(out, "follows", true);
		}
		json_end(out, '}');
	}
	json_end(out, ']');
	arena_free(arena);
}
