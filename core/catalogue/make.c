/* make: see make.h. */
#include "catalogue/make.h"

#include <string.h>

#include "base/json.h"
#include "base/mem.h"

static struct json *make(struct arena *arena, enum json_type type) {
	struct json *json = arena_alloc(arena, sizeof(*json));
	json->type = type;
	return json;
}

struct json *make_object(struct arena *arena) {
	return make(arena, JSON_OBJECT);
}

struct json *make_array(struct arena *arena) {
	return make(arena, JSON_ARRAY);
}

struct json *make_string(struct arena *arena, const char *s) {
	struct json *json = make(arena, JSON_STRING);
	json->str = arena_strdup(arena, s);
	json->len = strlen(s);
	return json;
}

struct json *make_int(struct arena *arena, int64_t v) {
	struct json *json = make(arena, JSON_NUMBER);
	json->is_int = true;
	json->integer = v;
	json->number = (double)v;
	return json;
}

/* The last child is kept in no field of struct json, so it is looked for: parents made here are short. */
void make_add(struct arena *arena, struct json *parent, const char *key, const struct json *value) {
	struct json *child = arena_copy(arena, value, sizeof(*value));
	child->key = arena_strdup(arena, key);
	child->next = NULL;
	struct json **end = &parent->first;
	while (*end != NULL) {
		end = &(*end)->next;
	}
	*end = child;
	parent->count++;
}

const struct json *make_over(struct arena *arena, const struct json *base, const struct json *own) {
	/* Lua's {} comes as an empty array. */
	bool is_nothing = own->type == JSON_ARRAY && own->count == 0;
	if (base->type != JSON_OBJECT || (own->type != JSON_OBJECT && !is_nothing)) {
		return own;
	}
	struct json *both = make_object(arena);
	for (const struct json *v = base->first; v != NULL; v = v->next) {
		const struct json *mine = is_nothing ? NULL : json_lookup(own, v->key);
		make_add(arena, both, v->key, mine != NULL ? make_over(arena, v, mine) : v);
	}
	for (const struct json *v = own->first; v != NULL; v = v->next) {
		if (json_lookup(base, v->key) == NULL) {
			make_add(arena, both, v->key, v);
		}
	}
	return both;
}
