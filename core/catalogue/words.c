/* words: see words.h. */
#include "catalogue/words.h"

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/locale.h"

struct clash {
	const char *name;            /* NULL: no clash */
	const char *codes[2];
};

struct type {
	const struct json *list;
	struct map *by_name;         /* folded code or name -> entry */
	const char **names;          /* all as written, NULL-terminated */
	size_t n, cap;
	struct clash clash;
};

struct words {
	struct map *types;           /* name -> struct type */
};

static void add_name(struct type *type, struct arena *scratch, const struct json *entry, const char *name) {
	const char *folded = locale_fold(scratch, name);
	const struct json *other = map_lookup(type->by_name, folded);
	if (other != NULL && other != entry && type->clash.name == NULL) {
		type->clash = (struct clash){ name, { json_str(other, "code", ""), json_str(entry, "code", "") } };
	}
	if (other == NULL) {
		/* map values are not const; nothing writes through this one */
		map_put(type->by_name, folded, (void *)(uintptr_t)entry);
		*VEC_PUSH(type->names, type->n, type->cap) = name;
	}
}

static struct type *type_new(const struct json *list, struct arena *scratch) {
	struct type *type = mem_alloc(sizeof(*type));
	type->list = list;
	type->by_name = map_new();
	/* Codes first: no name of one entry may hide the code of another. */
	for (const struct json *e = list->first; e != NULL; e = e->next) {
		add_name(type, scratch, e, json_str(e, "code", ""));
	}
	for (const struct json *e = list->first; e != NULL; e = e->next) {
		const struct json *names = json_lookup(e, "names");
		for (const struct json *n = names != NULL ? names->first : NULL; n != NULL; n = n->next) {
			if (n->type == JSON_STRING) {
				add_name(type, scratch, e, n->str);
			}
		}
	}
	*VEC_PUSH(type->names, type->n, type->cap) = NULL;
	return type;
}

struct words *words_new(const struct json *by_type) {
	struct words *words = mem_alloc(sizeof(*words));
	struct arena *scratch = arena_new();
	words->types = map_new();
	for (const struct json *t = by_type != NULL ? by_type->first : NULL; t != NULL; t = t->next) {
		if (t->type == JSON_ARRAY) {
			map_put(words->types, t->key, type_new(t, scratch));
		}
	}
	arena_free(scratch);
	return words;
}

void words_free(struct words *words) {
	if (words == NULL) {
		return;
	}
	for (size_t i = 0; i < map_count(words->types); i++) {
		struct type *type = map_value(words->types, i);
		map_free(type->by_name);
		mem_free(type->names);
		mem_free(type);
	}
	map_free(words->types);
	mem_free(words);
}

const struct json *words_list(const struct words *words, const char *type) {
	const struct type *t = map_lookup(words->types, type);
	return t != NULL ? t->list : NULL;
}

const struct json *words_lookup(const struct words *words, const char *type, const char *name) {
	const struct type *t = map_lookup(words->types, type);
	if (t == NULL) {
		return NULL;
	}
	struct arena *scratch = arena_new();
	const struct json *entry = map_lookup(t->by_name, locale_fold(scratch, name));
	arena_free(scratch);
	return entry;
}

const char *words_nearest(const struct words *words, const char *type, const char *name) {
	const struct type *t = map_lookup(words->types, type);
	return t != NULL ? err_nearest(name, t->names) : NULL;
}

const char *words_clash(const struct words *words, const char *type, const char *codes[2]) {
	const struct type *t = map_lookup(words->types, type);
	if (t == NULL || t->clash.name == NULL) {
		return NULL;
	}
	codes[0] = t->clash.codes[0];
	codes[1] = t->clash.codes[1];
	return t->clash.name;
}
