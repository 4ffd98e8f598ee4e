#include "layout/fill.h"

#include <math.h>

/* ---- what both kinds of columns share ---- */

static double snap(const struct fill_room *room, const struct piece *piece, double y) {
	return room->grid > 0 && piece->on_grid ? ceil((y - 0.05) / room->grid) * room->grid : y;
}

/*
 * The top of piece in a column that is filled down to *y, and the new foot in *y. first: nothing stands in the column on
 * this page; goes_on: it stood on the page, or in the column, before.
 */
static double put(const struct fill_room *room, const struct piece *piece, bool first, bool goes_on, double *y,
                  const struct piece **head) {
	*head = first && goes_on ? piece->repeat : NULL;
	double top = snap(room, piece, *y + (first ? (*head != NULL ? (*head)->height : 0) : piece->space));

	*y = top + piece->height;
	return top;
}

/* ---- columns that flow into one another ---- */

/* A column rather ends a few lines early than where no page would end. */
enum { BACK_MAX = 4 };

static size_t column_end(const struct vlist *list, size_t from, size_t k) {
	size_t best = k;

	for (size_t i = k; i > from + 1 && k - i < BACK_MAX && list->v[best].break_cost > BREAK_POOR; i--) {
		if (list->v[i].break_cost < list->v[best].break_cost) {
			best = i;
		}
	}
	return best;
}

/* The foot of a column of the pieces a..b; spots may be NULL. */
static double column_foot(const struct vlist *list, const struct fill_room *room, size_t a, size_t b, bool goes_on, double x, double y,
                          struct fill_spot *spots) {
	const struct piece *head;

	for (size_t k = a; k < b; k++) {
		double top = put(room, &list->v[k], k == a, goes_on, &y, &head);
		if (spots != NULL) {
			spots[k - a] = (struct fill_spot){ x, top, head };
		}
	}
	return y;
}

/* Where a column ends that begins with piece a: behind the last of a..b that is above most, a itself where not even that is. */
static size_t column_room(const struct vlist *list, const struct fill_room *room, size_t a, size_t b, bool goes_on, double y, double most) {
	const struct piece *first = &list->v[a], *head;
	double base = first->foot - first->height - y - (goes_on && first->repeat != NULL ? first->repeat->height : 0);
	size_t low = a, high = b;

	/* On a grid feet do not add up: each piece is put in turn. */
	for (; room->grid > 0 && low < b; low++) {
		put(room, &list->v[low], low == a, goes_on, &y, &head);
		if (y > most) {
			return low;
		}
	}
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (list->v[middle].foot - base > most) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return low;
}

/*
 * Fill columns no higher than height with the pieces a..b, from y down. False when they do not suffice; *foot is that of the longest
 * column, *worst the dearest of what they part. spots may be NULL.
 */
static bool flow(const struct vlist *list, const struct fill_room *room, size_t a, size_t b, double y, double height,
                 double *foot, int *worst, struct fill_spot *spots) {
	const struct region *region = list->v[a].region;
	bool goes_on = a > 0 && list->v[a - 1].region == region;

	*foot = y;
	*worst = BREAK_FREE;
	for (size_t column = 0, begin = a; begin < b; column++) {
		size_t end = column < region->columns ? column_room(list, room, begin, b, goes_on, y, y + height + 0.01) : begin;
		if (end == begin || (end < b && column + 1 == region->columns)) {
			return false;
		}
		end = end < b ? column_end(list, begin, end) : b;
		*worst = end < b && list->v[end].break_cost > *worst ? list->v[end].break_cost : *worst;
		if (spots != NULL || room->grid > 0) {
			*foot = fmax(*foot, column_foot(list, room, begin, end, goes_on, region->x[column], y, spots != NULL ? spots + (begin - a) : NULL));
		} else {
			const struct piece *first = &list->v[begin];
			*foot = fmax(*foot, y + list->v[end - 1].foot - first->foot + first->height +
			                    (goes_on && first->repeat != NULL ? first->repeat->height : 0));
		}
		goes_on = true;
		begin = end;
	}
	return true;
}

/* How far columns are from their least height; and what is less than this part of a page is not looked at closely: hardly a page ends there. */
static const double NEAR = 0.5, SHORT = 0.6;

static bool flow_run(const struct fill *fill, size_t b, double height, double *foot, int *worst) {
	return flow(fill->list, fill->room, fill->run, b, fill->run_y, height, foot, worst, NULL);
}

/* Columns that part what no page would are made higher, by so many halves of a line at most. */
enum { HIGHER_MAX = 10 };

static void part_better(struct fill *fill, size_t b, double most) {
	double step = fill->list->v[b - 1].height / 2, height = fill->run_height, foot;
	int worst;

	for (int i = 0; i < HIGHER_MAX && height + step <= most; i++) {
		height += step;
		if (flow_run(fill, b, height, &foot, &worst) && worst < BREAK_BAD) {
			fill->run_parted = height;
			fill->y = foot;
			return;
		}
	}
}

/* Find the least height of the columns of the run's pieces up to b, and their foot: beyond the area's where none suffices. */
static void find_height(struct fill *fill, size_t b) {
	const struct piece *piece = &fill->list->v[b - 1];
	double most = fill->height - fill->run_y, foot;
	double low = fmax(fill->run_height, fill->total / (double)piece->region->columns), high = low + piece->space + piece->height;
	int worst;

	fill->y = fill->height + 1;
	if (low > most + 0.01) {
		return;
	}
	/* Mostly it is what it was one piece before. */
	if (flow_run(fill, b, low, &foot, &worst)) {
		high = low;
	} else if (high > most || !flow_run(fill, b, high, &foot, &worst)) {
		high = most;
		if (!flow_run(fill, b, high, &foot, &worst)) {
			return;
		}
	}
	while (high - low > NEAR) {
		double middle = (low + high) / 2, tried;
		int parted;
		if (flow_run(fill, b, middle, &tried, &parted)) {
			high = middle;
			foot = tried;
			worst = parted;
		} else {
			low = middle;
		}
	}
	fill->run_height = fill->run_parted = high;
	fill->y = foot;
	if (worst >= BREAK_BAD) {
		part_better(fill, b, most);
	}
}

/* Add the next piece to columns of one height. */
static void add_flowing(struct fill *fill) {
	const struct vlist *list = fill->list;
	const struct region *region = list->v[fill->to].region;

	fill->total += list->v[fill->to].height;
	double least = fill->total / (double)region->columns;
	if (!fill->room->is_shared && fill->run_y + least < SHORT * fill->height && fill->to + 1 < list->n && list->v[fill->to + 1].region == region) {
		fill->y = fill->run_y + least;
		return;
	}
	find_height(fill, fill->to + 1);
}

/* ---- the page ---- */

bool fill_is_forced(const struct vlist *list, size_t j) {
	return list->v[j].break_cost == BREAK_ALWAYS || (j > 0 && list->v[j].sheet != list->v[j - 1].sheet);
}

void fill_begin(struct fill *fill, const struct vlist *list, const struct fill_room *room, size_t from) {
	const struct sheet *sheet = list->v[from].sheet;

	*fill = (struct fill){ .list = list, .room = room, .from = from, .to = from };
	fill->height = sheet != NULL ? sheet_text_height(sheet) : room->height;
}

static double add_plain(struct fill *fill, const struct piece *piece, const struct piece **head) {
	bool first = fill->to == fill->from;

	fill->spaces += !first && piece->space > 0;
	return put(fill->room, piece, first, true, &fill->y, head);
}

/* A piece of columns side by side; its column's state is its own. */
static double add_beside(struct fill *fill, const struct piece *piece, const struct piece **head) {
	double *y = &fill->column_y[piece->column], top;
	bool first = *y < 0;

	if (first) {
		*y = fill->run_y;
	}
	/* A column goes on from the page before where the region does. */
	top = put(fill->room, piece, first, fill->run == fill->from, y, head);
	fill->y = fmax(fill->y, *y);
	return top;
}

static void begin_run(struct fill *fill) {
	fill->run = fill->to;
	fill->run_y = fill->y;
	fill->total = fill->run_height = fill->run_parted = 0;
	for (int i = 0; i < REGION_COLUMNS_MAX; i++) {
		fill->column_y[i] = -1;
	}
}

static bool begins_run(const struct fill *fill) {
	return fill->to == fill->from || fill->list->v[fill->to - 1].region != fill->list->v[fill->to].region;
}

static void add_notes(struct fill *fill, const struct piece *piece) {
	for (size_t i = 0; i < piece->note_count; i++) {
		fill->notes += piece->notes[i]->height + fill->room->note_between;
	}
	fill->note_count += piece->note_count;
}

void fill_add(struct fill *fill) {
	const struct piece *piece = &fill->list->v[fill->to], *head;

	if (piece->region == NULL) {
		add_plain(fill, piece, &head);
	} else {
		if (begins_run(fill)) {
			begin_run(fill);
		}
		if (!piece->region->is_balanced) {
			add_beside(fill, piece, &head);
		} else {
			add_flowing(fill);
		}
	}
	add_notes(fill, piece);
	fill->to++;
}

double fill_body(const struct fill *fill) {
	return fill->y + (fill->note_count > 0 ? fill->notes + fill->room->note_gap - fill->room->note_between : 0);
}

double fill_used(const struct fill *fill, double notes, size_t note_count) {
	const struct piece *tail = fill->to < fill->list->n ? fill->list->v[fill->to - 1].tail : NULL;
	double used = fill->y + (tail != NULL ? tail->height : 0);

	notes += fill->notes;
	return used + (note_count + fill->note_count > 0 ? notes + fill->room->note_gap - fill->room->note_between : 0);
}

/* The pieces of one region that are on the page, from `to` on. */
static void spot_run(struct fill *fill, size_t to, struct fill_spot *spots) {
	const struct region *region = fill->list->v[fill->to].region;
	double foot;
	int worst;

	begin_run(fill);
	for (; fill->to < to && fill->list->v[fill->to].region == region; fill->to++) {
		struct fill_spot *spot = &spots[fill->to - fill->from];
		if (region->is_balanced) {
			add_flowing(fill);
		} else {
			spot->x = 0;
			spot->y = add_beside(fill, &fill->list->v[fill->to], &spot->head);
		}
	}
	if (region->is_balanced) {
		find_height(fill, fill->to);
		spots += fill->run - fill->from;
		/* Only where a piece is higher than a page, and alone on it, do columns not suffice. */
		if (!flow(fill->list, fill->room, fill->run, fill->to, fill->run_y, fill->run_parted, &foot, &worst, spots)) {
			flow(fill->list, fill->room, fill->run, fill->to, fill->run_y, INFINITY, &foot, &worst, spots);
		}
	}
}

double fill_float(const struct vlist *list, size_t anchor, size_t to) {
	const struct float_box *box = list->v[anchor].floated;
	const struct piece *next = &list->v[anchor + 1];
	double taken = box->above + box->height;

	/* Of two spaces that meet the larger holds. */
	if (anchor + 1 < to) {
		taken += fmax(0, box->below - (next->floated != NULL ? next->floated->above : next->space));
	}
	return taken;
}

/* A float where it was written: the page is higher by what it takes, as it is for those above. */
static void put_float(struct fill *fill, size_t anchor, size_t to, double *y) {
	double taken = fill_float(fill->list, anchor, to);

	*y = fill->y + fill->list->v[anchor].floated->above;
	fill->y += taken;
	fill->height += taken;
}

double fill_spots(const struct vlist *list, const struct fill_room *room, size_t from, size_t to, double top, double stretch,
                  const struct fill_floats *floats, struct fill_spot *spots) {
	struct fill fill;
	size_t put = 0;

	fill_begin(&fill, list, room, from);
	fill.y = top;
	fill.height += top;
	while (fill.to < to) {
		const struct piece *piece = &list->v[fill.to];
		if (piece->region != NULL) {
			spot_run(&fill, to, spots);
			continue;
		}
		size_t spaces = fill.spaces;
		struct fill_spot *spot = &spots[fill.to - from];
		spot->x = 0;
		spot->y = add_plain(&fill, piece, &spot->head);
		if (fill.spaces > spaces) {
			spot->y += stretch;
			fill.y += stretch;
		}
		if (put < floats->n && piece->floated == floats->v[put]) {
			put_float(&fill, fill.to, to, &floats->y[put]);
			put++;
		}
		fill.to++;
	}
	return fill.y;
}
