/* difference: see difference.h. */
#include "cli/difference.h"

#include "base/mem.h"
#include "base/str.h"

#define SHOWN_MAX 40             /* lines */
#define WIDTH 160                /* bytes of a line */
#define CELLS_MAX ((size_t)4 << 20)      /* of the table of common lines: past it all is told as changed */

struct line {
	const char *p;
	size_t len;
};

struct lines {
	struct line *v;
	size_t n, cap;
};

static struct lines split(const char *text) {
	struct lines lines = { 0 };
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		*VEC_PUSH(lines.v, lines.n, lines.cap) = (struct line){ text, len };
		text += len + (text[len] == '\n');
	}
	return lines;
}

static bool is_same(const struct line *a, const struct line *b) {
	return a->len == b->len && memcmp(a->p, b->p, a->len) == 0;
}

struct diff {
	const struct line *a, *b;    /* what is left between the beginning and end that are alike */
	size_t n, m;
	unsigned *common;            /* (n + 1) × (m + 1): lines in common from here on; NULL: too many to look */
	struct buf *out;
	size_t shown;
	bool is_cut;
};

static void find_common(struct diff *d) {
	if (d->n > 0 && d->m > 0 && d->n < CELLS_MAX / (d->m + 1)) {
		size_t width = d->m + 1;
		d->common = mem_alloc((d->n + 1) * width * sizeof(*d->common));
		for (size_t i = d->n; i-- > 0;) {
			for (size_t k = d->m; k-- > 0;) {
				unsigned down = d->common[(i + 1) * width + k], right = d->common[i * width + k + 1];
				d->common[i * width + k] = is_same(&d->a[i], &d->b[k]) ? d->common[(i + 1) * width + k + 1] + 1 : down > right ? down : right;
			}
		}
	}
}

/* From a little before the first byte that differs from other on. */
static void show(struct diff *d, const char *mark, const struct line *line, const struct line *other) {
	size_t same = 0;
	if (d->shown++ >= SHOWN_MAX) {
		d->is_cut = true;
		return;
	}
	while (other != NULL && same < line->len && same < other->len && line->p[same] == other->p[same]) {
		same++;
	}
	size_t from = line->len > WIDTH && same > WIDTH / 2 ? utf8_start(line->p, same - WIDTH / 2) : 0;
	size_t len = line->len - from > WIDTH ? utf8_start(line->p, from + WIDTH) - from : line->len - from;
	buf_addf(d->out, "%s %s%.*s%s\n", mark, from > 0 ? "…" : "", (int)len, line->p + from, from + len < line->len ? "…" : "");
}

static bool is_kept(const struct diff *d, size_t i, size_t k) {
	return d->common != NULL && i < d->n && k < d->m && is_same(&d->a[i], &d->b[k]);
}

/* Whether line i of a goes before line k of b comes: as many lines in common are left without it. */
static bool goes_first(const struct diff *d, size_t i, size_t k) {
	size_t width = d->m + 1;
	return i < d->n && (k == d->m || d->common == NULL || d->common[(i + 1) * width + k] >= d->common[i * width + k + 1]);
}

/* One stretch of changes: all that goes, then all that comes. */
static void show_change(struct diff *d, size_t *i, size_t *k) {
	size_t from = *i, to = *k;
	while ((*i < d->n || *k < d->m) && !is_kept(d, *i, *k)) {
		if (goes_first(d, *i, *k)) {
			(*i)++;
		} else {
			(*k)++;
		}
	}
	for (size_t at = from; at < *i; at++) {
		show(d, "-", &d->a[at], to + (at - from) < *k ? &d->b[to + (at - from)] : NULL);
	}
	for (size_t at = to; at < *k; at++) {
		show(d, "+", &d->b[at], from + (at - to) < *i ? &d->a[from + (at - to)] : NULL);
	}
}

void difference_format(const char *before, const char *after, struct buf *out) {
	struct lines a = split(before), b = split(after);
	size_t head = 0, tail = 0;
	while (head < a.n && head < b.n && is_same(&a.v[head], &b.v[head])) {
		head++;
	}
	while (tail < a.n - head && tail < b.n - head && is_same(&a.v[a.n - 1 - tail], &b.v[b.n - 1 - tail])) {
		tail++;
	}
	struct diff d = { .a = a.v + head, .b = b.v + head, .n = a.n - head - tail, .m = b.n - head - tail, .out = out };
	find_common(&d);
	for (size_t i = 0, k = 0; i < d.n || k < d.m;) {
		while (is_kept(&d, i, k)) {
			i++;
			k++;
		}
		if ((i < d.n || k < d.m) && d.shown < SHOWN_MAX) {
			buf_addf(out, "@@ %zu\n", head + k + 1);
			if (head + k > 0) {
				show(&d, " ", &b.v[head + k - 1], NULL);
			}
		}
		if (i < d.n || k < d.m) {
			show_change(&d, &i, &k);
		}
	}
	if (d.is_cut) {
		buf_addf(out, "and %zu lines more\n", d.shown - SHOWN_MAX);
	}
	mem_free(d.common);
	mem_free(a.v);
	mem_free(b.v);
}
