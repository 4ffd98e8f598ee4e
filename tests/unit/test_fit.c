/* fit: the pages it finds cost no more than the best of all ways to break and to place floats, tried one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "doc/node.h"
#include "layout/box.h"
#include "layout/fill.h"
#include "layout/fit.h"

enum { MOST = 11, MOST_WITH_FLOATS = 8, FLOATS = 3 };

static const struct fill_room room = { .height = 100, .note_gap = 6, .note_between = 2 };

/* A list, and where the floats in it are. */
struct sample {
	struct vlist list;
	const struct float_box *floats[FLOATS];
	size_t anchors[FLOATS], float_count;
};

/* ---- the cost model of fit.c, told anew ---- */

static bool is_last(const struct vlist *list, size_t to) {
	return to == list->n || list->v[to].break_cost == BREAK_ALWAYS;
}

static bool is_chapter(const struct vlist *list, size_t i) {
	return list->v[i].node != NULL && list->v[i].node->kind == NODE_HEADING;
}

/* A piece from..to that begins what is counted with the float f. */
static bool fellow_within(const struct sample *s, size_t f, size_t from, size_t to) {
	for (size_t i = from; i < to; i++) {
		const struct node *node = s->list.v[i].node;
		if (node != NULL && node->kind == s->floats[f]->node->kind && node->u.table.label != NULL && s->floats[f]->node->u.table.label != NULL) {
			return true;
		}
	}
	return false;
}

static bool chapter_within(const struct vlist *list, size_t from, size_t to) {
	for (size_t i = from; i < to; i++) {
		if (is_chapter(list, i)) {
			return true;
		}
	}
	return false;
}

/* Every float of a chapter that ends before piece `to` of the page must be on it. */
static bool leaves_chapter(const struct sample *s, size_t next, size_t to) {
	for (size_t f = next; f < s->float_count; f++) {
		if (s->anchors[f] < to && chapter_within(&s->list, s->anchors[f] + 1, to)) {
			return true;
		}
	}
	return false;
}

static bool stands(const struct sample *s, size_t f, size_t from, size_t to, bool above) {
	size_t anchor = s->anchors[f];

	if (above) {
		return anchor < from || (!chapter_within(&s->list, from, anchor + 1) && !fellow_within(s, f, from, anchor + 1));
	}
	return !chapter_within(&s->list, anchor + 1, to) && !fellow_within(s, f, anchor + 1, to);
}

/* What a float in the text takes more than at the head or foot. */
static double more_of(const struct sample *s, size_t f, size_t to) {
	const struct float_box *box = s->floats[f];
	size_t next = s->anchors[f] + 1;
	double space = next < to ? (s->list.v[next].floated != NULL ? s->list.v[next].floated->above : s->list.v[next].space) : INFINITY;

	return box->above + fmax(0, box->below - space) - box->gap;
}

/* Whether the float may be where it is: those from `within` on stand in the text, those from `below` on below it. */
static bool may_stand(const struct sample *s, size_t f, size_t within, size_t below, size_t from, size_t to) {
	int place = s->floats[f]->place;
	bool is_written = place == PLACE_AUTO && s->anchors[f] > from, can_be_above = stands(s, f, from, to, true);

	if (place == PLACE_PAGE) {
		return false;
	}
	if (f < within) {
		return !is_written && place != PLACE_BOTTOM && can_be_above;
	}
	if (f < below) {
		return is_written;
	}
	/* The first below could be nowhere else. */
	bool could = f == below && (is_written || (within == below && place != PLACE_BOTTOM && can_be_above));
	return !could && stands(s, f, from, to, false) && !(place == PLACE_TOP && can_be_above);
}

/*
 * Try every number of them above and in the text, the rest below: the least cost of those that cannot be above and wanted to,
 * INFINITY where no way is; *more is what those in the text take more.
 */
static double place_cost(const struct sample *s, size_t first, size_t end, size_t from, size_t to, double *more) {
	double best = INFINITY;

	*more = 0;
	for (size_t within = first; within <= end; within++) {
		for (size_t below = within; below <= end; below++) {
			double cost = 0, sum = 0;
			for (size_t f = first; f < end; f++) {
				cost += !may_stand(s, f, within, below, from, to) ? INFINITY : f >= below && s->floats[f]->place == PLACE_TOP ? 200 : 0;
				sum += f >= within && f < below ? more_of(s, f, to) : 0;
			}
			if (cost < best) {
				best = cost;
				*more = sum;
			}
		}
	}
	return best;
}

static bool is_fair_end(const struct vlist *list, size_t to) {
	return is_last(list, to) || list->v[to].break_cost < BREAK_POOR;
}

/* What the text of a page from..to takes, notes and all; INFINITY past where a page must end. */
static double text_of(const struct vlist *list, size_t from, size_t to) {
	double used = list->v[from].repeat != NULL ? list->v[from].repeat->height : 0, notes = 0;
	size_t count = 0;

	for (size_t i = from; i < to; i++) {
		used += list->v[i].height + (i > from ? list->v[i].space : 0);
		if (i > from && list->v[i].break_cost == BREAK_ALWAYS) {
			return INFINITY;
		}
		for (size_t k = 0; k < list->v[i].note_count; k++, count++) {
			notes += list->v[i].notes[k]->height;
		}
	}
	return used + (count > 0 ? notes + room.note_gap + (double)(count - 1) * room.note_between : 0);
}

/* How much more of a page's room a later end would take. */
static double left_early(const struct vlist *list, size_t from, size_t to, double left) {
	double used = text_of(list, from, to), most = used;

	for (size_t later = to + 1; later <= list->n; later++) {
		double there = text_of(list, from, later);
		if (is_fair_end(list, later) && there <= used + left + 0.01) {
			most = fmax(most, there);
		}
	}
	return most - used;
}

/* One page of the pieces from..to and the floats first..end; known: the floats anchored by then, of which those from end on wait. */
static double cost_of(const struct sample *s, size_t from, size_t to, size_t first, size_t end, size_t known) {
	const struct vlist *list = &s->list;
	double used = text_of(list, from, to), more, placed = place_cost(s, first, end, from, to, &more);

	if (!isfinite(used)) {
		return INFINITY;
	}
	for (size_t f = first; f < end; f++) {
		used += s->floats[f]->height + s->floats[f]->gap;
	}
	used += more;
	if (used > room.height + 0.01 && (to > from + 1 || end > first)) {
		return INFINITY;
	}
	double empty = 2400 * pow((room.height - used) / room.height, 2), scant = fmax(0, 350 * (15 - used) / 15);
	double early = is_last(list, to) ? 0 : 1500 * left_early(list, from, to, room.height - used) / room.height;
	early *= to < list->n && list->v[to].repeat != NULL ? 2 : 1;
	double cost = early + (used > room.height + 0.01 ? 1e9 + (used - room.height) * 1e6 : 30 + (is_last(list, to) ? scant : empty));
	for (size_t f = end; f < known; f++) {
		cost += 60 + (fellow_within(s, f, s->anchors[f] + 1, to) ? 300 : 0) + (chapter_within(list, s->anchors[f] + 1, to) ? 100 : 0);
	}
	return placed + cost + (is_last(list, to) ? 0 : list->v[to].break_cost);
}

/* What of so much room below floats the text that begins with piece `from` would take. */
static double would_take(const struct vlist *list, size_t from, double left) {
	double most = 0;

	for (size_t to = from + 1; to <= list->n; to++) {
		double there = text_of(list, from, to);
		if (is_fair_end(list, to) && there <= left + 0.01) {
			most = fmax(most, there);
		}
	}
	return most;
}

/* A page of the floats first..end before the piece `from`, with so many more that wait. */
static double cost_of_floats(const struct sample *s, size_t from, size_t first, size_t end, size_t late) {
	double used = -s->floats[end - 1]->gap, cost = 30 + 100 + 60 * (double)late;

	for (size_t f = first; f < end; f++) {
		int place = s->floats[f]->place;
		used += s->floats[f]->height + s->floats[f]->gap;
		cost += place == PLACE_PAGE ? 0 : place == PLACE_AUTO ? 100 : 400;
	}
	bool takes_text = from < s->list.n && s->floats[first]->place != PLACE_PAGE && !leaves_chapter(s, first, from + 1);
	double left = room.height - used - s->floats[end - 1]->gap;
	cost += takes_text ? 1500 * would_take(&s->list, from, left) / room.height : 0;
	return used > room.height + 0.01 ? INFINITY : cost + 0.4 * 2400 * pow((room.height - used) / room.height, 2);
}

/* ---- every way ---- */

static size_t anchored(const struct sample *s, size_t to) {
	size_t n = 0;

	while (n < s->float_count && s->anchors[n] < to) {
		n++;
	}
	return n;
}

/* The least cost from piece `from` on, the floats before next being placed. */
static double best_from(const struct sample *s, size_t from, size_t next) {
	double best = from == s->list.n && next == s->float_count ? 0 : INFINITY;
	size_t waiting = anchored(s, from);

	for (size_t end = next + 1; end <= waiting; end++) {
		best = fmin(best, cost_of_floats(s, from, next, end, waiting - end) + best_from(s, from, end));
	}
	/* Text goes on only while the floats of the chapters before it are placed. */
	for (size_t to = from + 1; to <= s->list.n && !leaves_chapter(s, next, from + 1); to++) {
		size_t known = anchored(s, to);
		for (size_t end = next; end <= known; end++) {
			if (!leaves_chapter(s, end, to)) {
				double cost = cost_of(s, from, to, next, end, known);
				best = isfinite(cost) ? fmin(best, cost + best_from(s, to, end)) : best;
			}
		}
	}
	return best;
}

static double cost_of_fit(const struct sample *s, const struct fit *fit) {
	size_t at = 0, next = 0;
	double cost = 0;

	for (size_t p = 0; p < fit->n; p++) {
		const struct fit_page *page = &fit->v[p];
		size_t end = next + page->float_count;
		assert_int_equal(page->from, at);
		assert_true(page->first_float == next && end <= anchored(s, page->to));
		assert_true(page->to > page->from || page->float_count > 0);
		if (page->to == page->from) {
			cost += cost_of_floats(s, page->from, next, end, anchored(s, page->to) - end);
		} else {
			double paid = cost_of(s, page->from, page->to, next, end, anchored(s, page->to));
			assert_true(isfinite(paid));
			cost += paid;
		}
		assert_false(leaves_chapter(s, end, page->to));
		at = page->to;
		next = end;
	}
	assert_int_equal(at, s->list.n);
	assert_int_equal(next, s->float_count);
	return cost;
}

/* ---- samples ---- */

static void make_list(struct arena *arena, unsigned *seed, size_t most, struct vlist *list) {
	static const int costs[] = { BREAK_FREE, BREAK_FREE, BREAK_POOR, BREAK_BAD, BREAK_NEVER, BREAK_ALWAYS };
	size_t n = 1 + (size_t)rand_r(seed) % most;
	struct piece *head = arena_alloc(arena, sizeof(*head));

	head->height = 8;
	for (size_t i = 0; i < n; i++) {
		struct piece *piece = vlist_add(arena, list, 5 + rand_r(seed) % 40, rand_r(seed) % 12);
		piece->break_cost = costs[rand_r(seed) % 6];
		piece->repeat = rand_r(seed) % 4 == 0 ? head : NULL;
		if (rand_r(seed) % 4 == 0) {
			struct note_box *note = arena_alloc(arena, sizeof(*note));
			note->height = 4 + rand_r(seed) % 16;
			*ARENA_PUSH(arena, piece->notes, piece->note_count, piece->note_cap) = note;
		}
	}
}

static void add_floats(struct arena *arena, unsigned *seed, struct sample *s) {
	struct node *heading = arena_alloc(arena, sizeof(*heading));

	struct node *table = arena_alloc(arena, sizeof(*table));

	heading->kind = NODE_HEADING;
	heading->u.heading.level = 1;
	table->kind = NODE_TABLE;
	table->u.table.label = "Table 1";
	for (size_t i = 0; i < s->list.n; i++) {
		struct piece *piece = &s->list.v[i];
		if (rand_r(seed) % 4 == 0) {
			piece->node = rand_r(seed) % 2 == 0 ? heading : table;
		}
		if (s->float_count == FLOATS || rand_r(seed) % 3 > 0) {
			continue;
		}
		struct node *node = arena_alloc(arena, sizeof(*node));
		struct float_box *box = arena_alloc(arena, sizeof(*box));
		node->kind = NODE_TABLE;
		node->u.table.label = rand_r(seed) % 2 == 0 ? "Table 2" : NULL;
		*box = (struct float_box){
			.node = node, .place = (unsigned char)(PLACE_TOP + rand_r(seed) % 4), .list = arena_alloc(arena, sizeof(struct vlist)), .height = 10 + rand_r(seed) % 60, .gap = rand_r(seed) % 8,
			.above = rand_r(seed) % 8, .below = rand_r(seed) % 8,
		};
		piece->floated = box;
		s->anchors[s->float_count] = i;
		s->floats[s->float_count++] = box;
	}
}

static void compare(bool with_floats, int rounds) {
	unsigned seed = 20261123;

	for (int round = 0; round < rounds; round++) {
		struct arena *arena = arena_new();
		struct sample s = { 0 };

		make_list(arena, &seed, with_floats ? MOST_WITH_FLOATS : MOST, &s.list);
		if (with_floats) {
			add_floats(arena, &seed, &s);
		}
		struct fit fit = fit_pages(arena, &s.list, &room, round % 2 == 0);
		double cost = cost_of_fit(&s, &fit), best = best_from(&s, 0, 0);
		if (isfinite(best)) {
			assert_true(fabs(cost - best) < 1e-6 * (1 + fabs(best)));
		}
		arena_free(arena);
	}
}

static void test_best_of_all(void **state) {
	(void)state;
	compare(false, 3000);
}

static void test_best_of_all_with_floats(void **state) {
	(void)state;
	compare(true, 3000);
}

/* A figure stands where it was written if there is room; else what follows fills the page, and it stands at the head of the next. */
static void test_figure_moves_where_there_is_no_room(void **state) {
	static const struct { double before, figure; size_t pages, page, top, here; } cases[] = {
		{ 40, 30, 2, 0, 0, 1 }, { 75, 30, 2, 1, 1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *arena = arena_new();
		struct vlist list = { 0 }, own = { 0 };
		struct node node = { .kind = NODE_CALLOUT };
		struct float_box box = { .node = &node, .place = PLACE_AUTO, .list = &own, .height = cases[i].figure, .gap = 5, .above = 5, .below = 5 };
		vlist_add(arena, &list, cases[i].before, 0);
		struct piece *anchor = vlist_anchor(arena, &list);
		anchor->floated = &box;
		for (int k = 0; k < 6; k++) {
			vlist_add(arena, &list, 10, 2);
		}
		struct fit fit = fit_pages(arena, &list, &room, false);
		assert_int_equal(fit.n, cases[i].pages);
		const struct fit_page *page = &fit.v[cases[i].page];
		assert_int_equal(page->float_count, 1);
		assert_int_equal(page->top_count, cases[i].top);
		assert_int_equal(page->here_count, cases[i].here);
		assert_true(fit.v[0].used > 85);
		arena_free(arena);
	}
}

static void test_heading_is_not_left_behind(void **state) {
	struct arena *arena = arena_new();
	struct vlist list = { 0 };

	(void)state;
	vlist_add(arena, &list, 80, 0);
	vlist_add(arena, &list, 15, 0);      /* a heading that would fit, and the text it must stay with, which does not */
	vlist_add(arena, &list, 30, 0)->break_cost = BREAK_NEVER;
	struct fit fit = fit_pages(arena, &list, &room, true);
	assert_int_equal(fit.n, 2);
	assert_int_equal(fit.v[0].to, 1);
	assert_int_equal(fit.v[0].other_to, 2);
	assert_true(fit.v[0].other_more > BREAK_NEVER / 2);
	arena_free(arena);
}

static void test_too_high_has_its_own_page(void **state) {
	struct arena *arena = arena_new();
	struct vlist list = { 0 };

	(void)state;
	vlist_add(arena, &list, 30, 0);
	vlist_add(arena, &list, 500, 0);
	vlist_add(arena, &list, 30, 0);
	struct fit fit = fit_pages(arena, &list, &room, false);
	assert_int_equal(fit.n, 3);
	assert_int_equal(fit.v[1].from, 1);
	assert_int_equal(fit.v[2].from, 2);
	arena_free(arena);
}

static void test_empty_list_has_no_page(void **state) {
	struct arena *arena = arena_new();
	struct vlist list = { 0 };

	(void)state;
	assert_int_equal(fit_pages(arena, &list, &room, true).n, 0);
	arena_free(arena);
}

/* Work, not time: each page may be looked at from each piece of the page before it, and no further. */
static void test_long_lists(void **state) {
	enum { PIECES = 100000 };
	static const double heights[] = { 10, 0.001, 0, 99 };

	(void)state;
	for (size_t k = 0; k < sizeof(heights) / sizeof(*heights); k++) {
		struct arena *arena = arena_new();
		struct vlist list = { 0 };
		for (size_t i = 0; i < PIECES; i++) {
			vlist_add(arena, &list, heights[k], 0);
		}
		struct fit fit = fit_pages(arena, &list, &room, false);
		assert_int_equal(fit.v[fit.n - 1].to, PIECES);
		assert_true(fit.n >= (heights[k] == 10 ? PIECES / 10 : heights[k] == 99 ? PIECES : PIECES / 1000));
		arena_free(arena);
	}
}

/* A float behind every piece, all of one chapter: they are brought off in pages of their own. */
static void test_many_floats(void **state) {
	enum { PIECES = 5000 };
	struct arena *arena = arena_new();
	struct vlist list = { 0 };
	struct node node = { .place = PLACE_AUTO };
	size_t placed = 0;

	(void)state;
	for (size_t i = 0; i < PIECES; i++) {
		struct float_box *box = arena_alloc(arena, sizeof(*box));
		*box = (struct float_box){ .node = &node, .list = arena_alloc(arena, sizeof(struct vlist)), .height = 60, .gap = 5 };
		vlist_add(arena, &list, 10, 0)->floated = box;
	}
	struct fit fit = fit_pages(arena, &list, &room, false);
	for (size_t p = 0; p < fit.n; p++) {
		assert_int_equal(fit.v[p].first_float, placed);
		placed += fit.v[p].float_count;
	}
	assert_int_equal(placed, PIECES);
	arena_free(arena);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_best_of_all),
		cmocka_unit_test(test_best_of_all_with_floats),
		cmocka_unit_test(test_figure_moves_where_there_is_no_room),
		cmocka_unit_test(test_heading_is_not_left_behind),
		cmocka_unit_test(test_too_high_has_its_own_page),
		cmocka_unit_test(test_empty_list_has_no_page),
		cmocka_unit_test(test_long_lists),
		cmocka_unit_test(test_many_floats),
	};

	return cmocka_run_group_tests_name("fit", tests, NULL, NULL);
}
