/* plugin_new: a section to begin with: everything that one has, working, and short enough to be read whole. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/plugin.h"
#include "cli/say.h"

/* What is made, below the folder; "~" stands for the plugin's name in paths and texts. */
static const struct { const char *path, *text; } made[] = {
	{ "plugins/~/plugin.lua",
	  "--- What this section is for, in a sentence.\n"
	  "---@type plugin\n"
	  "return {\n"
	  "  name = \"~\", version = \"1.0.0\", api = 1,\n"
	  "  summary = \"Figures in a table, and what they come to\",\n"
	  "  params = {\n"
	  "    least = { type = \"number\", default = 0, min = 0, doc = \"Figures below it are left out\" },\n"
	  "  },\n"
	  "  data = { figures = \"data/figures.json\" },\n"
	  "\n"
	  "  -- Runs first. What it returns is ctx.found in build, and ctx.findings[ID] to the other sections.\n"
	  "  collect = function(ctx)\n"
	  "    local shown, total = {}, 0\n"
	  "    for _, figure in ipairs(ctx.data.figures) do\n"
	  "      if figure.value >= ctx.params.least then\n"
	  "        shown[#shown + 1] = figure\n"
	  "        total = total + figure.value\n"
	  "      end\n"
	  "    end\n"
	  "    return { shown = shown, total = total }\n"
	  "  end,\n"
	  "\n"
	  "  -- Writes the section: what it says, never where that stands on a page.\n"
	  "  build = function(ctx, doc)\n"
	  "    local rows = {}\n"
	  "    for i, figure in ipairs(ctx.found.shown) do\n"
	  "      rows[i] = { figure.name[ctx.language] or figure.name.en, figure.value, id = figure.id }\n"
	  "    end\n"
	  "    doc:heading(ctx.label(\"title\"))\n"
	  "    doc:prose(\"intro\", { day = ctx.as_of, count = #rows, total = ctx.found.total })\n"
	  "    if #rows > 0 then\n"
	  "      doc:table {\n"
	  "        columns = { { title = ctx.label(\"name\"), header = true }, { title = ctx.label(\"value\"), align = \"decimal\" } },\n"
	  "        rows = rows, caption = ctx.label(\"caption\"), id = \"figures\",\n"
	  "      }\n"
	  "    end\n"
	  "  end,\n"
	  "}\n" },
	{ "plugins/~/intro.en.md",
	  "On **{day, date}** {count, plural, =0 {there is nothing to tell} one {there is # figure} other {there are # figures}}: {total, number} in all.\n" },
	{ "plugins/~/intro.fr.md",
	  "Au **{day, date}**, il y a {count, plural, =0 {peu à dire} one {# chiffre} other {# chiffres}} : {total, number} en tout.\n" },
	{ "plugins/~/labels.en.json",
	  "{\n  \"title\": \"My first section\",\n  \"name\": \"What\",\n  \"value\": \"How much\",\n  \"caption\": \"The figures\"\n}\n" },
	{ "plugins/~/labels.fr.json",
	  "{\n  \"title\": \"Ma première section\",\n  \"name\": \"Quoi\",\n  \"value\": \"Combien\",\n  \"caption\": \"Les chiffres\"\n}\n" },
	{ "plugins/~/data/figures.json",
	  "[\n"
	  "  { \"id\": \"apples\", \"name\": { \"en\": \"Apples\", \"fr\": \"Pommes\" }, \"value\": 12 },\n"
	  "  { \"id\": \"pears\", \"name\": { \"en\": \"Pears\", \"fr\": \"Poires\" }, \"value\": 7.5 },\n"
	  "  { \"id\": \"plums\", \"name\": { \"en\": \"Plums\", \"fr\": \"Prunes\" }, \"value\": 1200 }\n"
	  "]\n" },
	{ "plugins/~/tests/first.lua",
	  "--- What the section says. `sitrep plugin test` runs these.\n"
	  "---@type test[]\n"
	  "return {\n"
	  "  {\n"
	  "    name = \"all figures\", as_of = \"2026-09-30\", warnings = {},\n"
	  "    check = function(doc, t)\n"
	  "      t.equal(doc.findings[\"~\"].total, 1219.5)\n"
	  "      t.contains(doc:find(\"para\"), \"there are 3 figures\")\n"
	  "      t.equal(doc:rows(doc:find(\"table\", { id = \"figures\" }))[2], { \"Apples\", \"12\" })\n"
	  "    end,\n"
	  "  },\n"
	  "  {\n"
	  "    name = \"the large ones, in French\", as_of = \"2026-09-30\", language = \"fr\", params = { least = 10 }, warnings = {},\n"
	  "    check = function(doc, t)\n"
	  "      t.contains(doc:find(\"para\"), \"il y a 2 chiffres\")\n"
	  "      t.lacks(doc:text(), \"Poires\")\n"
	  "    end,\n"
	  "  },\n"
	  "  { name = \"less than nothing\", as_of = \"2026-09-30\", params = { least = -1 }, fails = \"the least is 0\" },\n"
	  "}\n" },
	{ "plugins/~/sample.json",
	  "{\n  \"report\": \"~\",\n  \"as_of\": \"2026-09-30\",\n  \"params\": { \"least\": 5 }\n}\n" },
	{ "reports/~.lua",
	  "--- A report of this section alone, to try it with.\n"
	  "---@type report\n"
	  "return {\n"
	  "  name = \"~\", title = { en = \"My first section\", fr = \"Ma première section\" }, template = \"briefing\",\n"
	  "  sections = { { \"~\" } },\n"
	  "}\n" },
};
#define MADE (sizeof(made) / sizeof(*made))

/* Names that mean something else where a plugin's would stand. */
static const struct { const char *name, *why; } reserved[] = {
	{ "all", "it stands for all there are" },
	{ "api", "`sitrep plugin doc api` is the manual" },
	{ "library", "plugins/library has definitions for editors" },
	{ "new", "it would be taken for the command" },
};

static const char *named(struct arena *arena, const char *text, const char *name) {
	struct buf out = BUF_INIT;
	for (; *text != '\0'; text++) {
		if (*text == '~') {
			buf_adds(&out, name);
		} else {
			buf_addc(&out, *text);
		}
	}
	const char *s = arena_strdup(arena, buf_str(&out));
	buf_fini(&out);
	return s;
}

static bool name_is_free(const struct catalogue *catalogue, const char *name, struct err *err) {
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");
	if (n != strlen(name) || n == 0 || n > 40 || *name < 'a' || *name > 'z') {
		err_set(err, ERR_INPUT, "\"%.60s\" is no name for a plugin", name);
		return err_hint(err, "it takes lower-case letters, digits and '-', a letter first, 40 at most: \"black-sea\"");
	}
	for (size_t i = 0; i < sizeof(reserved) / sizeof(*reserved); i++) {
		if (str_eq(reserved[i].name, name)) {
			return err_set(err, ERR_INPUT, "no plugin can be called \"%s\": %s", name, reserved[i].why);
		}
	}
	const struct json *plugin = catalogue_plugin(catalogue, name);
	if (plugin != NULL) {
		err_set(err, ERR_INPUT, "there is a plugin \"%s\" already, in %s", name, json_str(plugin, "dir", ""));
		return err_hint(err, "the first of a name is used, the others are passed over: choose another");
	}
	if (catalogue_report(catalogue, name) != NULL) {
		err_set(err, ERR_INPUT, "there is a report \"%s\" already", name);
		return err_hint(err, "the plugin comes with a report of its name, to try it with: choose another");
	}
	return true;
}

/* Nothing is made where anything of it is there already. */
static bool place_is_free(struct arena *arena, const char *dir, const char *name, struct err *err) {
	for (size_t i = 0; i < MADE; i++) {
		const char *path = path_join(arena, dir, named(arena, made[i].path, name));
		if (file_exists(path)) {
			err_set(err, ERR_INPUT, "the file is there already, and would be written over");
			err_hint(err, "choose another name, or another folder: sitrep plugin new %s FOLDER", name);
			err_at_file(err, path);
			return false;
		}
	}
	return true;
}

static bool make_all(struct arena *arena, const char *dir, const char *name, struct err *err) {
	for (size_t i = 0; i < MADE; i++) {
		const char *path = path_join(arena, dir, named(arena, made[i].path, name)), *text = named(arena, made[i].text, name);
		const char *folder = arena_strndup(arena, path, (size_t)(path_base(path) - path));
		if (!file_mkdirs(folder, 0755, err) || !file_write(path, text, strlen(text), 0644, err)) {
			return false;
		}
	}
	return true;
}

/* Whether the folder is among those that the configuration names. */
static bool is_configured(const struct catalogue *catalogue, const char *key, const char *folder) {
	char *real = realpath(folder, NULL);
	const struct json *folders = catalogue_value(catalogue, key);
	bool is = false;
	for (const struct json *f = folders != NULL ? folders->first : NULL; f != NULL && real != NULL; f = f->next) {
		char *one = f->type == JSON_STRING ? realpath(f->str, NULL) : NULL;
		is = is || (one != NULL && str_eq(one, real));
		free(one);
	}
	free(real);
	return is;
}

/* As a shell takes it. */
static const char *quoted(struct arena *arena, const char *path) {
	size_t n = strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./,+~:");
	if (path[n] == '\0') {
		return path;
	}
	struct buf out = BUF_INIT;
	buf_addc(&out, '\'');
	for (; *path != '\0'; path++) {
		buf_addf(&out, *path == '\'' ? "'\\''" : "%c", *path);
	}
	buf_addc(&out, '\'');
	const char *s = arena_strdup(arena, buf_str(&out));
	buf_fini(&out);
	return s;
}

static void say_next(struct arena *arena, const struct catalogue *catalogue, const char *dir, const char *name) {
	const char *plugins = path_join(arena, dir, "plugins"), *reports = path_join(arena, dir, "reports");
	bool is_known = is_configured(catalogue, "plugins", plugins) && is_configured(catalogue, "reports", reports);
	plugins = quoted(arena, plugins);
	reports = quoted(arena, reports);
	const char *where = is_known ? "" : arena_printf(arena, " --plugins %s --reports %s", plugins, reports);
	printf("made, in %s:\n", str_eq(dir, ".") ? "this folder" : dir);
	for (size_t i = 0; i < MADE; i++) {
		printf("    %s\n", named(arena, made[i].path, name));
	}
	const char *sitrep = quoted(arena, program_invocation_name);     /* as it was called: often ./sitrep */
	printf("\nnext:\n    %s render%s %s/%s/sample.json\n    %s watch%s --open %s/%s/sample.json\n    %s plugin test%s %s\n", sitrep, where, plugins, name,
	       sitrep, where, plugins, name, sitrep, is_known ? "" : arena_printf(arena, " --plugins %s", plugins), name);
	if (!is_known) {
		printf("\nto use it always, name %s and %s in the configuration (`plugins`, `reports`)\n", plugins, reports);
	}
}

int plugin_new(const struct call *call, const char *name, const char *given) {
	struct arena *arena = arena_new();
	struct err err = ERR_INIT;
	int status = EXIT_DONE;
	const char *dir = given != NULL ? given : ".";
	struct catalogue *catalogue = call_catalogue(call, &status);
	if (catalogue == NULL) {
		arena_free(arena);
		return status;
	}
	if (name_is_free(catalogue, name, &err) && place_is_free(arena, dir, name, &err) && make_all(arena, dir, name, &err)) {
		say_next(arena, catalogue, str_prefix(dir, "./") ? dir + 2 : dir, name);
	} else {
		status = say_failure(&err);
	}
	catalogue_free(catalogue);
	arena_free(arena);
	return status;
}
