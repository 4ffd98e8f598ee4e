#include "doc/differ.h"

#include "base/mem.h"
#include "base/str.h"
#include "doc/difference.h"
#include "doc/node.h"
#include "doc/partners.h"
#include "doc/said.h"

#define NONE PARTNERS_NONE     /* neither a cell, nor a column */

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
	d->is_alike = d->how == DIFFERENCE_CHANGED && is_same(t->sides[language], d->before, d->after);
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

/* It is marked at the row that it stood behind, or, from the head, before; NULL: at the block. */
static void tell_removed_row(const struct telling *t, const struct said_block *before, const struct said_block *after, const struct said_row *row,
                             const struct said_row *beside) {
	tell(t, &(struct spot){
		.what = row_what(after), .words = of_row, .block = { before, after }, .row = { row, NULL }, .cell = { NONE, NONE },
		.is_there = { true, false }, .marked = beside,
	});
}

/* Was what is first in the later list in the earlier one, too? What was removed from the head of that is told first then. */
static bool stays_first(const struct partners *p) {
	return p->after.n > 0 && p->to[0] != NONE;
}

static void compare_rows(const struct telling *t, const struct said_block *before, const struct said_block *after) {
	const struct side *sides = t->sides[0];
	struct partners p = partners_new(t->arena, &(struct partners_list){ &sides[0], before->rows, before->row_count },
	                                 &(struct partners_list){ &sides[1], after->rows, after->row_count });
	size_t next = 0;

	partners_by_name(&p, row_by_id);
	partners_by_name(&p, row_by_key);
	partners_by_name(&p, row_by_words);
	if (!has_cells(after) || is_facts(after)) {
		partners_by_likeness(&p, row_by_words, row_kind);
	}
	for (; stays_first(&p) && p.from[next] == NONE; next++) {
		p.from[next] = 0;
		tell_removed_row(t, before, after, &before->rows[next], &after->rows[0]);
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
	struct partners p = partners_new(t->arena, &(struct partners_list){ &sides[0], before, before_count },
	                                 &(struct partners_list){ &sides[1], after, after_count });

	/* A section that could not be built says nothing: that is the difference. */
	if (is_gap(after, after_count) && !is_gap(before, before_count)) {
		tell_added_block(t, after[0]);
		return;
	} else if (is_gap(before, before_count) && !is_gap(after, after_count)) {
		tell_removed_block(t, before[0]);
		return;
	}
	partners_by_name(&p, block_by_id);
	partners_by_name(&p, block_by_words);
	partners_by_name(&p, block_by_title);
	partners_by_name(&p, block_by_place);
	partners_by_likeness(&p, block_by_text, block_kind);
	for (; stays_first(&p) && p.from[next] == NONE; next++) {
		p.from[next] = 0;
		tell_removed_block(t, before[next]);
	}
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
