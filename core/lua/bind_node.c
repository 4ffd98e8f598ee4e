#include "lua/bind_node.h"

#include <ctype.h>
#include <lauxlib.h>
#include <string.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "lua/bind.h"
#include "lua/host.h"
#include "lua/opts.h"
#include "lua/plugin.h"
#include "lua/state.h"

struct bind_section *bind_section_of(lua_State *L, const char *name) {
	struct bind_section **section = luaL_testudata(L, 1, BIND_DOC_TYPE);
	if (!section) {
		luaL_error(L, "doc.%s is called with a colon: doc:%s(…)", name, name);
	}
	if (!(*section)->build) {
		luaL_error(L, "doc:%s: doc can be written only while this section is built", name);
	}
	int line;
	const struct state_source *where = state_where(L, &line);
	const struct plugin *plugin = (*section)->scope.plugin;
	build_origin((*section)->build, plugin->name, (*section)->is->id, where ? where->path : plugin->source.path, line);
	record_call(&(*section)->record, L, name);
	return *section;
}

/* The byte at a line and column of text, which counts characters. */
static size_t offset_of(const char *text, int line, int col) {
	const char *p = text;
	for (; line > 1 && strchr(p, '\n'); line--) {
		p = strchr(p, '\n') + 1;
	}
	for (; col > 1 && *p; col--) {
		do {
			p++;
		} while (((unsigned char)*p & 0xC0) == 0x80);
	}
	return (size_t)(p - text);
}

/* The request's file that holds the text, and where in it; NULL: it came in none. */
static const struct host_attachment *file_of(const struct bind_section *section, const char *text, size_t *offset) {
	size_t len = strlen(text);
	for (size_t i = 0; i < section->scope.job->file_count && len > 0; i++) {
		const struct host_attachment *file = &section->scope.job->files[i];
		const char *at = str_eq(host_file_kind(file->name), "image") ? NULL : memmem(file->p, file->len, text, len);
		if (at) {
			*offset = (size_t)(at - file->p);
			return file;
		}
	}
	return NULL;
}

void bind_refuse_file(lua_State *L, const struct bind_section *section, int idx) {
	size_t len = 0, bad, offset;
	const char *text = lua_type(L, idx) == LUA_TSTRING ? lua_tolstring(L, idx, &len) : NULL;
	const struct host_attachment *file = text && !utf8_valid(text, len, &bad) ? file_of(section, text, &offset) : NULL;
	if (file && strlen(text) == len) {
		struct err err;
		err_set(&err, ERR_INPUT, "the byte 0x%02X is no UTF-8", (unsigned char)text[bad]);
		err_hint(&err, "save the file as UTF-8");
		err_at_offset(&err, file->p, file->len, offset + bad);
		err_at_file(&err, file->name);
		state_raise(L, &err);
	}
}

/* Move err, whose place is in text, to the file that it came in. */
static bool place_in_file(const struct bind_section *section, const char *text, struct err *err) {
	size_t offset;
	const struct host_attachment *file = text && err->at.line > 0 ? file_of(section, text, &offset) : NULL;
	if (!file) {
		return false;
	}
	err_at_offset(err, file->p, file->len, offset + offset_of(text, err->at.line, err->at.col));
	err_at_file(err, file->name);
	err->code = ERR_INPUT;
	return true;
}

/* Whether a string of value is text. */
static bool says(const struct json *value, const char *text) {
	if (value == NULL || value->type == JSON_STRING) {
		return value != NULL && str_eq(value->str, text);
	}
	bool is_said = false;
	for (const struct json *v = value->type == JSON_OBJECT || value->type == JSON_ARRAY ? value->first : NULL; v != NULL && !is_said; v = v->next) {
		is_said = says(v, text);
	}
	return is_said;
}

bool bind_let_stand(void *ctx, const char *text, const struct err *err) {
	struct bind_section *section = ctx;
	struct err warning = *err;
	const char *key = NULL;
	bool is_placed = place_in_file(section, text, &warning);
	for (const struct json *v = section->is->params && !is_placed ? section->is->params->first : NULL; v && !key; v = v->next) {
		key = says(v, text) ? json_str(section->is->keys, v->key, NULL) : NULL;
	}
	if (!is_placed && !key && !says(section->scope.job->data, text)) {
		return false;
	}
	if (!is_placed) {
		warning.at = (struct place){ .line = 0 };
		err_at_file(&warning, section->scope.plugin->source.path);
	}
	err_wrap(&warning, "printed as it stands");
	STR_COPY(warning.key, key ? key : "");
	STR_COPY(warning.plugin, section->scope.plugin->name);
	STR_COPY(warning.section, section->is->id);
	*errs_add(section->scope.warnings) = warning;
	return true;
}

/* Raise err, which names a line and column of text, at the place in the file where that text is written, if it can be found. */
static _Noreturn void raise_in_text(lua_State *L, const struct bind_section *section, const char *where, const char *text, const struct plugin_text *prose,
                                    struct err *err) {
	int line, text_line = err->at.line, text_col = err->at.col;
	const struct state_source *source = state_where(L, &line);
	if (prose) {
		size_t offset = offset_of(text, text_line, text_col);
		bind_message_place(L, prose, BIND_PROSE_VALUES, offset, err);
		err_wrap(err, "text '%s'", prose->key);
		state_raise(L, err);
	}
	if (place_in_file(section, text, err)) {
		state_raise(L, err);
	}
	const char *in = text + offset_of(text, text_line, 1);
	size_t len = strcspn(in, "\n");
	const char *at = source && len > 3 ? memmem(source->text, source->len, in, len) : NULL;
	if (at && !memmem(at + 1, source->len - (size_t)(at + 1 - source->text), in, len)) {
		size_t offset = (size_t)(at - source->text) + offset_of(in, 1, text_col);
		err_at_offset(err, source->text, source->len, offset);
		err_at_file(err, source->path);
	} else {
		err->at = (struct place){ .line = 0 };
		err->source[0] = '\0';
	}
	err_wrap(err, "%s", where);
	state_raise(L, err);
}

/* Raise err of the builder. */
static _Noreturn void raise_build(lua_State *L, const char *where, struct err *err) {
	err->at = (struct place){ .line = 0 };
	err_wrap(err, "%s", where);
	state_raise(L, err);
}

struct node *bind_open(lua_State *L, struct bind_section *section, enum node_kind kind, const char *id, const char *where) {
	struct err err = ERR_INIT;
	struct node *node = build_open(section->build, kind, id, &err);
	if (!node) {
		raise_build(L, where, &err);
	}
	return node;
}

void bind_inlines(lua_State *L, struct bind_section *section, const char *markdown, const char *where) {
	struct err err = ERR_INIT;
	if (!build_inlines(section->build, markdown, &err)) {
		raise_in_text(L, section, where, markdown, NULL, &err);
	}
}

void bind_blocks(lua_State *L, struct bind_section *section, const char *markdown, const struct plugin_text *prose,
                       const char *where) {
	struct err err = ERR_INIT;
	state_charge(L, strlen(markdown));
	size_t len = strlen(markdown);
	for (size_t i = 0; i < section->scope.job->file_count && !prose; i++) {
		const struct host_attachment *file = &section->scope.job->files[i];
		if (file->len == len && memcmp(file->p, markdown, len) == 0) {
			build_from_file(section->build, file->name, 1);
		}
	}
	if (!build_blocks(section->build, markdown, 1, &err)) {
		raise_in_text(L, section, where, markdown, prose, &err);
	}
}

void bind_words(lua_State *L, struct bind_section *section, enum node_kind kind, const char *markdown, const char *where) {
	bind_open(L, section, kind, NULL, where);
	bind_inlines(L, section, markdown, where);
	build_close(section->build);
}

void bind_place(lua_State *L, struct node *node, int opts, const char *where) {
	static const char *const places[] = { "here", "top", "bottom", "page", "auto", NULL };
	node->place = (unsigned char)(PLACE_HERE + opt_choice(L, opts, where, "place", places, PLACE_UNSAID - PLACE_HERE));
	node->is_landscape = opt_boolean(L, opts, "landscape", false);
	if ((node->place > PLACE_HERE || node->is_landscape) && node->parent->kind != NODE_SECTION) {
		opt_raise(L, where, "write it before or after them", "what stands in a %s can neither float nor be on a page of its own",
		          node_kind_name(node->parent->kind));
	}
}

void bind_caption(lua_State *L, struct bind_section *section, int opts, const char *where) {
	const char *caption = opt_text(L, opts, where, "caption");
	if (caption) {
		bind_open(L, section, NODE_CAPTION, NULL, where);
		bind_inlines(L, section, caption, where);
		build_close(section->build);
	}
}

const char *bind_spaced(lua_State *L, const char *unit) {
	struct state *state = state_of(L);
	bool is_percent = str_prefix(unit, "%") || str_prefix(unit, "‰");
	bool is_close = is_percent && str_eq(label_text(state_lang(state), LABEL_PERCENT), "{n}%");
	return arena_printf(state_arena(state), "%s%s", is_close ? "" : "\u00A0", unit);
}

const char *bind_unit(lua_State *L, int opts, const char *where, const char *name) {
	const char *unit = opt_plain(L, opts, where, name);
	if (!unit || !*unit) {
		return NULL;
	}
	if (isspace((unsigned char)*unit) || str_prefix(unit, "\u00A0") || str_prefix(unit, "\u202F")) {
		opt_raise(L, where, "the space that the language wants is set before it", "%s is \"%.40s\": it begins with a space", name, unit);
	}
	return bind_spaced(L, unit);
}
