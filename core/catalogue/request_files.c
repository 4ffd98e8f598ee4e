/* request_files: whether the files that parameters name came with the request; see request.h. */
#include "base/json.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "catalogue/mistake.h"
#include "catalogue/request.h"

struct looking {
	struct arena *arena;
	const char *const *files;
	struct mistake_source source;
	const struct json *root;
};

static void look_at(struct looking *l, const struct json *declaration, const struct json *value, const struct json *at, const char *path);

static bool is_there(const struct looking *l, const char *name) {
	const char *const *file = l->files;
	while (*file != NULL && !str_eq(*file, name)) {
		file++;
	}
	return *file != NULL;
}

static void look_at_file(struct looking *l, const struct json *value, const struct json *at, const char *path) {
	if (value->type == JSON_STRING && !is_there(l, value->str)) {
		struct err *err = mistake(&l->source, at, path, "%s: no file \"%s\" came with the request", path, value->str);
		if (l->files[0] == NULL) {
			err_hint(err, "a request with files is a folder: request.json, and what belongs to it");
		} else {
			mistake_hint(err, value->str, l->files);
		}
	}
}

/* Items and what was written for them go side by side. */
static void look_at_items(struct looking *l, const struct json *of, const struct json *value, const struct json *at, const char *path) {
	const struct json *raw = at->type == JSON_ARRAY ? at->first : NULL;
	size_t i = 0;
	for (const struct json *v = value->type == JSON_ARRAY ? value->first : NULL; v != NULL; v = v->next, i++) {
		look_at(l, of, v, raw != NULL ? raw : at, mistake_item(l->arena, path, i));
		raw = raw != NULL ? raw->next : NULL;
	}
}

static void look_at(struct looking *l, const struct json *declaration, const struct json *value, const struct json *at, const char *path) {
	const char *type = declaration->type == JSON_STRING ? declaration->str : json_str(declaration, "type", "");
	const struct json *fields = json_lookup(declaration, "fields");
	if (str_eq(type, "file")) {
		look_at_file(l, value, at, path);
	} else if (str_eq(type, "list")) {
		look_at_items(l, json_lookup(declaration, "of"), value, at, path);
	} else if (str_eq(type, "file[]") || str_eq(type, "table[]")) {
		struct json item = *declaration, kind = { .type = JSON_STRING, .key = "type", .str = str_eq(type, "file[]") ? "file" : "table" };
		kind.next = declaration->first;          /* the first of a name is found */
		item.first = &kind;
		look_at_items(l, &item, value, at, path);
	}
	for (const struct json *f = str_eq(type, "table") && fields != NULL ? fields->first : NULL; f != NULL; f = f->next) {
		const struct json *v = json_lookup(value, f->key), *raw = json_lookup(at, f->key);
		if (v != NULL) {
			look_at(l, f, v, raw != NULL ? raw : at, mistake_path(l->arena, path, f->key));
		}
	}
}

/* "params.photo": what the request says there; its root where it is none of it (a default, a report's own value). */
static const struct json *written(const struct looking *l, const char *key) {
	const struct json *v = str_prefix(key, "params.") ? json_lookup(json_lookup(l->root, "params"), key + strlen("params.")) : NULL;
	return v != NULL ? v : l->root;
}

bool request_files(struct arena *arena, const struct catalogue *catalogue, const char *name, const char *text, size_t len,
                   const struct request *request, const char *const *files, struct errs *errors) {
	size_t before = errors->n;
	struct looking l = {
		.arena = arena, .files = files, .root = request->root,
		.source = { .file = name, .text = text, .len = len, .code = ERR_INPUT, .is_request = true, .errors = errors },
	};
	for (size_t i = 0; i < request->section_count; i++) {
		const struct request_section *section = &request->sections[i];
		const struct json *declared = json_lookup(catalogue_plugin(catalogue, section->plugin), "params");
		for (const struct json *p = declared != NULL ? declared->first : NULL; p != NULL; p = p->next) {
			const struct json *value = json_lookup(section->params, p->key);
			const char *key = json_str(section->keys, p->key, p->key);
			if (value != NULL) {
				look_at(&l, p, value, written(&l, key), key);
			}
		}
	}
	return errors->n == before;
}
