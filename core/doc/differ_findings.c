/* differ_findings: what is different between the findings of two documents: values, by the path that leads to them. */
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/difference.h"
#include "doc/differ.h"

#define FINDINGS_MAX  1000

struct finding {
	struct arena *arena;
	struct differences *out;
	const char *section;
};

static const char *json_words(struct arena *arena, const struct json *value) {
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);

	if (value->type == JSON_STRING) {
		return value->str;
	}
	json_add_value(&out, value);
	const char *copy = arena_strdup(arena, buf_str(&text));
	buf_fini(&text);
	return copy;
}

static void tell_finding(struct finding *f, const char *path, const struct json *before, const struct json *after) {
	if (f->out->n >= FINDINGS_MAX) {
		return;
	}
	*ARENA_PUSH(f->arena, f->out->v, f->out->n, f->out->cap) = (struct difference){
		.how = before == NULL ? DIFFERENCE_ADDED : after == NULL ? DIFFERENCE_REMOVED : DIFFERENCE_CHANGED,
		.what = "finding", .kind = "finding", .section = f->section, .under = "", .block = path,
		.before = before != NULL ? json_words(f->arena, before) : NULL, .after = after != NULL ? json_words(f->arena, after) : NULL,
	};
}

/* What an element of a list is called, if it is an object with a name. */
static const char *element_name(const struct json *element) {
	static const char *const keys[] = { "id", "code", "key", "name" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const char *name = element->type == JSON_OBJECT ? json_str(element, keys[i], NULL) : NULL;
		if (name != NULL) {
			return name;
		}
	}
	return NULL;
}

/* A list, by what its elements are known by: their name where it is the only one, else all they say. */
struct elements {
	struct map *by_name, *by_words;
};

static const char *words_name(struct arena *arena, const struct json *element) {
	return arena_printf(arena, "%d\2%s", (int)element->type, json_words(arena, element));
}

static struct elements elements_of(struct arena *arena, const struct json *list) {
	struct elements e = { map_new(), map_new() };
	static char twice;

	for (struct json *v = list->first; v != NULL; v = v->next) {
		const char *name = element_name(v);
		if (name != NULL) {
			map_put(e.by_name, name, map_lookup(e.by_name, name) != NULL ? (void *)&twice : v);
		}
		map_put(e.by_words, words_name(arena, v), v);
	}
	for (size_t i = 0; i < map_count(e.by_name); i++) {
		if (map_value(e.by_name, i) == &twice) {
			map_put(e.by_name, map_key(e.by_name, i), e.by_name);    /* of no use: see element_of */
		}
	}
	return e;
}

static void elements_fini(struct elements *e) {
	map_free(e->by_name);
	map_free(e->by_words);
}

/* The one of e that like is; NULL: none is. */
static const struct json *element_of(struct arena *arena, const struct elements *e, const struct elements *own, const struct json *like) {
	const char *name = element_name(like);
	void *mine = name != NULL ? map_lookup(own->by_name, name) : NULL, *other = name != NULL ? map_lookup(e->by_name, name) : NULL;

	if (mine == like && other != NULL && other != e->by_name) {
		return other;
	}
	return map_lookup(e->by_words, words_name(arena, like));
}

static void compare_findings(struct finding *f, const char *path, const struct json *before, const struct json *after);

static const char *below(struct finding *f, const char *path, const char *name) {
	return arena_printf(f->arena, "%s%s%s", path, *path != '\0' ? "." : "", name);
}

static void compare_lists(struct finding *f, const char *path, const struct json *before, const struct json *after) {
	struct elements was = elements_of(f->arena, before), is = elements_of(f->arena, after);
	size_t i = 0;

	for (const struct json *v = after->first; v != NULL; v = v->next) {
		const char *name = element_name(v);
		const char *place = name != NULL ? below(f, path, name) : arena_printf(f->arena, "%s[%zu]", path, ++i);
		compare_findings(f, place, element_of(f->arena, &was, &is, v), v);
	}
	i = 0;
	for (const struct json *v = before->first; v != NULL; v = v->next) {
		const char *name = element_name(v);
		const char *place = name != NULL ? below(f, path, name) : arena_printf(f->arena, "%s[%zu]", path, ++i);
		if (element_of(f->arena, &is, &was, v) == NULL) {
			tell_finding(f, place, v, NULL);
		}
	}
	elements_fini(&was);
	elements_fini(&is);
}

static void compare_objects(struct finding *f, const char *path, const struct json *before, const struct json *after) {
	for (const struct json *v = after->first; v != NULL; v = v->next) {
		compare_findings(f, below(f, path, v->key), json_lookup(before, v->key), v);
	}
	for (const struct json *v = before->first; v != NULL; v = v->next) {
		if (json_lookup(after, v->key) == NULL) {
			tell_finding(f, below(f, path, v->key), v, NULL);
		}
	}
}

static void compare_findings(struct finding *f, const char *path, const struct json *before, const struct json *after) {
	if (before == NULL || before->type != after->type) {
		tell_finding(f, path, before, after);
	} else if (after->type == JSON_ARRAY) {
		compare_lists(f, path, before, after);
	} else if (after->type == JSON_OBJECT) {
		compare_objects(f, path, before, after);
	} else if (!str_eq(json_words(f->arena, before), json_words(f->arena, after))) {
		tell_finding(f, path, before, after);
	}
}

void differ_findings(struct arena *arena, const struct json *before, const struct json *after, struct differences *out) {
	for (const struct json *v = after != NULL ? after->first : NULL; v != NULL; v = v->next) {
		struct finding f = { .arena = arena, .out = out, .section = v->key };
		const struct json *old = json_lookup(before, v->key);
		if (old != NULL) {
			compare_findings(&f, "", old, v);
		}
	}
}
