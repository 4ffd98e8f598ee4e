#include "doc/difference.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

#define AROUND     5           /* words before and behind it */
#define WORDS_MOST 40          /* of one that is new or gone */

const char *difference_how_name(enum difference_how how) {
	static const char *const names[] = {
		[DIFFERENCE_ADDED] = "added", [DIFFERENCE_REMOVED] = "removed", [DIFFERENCE_CHANGED] = "changed",
	};

	return names[how];
}

/* ---- cut to what is different ---- */

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

/* ---- as JSON ---- */

static void put_if(struct json_out *out, const char *key, const char *value) {
	if (value != NULL) {
		json_put_str(out, key, value);
	}
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
		put_if(out, "lang", d->lang);
		if (d->follows) {
			json_put_bool(out, "follows", true);
		}
		json_end(out, '}');
	}
	json_end(out, ']');
	arena_free(arena);
}
