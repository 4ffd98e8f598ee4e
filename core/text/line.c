/* line: see line.h. Demerits are TeX's, ratios and classes too. */
#include "text/line.h"

#include <math.h>

#include "base/mem.h"

#define FITNESSES 4
#define STATES    (FITNESSES * (LINE_HYPHENS + 1))
#define NONE      UINT32_MAX

#define LINE_PENALTY      10.0
#define UNLIKE_DEMERITS   10000.0   /* a tight line beside a loose one */
#define HYPHENS_DEMERITS  12000.0   /* two hyphens in a row */
#define STACK_DEMERITS    1e7       /* and a third: dearer than a loose line */
#define LAST_HYPHEN       5000.0    /* the last line but one ends in a hyphen */
#define RUNT_DEMERITS     4000.0    /* the last line is a word or so */
#define RUNT_SHARE        0.12
#define BADNESS_MAX       1e8

/* The best way to a break that leaves one state. */
struct node {
	uint32_t at;                 /* index of the break */
	uint32_t from;               /* index of the node before */
	struct line_state state;
	double demerits;
};

/* nodes: all made; active: indices of those a line may still begin at, oldest first. */
struct line_fitter {
	struct node *nodes;
	size_t node_count, node_cap;
	uint32_t *active;
	size_t active_count, active_cap;
	uint32_t *chosen;
	size_t chosen_cap;
};

struct line_fitter *line_fitter_new(void) {
	return mem_alloc(sizeof(struct line_fitter));
}

void line_fitter_free(struct line_fitter *fitter) {
	if (!fitter) {
		return;
	}
	mem_free(fitter->nodes);
	mem_free(fitter->active);
	mem_free(fitter->chosen);
	mem_free(fitter);
}

static int fitness_of(double ratio) {
	return ratio < -0.5 ? 0 : ratio <= 0.5 ? 1 : ratio <= 1 ? 2 : 3;
}

bool line_judge(const struct line_opts *opts, const struct line_break *a, const struct line_break *b, bool is_first,
                struct line_cost *cost) {
	double natural = b->width + b->extra - a->next_width;
	double width = opts->width - (is_first ? opts->first_indent : 0);
	double stretch = opts->is_ragged ? 0 : b->stretch - a->next_stretch;
	double shrink = opts->is_ragged ? 0 : b->shrink - a->next_shrink;
	double room = width - natural, ratio = 0, badness = 0;

	cost->is_over = room < -shrink - 1e-6;
	cost->is_past = room + b->extra < -shrink - 1e-6;
	if (cost->is_over) {
		/* the further it sticks out the worse, so that an emergency still chooses the shortest */
		ratio = -1;
		badness = BADNESS_MAX * (1 + -room / (fabs(width) + 1));
	} else if (room < 0) {
		ratio = shrink > 0 ? room / shrink : 0;
		badness = -100 * ratio * ratio * ratio;
	} else if (!b->is_last) {
		double sum = stretch + opts->slack;
		ratio = sum > 0 ? room / sum : room > 0 ? 1e3 : 0;
		badness = fmin(100 * ratio * ratio * ratio, BADNESS_MAX * 0.5);
	}
	cost->ratio = ratio;
	cost->fitness = opts->is_ragged || opts->is_emergency ? 1 : fitness_of(ratio);
	cost->demerits = (LINE_PENALTY + badness) * (LINE_PENALTY + badness);
	if (!b->is_forced) {
		cost->demerits += b->penalty < 0 ? -b->penalty * b->penalty : b->penalty * b->penalty;
	}
	if (b->is_last && !is_first && natural < RUNT_SHARE * width) {
		cost->demerits += RUNT_DEMERITS;
	}
	return !cost->is_over && (ratio <= opts->tolerance || opts->is_emergency);
}

struct line_state line_state_after(struct line_state before, const struct line_break *b, int fitness) {
	int hyphens = b->is_hyphen ? before.hyphens + 1 : 0;
	return (struct line_state){ fitness, hyphens < LINE_HYPHENS ? hyphens : LINE_HYPHENS };
}

double line_next_to(const struct line_opts *opts, const struct line_break *a, const struct line_break *b,
                    struct line_state before, int fitness, bool is_first) {
	double demerits = 0;
	if (is_first) {
		return 0;
	}
	if (!opts->is_ragged && (before.fitness > fitness + 1 || fitness > before.fitness + 1)) {
		demerits += UNLIKE_DEMERITS;
	}
	if (a->is_hyphen && b->is_hyphen) {
		demerits += before.hyphens >= LINE_HYPHENS ? STACK_DEMERITS : HYPHENS_DEMERITS;
	}
	if (a->is_hyphen && b->is_last) {
		demerits += LAST_HYPHEN;
	}
	return demerits;
}

static uint32_t add_node(struct line_fitter *fitter, struct node node) {
	*VEC_PUSH(fitter->nodes, fitter->node_count, fitter->node_cap) = node;
	return (uint32_t)(fitter->node_count - 1);
}

static void add_active(struct line_fitter *fitter, uint32_t node) {
	*VEC_PUSH(fitter->active, fitter->active_count, fitter->active_cap) = node;
}

/*
 * Try every line that could end at break b. Nodes whose line has become too long are
 * dropped; best gets the cheapest way for each state.
 */
static void try_lines(struct line_fitter *fitter, const struct line_opts *opts,
                      const struct line_break *breaks, uint32_t b, struct node best[STATES]) {
	struct node stuck = { .at = b, .from = NONE };
	size_t kept = 0;
	for (int s = 0; s < STATES; s++) {
		best[s] = (struct node){ .at = b, .from = NONE };
	}
	for (size_t i = 0; i < fitter->active_count; i++) {
		uint32_t from = fitter->active[i];
		const struct node *node = &fitter->nodes[from];
		const struct line_break *a = &breaks[node->at], *end = &breaks[b];
		bool is_first = node->at == 0;
		struct line_cost cost;
		bool fits = line_judge(opts, a, end, is_first, &cost);
		double demerits = node->demerits + cost.demerits +
		                  line_next_to(opts, a, end, node->state, cost.fitness, is_first);
		struct line_state state = line_state_after(node->state, end, cost.fitness);
		struct node *way = &best[state.hyphens * FITNESSES + state.fitness];
		if (fits && (way->from == NONE || demerits < way->demerits)) {
			way->from = from;
			way->state = state;
			way->demerits = demerits;
		}
		if (!fits && (stuck.from == NONE || demerits < stuck.demerits)) {
			stuck.from = from;
			stuck.demerits = demerits;
			stuck.state = line_state_after(node->state, end, 1);
		}
		if (!end->is_forced && !cost.is_past) {
			fitter->active[kept++] = from;
		}
	}
	fitter->active_count = kept;
	bool is_found = false;
	for (int s = 0; s < STATES; s++) {
		is_found = is_found || best[s].from != NONE;
	}
	if (!is_found && kept == 0 && opts->is_emergency) {
		best[0] = stuck;
	}
}

/* Walk back from the cheapest node at the end. */
static size_t trace(struct line_fitter *fitter, const uint32_t **chosen, double *demerits) {
	uint32_t best = fitter->active[0];
	for (size_t i = 1; i < fitter->active_count; i++) {
		if (fitter->nodes[fitter->active[i]].demerits < fitter->nodes[best].demerits) {
			best = fitter->active[i];
		}
	}
	size_t n = 0;
	for (uint32_t i = best; fitter->nodes[i].from != NONE; i = fitter->nodes[i].from) {
		n++;
	}
	if (n > fitter->chosen_cap) {
		fitter->chosen_cap = n * 2;
		fitter->chosen = mem_realloc(fitter->chosen, fitter->chosen_cap * sizeof(*fitter->chosen));
	}
	size_t left = n;
	for (uint32_t i = best; fitter->nodes[i].from != NONE; i = fitter->nodes[i].from) {
		fitter->chosen[--left] = fitter->nodes[i].at;
	}
	*chosen = fitter->chosen;
	*demerits = fitter->nodes[best].demerits;
	return n;
}

size_t line_fit(struct line_fitter *fitter, const struct line_opts *opts, const struct line_break *breaks, size_t n,
                const uint32_t **chosen, double *demerits) {
	fitter->node_count = fitter->active_count = 0;
	if (n < 2) {
		return 0;
	}
	add_active(fitter, add_node(fitter, (struct node){ .at = 0, .from = NONE, .state = { .fitness = 1 } }));
	for (uint32_t b = 1; b < n; b++) {
		struct node best[STATES];
		try_lines(fitter, opts, breaks, b, best);
		for (int s = 0; s < STATES; s++) {
			if (best[s].from != NONE) {
				add_active(fitter, add_node(fitter, best[s]));
			}
		}
		if (fitter->active_count == 0) {
			return 0;
		}
	}
	return trace(fitter, chosen, demerits);
}
