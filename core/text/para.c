/* para: see para.h. Items come from itemize.c, lines from run.c; here the breaks are chosen between. */
#include "text/para.h"

#include <ctype.h>
#include <math.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/face.h"
#include "text/hang.h"
#include "text/item.h"
#include "text/line.h"
#include "text/river.h"
#include "text/shape.h"

#define HYPHEN_PENALTY  70.0
#define STUB_BYTES      2        /* "re-" at a line end: allowed, not liked */
#define STUB_PENALTY    60.0
#define SOFT_PENALTY    30.0     /* the author wrote where */
#define NUMBER_PENALTY  300.0    /* between a small number and what it counts */
#define NBSP_PENALTY    1000.0   /* at a no-break space, in an emergency */
#define RIVER_PENALTY   1000.0   /* at the end of a line whose gaps are one with those above */
#define RIVER_TRIES     4
#define RIVER_DEMERITS  400000.0 /* what another way may cost more: a line as loose as the pass allows */
#define CLUSTER_PENALTY 3000.0   /* in the middle of what has no break */

/* What the passes allow, tried in turn until one has a solution; the last always has. */
struct pass {
	bool hyphens, in_need, emergency;
	double tolerance;            /* the largest ratio of stretch */
};

static const struct pass justified_passes[] = {
	{ .tolerance = 1.2 },
	{ .hyphens = true, .tolerance = 1.6 },
	{ .hyphens = true, .tolerance = 2.6 },
	{ .hyphens = true, .in_need = true, .tolerance = 6.0 },
	{ .hyphens = true, .in_need = true, .emergency = true },
};

/* Ragged lines: the ratio is to RAG_SHARE of the width. */
static const struct pass ragged_passes[] = {
	{ .tolerance = 2.0 },
	{ .hyphens = true, .tolerance = 3.0 },
	{ .hyphens = true, .in_need = true, .emergency = true },
};

#define RAG_SHARE       0.12
#define RAG_LEAST_PT    12.0
#define EMERGENCY_SHARE 0.25     /* every line of an emergency may stretch by that share of the width */
#define FIT_PT          1e-6

/* Sums from the paragraph's beginning, as breaks are added. */
struct tally {
	double width, stretch, shrink;
};

struct para *para_new(struct arena *arena, struct shaper *shaper, const struct text_span *spans, size_t n,
                      const struct para_opts *opts, struct err *err) {
	struct para *para = arena_alloc(arena, sizeof(*para));
	para->arena = arena;
	para->shaper = shaper;
	para->scratch = shaper_scratch(shaper);
	para->opts = *opts;
	para->is_rtl = shaper_lang(shaper, opts->lang)->is_rtl;
	return itemize(para, spans, n, err) ? para : NULL;
}

/* The item behind i and the spaces that follow it. */
static uint32_t skip_spaces(const struct para *para, uint32_t i) {
	while (i < para->count && para->items[i].kind == ITEM_SPACE) {
		i++;
	}
	return i;
}

/* The last space of a run of them decides whether a line may end in it. */
static bool can_break_at(const struct para *para, uint32_t i, uint32_t next) {
	return next < para->count && para->items[next - 1].can_break && para->items[i].kind == ITEM_SPACE;
}

/*
 * One walk over what cannot be broken: on_piece(ctx, from, to, width) for the items
 * between two breaks, is_end where a line must end behind it.
 */
typedef void (*piece_fn)(void *ctx, uint32_t from, uint32_t to, double width, double space, bool is_end);

static void each_piece(const struct para *para, piece_fn on_piece, void *ctx) {
	uint32_t from = skip_spaces(para, 0);
	double width = 0;
	for (uint32_t i = from; i < para->count;) {
		const struct item *item = &para->items[i];
		uint32_t next = i + 1;
		bool ends = false, is_end = false;
		double space = 0;
		if (item->kind == ITEM_SPACE) {
			next = skip_spaces(para, i);
			for (uint32_t k = i; k < next; k++) {
				space += para->items[k].width;
			}
			is_end = next == para->count || para->items[next].kind == ITEM_BREAK;
			ends = is_end || can_break_at(para, i, next);
			if (is_end && next < para->count) {
				next = skip_spaces(para, next + 1);
			}
		} else if (item->kind == ITEM_BREAK) {
			ends = is_end = true;
			next = skip_spaces(para, next);
		} else {
			width += item->width;
			ends = item->can_break || next == para->count;
			is_end = next == para->count;
		}
		if (ends) {
			bool is_dropped = item->kind == ITEM_SPACE || item->kind == ITEM_BREAK;
			on_piece(ctx, from, is_dropped ? i : i + 1, width, space, is_end);
			width = 0;
			from = next;
		} else {
			width += space;
		}
		i = next;
	}
}

struct widths {
	double least, line, most;
};

static void on_width(void *ctx, uint32_t from, uint32_t to, double width, double space, bool is_end) {
	struct widths *widths = ctx;
	(void)from;
	(void)to;
	widths->least = fmax(widths->least, width);
	widths->line += width;
	widths->most = fmax(widths->most, widths->line);
	widths->line = is_end ? 0 : widths->line + space;
}

static struct widths widths_of(const struct para *para) {
	struct widths widths = { 0 };
	each_piece(para, on_width, &widths);
	return widths;
}

double para_min_width(const struct para *para) {
	return widths_of(para).least;
}

double para_max_width(const struct para *para) {
	return widths_of(para).most;
}

const char *para_text(const struct para *para, size_t *len) {
	*len = para->len;
	return para->text;
}

/* Of the first bytes of an item; of a word up to the cluster that byte stands in. */
static double item_advance(const struct para *para, const struct item *item, size_t bytes) {
	const struct word *word = item->u.word;
	size_t at = 0, glyph = 0;
	double advance = 0;
	if (item->kind != ITEM_WORD || bytes >= item->len) {
		return bytes > 0 ? item->width : 0;
	}
	bool is_backward = word->flags & SHAPE_RTL;
	for (uint32_t c = 0; c < word->cluster_count && at + word->clusters[c].num_bytes <= bytes; c++) {
		for (int g = 0; g < word->clusters[c].num_glyphs; g++, glyph++) {
			advance += word->glyphs[is_backward ? word->glyph_count - 1 - glyph : glyph].advance;
		}
		at += word->clusters[c].num_bytes;
	}
	return advance * para->voices[item->voice].style->size_pt / word->face->upem;
}

double para_advance(const struct para *para, size_t at) {
	double advance = 0;
	for (size_t i = skip_spaces(para, 0); i < para->count && para->items[i].offset < at; i++) {
		advance += item_advance(para, &para->items[i], at - para->items[i].offset);
	}
	return advance;
}

struct filling {
	double width, line;
	size_t lines;
	bool is_begun;
};

static void on_fill(void *ctx, uint32_t from, uint32_t to, double width, double space, bool is_end) {
	struct filling *f = ctx;
	(void)from;
	(void)to;
	if (!f->is_begun || f->line + width > f->width) {
		f->lines++;
		f->line = 0;
	}
	f->line += width + space;
	f->is_begun = !is_end;
}

size_t para_least_lines(const struct para *para, double width_pt) {
	struct filling filling = { .width = width_pt + 0.01 };
	each_piece(para, on_fill, &filling);
	return filling.lines;
}

/* Mark the items of pieces that are wider than a line. */
struct wide {
	bool *is_wide;
	double width;
};

static void on_wide(void *ctx, uint32_t from, uint32_t to, double width, double space, bool is_end) {
	struct wide *wide = ctx;
	(void)space;
	(void)is_end;
	for (uint32_t i = from; i < to; i++) {
		wide->is_wide[i] = width > wide->width;
	}
}

static void find_wide(const struct para *para, double width) {
	struct scratch *scratch = para->scratch;
	if (scratch->wide_cap < para->count) {
		scratch->wide_cap = para->count;
		scratch->is_wide = mem_realloc(scratch->is_wide, scratch->wide_cap * sizeof(*scratch->is_wide));
	}
	memset(scratch->is_wide, 0, para->count * sizeof(*scratch->is_wide));
	each_piece(para, on_wide, &(struct wide){ scratch->is_wide, width });
}

/* Add a break with the sums so far; its next_* and place are for the caller to complete. */
static struct line_break *add_break(const struct para *para, const struct tally *t, struct line_place place) {
	struct scratch *scratch = para->scratch;
	size_t n = scratch->break_count;
	*VEC_PUSH(scratch->places, n, scratch->place_cap) = place;
	struct line_break *b = VEC_PUSH(scratch->breaks, scratch->break_count, scratch->break_cap);
	*b = (struct line_break){
		.width = t->width, .stretch = t->stretch, .shrink = t->shrink,
		.next_width = t->width, .next_stretch = t->stretch, .next_shrink = t->shrink,
	};
	return b;
}

static void go_on_from(struct line_break *b, const struct tally *t) {
	b->next_width = t->width;
	b->next_stretch = t->stretch;
	b->next_shrink = t->shrink;
}

/* Take items i..to into the sums. */
static void count_items(const struct para *para, struct tally *t, uint32_t i, uint32_t to) {
	for (; i < to; i++) {
		t->width += para->items[i].width;
		if (para->items[i].kind == ITEM_SPACE) {
			double size_pt = para->voices[para->items[i].voice].style->size_pt;
			t->stretch += item_stretch(&para->items[i], size_pt);
			t->shrink += item_shrink(&para->items[i], size_pt);
		}
	}
}

/* A break within word i, before byte at. */
static void add_inner(const struct para *para, const struct tally *before, uint32_t i, uint32_t at,
                      int32_t advance, double penalty, bool hyphen) {
	const struct item *item = &para->items[i];
	const struct word *word = item->u.word;
	const struct text_style *style = para->voices[item->voice].style;
	struct tally t = *before;
	double scale = style->size_pt / word->face->upem;
	t.width += advance * scale;
	if (style->tracking_em != 0) {
		t.width += style->tracking_em * style->size_pt * word->cluster_count * at / item->len;
	}
	struct line_break *b = add_break(para, &t, (struct line_place){ i, at, i, at, hyphen });
	b->penalty = penalty;
	b->is_hyphen = hyphen;
	b->extra = hyphen ? shaper_hyphen_advance(para->shaper, word->face, word->lang) * scale : 0;
}

static void push_point(struct scratch *scratch, uint32_t at, int32_t advance, double penalty) {
	struct point *point = VEC_PUSH(scratch->points, scratch->point_count, scratch->point_cap);
	*point = (struct point){ at, advance, penalty };
}

/* Where the author put U+00AD; one walk over the clusters. Within a ligature it goes by the share of its bytes. */
static void find_soft(const struct para *para, const struct item *item) {
	const struct word *word = item->u.word;
	bool is_backward = word->flags & SHAPE_RTL;
	uint32_t at = 0, glyph = 0;
	int64_t advance = 0;
	for (uint32_t c = 0; c < word->cluster_count; c++) {
		uint32_t size = word->clusters[c].num_bytes;
		int64_t wide = 0;
		for (int g = 0; g < word->clusters[c].num_glyphs; g++, glyph++) {
			wide += word->glyphs[is_backward ? word->glyph_count - 1 - glyph : glyph].advance;
		}
		for (uint32_t b = 0; b < size; b++) {
			if (at + b > 0 && para->soft[item->offset + at + b]) {
				push_point(para->scratch, at + b, (int32_t)(advance + wide * b / size), SOFT_PENALTY);
			}
		}
		at += size;
		advance += wide;
	}
}

/* Where word i may be divided in this pass: where its author says so, else where the patterns do. */
static void find_points(const struct para *para, const struct pass *pass, uint32_t i) {
	struct scratch *scratch = para->scratch;
	const struct item *item = &para->items[i];
	struct word *word = item->u.word;
	scratch->point_count = 0;
	if (item->has_soft) {
		find_soft(para, item);
	} else if (pass->hyphens && para->opts.hyphenate && !item->no_points && (!item->is_last || pass->in_need)) {
		shaper_points(para->shaper, word);
		for (size_t p = 0; p < word->point_count; p++) {
			double penalty = HYPHEN_PENALTY + (word->points[p] <= STUB_BYTES ? STUB_PENALTY : 0);
			push_point(scratch, word->points[p], word->point_advances[p], penalty);
		}
	}
}

/* The points before byte `before`, of which *next is the first not added yet. */
static void add_points(const struct para *para, const struct tally *t, uint32_t i, uint32_t before,
                       size_t *next) {
	struct scratch *scratch = para->scratch;
	for (; *next < scratch->point_count && scratch->points[*next].at < before; (*next)++) {
		const struct point *point = &scratch->points[*next];
		add_inner(para, t, i, point->at, point->advance, point->penalty, true);
	}
}

/* The points, and, dearer, between every two clusters; one walk: a very long word costs no more than its length. */
static void add_clusters(const struct para *para, const struct tally *t, uint32_t i, size_t *next) {
	struct scratch *scratch = para->scratch;
	const struct word *word = para->items[i].u.word;
	bool is_backward = word->flags & SHAPE_RTL;
	uint32_t at = 0, glyph = 0;
	int32_t advance = 0;
	for (uint32_t c = 0; c + 1 < word->cluster_count; c++) {
		for (int g = 0; g < word->clusters[c].num_glyphs; g++, glyph++) {
			advance += word->glyphs[is_backward ? word->glyph_count - 1 - glyph : glyph].advance;
		}
		at += (uint32_t)word->clusters[c].num_bytes;
		add_points(para, t, i, at, next);
		if (*next == scratch->point_count || scratch->points[*next].at != at) {
			add_inner(para, t, i, at, advance, CLUSTER_PENALTY, false);
		}
	}
}

/* The breaks within and behind word i. */
static void add_word(const struct para *para, const struct pass *pass, struct tally *t, uint32_t i) {
	struct scratch *scratch = para->scratch;
	const struct item *item = &para->items[i];
	bool is_wide = pass->emergency && scratch->is_wide[i];
	size_t next_point = 0;
	find_points(para, pass, i);
	if (is_wide) {
		add_clusters(para, t, i, &next_point);
	}
	add_points(para, t, i, item->len, &next_point);
	count_items(para, t, i, i + 1);
	uint32_t next = i + 1;
	bool joins = next < para->count && para->items[next].kind == ITEM_WORD;
	if (next < para->count && (item->can_break || (is_wide && joins))) {
		struct line_break *b = add_break(para, t, (struct line_place){ next, 0, next, 0, false });
		b->penalty = item->can_break ? item->penalty : CLUSTER_PENALTY;
		b->is_hyphen = item->is_hyphen;
	}
}

/* The end of a line at item end; what stands before item next is dropped. */
static void add_forced(const struct para *para, struct tally *t, uint32_t end, uint32_t next) {
	struct scratch *scratch = para->scratch;
	struct line_break *b = add_break(para, t, (struct line_place){ end, 0, next, 0, false });
	b->is_forced = b->is_last = true;
	count_items(para, t, end, next);
	go_on_from(&scratch->breaks[scratch->break_count - 1], t);
}

/* "7" of "7 March", "(1er" of "(1er mars)", "9" of "9 operations": apart from their word they are hard to read. */
static bool is_small_number(const struct para *para, const struct item *item) {
	const char *s = para->text + item->offset, *end = s + item->len;
	const char *digits = s + (s < end && *s == '('), *d = digits;
	while (d < end && *d >= '0' && *d <= '9') {
		d++;
	}
	return d > digits && d <= digits + 2 && (d == end || (end == d + 2 && d[0] == 'e' && d[1] == 'r'));
}

static double space_penalty(const struct para *para, uint32_t space, uint32_t next) {
	const struct item *before = space > 0 ? &para->items[space - 1] : NULL, *after = &para->items[next];
	if (!can_break_at(para, space, next)) {
		return NBSP_PENALTY;
	}
	if (before == NULL || before->kind != ITEM_WORD || after->kind != ITEM_WORD || !is_small_number(para, before)) {
		return 0;
	}
	unsigned char c = (unsigned char)para->text[after->offset];
	return isalpha(c) || c >= 0x80 ? NUMBER_PENALTY : 0;
}

/* All places where a line may end in this pass, from the paragraph's beginning to its end. */
static void find_breaks(const struct para *para, const struct pass *pass) {
	struct scratch *scratch = para->scratch;
	struct tally t = { 0 };
	uint32_t i = skip_spaces(para, 0), count = (uint32_t)para->count;
	scratch->break_count = 0;
	count_items(para, &t, 0, i);
	add_break(para, &t, (struct line_place){ 0, 0, i, 0, false });
	while (i < count) {
		const struct item *item = &para->items[i];
		uint32_t next = i + 1;
		if (item->kind == ITEM_WORD) {
			add_word(para, pass, &t, i);
		} else if (item->kind == ITEM_SPACE) {
			next = skip_spaces(para, i);
			if (next == count) {
				break;
			}
			if (para->items[next].kind == ITEM_BREAK) {
				next = skip_spaces(para, next + 1);
				add_forced(para, &t, i, next);
			} else if (can_break_at(para, i, next) || (pass->emergency && scratch->is_wide[i])) {
				struct line_break *b = add_break(para, &t, (struct line_place){ i, 0, next, 0, false });
				b->penalty = space_penalty(para, i, next);
				count_items(para, &t, i, next);
				go_on_from(&scratch->breaks[scratch->break_count - 1], &t);
			} else {
				count_items(para, &t, i, next);
			}
		} else if (item->kind == ITEM_BREAK) {
			next = skip_spaces(para, next);
			add_forced(para, &t, i, next);
		} else {
			count_items(para, &t, i, next);
		}
		i = next;
	}
	/* a forced break at the very end ends the last line, and begins none */
	const struct line_place *last = &scratch->places[scratch->break_count - 1];
	if (scratch->break_count == 1 || last->next_item < count) {
		add_forced(para, &t, i, count);
	}
}

/* Marks that hang take that much less of the line they end or begin. */
static void hang_marks(const struct para *para) {
	struct scratch *scratch = para->scratch;
	for (size_t i = 0; i < scratch->break_count; i++) {
		struct line_break *b = &scratch->breaks[i];
		const struct line_place *place = &scratch->places[i];
		if (place->adds_hyphen) {
			b->extra -= hang_hyphen(para, &para->items[place->end_item]);
		} else if (place->end_byte > 0) {
			b->extra -= hang_end(para, &para->items[place->end_item], place->end_byte);
		} else if (i > 0 && place->end_item > 0) {
			const struct item *last = &para->items[place->end_item - 1];
			b->extra -= hang_end(para, last, last->len);
		}
		if (place->next_byte == 0 && place->next_item < para->count) {
			b->next_width += hang_start(para, &para->items[place->next_item]);
		}
	}
}

static bool has_same_breaks(const struct pass *a, const struct pass *b, bool hyphenate) {
	return a && !b->emergency && ((a->hyphens == b->hyphens && a->in_need == b->in_need) || !hyphenate);
}

static bool has_stack(const struct scratch *scratch, const uint32_t *chosen, size_t n) {
	struct line_state state = { 0 };
	int before;
	for (size_t i = 0; i < n; i++) {
		before = state.hyphens;
		state = line_state_after(state, &scratch->breaks[chosen[i]], 1);
		if (before == LINE_HYPHENS && state.hyphens == LINE_HYPHENS) {
			return true;
		}
	}
	return false;
}

/*
 * Another way without a river: the line whose gaps are the middle of one, or its neighbour, is made dearer to end where it
 * does, and so on with what comes out. Returns how many line ends it has, 0: none was found that costs no more than most.
 */
static size_t draw_apart(const struct para *para, const struct line_opts *opts, size_t middle, int end, double most,
                         const uint32_t **chosen) {
	struct { struct line_break *at; double penalty; } dearer[RIVER_TRIES];
	struct scratch *scratch = para->scratch;
	size_t tries = 0, n = 0;
	double demerits;
	*chosen = scratch->kept;
	while (middle != SIZE_MAX && tries < RIVER_TRIES) {
		struct line_break *b = &scratch->breaks[(*chosen)[(int)middle + end]];
		dearer[tries].at = b;
		dearer[tries++].penalty = b->penalty;
		b->penalty = RIVER_PENALTY;
		n = line_fit(scratch->fitter, opts, scratch->breaks, scratch->break_count, chosen, &demerits);
		if (n == 0 || demerits > most) {
			break;
		}
		middle = river_find(para, opts, *chosen, n);
	}
	while (tries > 0) {
		tries--;
		dearer[tries].at->penalty = dearer[tries].penalty;
	}
	return middle == SIZE_MAX && !has_stack(scratch, *chosen, n) ? n : 0;
}

/* Gaps that line up are drawn apart where that costs little more; where it does, the first way stays. */
static size_t avoid_rivers(const struct para *para, const struct line_opts *opts, double demerits, const uint32_t **chosen, size_t n) {
	struct scratch *scratch = para->scratch;
	size_t middle = n >= 4 ? river_find(para, opts, *chosen, n) : SIZE_MAX;
	if (middle == SIZE_MAX) {
		return n;
	}
	if (scratch->kept_cap < n) {
		scratch->kept_cap = n * 2;
		scratch->kept = mem_realloc(scratch->kept, scratch->kept_cap * sizeof(*scratch->kept));
	}
	memcpy(scratch->kept, *chosen, n * sizeof(*scratch->kept));
	/* of the middle line, the first, the last */
	for (int end = 0; end != 2; end = end == 0 ? -1 : end == -1 ? 1 : 2) {
		size_t found = draw_apart(para, opts, middle, end, 2 * demerits + RIVER_DEMERITS, chosen);
		if (found > 0) {
			return found;
		}
	}
	*chosen = scratch->kept;
	return n;
}

/* Choose the line ends, as indices of scratch->breaks; how many, at least one. */
static size_t choose(const struct para *para, double width, const uint32_t **chosen) {
	struct scratch *scratch = para->scratch;
	bool is_ragged = para->opts.align != PARA_JUSTIFY;
	const struct pass *passes = is_ragged ? ragged_passes : justified_passes, *before = NULL;
	double indent = para->opts.first_indent_pt, rag = fmax(width * RAG_SHARE, RAG_LEAST_PT), demerits;
	for (const struct pass *pass = passes;; before = pass++) {
		struct line_opts opts = {
			.width = width, .first_indent = indent, .tolerance = pass->tolerance,
			.slack = is_ragged ? rag : pass->emergency ? width * EMERGENCY_SHARE : 0, .is_ragged = is_ragged, .is_emergency = pass->emergency,
		};
		if (pass->emergency) {
			find_wide(para, width - fmax(indent, 0));
		}
		if (!has_same_breaks(before, pass, para->opts.hyphenate)) {
			find_breaks(para, pass);
			if (para->opts.hangs) {
				hang_marks(para);
			}
		}
		size_t n = line_fit(scratch->fitter, &opts, scratch->breaks, scratch->break_count, chosen,
		                    &demerits);
		/* A looser line is better than a third hyphen in a row. */
		if (pass->emergency) {
			return n;
		}
		if (n > 0 && (pass[1].emergency || !has_stack(scratch, *chosen, n))) {
			return is_ragged ? n : avoid_rivers(para, &opts, demerits, chosen, n);
		}
	}
}

/* Most cells, headings and labels stand on one line: nothing is to choose then. */
static bool fits_one_line(const struct para *para, double width, struct text_line *line) {
	uint32_t from = skip_spaces(para, 0), to = (uint32_t)para->count;
	struct line_sums sums = { 0 };
	while (to > from && para->items[to - 1].kind == ITEM_SPACE) {
		to--;
	}
	for (uint32_t i = from; i < to; i++) {
		sums.width += para->items[i].width;
		if (para->items[i].kind == ITEM_BREAK || sums.width > width + FIT_PT) {
			return false;
		}
	}
	if (para->opts.hangs && to > from) {
		sums.width -= hang_start(para, &para->items[from]) + hang_end(para, &para->items[to - 1], para->items[to - 1].len);
	}
	*line = (struct text_line){
		.first_item = from, .end_item = to, .next_item = (uint32_t)para->count, .is_first = true, .is_last = true,
		.width_pt = (float)(sums.width + line_spread(&sums, fmax(width - sums.width, 0), false)),
	};
	return true;
}

/* The line between two of the breaks chosen. */
static struct text_line take_line(const struct para *para, size_t from, size_t to, bool is_first, double width_pt) {
	const struct scratch *scratch = para->scratch;
	const struct line_break *a = &scratch->breaks[from], *b = &scratch->breaks[to];
	const struct line_place *start = &scratch->places[from], *end = &scratch->places[to];
	const struct line_sums sums = {
		.width = b->width + b->extra - a->next_width, .stretch = b->stretch - a->next_stretch,
		.shrink = b->shrink - a->next_shrink,
	};
	double room = width_pt - (is_first ? para->opts.first_indent_pt : 0) - sums.width;
	double spread = line_spread(&sums, room, para->opts.align == PARA_JUSTIFY && !b->is_last);
	return (struct text_line){
		.first_item = start->next_item, .first_byte = start->next_byte,
		.end_item = end->end_item, .end_byte = end->end_byte, .next_item = end->next_item,
		.width_pt = (float)(sums.width + spread), .is_overfull = line_is_overfull(room - spread),
		.is_first = is_first, .is_last = b->is_last, .ends_hyphenated = end->adds_hyphen,
	};
}

void para_break(struct para *para, double width_pt, struct text_line **lines, size_t *n) {
	struct text_line only;
	const uint32_t *chosen;
	*lines = NULL;
	*n = 0;
	if (!para->has_style) {
		return;
	}
	if (fits_one_line(para, width_pt - para->opts.first_indent_pt, &only)) {
		*lines = arena_copy(para->arena, &only, sizeof(only));
		*n = 1;
		return;
	}
	*n = choose(para, width_pt, &chosen);
	*lines = arena_alloc(para->arena, *n * sizeof(**lines));
	for (size_t i = 0; i < *n; i++) {
		(*lines)[i] = take_line(para, i ? chosen[i - 1] : 0, chosen[i], i == 0, width_pt);
	}
}

void shaper_warm(struct shaper *shaper, const char *text, int role, double size_pt, bool bold, bool italic,
                 const char *lang) {
	struct text_style style = {
		.role = role, .size_pt = size_pt, .bold = bold, .italic = italic, .lang = lang,
	};
	struct text_span span = { .kind = SPAN_TEXT, .text = text, .len = strlen(text), .style = &style };
	struct para_opts opts = { .align = PARA_JUSTIFY, .hyphenate = true, .lang = lang };
	if (shaper_is_full(shaper)) {
		return;
	}
	struct arena *arena = arena_new();
	struct para *para = para_new(arena, shaper, &span, 1, &opts, NULL);
	for (size_t i = 0; para && i < para->count; i++) {
		const struct item *item = &para->items[i];
		if (item->kind == ITEM_WORD) {
			shaper_points(shaper, item->u.word);
			shaper_hyphen_advance(shaper, item->u.word->face, item->u.word->lang);
		}
	}
	arena_free(arena);
}
