#include "layout/fit.h"

#include <math.h>

#include "base/mem.h"
#include "layout/box.h"

/* A page left all empty costs so much: a quarter empty is as bad as BREAK_POOR is a little more than that. */
static const double EMPTY_COST = 2400;

/* Every page costs a little: of two ways alike the shorter is chosen. */
static const double PAGE_COST = 30;

/* A last page may be as empty as it comes out, but for a line or two that would stand alone on it. */
static const double SCANT = 0.15, SCANT_COST = 350;

/* Where a page must end. */
static bool is_forced(const struct vlist *list, size_t j) {
	return list->v[j].break_cost == BREAK_ALWAYS || (j > 0 && list->v[j].sheet != list->v[j - 1].sheet);
}

static double area_height(const struct piece *piece, const struct fit_opts *opts) {
	return piece->sheet != NULL ? sheet_text_height(piece->sheet) : opts->height;
}

struct best {
	double cost;
	size_t from;                 /* the page that ends here begins with this piece */
};

static double piece_notes(const struct piece *piece, const struct fit_opts *opts, size_t *count) {
	double height = 0;

	for (size_t i = 0; i < piece->note_count; i++) {
		height += piece->notes[i]->height + opts->note_between;
	}
	*count += piece->note_count;
	return height;
}

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

/*
 * The best way to end a page before piece j, by trying every piece it could begin with, backwards, as long as what lies
 * between fits. At least the page of the one piece j - 1 is always tried, so that there is always a way.
 */
static struct best best_page(const struct vlist *list, const struct best *best, size_t j, const struct fit_opts *opts) {
	struct best found = { INFINITY, j - 1 };
	bool is_last = j == list->n || is_forced(list, j);
	double height = area_height(&list->v[j - 1], opts);
	double end_cost = j < list->n && !is_last ? list->v[j].break_cost : 0;
	double body = j < list->n && list->v[j - 1].tail != NULL ? list->v[j - 1].tail->height : 0, notes = 0;
	size_t note_count = 0;

	for (size_t i = j; i-- > 0;) {
		const struct piece *piece = &list->v[i];

		body += piece->height + (i + 1 < j ? list->v[i + 1].space : 0);
		notes += piece_notes(piece, opts, &note_count);
		double used = body + (note_count > 0 ? notes + opts->note_gap - opts->note_between : 0);
		double with_head = used + (piece->repeat != NULL ? piece->repeat->height : 0);
		if (used > height + 0.01 && i + 1 < j) {
			break;
		}
		double cost = best[i].cost + page_cost(with_head, height, is_last) + end_cost;
		if (cost < found.cost) {
			found = (struct best){ cost, i };
		}
		if (is_forced(list, i)) {
			break;
		}
	}
	return found;
}

size_t *fit_pages(struct arena *arena, const struct vlist *list, const struct fit_opts *opts, size_t *pages) {
	struct best *best = mem_alloc((list->n + 1) * sizeof(*best));
	size_t n = 0, at;

	for (size_t j = 1; j <= list->n; j++) {
		best[j] = best_page(list, best, j, opts);
	}
	for (at = list->n; at > 0; at = best[at].from) {
		n++;
	}
	size_t *starts = arena_alloc(arena, (n + 1) * sizeof(*starts));
	*pages = n;
	for (at = list->n; at > 0; at = best[at].from) {
		starts[--n] = best[at].from;
	}
	mem_free(best);
	return starts;
}
