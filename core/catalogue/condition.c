/* condition: see condition.h. */
#include "catalogue/condition.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/mistake.h"
#include "catalogue/param.h"

/* ---- declarations ---- */

static bool is_other(const struct param_check *check, const struct json *declared, const struct json *own, const struct json *at,
                     const char *name, const char *path) {
	const char *kind = strstr(path, ".fields.") != NULL ? "field" : "parameter";
	if (str_eq(name, own->key)) {
		mistake(check->source, at, path, "%s names the %s itself", path, kind);
		return false;
	}
	if (json_lookup(declared, name) == NULL) {
		mistake_hint(mistake(check->source, at, path, "%s: there is no %s '%s'", path, kind, name), name,
		             mistake_names(check->arena, declared));
		return false;
	}
	return true;
}

static bool check_names(const struct param_check *check, const struct json *declared, const struct json *own, const char *key,
                        const char *above) {
	const struct json *names = json_lookup(own, key);
	const char *path = mistake_path(check->arena, mistake_path(check->arena, above, own->key), key);
	bool ok = true;
	if (names != NULL && names->type != JSON_ARRAY) {
		err_hint(mistake(check->source, names, path, "%s must be a list of parameters' names, not %s", path, json_type_name(names->type)),
		         "%s = { \"other\" }", key);
		return false;
	}
	for (const struct json *n = names != NULL ? names->first : NULL; n != NULL; n = n->next) {
		if (n->type != JSON_STRING) {
			mistake(check->source, n, path, "%s must hold names, not %s", path, json_type_name(n->type));
			return false;
		}
		ok = is_other(check, declared, own, n, n->str, path) && ok;
	}
	return ok;
}

static bool check_when(const struct param_check *check, const struct json *declared, const struct json *own, const char *above) {
	const struct json *when = json_lookup(own, "when");
	const char *path = mistake_path(check->arena, mistake_path(check->arena, above, own->key), "when");
	bool ok = true;
	if (when != NULL && when->type != JSON_OBJECT) {
		err_hint(mistake(check->source, when, path, "%s must be a table of parameters and their values", path), "when = { kind = \"map\" }");
		return false;
	}
	for (const struct json *w = when != NULL ? when->first : NULL; w != NULL; w = w->next) {
		const char *below = mistake_path(check->arena, path, w->key);
		if (!is_other(check, declared, own, w, w->key, below)) {
			ok = false;
			continue;
		}
		const struct json *other = json_lookup(declared, w->key);
		for (const struct json *v = w->type == JSON_ARRAY ? w->first : w; v != NULL; v = w->type == JSON_ARRAY ? v->next : NULL) {
			ok = param_value(check, other, v, below) != NULL && ok;
		}
	}
	return ok;
}

bool condition_declarations(const struct param_check *check, const struct json *declared, const char *path) {
	bool ok = true;
	for (const struct json *p = declared->first; p != NULL; p = p->next) {
		ok = check_names(check, declared, p, "needs", path) && ok;
		ok = check_names(check, declared, p, "excludes", path) && ok;
		ok = check_when(check, declared, p, path) && ok;
	}
	return ok;
}

/* ---- values ---- */

static bool is_same(const struct json *a, const struct json *b) {
	return a != NULL && b != NULL && a->type == b->type &&
	       (a->type == JSON_STRING ? str_eq(a->str, b->str) : a->type == JSON_NUMBER ? a->number == b->number
	        : a->type == JSON_BOOL && a->boolean == b->boolean);
}

static bool has_one_of(const struct param_check *check, const struct json *declaration, const struct json *value, const struct json *wanted) {
	for (const struct json *v = wanted->type == JSON_ARRAY ? wanted->first : wanted; v != NULL; v = wanted->type == JSON_ARRAY ? v->next : NULL) {
		if (is_same(value, param_value(check, declaration, v, "when"))) {
			return true;
		}
	}
	return false;
}

/* The first of what when asks for that is not so; NULL: all is. */
static const struct json *unmet(const struct param_check *check, const struct condition_values *values, const struct json *declaration) {
	const struct json *when = json_lookup(declaration, "when");
	for (const struct json *w = when != NULL ? when->first : NULL; w != NULL; w = w->next) {
		if (!has_one_of(check, json_lookup(values->declared, w->key), json_lookup(values->typed, w->key), w)) {
			return w;
		}
	}
	return NULL;
}

bool condition_holds(const struct param_check *check, const struct condition_values *values, const struct json *declaration) {
	return unmet(check, values, declaration) == NULL;
}

/* "map" or "chart", as JSON has it. */
static const char *said(struct arena *arena, const struct json *wanted) {
	struct buf text = BUF_INIT;
	for (const struct json *v = wanted->type == JSON_ARRAY ? wanted->first : wanted; v != NULL; v = wanted->type == JSON_ARRAY ? v->next : NULL) {
		struct json_out one = JSON_OUT(&text, 0);
		buf_adds(&text, text.len > 0 ? " or " : "");
		json_add_value(&one, v);
	}
	const char *s = arena_strdup(arena, buf_str(&text));
	buf_fini(&text);
	return s;
}

static bool check_given(const struct param_check *check, const struct condition_values *values, const struct json *declaration,
                        const struct json *at, const char *path) {
	const struct json *missed = unmet(check, values, declaration), *list;
	bool ok = true;
	if (missed != NULL) {
		err_hint(mistake_key(check->source, at, path, "%s is there only where %s is %s", path, missed->key, said(check->arena, missed)),
		         "take it out, or change %s", missed->key);
		ok = false;
	}
	list = json_lookup(declaration, "needs");
	for (const struct json *n = list != NULL ? list->first : NULL; n != NULL; n = n->next) {
		if (json_lookup(values->given, n->str) == NULL) {
			mistake_key(check->source, at, path, "%s needs '%s' beside it, which is not given", path, n->str);
			ok = false;
		}
	}
	list = json_lookup(declaration, "excludes");
	for (const struct json *n = list != NULL ? list->first : NULL; n != NULL; n = n->next) {
		if (json_lookup(values->given, n->str) != NULL) {
			err_hint(mistake_key(check->source, at, path, "%s cannot be given beside '%s'", path, n->str), "take one of them out");
			ok = false;
		}
	}
	return ok;
}

bool condition_check(const struct param_check *check, const struct condition_values *values, const char *path) {
	bool ok = true;
	for (const struct json *p = values->declared != NULL ? values->declared->first : NULL; p != NULL; p = p->next) {
		const struct json *at = json_lookup(values->given, p->key);
		if (at != NULL) {
			ok = check_given(check, values, p, at, mistake_path(check->arena, path, p->key)) && ok;
		}
	}
	return ok;
}
