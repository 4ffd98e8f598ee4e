/* run: the items between two places become a line of positioned glyphs; see item.h. */
#include "text/item.h"

#include <math.h>

#include "base/mem.h"
#include "base/str.h"
#include "text/bidi.h"
#include "text/face.h"
#include "text/hang.h"
#include "text/shape.h"

#define OVERFULL_PT   0.3        /* what nobody sees; kerning at a division may cost as much */
#define STRETCH_MOST  8.0        /* a line that would need more is left ragged */

static struct piece *add_piece(const struct para *para, const struct item *item, uint32_t from, uint32_t to) {
	struct scratch *scratch = para->scratch;
	struct piece *piece = VEC_PUSH(scratch->pieces, scratch->piece_count, scratch->piece_cap);
	bool is_word = item->kind == ITEM_WORD;
	piece->item = item;
	piece->voice = &para->voices[item->voice];
	piece->word = is_word ? item->u.word : NULL;
	piece->face = is_word ? item->u.word->face : item->u.face;
	/* a no-break space is two bytes and stands alone; glue is none */
	piece->spaces = is_word || item->len == 0 ? 0 : para->text[item->offset] == ' ' ? item->len : 1;
	piece->offset = item->offset + from;
	piece->len = to - from;
	piece->width = item->width;
	return piece;
}

/* Bytes from..to of a word, shaped by themselves, so that no ligature or kerning reaches over the cut. */
static void add_part(const struct para *para, const struct item *item, uint32_t from, uint32_t to, bool hyphen) {
	struct piece *piece = add_piece(para, item, from, to);
	const struct word *whole = item->u.word;
	unsigned flags = whole->flags | (hyphen && !(whole->flags & SHAPE_RTL) ? SHAPE_HYPHEN : 0);
	if (from == 0 && to == item->len && !hyphen) {
		return;
	}
	const struct text_style *style = piece->voice->style;
	piece->word = shaper_word(para->shaper, whole->face, whole->lang, whole->script, flags, whole->text + from,
	                          to - from);
	piece->width = piece->word->advance * style->size_pt / whole->face->upem +
	               style->tracking_em * style->size_pt * piece->word->cluster_count;
}

static void add_dropped(const struct para *para, uint32_t from, uint32_t to) {
	for (uint32_t i = from; i < to; i++) {
		if (para->items[i].kind == ITEM_SPACE) {
			struct piece *piece = add_piece(para, &para->items[i], 0, para->items[i].len);
			piece->width = 0;
			piece->is_dropped = true;
		}
	}
}

/* The pieces of a line; what is dropped at its end, and before the first line, stays without width: it parts words. */
static void collect(const struct para *para, const struct text_line *line) {
	para->scratch->piece_count = 0;
	if (line->is_first) {
		add_dropped(para, 0, line->first_item);
	}
	uint32_t from = line->first_byte;
	for (uint32_t i = line->first_item; i < line->end_item + (line->end_byte > 0); i++, from = 0) {
		const struct item *item = &para->items[i];
		bool is_end = i == line->end_item;
		uint32_t to = is_end ? line->end_byte : item->len;
		if (item->kind == ITEM_WORD) {
			bool hyphen = line->ends_hyphenated && (is_end || (line->end_byte == 0 && i + 1 == line->end_item));
			add_part(para, item, from, to, hyphen);
		} else if (item->kind != ITEM_BREAK) {
			add_piece(para, item, 0, item->len);
		}
	}
	if (line->end_byte == 0) {
		add_dropped(para, line->end_item, line->next_item);
	}
}

static struct line_sums sum_up(const struct scratch *scratch) {
	struct line_sums sums = { 0 };
	for (size_t i = 0; i < scratch->piece_count; i++) {
		const struct piece *piece = &scratch->pieces[i];
		sums.width += piece->width;
		if (piece->item->kind == ITEM_SPACE && !piece->is_dropped) {
			sums.stretch += item_stretch(piece->item, piece->voice->style->size_pt);
			sums.shrink += item_shrink(piece->item, piece->voice->style->size_pt);
		}
	}
	return sums;
}

double line_spread(const struct line_sums *sums, double room, bool is_full) {
	if (room < 0) {
		return fmax(room, -sums->shrink);
	}
	return is_full && sums->stretch > 0 && room / sums->stretch <= STRETCH_MOST ? room : 0;
}

bool line_is_overfull(double room) {
	return room < -OVERFULL_PT;
}

/* Give the room that is left (or lacks) to the spaces. */
static void justify(struct scratch *scratch, const struct line_sums *sums, double room, bool is_full) {
	double spread = line_spread(sums, room, is_full);
	double share = spread < 0 ? spread / sums->shrink : spread == 0 ? 0 : spread / sums->stretch;
	for (size_t i = 0; share != 0 && i < scratch->piece_count; i++) {
		struct piece *piece = &scratch->pieces[i];
		if (piece->item->kind == ITEM_SPACE && !piece->is_dropped) {
			double size_pt = piece->voice->style->size_pt;
			piece->width += share * (share > 0 ? item_stretch(piece->item, size_pt) : item_shrink(piece->item, size_pt));
		}
	}
}

static bool has_glyphs(const struct piece *piece) {
	return piece->item->kind == ITEM_WORD || piece->item->kind == ITEM_SPACE;
}

static uint8_t level_of(const struct para *para, const struct piece *piece) {
	return piece->is_dropped ? para->runs_rtl : piece->item->level;    /* rule L1 */
}

/* Can b be set in the run that a stands in? */
static bool are_alike(const struct para *para, const struct piece *a, const struct piece *b) {
	const struct voice *v = a->voice, *w = b->voice;
	if (!has_glyphs(a) || !has_glyphs(b) || a->face != b->face || a->offset + a->len != b->offset ||
	    level_of(para, a) != level_of(para, b)) {
		return false;
	}
	return v == w || (v->mark == w->mark && v->lang == w->lang && v->style->size_pt == w->style->size_pt &&
	                  v->style->rise_pt == w->style->rise_pt);
}

static size_t glyphs_of(const struct piece *piece) {
	return piece->word ? piece->word->glyph_count : piece->spaces;
}

static size_t clusters_of(const struct piece *piece) {
	return piece->word ? piece->word->cluster_count : piece->spaces;
}

static void cut(const struct para *para) {
	struct scratch *scratch = para->scratch;
	scratch->stretch_count = 0;
	for (size_t i = 0; i < scratch->piece_count; i++) {
		const struct piece *piece = &scratch->pieces[i];
		if (i == 0 || !are_alike(para, piece - 1, piece)) {
			struct stretch *fresh = VEC_PUSH(scratch->stretches, scratch->stretch_count,
			                                 scratch->stretch_cap);
			fresh->from = i;
			fresh->level = level_of(para, piece);
			fresh->is_gap = !has_glyphs(piece);
		}
		struct stretch *stretch = &scratch->stretches[scratch->stretch_count - 1];
		stretch->to = i + 1;
		stretch->width += piece->width;
		if (!stretch->is_gap) {
			stretch->glyphs += glyphs_of(piece);
			stretch->clusters += clusters_of(piece);
		}
	}
}

/* Where the next glyphs and clusters of a run go. */
struct pen {
	struct text_glyph *glyph;
	struct text_cluster *cluster;
	double x;
};

static void draw_spaces(struct pen *pen, const struct piece *piece) {
	for (uint32_t i = 0; i < piece->spaces; i++) {
		*pen->glyph++ = (struct text_glyph){ piece->face->space, (float)pen->x, 0 };
		pen->x += piece->width / piece->spaces;
	}
	pen->x += piece->spaces == 0 ? piece->width : 0;
}

static void draw_word(struct pen *pen, const struct piece *piece) {
	const struct word *word = piece->word;
	double scale = piece->voice->style->size_pt / piece->face->upem;
	for (uint32_t i = 0; i < word->glyph_count; i++) {
		const struct shape_glyph *glyph = &word->glyphs[i];
		*pen->glyph++ = (struct text_glyph){
			glyph->index, (float)(pen->x + glyph->dx * scale), (float)(-glyph->dy * scale),
		};
		pen->x += glyph->advance * scale;
	}
}

/* The same with room added behind each cluster. */
static void draw_spaced_word(struct pen *pen, const struct piece *piece) {
	const struct word *word = piece->word;
	double tracking = piece->voice->style->tracking_em * piece->voice->style->size_pt;
	bool is_backward = word->flags & SHAPE_RTL;
	struct text_glyph *glyph = pen->glyph;
	draw_word(pen, piece);
	for (uint32_t i = 0; i < word->cluster_count; i++) {
		const struct text_cluster *cluster = &word->clusters[is_backward ? word->cluster_count - 1 - i : i];
		for (int g = 0; g < cluster->num_glyphs; g++) {
			(glyph++)->x += (float)(tracking * i);
		}
	}
	pen->x += tracking * word->cluster_count;
}

static void draw(struct pen *pen, const struct piece *piece) {
	if (piece->item->kind == ITEM_SPACE) {
		draw_spaces(pen, piece);
	} else if (piece->voice->style->tracking_em != 0) {
		draw_spaced_word(pen, piece);
	} else {
		draw_word(pen, piece);
	}
}

static void add_clusters(struct pen *pen, const struct piece *piece) {
	if (piece->word) {
		memcpy(pen->cluster, piece->word->clusters, piece->word->cluster_count * sizeof(*pen->cluster));
		pen->cluster += piece->word->cluster_count;
		return;
	}
	for (uint32_t i = 0; i < piece->spaces; i++) {
		*pen->cluster++ = (struct text_cluster){ (uint16_t)(piece->len / piece->spaces), 1 };
	}
}

/* The run's text: the paragraph's own bytes, copied only to add U+00AD for a hyphen. */
static void take_text(const struct para *para, struct arena *arena, struct text_run *run, const struct piece *first,
                      const struct piece *last) {
	run->utf8 = para->text + first->offset;
	run->utf8_len = last->offset + last->len - first->offset;
	if (last->word && (last->word->flags & SHAPE_HYPHEN)) {
		char *copy = arena_alloc(arena, run->utf8_len + 3);
		memcpy(copy, run->utf8, run->utf8_len);
		memcpy(copy + run->utf8_len, "\xC2\xAD", 2);
		run->utf8 = copy;
		run->utf8_len += 2;
	}
}

static void set_run(const struct para *para, struct arena *arena, const struct stretch *stretch, struct pen *pen,
                    struct text_run *run) {
	struct scratch *scratch = para->scratch;
	const struct piece *pieces = scratch->pieces;
	const struct voice *voice = pieces[stretch->from].voice;
	*run = (struct text_run){
		.face = pieces[stretch->from].face, .size_pt = voice->style->size_pt * pieces[stretch->from].face->scale, .rise_pt = voice->style->rise_pt,
		.width_pt = stretch->width, .mark = voice->mark, .lang = voice->lang->tag,
		.glyphs = pen->glyph, .glyph_count = stretch->glyphs,
		.clusters = pen->cluster, .cluster_count = stretch->clusters,
		.is_backward = stretch->level & 1,
	};
	take_text(para, arena, run, &pieces[stretch->from], &pieces[stretch->to - 1]);
	pen->x = 0;
	for (size_t i = stretch->from; i < stretch->to; i++) {
		add_clusters(pen, &pieces[i]);
		draw(pen, &pieces[run->is_backward ? stretch->from + stretch->to - 1 - i : i]);
	}
}

static void measure_height(const struct para *para, struct text_set *set) {
	for (size_t i = 0; i < set->run_count; i++) {
		const struct text_run *run = &set->runs[i];
		double scale = run->size_pt / (run->face->scale * run->face->upem);
		set->ascent_pt = fmax(set->ascent_pt, run->face->ascent * scale + run->rise_pt);
		set->descent_pt = fmax(set->descent_pt, run->face->descent * scale - run->rise_pt);
	}
	if (set->run_count == 0) {
		set->ascent_pt = para->ascent;
		set->descent_pt = para->descent;
	}
}

/* Where each stretch begins: they come as they are read, and stand from left to right in another order. */
static void place_stretches(const struct para *para, struct arena *arena, double x) {
	struct scratch *scratch = para->scratch;
	size_t n = scratch->stretch_count;
	if (!para->has_levels) {
		for (size_t i = 0; i < n; i++) {
			scratch->stretches[i].x = x;
			x += scratch->stretches[i].width;
		}
		return;
	}
	uint8_t *levels = arena_alloc(arena, n);
	size_t *order = arena_alloc(arena, n * sizeof(*order));
	for (size_t i = 0; i < n; i++) {
		levels[i] = scratch->stretches[i].level;
	}
	bidi_order(levels, n, order);
	for (size_t i = 0; i < n; i++) {
		scratch->stretches[order[i]].x = x;
		x += scratch->stretches[order[i]].width;
	}
}

static void set_runs(const struct para *para, struct arena *arena, struct text_set *set, double x) {
	struct scratch *scratch = para->scratch;
	size_t glyphs = 0, clusters = 0, runs = 0;
	cut(para);
	for (size_t i = 0; i < scratch->stretch_count; i++) {
		glyphs += scratch->stretches[i].glyphs;
		clusters += scratch->stretches[i].clusters;
		runs += !scratch->stretches[i].is_gap;
	}
	struct pen pen = {
		.glyph = arena_alloc(arena, glyphs * sizeof(*pen.glyph)),
		.cluster = arena_alloc(arena, clusters * sizeof(*pen.cluster)),
	};
	set->runs = arena_alloc(arena, runs * sizeof(*set->runs));
	place_stretches(para, arena, x);
	for (size_t i = 0; i < scratch->stretch_count; i++) {
		const struct stretch *stretch = &scratch->stretches[i];
		if (!stretch->is_gap) {
			struct text_run *run = &set->runs[set->run_count++];
			set_run(para, arena, stretch, &pen, run);
			run->x_pt = stretch->x;
		}
	}
}

static double start_of(const struct para *para, double room, double indent) {
	if (room <= 0) {
		return para->is_rtl ? 0 : indent;
	}
	switch (para->opts.align) {
	case PARA_RIGHT:
		return room + (para->is_rtl ? 0 : indent);
	case PARA_CENTER:
		return room / 2 + (para->is_rtl ? 0 : indent);
	case PARA_JUSTIFY:
		return para->is_rtl ? room : indent;
	default:
		return para->is_rtl ? 0 : indent;
	}
}

/* How far the line's first and last marks stand out of its width. */
struct hang {
	double start, end;
};

static struct hang hang_of(const struct para *para, const struct text_line *line) {
	const struct scratch *scratch = para->scratch;
	struct hang hang = { 0 };
	size_t from = 0, to = scratch->piece_count;
	while (to > 0 && scratch->pieces[to - 1].is_dropped) {
		to--;
	}
	while (from < to && scratch->pieces[from].is_dropped) {
		from++;
	}
	if (from == to) {
		return hang;
	}
	const struct piece *first = &scratch->pieces[from], *last = &scratch->pieces[to - 1];
	if (first->offset == first->item->offset) {
		hang.start = hang_start(para, first->item);
	}
	hang.end = line->ends_hyphenated ? hang_hyphen(para, last->item)
	                                 : hang_end(para, last->item, last->offset + last->len - last->item->offset);
	return hang;
}

void para_set(const struct para *para, const struct text_line *line, double width_pt, struct arena *arena,
              struct text_set *set) {
	struct scratch *scratch = para->scratch;
	double indent = line->is_first ? para->opts.first_indent_pt : 0;
	collect(para, line);
	struct line_sums sums = sum_up(scratch);
	bool is_full = para->opts.align == PARA_JUSTIFY && !line->is_last;
	struct hang hang = para->opts.hangs ? hang_of(para, line) : (struct hang){ 0 };
	double room = width_pt - indent + hang.start + hang.end;
	justify(scratch, &sums, room - sums.width, is_full);
	sums = sum_up(scratch);
	*set = (struct text_set){ .width_pt = sums.width - hang.start - hang.end };
	double x = start_of(para, room - sums.width, indent) - (para->is_rtl ? hang.end : hang.start);
	set_runs(para, arena, set, x);
	measure_height(para, set);
}

bool para_next_mark(const struct para *para, const struct text_line *line, uint32_t *at, uint32_t *mark) {
	uint32_t i = line->first_item + *at;
	if (i >= line->end_item + (line->end_byte > 0)) {
		return false;
	}
	*mark = para->voices[para->items[i].voice].mark;
	(*at)++;
	return true;
}
