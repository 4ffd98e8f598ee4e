/* request_fill: what a request that is right leaves to its report and to defaults; and what of it nothing uses. See checking.h. */
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "catalogue/checking.h"
#include "catalogue/condition.h"
#include "catalogue/make.h"
#include "catalogue/mistake.h"
#include "catalogue/param.h"
#include "catalogue/request.h"
#include "catalogue/title.h"

static double lower(double configured, const struct json *limits, const char *key) {
	double own = json_num(limits, key, configured);
	return own < configured ? own : configured;
}

/* What the operator set is a ceiling: a report may ask for less. */
static void report_limits(const struct catalogue *catalogue, const char *report, struct request_limits *limits) {
	const struct json *own = json_lookup(catalogue_report(catalogue, report), "limits");
	limits->section_seconds = lower(catalogue_num(catalogue, "limits.section_seconds"), own, "section_seconds");
	limits->report_seconds = lower(catalogue_num(catalogue, "limits.report_seconds"), own, "report_seconds");
	limits->memory_mb = (int64_t)lower((double)catalogue_int(catalogue, "limits.memory_mb"), own, "memory_mb");
	limits->pages = (int64_t)lower((double)catalogue_int(catalogue, "limits.pages"), own, "pages");
	limits->blocks = (int64_t)lower((double)catalogue_int(catalogue, "limits.blocks"), own, "blocks");
	limits->depth = (int64_t)lower((double)catalogue_int(catalogue, "limits.depth"), own, "depth");
	limits->images = (int64_t)lower((double)catalogue_int(catalogue, "limits.images"), own, "images");
	limits->output_mb = (int64_t)lower((double)catalogue_int(catalogue, "limits.output_mb"), own, "output_mb");
}

/* What the request gives for the report's parameter, rightly or not, as a list or by its single name; NULL: nothing. */
static const struct json *given_for(const struct checking *c, const struct json *declared) {
	const struct json *params = json_lookup(c->root, "params"), *given = json_lookup(params, declared->key);
	const char *single = json_str(declared, "single", NULL);
	return given == NULL && single != NULL ? json_lookup(params, single) : given;
}

/* who: "report" or "section". */
static void needs_param(struct checking *c, const char *who, const char *name, const struct json *declared) {
	const char *path = mistake_path(c->arena, "params", declared->key), *doc = json_str(declared, "doc", NULL);
	const struct json *at = json_lookup(c->root, "params");
	err_hint(mistake_key(&c->source, at != NULL ? at : c->root, path, "the %s \"%s\" needs the parameter '%s'", who, name,
	                     declared->key),
	         doc != NULL ? "%s" : "%sadd it to \"params\"", doc != NULL ? doc : "");
}

/* Parameters of the report: those of the request, else their defaults. */
static void fill_report_params(struct checking *c) {
	struct json *params = make_object(c->arena), *given = make_object(c->arena);
	const struct json *declared = json_lookup(c->report, "params");
	struct condition_values values = { declared, params, given };
	for (const struct json *p = declared != NULL ? declared->first : NULL; p != NULL; p = p->next) {
		const struct json *value = json_lookup(c->typed, p->key), *raw = given_for(c, p);
		value = value != NULL ? value : param_default(&c->params, p);
		if (value != NULL) {
			make_add(c->arena, params, p->key, value);
		}
		if (raw != NULL) {
			make_add(c->arena, given, p->key, raw);
		}
	}
	for (const struct json *p = declared != NULL ? declared->first : NULL; p != NULL; p = p->next) {
		if (json_bool(p, "required", false) && json_lookup(params, p->key) == NULL && json_lookup(given, p->key) == NULL &&
		    condition_holds(&c->params, &values, p)) {
			needs_param(c, "report", c->request->report, p);
		}
	}
	condition_check(&c->params, &values, "params");
	c->request->params = params;
}

/* Bound to a parameter of the report that must be given: that it lacks is told once, for the report. */
static bool is_reported(const struct checking *c, const struct json *bound) {
	const struct json *declared = json_lookup(json_lookup(c->report, "params"), json_str(bound, "param", ""));
	return json_bool(declared, "required", false);
}

/* A section while its parameters are filled in. */
struct filling {
	const struct json *entry;    /* the report's */
	struct json *params, *keys;  /* typed; where the request has them */
	struct json *given;          /* those that are not defaults, as written */
};

/* One parameter of a section: what the report's entry binds, else what the request gives, else the default. */
static void fill_section_param(struct checking *c, struct filling *f, const struct json *declared) {
	const struct json *bound = json_lookup(json_lookup(f->entry, "params"), declared->key);
	const char *name = json_str(bound, "param", declared->key);
	const struct json *value = NULL, *raw = NULL;
	if (bound != NULL && json_lookup(bound, "value") != NULL) {
		struct json *own = arena_copy(c->arena, json_lookup(bound, "value"), sizeof(*own));
		value = param_value(&c->params, declared, own, declared->key);
		own->offset = own->key_offset = 0;       /* it stands in the report: of the request, no place is to blame */
		raw = own;
	} else if (bound != NULL) {
		value = json_lookup(c->request->params, name);
		raw = json_lookup(c->typed, name) != NULL ? given_for(c, json_lookup(json_lookup(c->report, "params"), name)) : NULL;
		if (raw != NULL && raw == json_lookup(json_lookup(c->root, "params"), name)) {
			/* The section may want it within narrower bounds than the report. */
			value = param_value(&c->params, declared, raw, mistake_path(c->arena, "params", name));
		}
	} else if (json_lookup(json_lookup(c->report, "params"), declared->key) == NULL && json_lookup(c->typed, declared->key) != NULL) {
		/* A second section may declare the same name more narrowly. */
		raw = json_lookup(json_lookup(c->root, "params"), declared->key);
		value = param_value(&c->params, declared, raw, mistake_path(c->arena, "params", declared->key));
	}
	value = value != NULL ? value : param_default(&c->params, declared);
	if (value != NULL) {
		make_add(c->arena, f->params, declared->key, value);
	}
	if (raw != NULL) {
		make_add(c->arena, f->given, declared->key, raw);
	}
	if (raw != NULL && json_lookup(bound, "value") == NULL) {
		make_add(c->arena, f->keys, declared->key, make_string(c->arena, mistake_path(c->arena, "params", name)));
	}
}

static void fill_section(struct checking *c, const struct json *entry, struct request_section *section) {
	struct filling f = { entry, make_object(c->arena), make_object(c->arena), make_object(c->arena) };
	section->plugin = json_str(entry, "plugin", "");
	section->id = json_str(entry, "id", section->plugin);
	const struct json *declared = json_lookup(catalogue_plugin(c->catalogue, section->plugin), "params");
	struct condition_values values = { declared, f.params, f.given };
	for (const struct json *p = declared != NULL ? declared->first : NULL; p != NULL; p = p->next) {
		fill_section_param(c, &f, p);
	}
	for (const struct json *p = declared != NULL ? declared->first : NULL; p != NULL; p = p->next) {
		if (json_bool(p, "required", false) && json_lookup(f.params, p->key) == NULL && condition_holds(&c->params, &values, p) &&
		    !is_reported(c, json_lookup(json_lookup(entry, "params"), p->key))) {
			needs_param(c, "section", section->id, p);
		}
	}
	condition_check(&c->params, &values, "params");
	section->params = f.params;
	section->keys = f.keys;
}

static void fill_sections(struct checking *c) {
	const struct json *chosen = json_lookup(c->root, "sections");
	const struct json *all = json_lookup(c->report, "sections");
	size_t n = chosen != NULL ? chosen->count : all->count, i = 0;
	c->request->sections = arena_alloc(c->arena, n * sizeof(*c->request->sections));
	c->request->section_count = n;
	for (const struct json *s = chosen != NULL ? chosen->first : all->first; s != NULL; s = s->next) {
		fill_section(c, chosen != NULL ? checking_entry(c->report, s->str) : s, &c->request->sections[i++]);
	}
}

static bool is_used(const struct checking *c, const char *name) {
	const char *key = mistake_path(c->arena, "params", name);
	for (size_t i = 0; i < c->request->section_count; i++) {
		for (const struct json *k = c->request->sections[i].keys->first; k != NULL; k = k->next) {
			if (str_eq(k->str, key)) {
				return true;
			}
		}
	}
	return false;
}

static bool speaks(const struct json *plugin, const char *language) {
	const struct json *languages = json_lookup(plugin, "languages");
	bool is_silent = true;
	for (const struct json *l = languages != NULL ? languages->first : NULL; l != NULL; l = l->next) {
		if (str_eq(l->str, language)) {
			return true;
		}
		is_silent = false;
	}
	return is_silent;
}

static void warn_silent_sections(struct checking *c) {
	const struct json *given = json_lookup(c->root, "language");
	const char *languages[] = { c->request->words.language, c->request->second.language };
	for (size_t i = 0; given != NULL && i < 2 * c->request->section_count; i++) {
		const struct request_section *section = &c->request->sections[i / 2];
		const char *language = languages[i % 2];
		if (language != NULL && !speaks(catalogue_plugin(c->catalogue, section->plugin), language)) {
			mistake(&c->warnings, given, "language", "the section \"%s\" has no texts in \"%s\": English is used", section->id,
			        language);
		}
	}
}

/* A parameter that only sections take which were not chosen. */
static void warn_unused_params(struct checking *c) {
	const struct json *given = json_lookup(c->root, "params");
	for (const struct json *p = given != NULL ? given->first : NULL; p != NULL; p = p->next) {
		const struct json *list = checking_declaration(c, p->key) == NULL ? checking_single(c, p->key) : NULL;
		if (!is_used(c, list != NULL ? list->key : p->key)) {
			const char *path = mistake_path(c->arena, "params", p->key);
			mistake_key(&c->warnings, p, path, "%s is used by none of the sections of this request", path);
		}
	}
}

/* What was given for language; NULL where nothing was, or nothing for it, which is a mistake. */
static const char *line_in(struct checking *c, const struct json *given, const char *path, const char *language) {
	if (given == NULL || given->type == JSON_STRING) {
		return given != NULL ? given->str : NULL;
	}
	const char *line = json_str(given, language, NULL);
	if (line == NULL) {
		err_hint(mistake(&c->source, given, path, "%s says nothing in \"%s\"", path, language),
		         "write { \"%s\": \"…\" }, or one line for all languages", language);
	}
	return line;
}

static void fill_words(struct checking *c, struct request_words *words) {
	words->report_title = title_of_report(c->arena, c->params.words, c->report, c->request->params, words->language);
	words->title = line_in(c, c->title, "title", words->language);
	words->title = words->title != NULL ? words->title : words->report_title;
	words->subtitle = line_in(c, c->subtitle, "subtitle", words->language);
}

static void fill_languages(struct checking *c) {
	const struct json *own = json_lookup(c->report, "language");
	struct request *r = c->request;
	if (r->words.language == NULL && own != NULL && own->type == JSON_ARRAY) {
		r->words.language = own->first->str;
		r->second.language = own->first->next->str;
	} else if (r->words.language == NULL) {
		r->words.language = own != NULL ? own->str : "en";
	}
}

/* After the parameters, which titles may name. */
static void fill_titles(struct checking *c) {
	fill_words(c, &c->request->words);
	if (c->request->second.language != NULL) {
		fill_words(c, &c->request->second);
	}
}

static void fill_defaults(struct checking *c) {
	struct request *r = c->request;
	r->as_of = r->as_of != NULL ? r->as_of : arena_strdup(c->arena, c->today);
	fill_languages(c);
	r->template = r->template != NULL ? r->template : json_str(c->report, "template", "");
	r->notes = r->notes != NULL ? r->notes : json_str(c->report, "notes", NULL);
	r->paragraphs = r->paragraphs != NULL ? r->paragraphs : json_str(c->report, "paragraphs", NULL);
	r->material = json_lookup(c->report, "material");
	r->on_section_error = json_str(c->report, "on_section_error", "fail");
	report_limits(c->catalogue, r->report, &r->limits);
	checking_fill_output(c);
}

void checking_fill(struct checking *c) {
	size_t before = c->source.errors->n;
	fill_defaults(c);
	fill_report_params(c);
	fill_sections(c);
	if (c->source.errors->n == before) {
		fill_titles(c);
	}
	warn_silent_sections(c);
	warn_unused_params(c);
}
