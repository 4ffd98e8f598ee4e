/* plugin_library: definitions for lua-language-server: what the engine gives plugins, and what data plugins do. */
#include <stdio.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/manual.h"
#include "cli/command.h"
#include "cli/methods.h"
#include "cli/plugin.h"
#include "cli/say.h"

/* A Lua name for the plugin: '-' is none. */
static void add_name(struct buf *out, const char *plugin) {
	for (; *plugin != '\0'; plugin++) {
		buf_addc(out, *plugin == '-' ? '_' : *plugin);
	}
}

struct defining {
	struct buf *out;
	const char *plugin;
};

static void define_method(void *ctx, const char *call, const char *comment) {
	const struct defining *d = ctx;
	buf_addc(d->out, '\n');
	while (*comment != '\0') {
		size_t n = strcspn(comment, "\n");
		buf_addf(d->out, "---%.*s\n", (int)n, comment);
		comment += n + (comment[n] == '\n');
	}
	buf_adds(d->out, "function ");
	add_name(d->out, d->plugin);
	buf_addf(d->out, ":%s end\n", call);
}

/* ctx.NAME is there for those that use it; a class may be defined in pieces. */
static void define_plugin(const struct json *plugin, struct buf *out) {
	struct defining d = { out, plugin->key };
	buf_addf(out, "---@meta %s\n--- What the data plugin %s provides to those that use it, as ctx.%s.\n"
	              "--- Made by `sitrep plugin library`, for lua-language-server: not to be edited, and run by nobody.\n\n---@class ctx\n---@field %s? %s\n\n",
	         plugin->key, plugin->key, plugin->key, strchr(plugin->key, '-') != NULL ? "[string]" : plugin->key, plugin->key);
	buf_addf(out, "---%s\n---@class %s\nlocal ", json_str(plugin, "summary", ""), plugin->key);
	add_name(out, plugin->key);
	buf_adds(out, " = {}\n");
	methods_each(json_str(plugin, "dir", ""), define_method, &d);
}

static bool write_file(struct arena *arena, const char *folder, const char *name, const struct buf *text, struct err *err) {
	const char *path = path_join(arena, folder, name);
	if (!file_write(path, text->p, text->len, 0644, err)) {
		return false;
	}
	printf("%s\n", path);
	return true;
}

static bool write_all(struct arena *arena, const struct catalogue *catalogue, const char *folder, struct err *err) {
	struct buf text = BUF_INIT;
	manual_library(&text);
	bool ok = file_mkdirs(folder, 0755, err) && write_file(arena, folder, "sitrep.lua", &text, err);
	for (const struct json *p = catalogue_plugins(catalogue)->first; p != NULL && ok; p = p->next) {
		if (json_lookup(p, "provide") != NULL) {
			buf_reset(&text);
			define_plugin(p, &text);
			ok = write_file(arena, folder, arena_printf(arena, "%s.lua", p->key), &text, err);
		}
	}
	buf_reset(&text);
	ok = ok && manual_globals(&text, err) && write_file(arena, folder, "luacheckrc", &text, err);
	buf_fini(&text);
	return ok;
}

int plugin_library(const struct call *call, const char *folder) {
	struct arena *arena = arena_new();
	struct err err = ERR_INIT;
	int status = EXIT_DONE;
	struct catalogue *catalogue = call_catalogue(call, &status);
	if (catalogue != NULL && !write_all(arena, catalogue, folder, &err)) {
		status = say_failure(&err);
	}
	catalogue_free(catalogue);
	arena_free(arena);
	return status;
}
