/* bind_file: the files that came with the request, in its folder. */
#include <lauxlib.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/image.h"
#include "lua/bind.h"
#include "lua/data.h"
#include "lua/host.h"
#include "lua/state.h"
#include "lua/value.h"

#define CSV_COLUMNS 200

const struct host_attachment *bind_attachment(const struct host_job *job, const char *name) {
	for (size_t i = 0; i < job->file_count; i++) {
		if (str_eq(job->files[i].name, name)) {
			return &job->files[i];
		}
	}
	return NULL;
}

_Noreturn void bind_no_attachment(lua_State *L, const struct host_job *job, const char *name) {
	const char **names = arena_alloc(state_arena(state_of(L)), (job->file_count + 1) * sizeof(*names));
	struct err err;
	for (size_t i = 0; i < job->file_count; i++) {
		names[i] = job->files[i].name;
	}
	err_set(&err, ERR_PLUGIN, "no file '%s' came with the request", name);
	const char *near = err_nearest(name, names);
	if (near) {
		err_hint(&err, "did you mean '%s'?", near);
	} else {
		err_hint(&err, job->file_count ? "ctx.files lists those that came" : "a request in a folder brings the files beside it");
	}
	state_raise(L, &err);
}

static const struct host_attachment *check_file(lua_State *L, const char *fn) {
	const struct bind_scope *scope = lua_touserdata(L, lua_upvalueindex(1));
	if (lua_type(L, 1) == LUA_TTABLE) {
		luaL_error(L, "ctx.%s is called with a dot: ctx.%s(name)", fn, fn);
	}
	const char *name = luaL_checkstring(L, 1);
	const struct host_attachment *file = bind_attachment(scope->job, name);
	if (!file) {
		bind_no_attachment(L, scope->job, name);
	}
	state_charge(L, file->len / 64);
	return file;
}

/* What is wrong is wrong in the requester's file: the place is there. */
static _Noreturn void raise_in_file(lua_State *L, const struct host_attachment *file, struct err *err) {
	err->code = ERR_INPUT;
	err_at_file(err, file->name);
	state_raise(L, err);
}

int bind_read(lua_State *L) {
	const struct host_attachment *file = check_file(L, "read");
	lua_pushlstring(L, file->p, file->len);
	return 1;
}

int bind_read_json(lua_State *L) {
	const struct host_attachment *file = check_file(L, "read_json");
	struct err err = ERR_INIT;
	const struct json *json = json_parse(state_arena(state_of(L)), file->p, file->len, NULL, &err);
	if (!json) {
		raise_in_file(L, file, &err);
	}
	value_push(L, json);
	return 1;
}

/* CSV (RFC 4180), as spreadsheets write it. */

struct csv {
	const struct host_attachment *file;
	const char *p, *end;
	char separator;
	int line;
};

static _Noreturn void raise_csv(lua_State *L, const struct csv *csv, int line, const char *msg) {
	struct err err;
	err_set(&err, ERR_INPUT, "%s", msg);
	err_at(&err, csv->file->name, line, 0);
	raise_in_file(L, csv->file, &err);
}

/* Push the next field; true while the record goes on. */
static bool push_field(lua_State *L, struct csv *csv) {
	struct buf text = BUF_INIT;
	int line = csv->line;
	bool is_quoted = csv->p < csv->end && *csv->p == '"', is_closed = !is_quoted;
	csv->p += is_quoted;
	for (; csv->p < csv->end; csv->p++) {
		char c = *csv->p;
		if (is_quoted && !is_closed && c == '"' && csv->p + 1 < csv->end && csv->p[1] == '"') {
			buf_addc(&text, '"');
			csv->p++;
		} else if (is_quoted && !is_closed && c == '"') {
			is_closed = true;
		} else if (is_closed && (c == csv->separator || c == '\n')) {
			break;
		} else if (!(c == '\r' && is_closed)) {
			csv->line += c == '\n';
			buf_addc(&text, c);
		}
	}
	size_t bad;
	const char *wrong = !is_closed ? "a quote is not closed" : utf8_valid(text.p, text.len, &bad) ? NULL : "the text is no UTF-8";
	const char *kept = arena_strndup(state_arena(state_of(L)), text.p, text.len);
	size_t len = text.len;
	buf_fini(&text);
	if (wrong) {
		raise_csv(L, csv, line, wrong);
	}
	lua_pushlstring(L, kept, len);
	return csv->p < csv->end && *csv->p == csv->separator;
}

/* Push a list of the record's fields; how many there are. */
static int push_record(lua_State *L, struct csv *csv) {
	int n = 0;
	bool goes_on = true;
	lua_newtable(L);
	while (goes_on) {
		if (++n > CSV_COLUMNS) {
			raise_csv(L, csv, csv->line, "the record has more than 200 fields");
		}
		goes_on = push_field(L, csv);
		lua_rawseti(L, -2, n);
		csv->p += goes_on;
	}
	if (csv->p < csv->end) {
		csv->p++;
		csv->line++;
	}
	return n;
}

int bind_read_csv(lua_State *L) {
	const struct host_attachment *file = check_file(L, "read_csv");
	struct csv csv = { .file = file, .p = file->p, .end = file->p + file->len, .line = 1 };
	lua_Integer rows = 0;
	csv.p += file->len >= 3 && memcmp(file->p, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	csv.separator = data_separator(csv.p, csv.end);
	if (memchr(file->p, '\0', file->len)) {
		raise_csv(L, &csv, 1, "the file is no text");
	}
	if (csv.p == csv.end) {
		raise_csv(L, &csv, 1, "the file is empty: its first line names the columns");
	}
	lua_createtable(L, 0, 2);
	int columns = push_record(L, &csv);
	lua_setfield(L, -2, "columns");
	lua_newtable(L);
	while (csv.p < csv.end) {
		int line = csv.line;
		if (*csv.p == '\n' || (*csv.p == '\r' && csv.p + 1 < csv.end && csv.p[1] == '\n')) {
			csv.p += *csv.p == '\r' ? 2 : 1;
			csv.line++;
			continue;
		}
		int n = push_record(L, &csv);
		if (n != columns) {
			raise_csv(L, &csv, line, lua_pushfstring(L, "the record has %d fields; the first line has %d", n, columns));
		}
		lua_rawseti(L, -2, ++rows);
	}
	lua_setfield(L, -2, "rows");
	return 1;
}

const char *host_file_kind(const char *name) {
	static const struct { const char *suffix, *kind; } kinds[] = {
		{ ".csv", "csv" }, { ".json", "json" }, { ".md", "text" }, { ".txt", "text" },
	};
	if (image_is_name(name)) {
		return "image";
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (str_suffix(name, kinds[i].suffix)) {
			return kinds[i].kind;
		}
	}
	return "other";
}

void bind_push_files(lua_State *L, const struct host_job *job) {
	lua_createtable(L, (int)job->file_count, 0);
	for (size_t i = 0; i < job->file_count; i++) {
		lua_createtable(L, 0, 3);
		lua_pushstring(L, job->files[i].name);
		lua_setfield(L, -2, "name");
		lua_pushinteger(L, (lua_Integer)job->files[i].len);
		lua_setfield(L, -2, "size");
		lua_pushstring(L, host_file_kind(job->files[i].name));
		lua_setfield(L, -2, "kind");
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	lib_freeze(L, -1, "ctx.files");
}
