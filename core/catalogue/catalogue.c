/* catalogue: see catalogue.h; loader.c makes what is read here. */
#include "catalogue/catalogue.h"

#include <assert.h>

#include "base/err.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/mistake.h"
#include "catalogue/words.h"

#define FORMAT 1

/* What the loader prints is bounded by it; data files are not in it. */
static const struct json_limits limits = { .max_depth = 64, .max_values = 4000000 };

struct catalogue {
	struct arena *arena;
	const struct json *root, *files, *config, *reports, *templates, *plugins, *calendars, *schedules, *words, *packs;
	const char *generation;
	struct errs problems, remarks;
	struct words *vocabulary;
};

static bool take(const struct json *root, const char *key, enum json_type type, const struct json **part, struct err *err) {
	*part = json_lookup(root, key);
	if (*part == NULL || (*part)->type != type) {
		return err_set(err, ERR_BUG, "the catalogue has no %s", key);
	}
	return true;
}

static bool take_all(struct catalogue *c, struct err *err) {
	const struct json *problems;
	if (json_int(c->root, "format", 0) != FORMAT) {
		return err_set(err, ERR_BUG, "this is no catalogue of format %d", FORMAT);
	}
	if (!take(c->root, "config", JSON_OBJECT, &c->config, err) || !take(c->root, "reports", JSON_OBJECT, &c->reports, err) ||
	    !take(c->root, "templates", JSON_OBJECT, &c->templates, err) ||
	    !take(c->root, "plugins", JSON_OBJECT, &c->plugins, err) ||
	    !take(c->root, "calendars", JSON_OBJECT, &c->calendars, err) ||
	    !take(c->root, "schedules", JSON_ARRAY, &c->schedules, err) ||
	    !take(c->root, "files", JSON_OBJECT, &c->files, err) || !take(c->root, "words", JSON_OBJECT, &c->words, err) ||
	    !take(c->root, "problems", JSON_ARRAY, &problems, err)) {
		return false;
	}
	c->generation = json_str(c->root, "generation", "");
	static const struct json none = { .type = JSON_ARRAY };
	c->packs = json_lookup(c->root, "packs");
	c->packs = c->packs != NULL ? c->packs : &none;
	mistake_read(problems, &c->problems);
	const struct json *remarks = json_lookup(c->root, "remarks");
	if (remarks != NULL && remarks->type == JSON_ARRAY) {
		mistake_read(remarks, &c->remarks);
	}
	c->vocabulary = words_new(c->words);
	return true;
}

struct catalogue *catalogue_parse(const char *json, size_t len, struct err *err) {
	struct catalogue *c = mem_alloc(sizeof(*c));
	c->arena = arena_new();
	c->root = json_parse(c->arena, json, len, &limits, err);
	if (c->root == NULL || !take_all(c, err)) {
		catalogue_free(c);
		return NULL;
	}
	return c;
}

void catalogue_free(struct catalogue *catalogue) {
	if (catalogue != NULL) {
		words_free(catalogue->vocabulary);
		errs_fini(&catalogue->problems);
		errs_fini(&catalogue->remarks);
		arena_free(catalogue->arena);
		mem_free(catalogue);
	}
}

const char *catalogue_generation(const struct catalogue *catalogue) {
	return catalogue->generation;
}

const struct errs *catalogue_problems(const struct catalogue *catalogue) {
	return &catalogue->problems;
}

const struct errs *catalogue_remarks(const struct catalogue *catalogue) {
	return &catalogue->remarks;
}

/* A key that the table of config.c lacks is a mistake in the code that asks. */
static const struct json *value_of(const struct catalogue *catalogue, const char *key, enum json_type type) {
	const struct json *value = json_lookup(catalogue->config, key);
	assert(value != NULL && value->type == type);
	(void)type;
	return value;
}

const struct json *catalogue_config(const struct catalogue *catalogue) {
	return catalogue->config;
}

const struct json *catalogue_value(const struct catalogue *catalogue, const char *key) {
	return json_lookup(catalogue->config, key);
}

int64_t catalogue_int(const struct catalogue *catalogue, const char *key) {
	const struct json *value = value_of(catalogue, key, JSON_NUMBER);
	return value->is_int ? value->integer : (int64_t)value->number;
}

double catalogue_num(const struct catalogue *catalogue, const char *key) {
	return value_of(catalogue, key, JSON_NUMBER)->number;
}

bool catalogue_bool(const struct catalogue *catalogue, const char *key) {
	return value_of(catalogue, key, JSON_BOOL)->boolean;
}

const char *catalogue_str(const struct catalogue *catalogue, const char *key) {
	return value_of(catalogue, key, JSON_STRING)->str;
}

const char *catalogue_config_file(const struct catalogue *catalogue) {
	return json_str(catalogue->root, "config_file", "");
}

const struct json *catalogue_files(const struct catalogue *catalogue) {
	return catalogue->files;
}

const struct json *catalogue_report(const struct catalogue *catalogue, const char *name) {
	return json_lookup(catalogue->reports, name);
}

const struct json *catalogue_plugin(const struct catalogue *catalogue, const char *name) {
	return json_lookup(catalogue->plugins, name);
}

const struct json *catalogue_reports(const struct catalogue *catalogue) {
	return catalogue->reports;
}

const struct json *catalogue_templates(const struct catalogue *catalogue) {
	return catalogue->templates;
}

const struct json *catalogue_plugins(const struct catalogue *catalogue) {
	return catalogue->plugins;
}

const struct json *catalogue_cases(const struct catalogue *catalogue) {
	return json_lookup(catalogue->root, "cases");
}

const struct json *catalogue_calendars(const struct catalogue *catalogue) {
	return catalogue->calendars;
}

const struct json *catalogue_schedules(const struct catalogue *catalogue) {
	return catalogue->schedules;
}

const struct json *catalogue_packs(const struct catalogue *catalogue) {
	return catalogue->packs;
}

const struct json *catalogue_words(const struct catalogue *catalogue, const char *type) {
	return words_list(catalogue->vocabulary, type);
}

const struct words *catalogue_vocabulary(const struct catalogue *catalogue) {
	return catalogue->vocabulary;
}

/* ---- plugins with those they use ---- */

struct walk {
	const struct catalogue *catalogue;
	struct map *seen;            /* names */
	catalogue_plugin_fn fn;
	void *ctx;
};

static void walk_plugin(struct walk *walk, const char *name) {
	const struct json *plugin = catalogue_plugin(walk->catalogue, name);

	if (plugin == NULL || map_lookup(walk->seen, name) != NULL) {
		return;
	}
	map_put(walk->seen, name, walk);
	const struct json *uses = json_lookup(plugin, "uses");
	for (const struct json *u = uses != NULL ? uses->first : NULL; u != NULL; u = u->next) {
		walk_plugin(walk, u->str);
	}
	walk->fn(walk->ctx, plugin);
}

void catalogue_each_plugin(const struct catalogue *catalogue, const char *report, catalogue_plugin_fn fn, void *ctx) {
	struct walk walk = { .catalogue = catalogue, .seen = map_new(), .fn = fn, .ctx = ctx };
	const struct json *is = report != NULL ? catalogue_report(catalogue, report) : NULL;
	const struct json *sections = json_lookup(is, "sections"), *uses = json_lookup(is, "uses");

	for (const struct json *s = sections != NULL ? sections->first : NULL; s != NULL; s = s->next) {
		walk_plugin(&walk, json_str(s, "plugin", ""));
	}
	for (const struct json *u = uses != NULL ? uses->first : NULL; u != NULL; u = u->next) {
		walk_plugin(&walk, u->str);
	}
	for (const struct json *p = report == NULL ? catalogue->plugins->first : NULL; p != NULL; p = p->next) {
		walk_plugin(&walk, p->key);
	}
	map_free(walk.seen);
}

const char **catalogue_languages(struct arena *arena, const struct catalogue *catalogue, const struct json *report) {
	const char **names = NULL, **copy;
	size_t n = 0, cap = 0;
	struct map *seen = map_new();
	for (const struct json *s = json_lookup(report, "sections")->first; s != NULL; s = s->next) {
		const struct json *languages = json_lookup(catalogue_plugin(catalogue, json_str(s, "plugin", "")), "languages");
		for (const struct json *l = languages != NULL ? languages->first : NULL; l != NULL; l = l->next) {
			if (map_lookup(seen, l->str) == NULL) {
				map_put(seen, l->str, seen);
				*VEC_PUSH(names, n, cap) = l->str;
			}
		}
	}
	*VEC_PUSH(names, n, cap) = NULL;
	copy = arena_copy(arena, names, n * sizeof(*names));
	mem_free(names);
	map_free(seen);
	return copy;
}
