/* mistake: see mistake.h. */
#include "catalogue/mistake.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

static struct err *add(const struct mistake_source *source, size_t offset, const char *path, const char *fmt, va_list ap)
	__attribute__((format(printf, 4, 0)));

static struct err *add(const struct mistake_source *source, size_t offset, const char *path, const char *fmt, va_list ap) {
	bool is_full = source->errors->n >= ERRS_MAX;
	struct err *err = errs_add(source->errors);
	if (is_full) {
		memset(err, 0, sizeof(*err));
		return err;
	}
	err_vset(err, source->code, fmt, ap);
	if (source->text != NULL) {
		err_at_offset(err, source->text, source->len, offset);
	}
	err_at_file(err, source->file);
	STR_COPY(err->key, source->is_request ? path : "");
	STR_COPY(err->plugin, source->plugin != NULL ? source->plugin : "");
	return err;
}

struct err *mistake(const struct mistake_source *source, const struct json *at, const char *path, const char *fmt, ...) {
	va_list ap;
	va_start(ap, fmt);
	struct err *err = add(source, at->offset, path, fmt, ap);
	va_end(ap);
	return err;
}

struct err *mistake_key(const struct mistake_source *source, const struct json *at, const char *path, const char *fmt, ...) {
	va_list ap;
	va_start(ap, fmt);
	struct err *err = add(source, at->key != NULL ? at->key_offset : at->offset, path, fmt, ap);
	va_end(ap);
	return err;
}

const char **mistake_names(struct arena *arena, const struct json *object) {
	const char **names = arena_alloc(arena, ((object != NULL ? object->count : 0) + 1) * sizeof(*names));
	size_t n = 0;
	for (const struct json *v = object != NULL ? object->first : NULL; v != NULL; v = v->next) {
		names[n++] = v->key;
	}
	return names;
}

void mistake_hint(struct err *err, const char *word, const char *const *names) {
	if (*err->msg == '\0') {
		return;    /* counted only */
	}
	const char *near = err_nearest(word, names);
	if (near != NULL) {
		err_hint(err, "did you mean \"%s\"?", near);
		return;
	}
	if (names[0] == NULL) {
		return;
	}
	struct buf list = BUF_INIT;
	buf_addf(&list, "known: %s", names[0]);
	for (names++; *names != NULL; names++) {
		if (list.len + strlen(", ") + strlen(*names) + strlen(", …") >= sizeof(err->hint)) {
			buf_adds(&list, ", …");
			break;
		}
		buf_addf(&list, ", %s", *names);
	}
	err_hint(err, "%s", buf_str(&list));
	buf_fini(&list);
}

bool mistake_misspells(const struct json *object, const char *meant, const char *const *names) {
	for (const struct json *v = object->type == JSON_OBJECT ? object->first : NULL; v != NULL; v = v->next) {
		const char *const *name = names;
		while (*name != NULL && !str_eq(*name, v->key)) {
			name++;
		}
		const char *near = *name == NULL ? err_nearest(v->key, names) : NULL;
		if (near != NULL && str_eq(near, meant)) {
			return true;
		}
	}
	return false;
}

const char *mistake_path(struct arena *arena, const char *path, const char *key) {
	return *path != '\0' ? arena_printf(arena, "%s.%s", path, key) : key;
}

const char *mistake_item(struct arena *arena, const char *path, size_t index) {
	return arena_printf(arena, "%s[%zu]", path, index);
}

static bool stands_before(const struct err *a, const struct err *b) {
	if (a->at.line != b->at.line) {
		return b->at.line == 0 || (a->at.line != 0 && a->at.line < b->at.line);
	}
	return a->at.col < b->at.col;
}

/* At most ERRS_MAX of them, nearly in order already. */
void mistake_sort(struct errs *errs) {
	for (size_t i = 1; i < errs->n; i++) {
		struct err e = errs->v[i];
		size_t j = i;
		for (; j > 0 && stands_before(&e, &errs->v[j - 1]); j--) {
			errs->v[j] = errs->v[j - 1];
		}
		errs->v[j] = e;
	}
}

void mistake_write(struct json_out *out, const struct errs *errs) {
	json_begin(out, '[');
	for (size_t i = 0; i < errs->n; i++) {
		const struct err *err = &errs->v[i];
		json_begin(out, '{');
		json_put_str(out, "code", err_code_name(err->code));
		json_put_str(out, "message", err->msg);
		json_put_text(out, "file", err->at.file);
		if (err->at.line > 0) {
			json_put_int(out, "line", err->at.line);
			json_put_int(out, "column", err->at.col);
		}
		json_put_text(out, "key", err->key);
		json_put_text(out, "hint", err->hint);
		json_put_text(out, "source", err->source);
		if (err->source_cut > 0) {
			json_put_int(out, "source_cut", err->source_cut);
		}
		json_put_text(out, "plugin", err->plugin);
		json_put_text(out, "section", err->section);
		json_put_text(out, "from", err->from);
		if (err->follows) {
			json_put_bool(out, "follows", true);
		}
		json_end(out, '}');
	}
	json_end(out, ']');
}

static int count_of(const struct json *object, const char *key) {
	int64_t n = json_int(object, key, 0);
	return n > 0 && n < INT32_MAX ? (int)n : 0;
}

void mistake_read(const struct json *array, struct errs *errs) {
	for (const struct json *e = array->first; e != NULL; e = e->next) {
		struct err *err = errs_add(errs);
		memset(err, 0, sizeof(*err));
		err->code = err_code_parse(json_str(e, "code", ""));
		STR_COPY(err->msg, json_str(e, "message", ""));
		STR_COPY(err->at.file, json_str(e, "file", ""));
		err->at.line = count_of(e, "line");
		err->at.col = count_of(e, "column");
		STR_COPY(err->key, json_str(e, "key", ""));
		STR_COPY(err->hint, json_str(e, "hint", ""));
		STR_COPY(err->source, json_str(e, "source", ""));
		err->source_cut = count_of(e, "source_cut");
		STR_COPY(err->plugin, json_str(e, "plugin", ""));
		STR_COPY(err->section, json_str(e, "section", ""));
		STR_COPY(err->from, json_str(e, "from", ""));
		err->follows = json_bool(e, "follows", false);
	}
}
