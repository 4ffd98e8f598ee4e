/* checking: what the parts of the check of a request share. */
#include "catalogue/checking.h"

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"

bool checking_wants(struct checking *c, const struct json *value, const char *path, enum json_type type, const char *what) {
	if (value->type == type) {
		return true;
	}
	struct err *err = mistake(&c->source, value, path, "%s must be %s, not %s", path, what, json_type_name(value->type));
	if (value->type == JSON_NULL) {
		err_hint(err, "leave it out for the default");
	} else if (type == JSON_BOOL && value->type == JSON_STRING && (str_eq(value->str, "true") || str_eq(value->str, "false"))) {
		err_hint(err, "write %s without quotes", value->str);
	} else if (type == JSON_ARRAY && value->type == JSON_STRING) {
		err_hint(err, "write [\"%s\"]", value->str);
	}
	return false;
}

const char *checking_choice(struct checking *c, const struct json *value, const char *path, const char *const *choices) {
	if (!checking_wants(c, value, path, JSON_STRING, "a string")) {
		return NULL;
	}
	for (size_t i = 0; choices[i] != NULL; i++) {
		if (str_eq(choices[i], value->str)) {
			return choices[i];
		}
	}
	mistake_hint(mistake(&c->source, value, path, "%s: \"%s\" is none of the values it takes", path, value->str), value->str,
	             choices);
	return NULL;
}

void checking_keys(struct checking *c, const struct json *object, const char *path, const struct checking_key *keys) {
	for (const struct json *v = object->first; v != NULL; v = v->next) {
		const struct checking_key *key = keys;
		while (key->name != NULL && !str_eq(key->name, v->key)) {
			key++;
		}
		if (key->name != NULL) {
			key->check(c, v);
			continue;
		}
		const char **names = NULL;
		size_t n = 0, cap = 0;
		for (key = keys; key->name != NULL; key++) {
			*ARENA_PUSH(c->arena, names, n, cap) = key->name;
		}
		*ARENA_PUSH(c->arena, names, n, cap) = NULL;
		const char *where = mistake_path(c->arena, path, v->key);
		struct err *err = mistake_key(&c->source, v, where, "unknown key '%s'", where);
		if (object == c->root && c->report != NULL && checking_declaration(c, v->key) != NULL) {
			err_hint(err, "it is a parameter: write it into \"params\"");
		} else {
			mistake_hint(err, v->key, names);
		}
	}
}

bool checking_is_broken(const struct checking *c, const char *name) {
	const char *file = arena_printf(c->arena, "/%s.lua", name);
	const struct errs *problems = catalogue_problems(c->catalogue);
	for (size_t i = 0; i < problems->n; i++) {
		if (str_suffix(problems->v[i].at.file, file)) {
			return true;
		}
	}
	return false;
}

bool checking_binds(const struct json *entry, const char *name) {
	return json_lookup(json_lookup(entry, "params"), name) != NULL;
}

const struct json *checking_declaration(const struct checking *c, const char *name) {
	const struct json *declared = json_lookup(json_lookup(c->report, "params"), name);
	if (declared != NULL) {
		return declared;
	}
	const struct json *sections = json_lookup(c->report, "sections");
	for (const struct json *s = sections->first; s != NULL; s = s->next) {
		const struct json *plugin = catalogue_plugin(c->catalogue, json_str(s, "plugin", ""));
		declared = json_lookup(json_lookup(plugin, "params"), name);
		if (declared != NULL && !checking_binds(s, name)) {
			return declared;
		}
	}
	return NULL;
}

const struct json *checking_single(const struct checking *c, const char *name) {
	const struct json *params = json_lookup(c->report, "params");
	for (const struct json *p = params != NULL ? params->first : NULL; p != NULL; p = p->next) {
		if (str_eq(json_str(p, "single", ""), name)) {
			return p;
		}
	}
	return NULL;
}

const struct json *checking_entry(const struct json *report, const char *id) {
	const struct json *sections = json_lookup(report, "sections");
	for (const struct json *s = sections->first; s != NULL; s = s->next) {
		if (str_eq(json_str(s, "id", ""), id)) {
			return s;
		}
	}
	return NULL;
}
