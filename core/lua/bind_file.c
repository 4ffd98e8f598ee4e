/* bind_file: the files that came with the request, in its folder. */
#include <lauxlib.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/image.h"
#include "lua/bind.h"
#include "lua/host.h"
#include "lua/sheet.h"
#include "lua/state.h"
#include "lua/value.h"

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

/* Push a list of the cells of a line; how many there are. */
static int push_line(lua_State *L, const struct host_attachment *file, struct sheet *sheet) {
	bool goes_on = true;
	int n = 0;
	lua_newtable(L);
	while (goes_on) {
		const char *begin = sheet->p, *cell;
		size_t len;
		if ((n == SHEET_COLUMNS_MAX && !sheet_fail(sheet, begin, "there are more than %d columns", SHEET_COLUMNS_MAX)) ||
		    !sheet_cell(sheet, &cell, &len, &goes_on)) {
			raise_in_file(L, file, sheet->err);
		}
		lua_pushlstring(L, cell, len);
		lua_rawseti(L, -2, ++n);
	}
	return n;
}

int bind_read_csv(lua_State *L) {
	const struct host_attachment *file = check_file(L, "read_csv");
	struct sheet sheet;
	struct err err = ERR_INIT;
	lua_Integer rows = 0;
	if (!sheet_open(&sheet, state_arena(state_of(L)), file->p, file->len, &err)) {
		raise_in_file(L, file, &err);
	}
	lua_createtable(L, 0, 2);
	int columns = push_line(L, file, &sheet);
	lua_setfield(L, -2, "columns");
	lua_newtable(L);
	while (sheet_next(&sheet)) {
		const char *begin = sheet.p;
		int n = push_line(L, file, &sheet);
		if (n != columns) {
			sheet_miscounted(&sheet, begin, (size_t)n, (size_t)columns);
			raise_in_file(L, file, &err);
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
