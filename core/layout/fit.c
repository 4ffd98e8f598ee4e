#include "layout/fit.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>

#include "base/mem.h"
#include "doc/node.h"
#include "layout/box.h"
#include "layout/fill.h"

/* A page left all empty costs so much: a quarter empty is as bad as BREAK_POOR is a little more than that. */
static const double EMPTY_COST = 2400;

/* And more what is left empty though the next lines would have stood there: a reader looks for why; more so in a table that goes on. */
static const double EARLY_COST = 1500, EARLY_ROWS = 2;

/* Every page costs a little: of two ways alike the shorter is chosen. */
static const double PAGE_COST = 30;

/* A last page may be as empty as it comes out, but for a line or two that would stand alone on it. */
static const double SCANT = 0.15, SCANT_COST = 350;

/* A float that waits for another page; a page of floats, which is never as full, and one for floats that wanted to stand with text. */
static const double LATE_COST = 60, FLOATS_COST = 100, FLOATS_EMPTY = 0.4, MISPLACED_COST = 400;

/*
 * A float for a page's head that stands at the foot of its chapter's first page: another page's head is better, a
 * page of its own worse.
 */
static const double FOOT_COST = 200;

/* A float that is left for a later page while a figure behind it, which counts on from it, stands on this one. */
static const double PASSED_COST = 300;

/* A float that is left for a later page while what stands under the next heading begins on this one. */
static const double ASTRAY_COST = 100;

/*
 * So that no list takes long: pieces of one page, floats of one, floats that wait while text goes on, and floats
 * that wait at all. There is always a way: one piece brings one float at most, and a page of floats takes it off.
 */
enum { PIECES_MAX = 1000, FLOATS_MAX = 8, TEXT_WAITING_MAX = 8, WAITING_MAX = 40 };

static const size_t NONE = SIZE_MAX;

/* The best way on from a piece with so many floats waiting. */
struct way {
	double cost;                 /* to the end */
	uint32_t to;                 /* the page ends before this piece */
	uint8_t floats;              /* that it holds */
	bool is_floats;              /* and nothing else */
};

struct search {
	const struct vlist *list;
	const struct fill_room *room;
	const struct float_box **floats;
	size_t *anchors;             /* piece of each float */
	size_t *fellow_before, *fellow_after;    /* the nearest pieces round it that begin what is counted with it; NONE: there is none */
	size_t *heading_after;       /* of each float the first heading behind it; NONE: there is none */
	size_t *before;              /* floats of the pieces before piece i; n + 1 of them */
	size_t *chapter;             /* the piece that begins the chapter of piece i, NONE: none does; n + 1 of them */
	double *heights;             /* of the floats before float f, with their gaps */
	double *notes;               /* of their notes */
	size_t *note_counts;
	size_t *first;               /* of piece i, in ways; n + 2 of them */
	struct way *ways;
};

/* ---- costs ---- */

/* What a page costs of whose area that much is used. */
static double page_cost(double used, double height, bool is_last) {
	double empty = used < height ? (height - used) / height : 0, scant = height * SCANT;

	if (used > height + 0.01) {
		/* Nothing fits better: only where one piece is too high. */
		return 1e9 + (used - height) * 1e6;
	}
	if (is_last) {
		return PAGE_COST + (used < scant ? SCANT_COST * (scant - used) / scant : 0);
	}
	return PAGE_COST + EMPTY_COST * empty * empty;
}

static bool is_last(const struct search *s, size_t j) {
	return j == s->list->n || fill_is_forced(s->list, j);
}

/* ---- floats ---- */

static size_t chapter_before(const struct search *s, size_t i) {
	return i > 0 ? s->chapter[i - 1] : NONE;
}

static size_t floats_since(const struct search *s, size_t chapter, size_t i) {
	return s->before[i] - (chapter != NONE ? s->before[chapter] : 0);
}

/* How many floats may wait where a page begins with piece i: those of the chapter that goes on or has just ended. */
static size_t may_wait(const struct search *s, size_t i) {
	size_t n = floats_since(s, chapter_before(s, i), i);

	return n < WAITING_MAX ? n : WAITING_MAX;
}

/* And while text goes on: those of the chapter that goes on. */
static size_t text_may_wait(const struct search *s, size_t i) {
	size_t n = floats_since(s, s->chapter[i], i);

	return n < TEXT_WAITING_MAX ? n : TEXT_WAITING_MAX;
}

/*
 * Whether the float f can stand above (else below) the text of the page of pieces i..j: its chapter's heading, if
 * it is there, stands before what belongs to it, what belongs to the next stands below that one's, and figures (or
 * tables) in the order of their numbers.
 */
static bool can_stand(const struct search *s, size_t f, size_t i, size_t j, bool above) {
	size_t anchor = s->anchors[f], own = s->chapter[anchor], last = s->chapter[j - 1];

	if (above) {
		return anchor < i || ((own == NONE || own < i) && (s->fellow_before[f] == NONE || s->fellow_before[f] < i));
	}
	return (last == NONE || last <= anchor) && (s->fellow_after[f] == NONE || s->fellow_after[f] >= j);
}

/* Where the floats of a page stand, in order from its head down; the others below its text. */
struct stand {
	size_t top, here;            /* above it; in it, where they were written */
	size_t low;                  /* of those below, how many wanted to be above */
	double more;                 /* what those in it take more than they would at the head or foot */
};

/* Let the floats first.. stand on the page of pieces i..j; false where they cannot. */
static bool place_floats(const struct search *s, size_t first, size_t n, size_t i, size_t j, struct stand *stand) {
	enum { ABOVE, WITHIN, BELOW } at = ABOVE;

	*stand = (struct stand){ 0 };
	for (size_t f = first; f < first + n; f++) {
		enum node_place place = (enum node_place)s->floats[f]->place;

		if (s->floats[f]->list->sheet != s->list->v[i].sheet || place == PLACE_PAGE) {
			return false;
		}
		if (place == PLACE_AUTO && s->anchors[f] > i && at != BELOW) {
			at = WITHIN;
			stand->here++;
			stand->more += fill_float(s->list, s->anchors[f], j) - s->floats[f]->height - s->floats[f]->gap;
			continue;
		}
		bool can_be_above = can_stand(s, f, i, j, true);
		at = at == ABOVE && place != PLACE_BOTTOM && can_be_above ? ABOVE : BELOW;
		/* Where a chapter begins its heading keeps the head. */
		if (at == BELOW && ((place == PLACE_TOP && can_be_above) || !can_stand(s, f, i, j, false))) {
			return false;
		}
		stand->top += at == ABOVE;
		stand->low += at == BELOW && place == PLACE_TOP;
	}
	return true;
}

/* ---- pages ---- */

/* Where a page that begins with a piece may well end, and what is taken of it then by its text: in order, each takes more. */
struct ends {
	double used[PIECES_MAX];
	size_t n;
};

static const struct ends no_ends;

static void find_ends(const struct search *s, size_t i, struct ends *ends) {
	struct fill fill;

	ends->n = 0;
	fill_begin(&fill, s->list, s->room, i);
	for (size_t n = 1; n <= PIECES_MAX; n++) {
		fill_add(&fill);
		if (n > 1 && fill_body(&fill) > fill.height + 0.01) {
			break;
		}
		bool last = is_last(s, fill.to);
		if (last || s->list->v[fill.to].break_cost < BREAK_POOR) {
			ends->used[ends->n++] = fill_used(&fill, 0, 0);
		}
		if (last) {
			break;
		}
	}
}

/* How much more of the room a later end would take of a page of which so much is used by its text. */
static double left_early(const struct ends *ends, double used, double room) {
	size_t low = 0, high = ends->n;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (ends->used[middle] <= used + room + 0.01) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low > 0 ? fmax(0, ends->used[low - 1] - used) : 0;
}

/* A page of so many pieces as fill holds and of the floats first..; INFINITY where they cannot stand on it. */
static double cost_text(const struct search *s, const struct fill *fill, const struct ends *ends, size_t first, size_t n, double *used) {
	size_t end = first + n;
	double late = LATE_COST * (double)(s->before[fill->to] - end);
	struct stand stand = { 0 };

	for (size_t f = end; f < s->before[fill->to]; f++) {
		late += s->fellow_after[f] < fill->to ? PASSED_COST : 0;
		late += s->heading_after[f] < fill->to ? ASTRAY_COST : 0;
	}
	*used = fill_used(fill, s->notes[end] - s->notes[first], s->note_counts[end] - s->note_counts[first]) +
	        s->heights[end] - s->heights[first];
	bool stands = place_floats(s, first, n, fill->from, fill->to, &stand);
	*used += stand.more;
	if (n > 0 && (!stands || *used > fill->height + 0.01)) {
		return INFINITY;
	}
	if (is_last(s, fill->to)) {
		return page_cost(*used, fill->height, true) + late + FOOT_COST * (double)stand.low;
	}
	/* Spaces that stretch fill the page. */
	double stretched = fmin(fill->height, *used + s->room->stretch * (double)fill->spaces);
	double early = left_early(ends, fill_used(fill, 0, 0), fill->height - *used) / fill->height;
	early *= s->list->v[fill->to].repeat != NULL ? EARLY_ROWS : 1;
	return EARLY_COST * early + page_cost(fmax(*used, stretched), fill->height, false) + late + FOOT_COST * (double)stand.low +
	       s->list->v[fill->to].break_cost;
}

/* A page of the floats first.. alone; ends: of the text that comes next and might have stood below them, without any there is none. */
static double cost_floats(const struct search *s, size_t first, size_t n, size_t waiting, const struct ends *ends, double *used, double *height) {
	const struct sheet *sheet = s->floats[first]->list->sheet;
	size_t end = first + n, notes = s->note_counts[end] - s->note_counts[first];
	double cost = PAGE_COST + FLOATS_COST + LATE_COST * (double)waiting;

	*height = sheet != NULL ? sheet_text_height(sheet) : s->room->height;
	*used = s->heights[end] - s->heights[first] - s->floats[end - 1]->gap;
	*used += notes > 0 ? s->notes[end] - s->notes[first] + s->room->note_gap - s->room->note_between : 0;
	for (size_t f = first; f < end; f++) {
		cost += s->floats[f]->place == PLACE_PAGE ? 0 : s->floats[f]->place == PLACE_AUTO ? MISPLACED_COST / 4 : MISPLACED_COST;
		if (s->floats[f]->list->sheet != sheet) {
			return INFINITY;
		}
	}
	if (*used > *height + 0.01 && n > 1) {
		return INFINITY;
	}
	double empty = fmax(0, *height - *used) / *height;
	double early = left_early(ends, 0, *height - (s->heights[end] - s->heights[first])) / *height;
	return cost + FLOATS_EMPTY * EMPTY_COST * empty * empty + EARLY_COST * early;
}

static void take(struct way *best, double cost, size_t to, size_t floats, bool is_floats) {
	if (cost <= best->cost) {
		*best = (struct way){ cost, (uint32_t)to, (uint8_t)floats, is_floats };
	}
}

/* Could the text that begins with piece i stand below a float that waits, the first of w? */
static bool takes_text(const struct search *s, size_t i, size_t w) {
	const struct float_box *box = s->floats[s->before[i] - w];

	return i < s->list->n && w <= text_may_wait(s, i) && box->place != PLACE_PAGE && box->list->sheet == s->list->v[i].sheet;
}

/* Pages without text that could come before piece i while w floats wait. */
static void try_floats(const struct search *s, size_t i, size_t w, const struct ends *ends, struct way *best) {
	size_t first = s->before[i] - w;
	for (size_t n = 1; n <= w && n <= FLOATS_MAX; n++) {
		double used, height, cost = cost_floats(s, first, n, w - n, takes_text(s, i, w) ? ends : &no_ends, &used, &height);
		if (!isfinite(cost)) {
			break;
		}
		take(best, cost + s->ways[s->first[i] + w - n].cost, i, n, true);
	}
}

/* The page that fill holds, with each number of floats on it. */
static void try_text(const struct search *s, const struct fill *fill, const struct ends *ends, size_t w, struct way *best) {
	size_t first = s->before[fill->from] - w, queue = w + s->before[fill->to] - s->before[fill->from];
	size_t most = may_wait(s, fill->to);

	for (size_t n = queue > most ? queue - most : 0; n <= queue && n <= FLOATS_MAX; n++) {
		double used, cost = cost_text(s, fill, ends, first, n, &used);
		/* What does not fit with n does not with more of them. */
		if (n > 0 && used > fill->height + 0.01) {
			break;
		}
		take(best, cost + s->ways[s->first[fill->to] + queue - n].cost, fill->to, n, false);
	}
}

/* Every page of text that begins with piece i, but one that ends before `except`; best: one for each number of floats that may wait. */
static void try_pages(const struct search *s, size_t i, size_t except, const struct ends *ends, struct way *best) {
	size_t waiting = text_may_wait(s, i);
	struct fill fill;

	fill_begin(&fill, s->list, s->room, i);
	for (size_t n = 1; n <= PIECES_MAX; n++) {
		fill_add(&fill);
		if (n > 1 && fill_body(&fill) > fill.height + 0.01) {
			break;
		}
		for (size_t w = 0; fill.to != except && w <= waiting; w++) {
			try_text(s, &fill, ends, w, &best[w]);
		}
		if (is_last(s, fill.to)) {
			break;
		}
	}
}

static void find_ways(const struct search *s) {
	struct ends ends = { .n = 0 };

	for (size_t i = s->list->n + 1; i-- > 0;) {
		struct way *ways = &s->ways[s->first[i]];
		size_t n = may_wait(s, i) + 1;
		for (size_t w = 0; w < n; w++) {
			ways[w] = (struct way){ INFINITY, (uint32_t)i, 0, false };
		}
		if (i < s->list->n) {
			find_ends(s, i, &ends);
			try_pages(s, i, NONE, &ends, ways);
		} else {
			ways[0].cost = 0;
		}
		for (size_t w = 1; w < n; w++) {
			try_floats(s, i, w, &ends, &ways[w]);
		}
	}
}

/* ---- the search's tables ---- */

static bool begins_chapter(const struct piece *piece) {
	return piece->node != NULL && piece->node->kind == NODE_HEADING && piece->node->u.heading.level == 1;
}

static void *make(size_t n, size_t size) {
	return mem_alloc(n * size);
}

/* "Figure 3" and "Figure 4", whatever they show; what has no number is counted with nothing. */
enum series { SERIES_NONE, SERIES_TABLES, SERIES_FIGURES, SERIES_COUNT };

static enum series series_of(const struct node *node) {
	if (node == NULL || node_label(node) == NULL) {
		return SERIES_NONE;
	}
	return node_is_table(node->kind) ? SERIES_TABLES : SERIES_FIGURES;
}

/* Of each float the nearest of its series that stands in the text before and behind it. */
static void find_fellows(struct search *s, size_t floats) {
	size_t last[SERIES_COUNT] = { NONE, NONE, NONE }, next[SERIES_COUNT] = { NONE, NONE, NONE }, at = 0;

	for (size_t f = 0; f < floats; f++) {
		for (; at <= s->anchors[f]; at++) {
			last[series_of(s->list->v[at].node)] = at;
		}
		enum series series = series_of(s->floats[f]->node);
		s->fellow_before[f] = series == SERIES_NONE ? NONE : last[series];
	}
	at = s->list->n;
	for (size_t f = floats; f-- > 0;) {
		for (; at > s->anchors[f] + 1; at--) {
			next[series_of(s->list->v[at - 1].node)] = at - 1;
		}
		enum series series = series_of(s->floats[f]->node);
		s->fellow_after[f] = series == SERIES_NONE ? NONE : next[series];
	}
}

static void find_headings(struct search *s, size_t floats) {
	size_t next = NONE, f = floats;

	for (size_t i = s->list->n; i-- > 0 && f > 0;) {
		const struct node *node = s->list->v[i].node;
		if (s->anchors[f - 1] == i) {
			s->heading_after[--f] = next;
		}
		next = node != NULL && node->kind == NODE_HEADING ? i : next;
	}
}

static void search_init(struct search *s, struct arena *arena, const struct vlist *list, const struct fill_room *room, size_t *floats) {
	size_t chapter = NONE, n = 0;

	*s = (struct search){ .list = list, .room = room };
	s->before = make(list->n + 2, sizeof(*s->before));
	s->chapter = make(list->n + 2, sizeof(*s->chapter));
	s->first = make(list->n + 2, sizeof(*s->first));
	for (size_t i = 0; i < list->n; i++) {
		s->before[i] = n;
		n += list->v[i].floated != NULL;
		chapter = begins_chapter(&list->v[i]) ? i : chapter;
		s->chapter[i] = chapter;
	}
	s->before[list->n] = n;
	s->chapter[list->n] = chapter;
	*floats = n;
	s->floats = arena_alloc(arena, (n + 1) * sizeof(*s->floats));
	s->anchors = make(n + 1, sizeof(*s->anchors));
	s->fellow_before = make(n + 1, sizeof(*s->fellow_before));
	s->fellow_after = make(n + 1, sizeof(*s->fellow_after));
	s->heading_after = make(n + 1, sizeof(*s->heading_after));
	s->heights = make(n + 1, sizeof(*s->heights));
	s->notes = make(n + 1, sizeof(*s->notes));
	s->note_counts = make(n + 1, sizeof(*s->note_counts));
	for (size_t i = 0, f = 0; f < n; i++) {
		const struct float_box *box = list->v[i].floated;
		if (box != NULL) {
			s->floats[f] = box;
			s->anchors[f] = i;
			s->heights[f + 1] = s->heights[f] + box->height + box->gap;
			s->notes[f + 1] = s->notes[f] + box->notes;
			s->note_counts[f + 1] = s->note_counts[f] + box->note_count;
			f++;
		}
	}
	find_fellows(s, n);
	find_headings(s, n);
	for (size_t i = 0; i <= list->n; i++) {
		s->first[i + 1] = s->first[i] + may_wait(s, i) + 1;
	}
	s->ways = make(s->first[list->n + 1], sizeof(*s->ways));
}

static void search_fini(struct search *s) {
	mem_free(s->before);
	mem_free(s->chapter);
	mem_free(s->first);
	mem_free(s->anchors);
	mem_free(s->fellow_before);
	mem_free(s->fellow_after);
	mem_free(s->heading_after);
	mem_free(s->heights);
	mem_free(s->notes);
	mem_free(s->note_counts);
	mem_free(s->ways);
}

/* ---- the pages found ---- */

static void describe_text(const struct search *s, struct fit_page *page) {
	struct fill fill;

	fill_begin(&fill, s->list, s->room, page->from);
	while (fill.to < page->to) {
		fill_add(&fill);
	}
	struct stand stand;
	cost_text(s, &fill, &no_ends, page->first_float, page->float_count, &page->used);
	place_floats(s, page->first_float, page->float_count, page->from, page->to, &stand);
	page->top_count = stand.top;
	page->here_count = stand.here;
	page->height = fill.height;
	double left = fill.height - page->used, most = s->room->stretch * (double)fill.spaces;
	page->stretch = !is_last(s, page->to) && left > 0 && left <= most ? left / (double)fill.spaces : 0;
	page->sheet = s->list->v[page->from].sheet;
}

static void describe_floats(const struct search *s, struct fit_page *page) {
	page->top_count = page->float_count;
	page->sheet = s->floats[page->first_float]->list->sheet;
	cost_floats(s, page->first_float, page->float_count, 0, &no_ends, &page->used, &page->height);
}

/* The best of the pages that end elsewhere. */
static void find_other(const struct search *s, struct fit_page *page, size_t w) {
	struct way ways[TEXT_WAITING_MAX + 1];

	for (size_t i = 0; i <= TEXT_WAITING_MAX; i++) {
		ways[i].cost = INFINITY;
	}
	struct ends ends;
	find_ends(s, page->from, &ends);
	try_pages(s, page->from, page->to, &ends, ways);
	if (!isfinite(ways[w].cost)) {
		return;
	}
	struct fill fill;
	fill_begin(&fill, s->list, s->room, page->from);
	while (fill.to < ways[w].to) {
		fill_add(&fill);
	}
	page->other_to = ways[w].to;
	page->other_more = ways[w].cost - s->ways[s->first[page->from] + w].cost;
	cost_text(s, &fill, &no_ends, page->first_float, ways[w].floats, &page->other_used);
}

static struct fit read_pages(const struct search *s, struct arena *arena, bool with_others) {
	struct fit fit = { .floats = s->floats };
	size_t cap = 0;

	for (size_t i = 0, w = 0; i < s->list->n || w > 0;) {
		const struct way *way = &s->ways[s->first[i] + w];
		struct fit_page *page = ARENA_PUSH(arena, fit.v, fit.n, cap);

		assert(isfinite(way->cost));
		*page = (struct fit_page){
			.from = i, .to = way->to, .first_float = s->before[i] - w, .float_count = way->floats, .other_to = NONE,
		};
		if (way->is_floats) {
			describe_floats(s, page);
		} else {
			describe_text(s, page);
			if (with_others) {
				find_other(s, page, w);
			}
		}
		w += s->before[way->to] - s->before[i] - way->floats;
		i = way->to;
	}
	return fit;
}

struct fit fit_pages(struct arena *arena, const struct vlist *list, const struct fill_room *room, bool with_others) {
	struct search search;
	size_t floats;

	search_init(&search, arena, list, room, &floats);
	find_ways(&search);
	struct fit fit = read_pages(&search, arena, with_others);
	fit.float_count = floats;
	search_fini(&search);
	return fit;
}
