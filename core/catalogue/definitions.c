/* definitions: the loader's part that reads templates, reports and schedules; see loading.h. */
#include "base/file.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/condition.h"
#include "catalogue/loading.h"
#include "catalogue/make.h"
#include "catalogue/param.h"
#include "doc/contrast.h"
#include "doc/image.h"
#include "doc/template.h"

static void put_string(struct loading *l, struct json *object, const char *key, const char *s) {
	make_add(l->arena, object, key, make_string(l->arena, s));
}

/* ---- templates ---- */

enum draft_state { DRAFT_READ, DRAFT_OPEN, DRAFT_GOOD, DRAFT_BAD };

/* A template as its file has it, until what it extends is known. */
struct draft {
	const char *name;
	struct loaded file;
	const struct json *own, *whole;      /* whole: with what it extends; NULL until DRAFT_GOOD */
	enum draft_state state;
};

struct drafts {
	struct draft *v;
	size_t n, cap;
};

static void read_draft(struct loading *l, const char *path, const char *name, void *ctx) {
	struct drafts *drafts = ctx;
	struct loaded file;
	if (!loading_open(l, path, LOAD_TEMPLATE, NULL, &file)) {
		map_put(l->bad_templates, name, l);
		return;
	}
	const struct json *own = loading_object(l, &file, file.table, "the template");
	*ARENA_PUSH(l->arena, drafts->v, drafts->n, drafts->cap) = (struct draft){
		.name = name, .file = file, .own = own, .state = loading_is_bad(l, &file) ? DRAFT_BAD : DRAFT_READ,
	};
	const char *base = json_str(own, "extends", NULL);
	if (base != NULL) {
		loading_want(l->wanted_templates, base);
	}
}

/*
 * What the template says, with what it extends, against what a template may say. A mistake is placed where this
 * file has it.
 */
static void check_template(struct draft *draft, struct arena *arena, bool is_tolerant) {
	struct errs errors = ERRS_INIT;
	const struct template *template = template_parse(arena, draft->whole, &errors);
	if (template != NULL && !is_tolerant) {
		contrast_check(template, &errors);
	}
	struct errs placed = ERRS_INIT;
	struct mistake_source source = draft->file.source;
	source.errors = &placed;
	for (size_t i = 0; i < errors.n; i++) {
		const struct json *at = draft->file.table;
		const struct json *found = load_lookup(draft->file.table, errors.v[i].key, &at);
		bool is_unknown = found != NULL && str_prefix(errors.v[i].msg, "unknown key");
		struct err *err = is_unknown ? mistake_key(&source, found, errors.v[i].key, "%s", errors.v[i].msg)
		                             : mistake(&source, at != NULL ? at : draft->file.table, errors.v[i].key, "%s", errors.v[i].msg);
		if (*errors.v[i].hint != '\0') {
			err_hint(err, "%s", errors.v[i].hint);
		}
		err->follows = errors.v[i].follows;
	}
	mistake_sort(&placed);
	for (size_t i = 0; i < placed.n; i++) {
		*errs_add(draft->file.source.errors) = placed.v[i];
	}
	errs_fini(&placed);
	errs_fini(&errors);
}

/* The template as written, with the path of the logo that it names: who extends it lies elsewhere. */
static const struct json *with_logo(struct loading *l, struct draft *draft) {
	const struct json *cover = json_lookup(draft->own, "cover"), *logo = cover != NULL ? json_lookup(cover, "logo") : NULL;
	if (logo == NULL || logo->type != JSON_STRING || !image_is_name(logo->str)) {
		return draft->own;
	}
	const char *path = draft->file.path, *folder = arena_strndup(l->arena, path, (size_t)(path_base(path) - path));
	const char *found = path_join(l->arena, folder, arena_printf(l->arena, "images/%s", logo->str));
	struct buf bytes = BUF_INIT;
	struct err err = ERR_INIT;
	if (file_read(found, IMAGE_FILE_MAX, &bytes, &err)) {
		loading_hash(l, found, bytes.p, bytes.len);
	} else {
		mistake(&draft->file.source, logo, "cover.logo", "the logo cannot be read from beside the template: %s", err.msg);
	}
	buf_fini(&bytes);
	struct json *place = make_object(l->arena), *inner = make_object(l->arena);
	put_string(l, inner, "logo", found);
	make_add(l->arena, place, "cover", inner);
	return make_over(l->arena, draft->own, place);
}

static void finish_draft(struct loading *l, struct drafts *drafts, struct draft *draft);

/* The template that draft extends, finished; NULL where it cannot be, which is said. */
static const struct draft *base_of(struct loading *l, struct drafts *drafts, struct draft *draft, const char *name) {
	const struct json *at = json_lookup(draft->own, "extends");
	const char **names = arena_alloc(l->arena, (drafts->n + 1) * sizeof(*names));
	for (size_t i = 0; i < drafts->n; i++) {
		struct draft *base = &drafts->v[i];
		names[i] = base->name;
		if (!str_eq(base->name, name)) {
			continue;
		}
		if (base->state == DRAFT_OPEN) {
			mistake(&draft->file.source, at, "extends", "the template extends \"%s\", which extends it in turn", name);
			return NULL;
		}
		finish_draft(l, drafts, base);
		if (base->state == DRAFT_BAD) {
			mistake(&draft->file.source, at, "extends", "the template extends \"%s\", which has mistakes", name)->follows = true;
		}
		return base->state == DRAFT_GOOD ? base : NULL;
	}
	if (map_lookup(l->bad_templates, name) != NULL) {
		mistake(&draft->file.source, at, "extends", "the template extends \"%s\", which has mistakes", name)->follows = true;
	} else {
		mistake_hint(mistake(&draft->file.source, at, "extends", "there is no template \"%s\" to extend", name), name, names);
	}
	return NULL;
}

/* The template without what it says of itself, which is not handed on. */
static const struct json *handed_on(struct loading *l, const struct json *table) {
	struct json *rest = make_object(l->arena);
	for (const struct json *v = table->first; v != NULL; v = v->next) {
		if (!str_eq(v->key, "name") && !str_eq(v->key, "summary") && !str_eq(v->key, "extends")) {
			make_add(l->arena, rest, v->key, v);
		}
	}
	return rest;
}

static void finish_draft(struct loading *l, struct drafts *drafts, struct draft *draft) {
	if (draft->state != DRAFT_READ) {
		return;
	}
	draft->state = DRAFT_OPEN;
	draft->file.before = l->problems.n + l->problems.dropped;        /* those in other files, read since, are not its own */
	const char *name = loading_string(l, &draft->file, draft->own, "", "extends");
	const struct draft *base = name != NULL ? base_of(l, drafts, draft, name) : NULL;
	draft->whole = with_logo(l, draft);
	if (base != NULL) {
		draft->whole = make_over(l->arena, handed_on(l, base->whole), draft->whole);
	}
	/* Without what it extends all would seem to be missing. */
	if (name == NULL || base != NULL) {
		check_template(draft, l->arena, l->is_tolerant);
	}
	draft->state = loading_is_bad(l, &draft->file) ? DRAFT_BAD : DRAFT_GOOD;
}

void templates_load(struct loading *l, const struct json *folders) {
	struct drafts drafts = { 0 };
	loading_each(l, folders, ".lua", "templates", l->wanted_templates, read_draft, &drafts);
	for (size_t i = 0; i < drafts.n; i++) {
		finish_draft(l, &drafts, &drafts.v[i]);
		if (drafts.v[i].state == DRAFT_GOOD) {
			make_add(l->arena, l->templates, drafts.v[i].name, drafts.v[i].whole);
		} else {
			map_put(l->bad_templates, drafts.v[i].name, l);
		}
	}
}

/* What names a template (the value at path of the file) that the catalogue lacks: the mistake is the template's own where it is there. */
static void check_template_name(struct loading *l, const struct loaded *file, const struct json *at, const char *path) {
	if (json_lookup(l->templates, at->str) != NULL) {
		return;
	}
	if (map_lookup(l->bad_templates, at->str) != NULL) {
		mistake(&file->source, at, path, "it is set in the template \"%s\", which has mistakes", at->str)->follows = true;
		return;
	}
	struct err *err = mistake(&file->source, at, path, "there is no template \"%s\"", at->str);
	mistake_hint(err, at->str, mistake_names(l->arena, l->templates));
	err->follows = l->lacks_folder;
}

/* ---- reports ---- */

const struct report_key report_keys[] = {
	{ "language", "language = \"en\" | { \"en\", \"fr\" }", "What it is issued in, unless a request says otherwise (English); two make a bilingual edition.", "string|string[]" },
		{ "limits", "limits = { blocks =, depth =, images =, memory_mb =, output_mb =, pages =, report_seconds =, section_seconds = }",
	  "What its jobs may use; only less than the configuration says.", "table<string, number>" },
	{ "material", "material = { \"SECTION\", … }",
	  "Of a series whose issue_when is \"changed\": the ids of the sections whose changes matter (all). A section's collect may say itself "
	  "whether it has something that matters, by material = true or false in what it returns.", "string[]" },
	{ "name", "name = \"NAME\"", "What requests call it: its file is NAME.lua.", "!string" },
	{ "notes", "notes = \"foot\" | \"end\"", "Where its notes stand, unless a request says otherwise (the template's).", "\"foot\"|\"end\"" },
	{ "on_section_error", "on_section_error = \"fail\" | \"gap\" | \"last-good\"",
	  "When a section fails: the report fails (the default), is issued with a page that says what is missing, or with the section as it was last "
	  "issued, with a note that says so (a gap where it never was, in editions of two languages and in `sitrep render`).", "\"fail\"|\"gap\"|\"last-good\"" },
	{ "paragraphs", "paragraphs = \"plain\" | \"numbered\"", "Whether paragraphs count through the document, unless a request says otherwise.", "\"plain\"|\"numbered\"" },
	{ "params", "params = { NAME = { type =, … } }",
	  "What a request may say, declared as in plugin.lua. single = \"NAME\" lets a list be given as one value, by that name.", "table<string, param>" },
	{ "sections", "sections = { { \"PLUGIN\", id =, PARAM = VALUE, PARAM = \"$NAME\" }, … }",
	  "Its sections in order, one at least. A plugin's parameter has the value given here, or with $ that of the report's own; what is not "
	  "bound is the request's parameter of that name, where the report declares none such, else the default. A plugin may stand twice, told "
	  "apart by id (\"PLUGIN-2\").", "!(string|report.section)[]" },
	{ "summary", "summary = \"…\"", "What it is for.", "string" },
	{ "template", "template = \"NAME\"", "How it looks, unless a request says otherwise.", "!string" },
	{ "title", "title = \"…\" | { en = \"…\", fr = \"…\" }", "What it is called on the cover and in lists, in each language. {NAME} is what a request gives for a required parameter, as its vocabulary calls it in that language (`title` of a word).", "!string|table<string, string>" },
	{ NULL, NULL, NULL }
};

struct report {
	struct loaded file;
	const char *name;
	const struct json *params;   /* declarations that are right */
	struct json *checked;        /* for the catalogue */
	const char *const *keys;     /* names of report_keys */
};

static void check_report_name(struct loading *l, struct report *r) {
	const char *name = loading_needed_string(l, &r->file, r->file.table, "", "name", r->keys);
	if (name == NULL) {
		return;
	}
	if (!str_eq(name, r->name)) {
		mistake(&r->file.source, json_lookup(r->file.table, "name"), "name", "the report calls itself \"%s\", its file is \"%s.lua\"",
		        name, r->name);
	} else if (!loading_name_fits(name)) {
		mistake(&r->file.source, json_lookup(r->file.table, "name"), "name",
		        "\"%s\" is no name: it takes lower-case letters, digits and '-', a letter first", name);
	}
	put_string(l, r->checked, "name", r->name);
}

/* Whether a title can say its values: each is one word or number. */
static bool has_words(const struct loading *l, const struct json *param) {
	static const char *const wordless[] = { "file", "list", "period", "table" };
	const char *type = param_item_type(l->arena, param);

	for (size_t i = 0; i < sizeof(wordless) / sizeof(*wordless); i++) {
		if (str_eq(type, wordless[i])) {
			return false;
		}
	}
	return true;
}

/* What stands in braces is a parameter that every request gives, or the title would have a hole. */
static void check_title_names(struct loading *l, struct report *r, const struct json *at, const char *title) {
	for (const char *open = title; (open = strpbrk(open, "{}")) != NULL; open++) {
		const char *close = *open == '{' ? strpbrk(open + 1, "{}") : NULL;
		if (close == NULL || *close == '{') {
			err_hint(mistake(&r->file.source, at, "title", "a brace of the title stands alone"), "for example \"{country}: profile\"");
			return;
		}
		const char *name = arena_strndup(l->arena, open + 1, (size_t)(close - open - 1));
		const struct json *param = json_lookup(r->params, name);
		if (param == NULL) {
			mistake_hint(mistake(&r->file.source, at, "title", "the title names the parameter '%s', and the report declares none of that name", name),
			             name, mistake_names(l->arena, r->params));
		} else if (!json_bool(param, "required", false)) {
			err_hint(mistake(&r->file.source, at, "title", "the title names the parameter '%s', which a request may leave out", name),
			         "say required = true of it");
		} else if (!has_words(l, param)) {
			mistake(&r->file.source, at, "title", "the title names the parameter '%s', whose values are no words or numbers", name);
		}
		open = close;
	}
}

static void check_report_title(struct loading *l, struct report *r) {
	const struct json *title = json_lookup(r->file.table, "title");
	if (title == NULL) {
		mistake(&r->file.source, r->file.table, "title", "title is missing")->follows = mistake_misspells(r->file.table, "title", r->keys);
		return;
	}
	if (title->type != JSON_STRING && title->type != JSON_OBJECT) {
		mistake(&r->file.source, title, "title", "title must be a string, or one a language: { en = \"…\", fr = \"…\" }");
		return;
	}
	if (title->type == JSON_STRING) {
		check_title_names(l, r, title, title->str);
	}
	for (const struct json *t = title->type == JSON_OBJECT ? title->first : NULL; t != NULL; t = t->next) {
		const char *words = loading_string(l, &r->file, title, "title", t->key);
		if (words != NULL) {
			check_title_names(l, r, t, words);
		}
	}
	make_add(l->arena, r->checked, "title", title);
}

static bool is_same_string(const struct json *a, const struct json *b) {
	return a->type == JSON_STRING && b->type == JSON_STRING && str_eq(a->str, b->str);
}

/* What its requests are set in that do not say it: a language, or two. */
static void check_report_language(struct loading *l, struct report *r) {
	const struct json *language = json_lookup(r->file.table, "language");
	struct param_check check = { .arena = l->arena, .source = &r->file.source };
	struct json *declaration = make_object(l->arena);
	if (language == NULL) {
		return;
	}
	put_string(l, declaration, "type", language->type == JSON_ARRAY ? "language[]" : "language");
	if (language->type == JSON_ARRAY && (language->count != 2 || is_same_string(language->first, language->first->next))) {
		err_hint(mistake(&r->file.source, language, "language", "language must be one language, or a list of two"),
		         "language = { \"en\", \"fr\" } makes a bilingual edition");
	} else if (param_value(&check, declaration, language, "language") != NULL) {
		make_add(l->arena, r->checked, "language", language);
	}
}

static void check_report_template(struct loading *l, struct report *r) {
	const char *template = loading_needed_string(l, &r->file, r->file.table, "", "template", r->keys);
	if (template == NULL) {
		return;
	}
	check_template_name(l, &r->file, json_lookup(r->file.table, "template"), "template");
	put_string(l, r->checked, "template", template);
}

/* One of two words, if it is given. */
static void check_report_choice(struct loading *l, struct report *r, const char *key, const char *first, const char *second) {
	const struct json *value = json_lookup(r->file.table, key);
	if (value == NULL) {
		return;
	}
	if (value->type != JSON_STRING || (!str_eq(value->str, first) && !str_eq(value->str, second))) {
		mistake(&r->file.source, value, key, "%s must be \"%s\" or \"%s\"", key, first, second);
		return;
	}
	put_string(l, r->checked, key, value->str);
}

static void check_report_params(struct loading *l, struct report *r) {
	struct param_check check = { .arena = l->arena, .words = l->words, .source = &r->file.source };
	const struct json *params = loading_object(l, &r->file, json_lookup(r->file.table, "params"), "params");
	struct json *right = make_object(l->arena);
	for (const struct json *p = params->first; p != NULL; p = p->next) {
		const char *path = mistake_path(l->arena, "params", p->key);
		if (!loading_name_fits(p->key)) {
			mistake_key(&r->file.source, p, path, "'%s' is no name for a parameter", p->key);
		}
		if (param_declaration(&check, p, path)) {
			make_add(l->arena, right, p->key, p);
		}
	}
	if (right->count == params->count) {
		condition_declarations(&check, params, "params");
	}
	r->params = params;
	make_add(l->arena, r->checked, "params", right);
}

/* `countries = "$countries"` in a section's entry: the report's own parameter. */
static void bind_param(struct loading *l, struct report *r, const struct json *declared, const struct json *value,
                       const char *path, struct json *bound) {
	struct json *binding = make_object(l->arena);
	if (value->type != JSON_STRING || *value->str != '$') {
		struct param_check check = { .arena = l->arena, .words = l->words, .source = &r->file.source };
		if (param_value(&check, declared, value, path) != NULL) {
			make_add(l->arena, binding, "value", value);
			make_add(l->arena, bound, value->key, binding);
		}
		return;
	}
	const struct json *own = json_lookup(r->params, value->str + 1);
	if (own == NULL) {
		mistake_hint(mistake(&r->file.source, value, path, "the report declares no parameter '%s'", value->str + 1),
		             value->str + 1, mistake_names(l->arena, r->params));
		return;
	}
	const char *from = json_str(own, "type", ""), *to = json_str(declared, "type", "");
	if (*from != '\0' && !param_fits(own, declared)) {
		mistake(&r->file.source, value, path, "the report's parameter '%s' is of type %s, the section's '%s' of type %s", own->key,
		        from, declared->key, to);
		return;
	}
	put_string(l, binding, "param", own->key);
	make_add(l->arena, bound, value->key, binding);
}

static struct json *bind_params(struct loading *l, struct report *r, const struct json *entry, const struct json *plugin,
                                const char *path) {
	struct json *bound = make_object(l->arena);
	const struct json *params = json_lookup(plugin, "params");
	for (const struct json *v = entry->type == JSON_OBJECT ? entry->first : NULL; v != NULL; v = v->next) {
		const char *where = mistake_path(l->arena, path, v->key);
		const struct json *declared = json_lookup(params, v->key);
		if (str_eq(v->key, "1") || str_eq(v->key, "id")) {
			continue;
		}
		if (declared == NULL) {
			mistake_hint(mistake_key(&r->file.source, v, where, "the section \"%s\" has no parameter '%s'", plugin->key, v->key),
			             v->key, mistake_names(l->arena, params));
			continue;
		}
		bind_param(l, r, declared, v, where, bound);
	}
	return bound;
}

/* { "regional", id = "south", regions = "$regions" }: the plugin's name; NULL where the entry is none. */
static const struct json *entry_plugin(const struct json *entry) {
	const struct json *name = entry->type == JSON_STRING ? entry
	                        : entry->type == JSON_OBJECT ? json_lookup(entry, "1")
	                        : entry->type == JSON_ARRAY && entry->count == 1 ? entry->first : NULL;
	return name != NULL && name->type == JSON_STRING ? name : NULL;
}

/* An entry without an id of its own is called as its plugin; the second one with "-2". */
static const char *entry_id(struct loading *l, struct report *r, const struct json *entry, const char *plugin, const char *path,
                            struct map *ids) {
	const char *own = loading_string(l, &r->file, entry, path, "id");
	if (own != NULL && (!loading_name_fits(own) || map_lookup(ids, own) != NULL)) {
		mistake(&r->file.source, json_lookup(entry, "id"), path, map_lookup(ids, own) != NULL ? "the id \"%s\" is taken by another section"
		        : "\"%s\" is no id: it takes lower-case letters, digits and '-', a letter first", own);
	}
	const char *id = own != NULL ? own : plugin;
	for (int n = 2; own == NULL && map_lookup(ids, id) != NULL; n++) {
		id = arena_printf(l->arena, "%s-%d", plugin, n);
	}
	map_put(ids, id, r);
	return id;
}

static void check_entry(struct loading *l, struct report *r, const struct json *entry, const char *path, struct map *ids,
                        struct json *sections) {
	const struct json *name = entry_plugin(entry);
	if (name == NULL) {
		err_hint(mistake(&r->file.source, entry, path, "%s names no section", path), "for example { \"regional\", regions = \"$regions\" }");
		return;
	}
	const struct json *plugin = json_lookup(l->plugins, name->str);
	if (plugin == NULL && map_lookup(l->left_out, name->str) != NULL) {
		mistake(&r->file.source, name, path, "it has the plugin \"%s\" as a section, which has mistakes", name->str)->follows = true;
		return;
	}
	if (plugin == NULL) {
		struct err *err = mistake(&r->file.source, name, path, "there is no plugin \"%s\"", name->str);
		mistake_hint(err, name->str, mistake_names(l->arena, l->plugins));
		err->follows = l->lacks_folder;
		return;
	}
	if (json_lookup(plugin, "build") == NULL) {
		mistake(&r->file.source, name, path, "the plugin \"%s\" is no section: it has no build", name->str);
		return;
	}
	struct json *section = make_object(l->arena);
	put_string(l, section, "plugin", name->str);
	put_string(l, section, "id", entry_id(l, r, entry, name->str, path, ids));
	make_add(l->arena, section, "params", bind_params(l, r, entry, plugin, path));
	make_add(l->arena, sections, NULL, section);
}

static void check_report_sections(struct loading *l, struct report *r) {
	const struct json *entries = json_lookup(r->file.table, "sections");
	struct json *sections = make_array(l->arena);
	struct map *ids = map_new();
	if (entries == NULL || entries->type != JSON_ARRAY || entries->count == 0) {
		struct err *err = mistake(&r->file.source, entries != NULL ? entries : r->file.table, "sections", "sections must be a list of at least one section");
		err_hint(err, "for example sections = { { \"frameworks\", countries = \"$countries\" }, { \"sources\" } }");
		err->follows = entries == NULL && mistake_misspells(r->file.table, "sections", r->keys);
		entries = NULL;
	}
	size_t i = 1;    /* as Lua counts */
	for (const struct json *entry = entries != NULL ? entries->first : NULL; entry != NULL; entry = entry->next, i++) {
		check_entry(l, r, entry, mistake_item(l->arena, "sections", i), ids, sections);
	}
	map_free(ids);
	make_add(l->arena, r->checked, "sections", sections);
}

/* After the sections, which it names. */
static void check_report_material(struct loading *l, struct report *r) {
	const struct json *material = json_lookup(r->file.table, "material"), *sections = json_lookup(r->checked, "sections");
	const struct json *entries = json_lookup(r->file.table, "sections");
	bool lacks_one = entries == NULL || sections->count < entries->count;    /* which has a mistake of its own */
	const char *ids[64] = { NULL };
	size_t n = 0, i = 1;
	if (material == NULL) {
		return;
	}
	for (const struct json *s = sections->first; s != NULL && n + 1 < sizeof(ids) / sizeof(*ids); s = s->next) {
		ids[n++] = json_str(s, "id", "");
	}
	if (material->type != JSON_ARRAY || material->count == 0) {
		err_hint(mistake(&r->file.source, material, "material", "material must be a list of the ids of sections"), "leave it out for all sections");
		return;
	}
	for (const struct json *v = material->first; v != NULL; v = v->next, i++) {
		const char *path = mistake_item(l->arena, "material", i), *const *id = ids;
		while (v->type == JSON_STRING && *id != NULL && !str_eq(*id, v->str)) {
			id++;
		}
		if (v->type != JSON_STRING) {
			mistake(&r->file.source, v, path, "%s must be a section's id (a string)", path);
		} else if (*id == NULL) {
			struct err *err = mistake(&r->file.source, v, path, "the report has no section \"%s\"", v->str);
			mistake_hint(err, v->str, ids);
			err->follows = lacks_one;
		}
	}
	make_add(l->arena, r->checked, "material", material);
}

static void check_report_policy(struct loading *l, struct report *r) {
	static const char *const policies[] = { "fail", "gap", "last-good", NULL };
	const char *policy = loading_string(l, &r->file, r->file.table, "", "on_section_error");
	const struct json *at = json_lookup(r->file.table, "on_section_error");
	if (policy != NULL && !str_eq(policy, "fail") && !str_eq(policy, "gap") && !str_eq(policy, "last-good")) {
		mistake_hint(mistake(&r->file.source, at, "on_section_error", "on_section_error: \"%s\" is none of its values", policy),
		             policy, policies);
	}
	put_string(l, r->checked, "on_section_error", policy != NULL ? policy : "fail");
}

static void check_report_limits(struct loading *l, struct report *r) {
	static const char *const keys[] = { "blocks", "depth", "images", "memory_mb", "output_mb", "pages", "report_seconds", "section_seconds", NULL };
	const struct json *limits = loading_object(l, &r->file, json_lookup(r->file.table, "limits"), "limits");
	loading_known_keys(l, &r->file, limits, "limits", keys);
	for (const struct json *v = limits->first; v != NULL; v = v->next) {
		bool is_time = str_suffix(v->key, "_seconds");
		if (v->type != JSON_NUMBER || v->number <= 0 || (!is_time && !v->is_int)) {
			mistake(&r->file.source, v, mistake_path(l->arena, "limits", v->key), "limits.%s must be a %s above 0", v->key,
			        is_time ? "number" : "whole number");
		}
	}
	make_add(l->arena, r->checked, "limits", limits);
}

static void read_report(struct loading *l, const char *path, const char *name, void *ctx) {
	struct report r = { .name = name, .checked = make_object(l->arena), .keys = loading_key_names(l, report_keys) };
	(void)ctx;
	if (!loading_open(l, path, LOAD_REPORT, NULL, &r.file)) {
		return;
	}
	if (r.file.table->type != JSON_OBJECT) {
		mistake(&r.file.source, r.file.table, "", "a report's file must return a table with its name, title, template and sections");
		return;
	}
	loading_known_keys(l, &r.file, r.file.table, "", r.keys);
	check_report_name(l, &r);
	check_report_language(l, &r);
	check_report_template(l, &r);
	check_report_choice(l, &r, "notes", "foot", "end");
	check_report_choice(l, &r, "paragraphs", "plain", "numbered");
	check_report_params(l, &r);
	check_report_title(l, &r);
	check_report_sections(l, &r);
	check_report_material(l, &r);
	check_report_policy(l, &r);
	check_report_limits(l, &r);
	const char *summary = loading_string(l, &r.file, r.file.table, "", "summary");
	if (summary != NULL) {
		put_string(l, r.checked, "summary", summary);
	}
	if (!loading_is_bad(l, &r.file)) {
		make_add(l->arena, l->reports, name, r.checked);
	}
}

/* "briefing", or the first there is. */
static const char *default_template(const struct loading *l) {
	static const char usual[] = "briefing";
	return json_lookup(l->templates, usual) != NULL || l->templates->count == 0 ? usual : l->templates->first->key;
}

bool report_of_case(struct loading *l, const struct loaded *file, const struct json *entry, const char *path,
                    const struct json *plugin, const char *name) {
	struct report r = {
		.file = *file, .name = name, .checked = make_object(l->arena), .params = make_object(l->arena), .keys = loading_key_names(l, report_keys),
	};
	struct json *table = make_object(l->arena), *alone = make_array(l->arena), *uses = make_array(l->arena);
	size_t before = l->problems.n + l->problems.dropped;
	const char *template = json_str(entry, "template", NULL);

	if (template != NULL) {
		check_template_name(l, file, json_lookup(entry, "template"), path);
	}
	make_add(l->arena, alone, NULL, make_string(l->arena, json_str(plugin, "name", "")));
	make_add(l->arena, uses, NULL, make_string(l->arena, json_str(plugin, "name", "")));
	make_add(l->arena, table, "sections", json_lookup(entry, "sections") != NULL ? json_lookup(entry, "sections") : alone);
	r.file.table = table;
	put_string(l, r.checked, "name", name);
	put_string(l, r.checked, "title", json_str(entry, "name", ""));
	put_string(l, r.checked, "template", template != NULL ? template : default_template(l));
	make_add(l->arena, r.checked, "params", r.params);
	if (json_lookup(plugin, "build") != NULL) {
		check_report_sections(l, &r);
	} else {
		make_add(l->arena, r.checked, "sections", make_array(l->arena));
	}
	make_add(l->arena, r.checked, "uses", uses);
	check_report_policy(l, &r);
	check_report_limits(l, &r);
	make_add(l->arena, l->reports, name, r.checked);
	return l->problems.n + l->problems.dropped == before;
}

static void want_parts(struct loading *l, const char *path, const char *name, void *ctx) {
	struct err err = ERR_INIT;
	const char *text;
	size_t len;
	const struct json *report = load_file(l->arena, path, LOAD_REPORT, PARTS_NOW, &text, &len, &err);
	const struct json *sections = report != NULL ? json_lookup(report, "sections") : NULL;
	(void)name;
	(void)ctx;
	if (report == NULL) {
		return;
	}
	loading_want(l->wanted_templates, json_str(report, "template", ""));
	for (const struct json *entry = sections != NULL ? sections->first : NULL; entry != NULL; entry = entry->next) {
		const struct json *plugin = entry_plugin(entry);
		if (plugin != NULL) {
			loading_want(l->wanted_plugins, plugin->str);
		}
	}
}

void reports_want(struct loading *l, const struct json *folders, const char *report) {
	struct map *one = map_new();
	loading_want(one, report);
	loading_each(l, folders, ".lua", "reports", one, want_parts, NULL);
	map_free(one);
}

void reports_load(struct loading *l, const struct json *folders) {
	loading_each(l, folders, ".lua", "reports", l->wanted_reports, read_report, NULL);
}

/* ---- schedules ---- */

const struct report_key schedule_keys[] = {
	{ "calendar", "calendar = \"NAME\"", "Which days are off, from calendars.lua; without it, Saturdays and Sundays, where off_days or working_day ask." },
	{ "catch_up", "catch_up = \"skip\" | \"latest\" | \"all\"", "What becomes of runs that were missed by more than a minute, because nothing ran: none is "
	  "made up for, the latest (the default), or all of them, within window_hours and catch_up_max." },
	{ "catch_up_max", "catch_up_max = 100", "So many missed runs at most are made up for, the latest; 1000 can be asked for." },
	{ "cron", "cron = \"30 7 * * mon-fri\"", "When: minute, hour, day of month, month, weekday, each with lists, ranges, steps and names; L (the last day), L-3, "
	  "15W (the weekday nearest to the 15th), LW, fri#3 and friL (the third and last Friday); or @hourly, @daily, @weekly, @monthly, @yearly." },
	{ "deliver", "deliver = { \"TARGET\", … }", "Where what is issued goes (`sitrep help targets`), as in a request." },
	{ "enabled", "enabled = false", "Switched off; when it is switched on again, it begins anew from then." },
	{ "ends", "ends = \"YYYY-MM-DD\"", "The last day on which it fires." },
	{ "issue_when", "issue_when = \"always\" | \"changed\"", "changed: an edition is issued only when something that matters changed since the one "
	  "before (`material` in a report's definition); else the run is skipped, and `sitrep status` says why." },
	{ "jitter_seconds", "jitter_seconds = 300", "Each run waits for a time up to this, always the same for that run, and never beyond the next one: so that "
	  "not all begin at once." },
	{ "late_minutes", "late_minutes = 30", "A run that is not issued so long after it was due is late, which those in notify are told." },
	{ "name", "name = \"NAME\"", "What it is called: its runs are NAME-YYYY-MM-DD." },
	{ "notify", "notify = { \"TARGET\", … }", "Who is told when a run finally fails, is late, or was missed." },
	{ "off_days", "off_days = \"skip\" | \"previous\" | \"next\"", "What becomes of a run on a day off: it is not made (the default where there is a calendar), or "
	  "at the same time of the working day before or after, at most 28 days away. Runs that fall together are one." },
	{ "overlap", "overlap = \"skip\" | \"queue_one\" | \"queue_all\"", "A run is due and the one before is not over: it is passed over (the default), waits if no other "
	  "does, or waits. Runs that catch_up = \"all\" makes up for always wait." },
	{ "period", "period = \"since last\" | \"previous day\" | … \"week\", \"month\", \"quarter\", \"year\" | { days = 14 }",
	  "The days that a run covers, ctx.period in a plugin: from the run before to the day before it (the default), the last whole week from Monday to "
	  "Sunday and so on, or so many days before it." },
	{ "request", "request = { report = \"NAME\", … }", "What is asked for, as a file in the inbox would. as_of is the day it fires, period the days it covers, "
	  "unless they are given." },
	{ "series", "series = \"NAME\"", "Whose editions its runs are (the schedule's own): they are numbered, and compared with the one before. Runs of a draft are none." },
	{ "starts", "starts = \"YYYY-MM-DD\"", "The first day on which it fires." },
	{ "timezone", "timezone = \"Europe/Brussels\"", "Whose clock and calendar; else the configured one." },
	{ "window_hours", "window_hours = 24", "How long ago a missed run may have been to be made up for." },
	{ "working_day", "working_day = 3 | -1 | { 1, 11 }", "Only on the third working day of the month, the last one, the first and the eleventh. cron says the time, and "
	  "may say the months." },
	{ NULL, NULL, NULL }
};

/* The line of at; *line is that of the schedule before it, whose offset is *from: they are read in order. */
static int line_of(const struct loaded *file, const struct json *at, size_t *from, int *line) {
	for (; *from < at->offset && *from < file->source.len; ++*from) {
		*line += file->source.text[*from] == '\n';
	}
	return *line;
}

/* Lua has one empty table: {} for what is an object in a request is meant as an empty one. */
static const struct json *plain_request(struct loading *l, const struct json *request) {
	static const char *const objects[] = { "data", "output", "params" };
	struct json *plain = make_object(l->arena);

	for (const struct json *v = request->first; v != NULL; v = v->next) {
		bool is_object = false;
		for (size_t i = 0; i < sizeof(objects) / sizeof(*objects); i++) {
			is_object = is_object || str_eq(v->key, objects[i]);
		}
		bool is_empty = v->type == JSON_ARRAY && v->count == 0;
		make_add(l->arena, plain, v->key, is_object && is_empty ? make_object(l->arena) : v);
	}
	return plain;
}

/* A schedule is a series of its name, unless it says another; a draft is of none. */
static void add_series(struct loading *l, const struct json *schedule, const struct json *request, struct json *own) {
	const char *name = json_str(schedule, "name", NULL);

	if (json_lookup(request, "series") == NULL && json_lookup(schedule, "series") == NULL && name != NULL && !json_bool(request, "draft", false)) {
		make_add(l->arena, own, "series", make_string(l->arena, name));
	}
}

/* What a schedule says of its targets and its series is said of each of its requests, where it is checked. */
static const struct json *whole_request(struct loading *l, const struct loaded *file, const struct json *schedule, const char *path,
                                       const struct json *request) {
	static const char *const keys[] = { "deliver", "issue_when", "notify", "series" };
	struct json *own = make_object(l->arena);
	const struct json *late = json_lookup(schedule, "late_minutes");

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const struct json *list = json_lookup(schedule, keys[i]);
		if (list != NULL && json_lookup(request, keys[i]) != NULL) {
			mistake(&file->source, list, path, "%s.%s is said by its request, too: take one of them out", path, keys[i]);
		} else if (list != NULL) {
			make_add(l->arena, own, keys[i], list);
		}
	}
	if (late != NULL && (late->type != JSON_NUMBER || late->number <= 0 || late->number > 366 * 24 * 60)) {
		mistake(&file->source, late, path, "%s.late_minutes must be a number of minutes, a year at most", path);
	} else if (late != NULL && json_lookup(schedule, "notify") == NULL && json_lookup(request, "notify") == NULL) {
		err_hint(mistake(&file->source, late, path, "%s.late_minutes is of use only to those who are told", path), "notify = { \"…\" }");
	}
	add_series(l, schedule, request, own);
	return own->count > 0 ? make_over(l->arena, request, own) : request;
}

static void check_schedule(struct loading *l, const struct loaded *file, const struct json *schedule, const char *path, int line,
                           struct map *names) {
	size_t before = l->problems.n + l->problems.dropped;
	if (schedule->type != JSON_OBJECT) {
		err_hint(mistake(&file->source, schedule, path, "%s must be a table, not %s", path, json_type_name(schedule->type)),
		         "for example { name = \"weekly\", cron = \"0 7 * * mon\", timezone = \"Europe/Brussels\", request = { report = \"…\" } }");
		return;
	}
	/* What firing needs is checked by service/schedule.h, which acts on it. */
	const char *const *keys = loading_key_names(l, schedule_keys);
	loading_known_keys(l, file, schedule, path, keys);
	const char *name = loading_needed_string(l, file, schedule, path, "name", keys);
	const struct json *request = json_lookup(schedule, "request"), *enabled = json_lookup(schedule, "enabled");
	timing_check(l, file, schedule, path);
	if (enabled != NULL && enabled->type != JSON_BOOL) {
		mistake(&file->source, enabled, path, "%s.enabled must be true or false, not %s", path, json_type_name(enabled->type));
	}
	if (name != NULL && (!loading_name_fits(name) || map_lookup(names, name) != NULL)) {
		mistake(&file->source, json_lookup(schedule, "name"), path,
		        map_lookup(names, name) != NULL ? "a second schedule is called \"%s\""
		                                        : "\"%s\" is no name: it takes lower-case letters, digits and '-', a letter first",
		        name);
	}
	if (request == NULL || request->type != JSON_OBJECT) {
		mistake(&file->source, request != NULL ? request : schedule, path, "%s.request must be a table, as a request file is", path)->follows =
			request == NULL && mistake_misspells(schedule, "request", keys);
	}
	const struct json *whole = request != NULL && request->type == JSON_OBJECT ? whole_request(l, file, schedule, path, plain_request(l, request)) : NULL;
	bool is_bad = l->problems.n + l->problems.dropped > before;
	if (name == NULL || whole == NULL) {
		return;
	}
	struct json *checked = make_object(l->arena);
	map_put(names, name, l);
	for (const struct json *v = schedule->first; v != NULL; v = v->next) {
		make_add(l->arena, checked, v->key, v == request ? whole : v);
	}
	put_string(l, checked, "_file", file->path);
	make_add(l->arena, checked, "_line", make_int(l->arena, line));
	if (is_bad) {
		make_add(l->arena, checked, "_bad", make_int(l->arena, 1));    /* until its request is checked, too */
	}
	make_add(l->arena, l->schedules, NULL, checked);
}

void schedules_load(struct loading *l, const char *path) {
	struct loaded file;
	if (!file_exists(path) || !loading_open(l, path, LOAD_SCHEDULES, NULL, &file)) {
		return;
	}
	if (file.table->type != JSON_ARRAY) {
		mistake(&file.source, file.table, "", "the schedules must be a list of tables");
		return;
	}
	struct map *names = map_new();
	size_t i = 1, from = 0;
	int line = 1;
	for (const struct json *s = file.table->first; s != NULL; s = s->next, i++) {
		check_schedule(l, &file, s, arena_printf(l->arena, "schedules[%zu]", i), line_of(&file, s, &from, &line), names);
	}
	map_free(names);
}
