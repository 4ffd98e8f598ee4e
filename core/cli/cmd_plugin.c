/* plugin: what sections and data plugins there are, whether they are right, what they take. */
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/manual.h"
#include "catalogue/mistake.h"
#include "cli/command.h"
#include "cli/methods.h"
#include "cli/plugin.h"
#include "cli/say.h"

static bool is_section(const struct json *plugin) {
	return json_lookup(plugin, "build") != NULL;
}

static int list(const struct catalogue *catalogue) {
	for (const struct json *p = catalogue_plugins(catalogue)->first; p != NULL; p = p->next) {
		printf("%-20s %-8s %-8s %s\n", p->key, json_str(p, "version", ""), is_section(p) ? "section" : "data",
		       json_str(p, "summary", ""));
	}
	return EXIT_DONE;
}

size_t plugin_mistakes(const struct catalogue *catalogue, const char *name) {
	const struct errs *problems = catalogue_problems(catalogue);
	struct errs mine = ERRS_INIT;
	for (size_t i = 0; i < problems->n; i++) {
		if (*problems->v[i].plugin != '\0' && (name == NULL || str_eq(problems->v[i].plugin, name))) {
			*errs_add(&mine) = problems->v[i];
		}
	}
	size_t n = mine.n;
	say_failures(&mine);
	errs_fini(&mine);
	return n;
}

int plugin_unknown(const struct catalogue *catalogue, const char *name) {
	struct arena *arena = arena_new();
	const char *near = err_nearest(name, mistake_names(arena, catalogue_plugins(catalogue)));
	struct err err = ERR_INIT;
	err_set(&err, ERR_INPUT, "there is no plugin \"%s\"", name);
	err_hint(&err, near != NULL ? "did you mean \"%s\"?" : "`sitrep plugin list` lists them; --plugins DIR adds a folder of plugins%s",
	         near != NULL ? near : "");
	arena_free(arena);
	return say_failure(&err);
}

/* What is probably wrong does not change the exit status. */
static void tell_remarks(const struct catalogue *catalogue, const char *name) {
	const struct errs *remarks = catalogue_remarks(catalogue);
	for (size_t i = 0; i < remarks->n; i++) {
		if (name == NULL || str_eq(remarks->v[i].plugin, name)) {
			const struct errs one = { .v = &remarks->v[i], .n = 1 };
			say_warnings(&one);
		}
	}
}

static int check(const struct catalogue *catalogue, const char *name) {
	if (plugin_mistakes(catalogue, name) > 0) {
		return EXIT_WRONG;
	}
	if (name != NULL && catalogue_plugin(catalogue, name) == NULL) {
		return plugin_unknown(catalogue, name);
	}
	tell_remarks(catalogue, name);
	printf("%s%s: no mistakes\n", name != NULL ? "plugin " : "plugins", name != NULL ? name : "");
	return EXIT_DONE;
}

static void print_names(const char *label, const struct json *names) {
	if (names == NULL || names->count == 0) {
		return;
	}
	printf("%s", label);
	for (const struct json *n = names->first; n != NULL; n = n->next) {
		printf(" %s", n->key != NULL ? n->key : n->str);
	}
	printf("\n");
}

/* " (default 2; 1 to 9; only where kind is "map")": all but type and doc. */
static void add_rules(struct buf *text, const struct json *param) {
	static const struct { const char *key, *words; } rules[] = {
		{ "default", "default" }, { "values", "one of" }, { "min", "least" }, { "max", "most" }, { "pattern", "like" }, { "kinds", "kinds" },
		{ "of", "of" }, { "needs", "needs" }, { "excludes", "not beside" }, { "when", "only where" }, { "examples", "for example" },
	};
	bool is_open = json_bool(param, "required", false);
	buf_adds(text, is_open ? " (must be given" : "");
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		const struct json *value = json_lookup(param, rules[i].key);
		if (value != NULL && !(value->type == JSON_OBJECT && str_eq(rules[i].key, "of"))) {
			struct json_out out = JSON_OUT(text, 0);
			buf_addf(text, "%s%s ", is_open ? "; " : " (", rules[i].words);
			json_add_value(&out, value);
			is_open = true;
		}
	}
	buf_adds(text, is_open ? ")" : "");
}

/* A parameter, and what is in it a step further in. */
static void print_param(const char *name, const struct json *param, int depth) {
	const struct json *fields = json_lookup(param, "fields"), *of = json_lookup(param, "of");
	struct buf text = BUF_INIT;
	buf_addf(&text, "%*s%-*s %-12s %s", 4 + 2 * depth, "", 16 - 2 * (depth < 6 ? depth : 6), name, json_str(param, "type", ""),
	         json_str(param, "doc", ""));
	add_rules(&text, param);
	printf("%s\n", buf_str(&text));
	buf_fini(&text);
	if (of != NULL && of->type == JSON_OBJECT) {
		print_param("each", of, depth + 1);
	}
	for (const struct json *f = fields != NULL ? fields->first : NULL; f != NULL; f = f->next) {
		print_param(f->key, f, depth + 1);
	}
}

/* What a data plugin provides: a method, with the lines of the comment above it. */
static void print_method(void *ctx, const char *call, const char *comment) {
	const char *plugin = ctx;
	printf("    ctx.%s:%s\n", plugin, call);
	while (*comment != '\0') {
		size_t n = strcspn(comment, "\n");
		printf("        %.*s\n", (int)n, comment);
		comment += n + (comment[n] == '\n');
	}
}

static void print_methods(const struct json *plugin) {
	printf("provides, to those that use it:\n");
	methods_each(json_str(plugin, "dir", ""), print_method, (void *)(uintptr_t)plugin->key);
}

static int describe(const struct catalogue *catalogue, const char *name) {
	const struct json *plugin = catalogue_plugin(catalogue, name);
	if (plugin == NULL) {
		return check(catalogue, name);
	}
	printf("%s %s: %s\n%s\n", name, json_str(plugin, "version", ""), json_str(plugin, "summary", ""), json_str(plugin, "dir", ""));
	print_names("uses:", json_lookup(plugin, "uses"));
	print_names("texts in:", json_lookup(plugin, "languages"));
	print_names("data sets:", json_lookup(plugin, "data"));
	const struct json *covers = json_lookup(plugin, "covers"), *params = json_lookup(plugin, "params");
	if (covers != NULL) {
		printf("speaks of the days from %s to %s\n", json_str(covers, "from", "the beginning"), json_str(covers, "to", "today"));
	}
	if (params != NULL && params->count > 0) {
		printf("parameters:\n");
	}
	for (const struct json *p = params != NULL ? params->first : NULL; p != NULL; p = p->next) {
		print_param(p->key, p, 0);
	}
	if (!is_section(plugin)) {
		print_methods(plugin);
	}
	return EXIT_DONE;
}

static int print_manual(void) {
	struct buf text = BUF_INIT;
	manual_authors(&text);
	bool ok = say_out(text.p, text.len);
	buf_fini(&text);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

struct catalogue *plugin_catalogue(const struct call *call, struct arena *arena, const char *given, const char **name, int *status) {
	const char *folders[] = { NULL, NULL };
	struct call inner = *call;
	*name = given;
	if (given != NULL && strchr(given, '/') != NULL) {
		char *folder = arena_strdup(arena, given);
		if (str_suffix(folder, "/plugin.lua")) {
			folder[strlen(folder) - strlen("plugin.lua")] = '\0';
		}
		while (strlen(folder) > 1 && str_suffix(folder, "/")) {
			folder[strlen(folder) - 1] = '\0';
		}
		*name = path_base(folder);
		folders[0] = arena_strndup(arena, folder, (size_t)(*name - folder));
		inner.paths.plugins = folders;
	}
	return call_catalogue(&inner, status);
}

/* ---- the actions ---- */

static int run_list(const struct call *call) {
	int status = EXIT_DONE;
	struct catalogue *catalogue = call_catalogue(call, &status);
	if (catalogue != NULL) {
		status = list(catalogue);
		catalogue_free(catalogue);
	}
	return status;
}

static int run_check(const struct call *call) {
	const char *given = call->arg_count > 1 ? call->args[1] : NULL;
	struct arena *arena = arena_new();
	struct call inner = *call;
	const char *name;
	int status = EXIT_DONE;
	inner.paths.check_data = inner.paths.with_lint = inner.paths.with_tests = true;
	struct catalogue *catalogue = plugin_catalogue(&inner, arena, given, &name, &status);
	if (catalogue != NULL) {
		status = check(catalogue, name);
		catalogue_free(catalogue);
	}
	arena_free(arena);
	return status;
}

static int run_doc(const struct call *call) {
	const char *given = call->args[1];
	struct arena *arena = arena_new();
	const char *name;
	int status = EXIT_DONE;
	if (str_eq(given, "api")) {
		arena_free(arena);
		return print_manual();
	}
	struct catalogue *catalogue = plugin_catalogue(call, arena, given, &name, &status);
	if (catalogue != NULL) {
		status = describe(catalogue, name);
		catalogue_free(catalogue);
	}
	arena_free(arena);
	return status;
}

static int run_library(const struct call *call) {
	return plugin_library(call, call->arg_count > 1 ? call->args[1] : "plugins/library");
}

static int run_new(const struct call *call) {
	return plugin_new(call, call->args[1], call->arg_count > 2 ? call->args[2] : NULL);
}

static int run_test(const struct call *call) {
	return plugin_test(call, call->arg_count > 1 ? call->args[1] : NULL);
}

static const struct action {
	const char *name, *takes;
	size_t least, most;          /* of what stands behind it */
	int (*run)(const struct call *call);
} actions[] = {
	{ "check", "one plugin, or none for all", 0, 1, run_check },
	{ "doc", "a plugin's name, or api for the manual of all that plugins can call", 1, 1, run_doc },
	{ "library", "a folder, or nothing for plugins/library", 0, 1, run_library },
	{ "list", "nothing", 0, 0, run_list },
	{ "new", "a name, and a folder where it is not to be made here", 1, 2, run_new },
	{ "test", "one plugin, or none for all", 0, 1, run_test },
};

static int run(const struct call *call) {
	const char *name = call->arg_count > 0 ? call->args[0] : "";
	size_t given = call->arg_count > 0 ? call->arg_count - 1 : 0;
	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
		const struct action *action = &actions[i];
		if (!str_eq(action->name, name)) {
			continue;
		}
		if (given < action->least || given > action->most) {
			return say_misuse("plugin", "%s takes %s", name, action->takes);
		}
		if (!str_eq(name, "test") && (call_has(call, "tap") || call_has(call, "update"))) {
			return say_misuse("plugin", "--tap and --update go with test");
		}
		return action->run(call);
	}
	return say_misuse("plugin", "it takes check, doc, library, list, new or test");
}

static const struct option options[] = {
	{ "tap", 0, NULL, "test: tell the results in the Test Anything Protocol" },
	{ "update", 0, NULL, "test: take what comes out for what is expected, of snapshots and pictures" },
	{ NULL, 0, NULL, NULL }
};

const struct command command_plugin = {
	.name = "plugin", .synopsis = "list\nnew NAME [FOLDER]\ncheck [NAME | PATH]\ntest [NAME | PATH] [--update] [--tap]\ndoc NAME\ndoc api\nlibrary [FOLDER]",
	.summary = "the plugins: which there are, new ones, what is wrong, what they take",
	.help = "`new` makes a section that works, with prose in two languages, data, a test, a report and a sample request: in plugins and reports "
	        "here, or in those of FOLDER.\n"
	        "`check` tells the mistakes of all plugins, of one, or of the plugin in a folder (a path with a '/'), without running them: manifest, "
	        "parameters, data, tests; names that nothing declares and that the sandbox refuses; texts, labels and parameters that are asked for and "
	        "not there, or there and never asked for; languages out of step.\n"
	        "`test` runs the tests that lie in a plugin's folder tests: each makes a document in a confined process and looks at it. Exits 1 "
	        "where one fails. Snapshots and pictures that differ are read like code, then taken by --update.\n"
	        "`doc` describes one plugin; of a data plugin also the methods it defines, with the comments above them.\n"
	        "`doc api` is the authors' manual: everything a plugin can call, and the keys of reports and templates.\n"
	        "`library` writes the same as definitions for editors (LuaCATS, lua-language-server), with what data plugins provide, into plugins/library.",
	.options = options, .run = run,
};
