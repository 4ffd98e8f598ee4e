/* facts: the data plugins, and whether what they say holds together. */
#include <stdio.h>

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/say.h"

static bool has_data(const struct json *plugin) {
	const struct json *data = json_lookup(plugin, "data");
	return json_lookup(plugin, "provide") != NULL && data != NULL && data->count > 0;
}

/* The mistakes of one plugin; how many. */
static size_t tell(const struct catalogue *catalogue, const char *name) {
	const struct errs *problems = catalogue_problems(catalogue);
	size_t n = 0;
	for (size_t i = 0; i < problems->n; i++) {
		if (str_eq(problems->v[i].plugin, name)) {
			say_failure(&problems->v[i]);
			n++;
		}
	}
	return n;
}

static void print_base(const struct json *plugin, size_t mistakes) {
	const struct json *covers = json_lookup(plugin, "covers");
	printf("%s %s: %u data sets", plugin->key, json_str(plugin, "version", ""), json_lookup(plugin, "data")->count);
	if (covers != NULL) {
		printf(", from %s to %s", json_str(covers, "from", "the beginning"), json_str(covers, "to", "today"));
	}
	if (json_lookup(plugin, "check") == NULL) {
		printf(": it has no check of its own\n");
	} else if (mistakes > 0) {
		printf(": %zu mistake%s\n", mistakes, mistakes == 1 ? "" : "s");
	} else {
		printf(": no mistakes\n");
	}
}

static int check(const struct catalogue *catalogue, const char *name) {
	int status = EXIT_DONE;
	bool found = false;
	for (const struct json *p = catalogue_plugins(catalogue)->first; p != NULL; p = p->next) {
		if (has_data(p) && (name == NULL || str_eq(p->key, name))) {
			size_t mistakes = tell(catalogue, p->key);
			print_base(p, mistakes);
			status = mistakes > 0 ? EXIT_WRONG : status;
			found = true;
		}
	}
	if (!found && (name == NULL || tell(catalogue, name) == 0)) {
		struct err err = ERR_INIT;
		if (name != NULL) {
			err_set(&err, ERR_INPUT, "there is no data plugin \"%s\" with data sets", name);
		} else {
			err_set(&err, ERR_INPUT, "there is no data plugin with data sets");
		}
		err_hint(&err, "`sitrep plugin list` lists the plugins, `sitrep plugin check` says what is wrong with them");
		say_failure(&err);
	}
	return found ? status : EXIT_WRONG;
}

static int run(const struct call *call) {
	struct call inner = *call;
	int status = EXIT_DONE;
	if (call->arg_count < 1 || call->arg_count > 2 || !str_eq(call->args[0], "check")) {
		return say_misuse("facts", "it takes 'check', and the name of a data plugin where not all are meant");
	}
	inner.paths.check_data = true;
	struct catalogue *catalogue = call_catalogue(&inner, &status);
	if (catalogue != NULL) {
		status = check(catalogue, call->arg_count > 1 ? call->args[1] : NULL);
		catalogue_free(catalogue);
	}
	return status;
}

const struct command command_facts = {
	.name = "facts", .synopsis = "check [NAME]", .summary = "the data that sections draw on: do they hold together",
	.help = "`check` asks each data plugin (or the one named) what is wrong with its data sets: keys, dates, intervals, sources, "
	        "translations. Each mistake is told with its file, line and column. Exits 2 where there is one.",
	.run = run,
};
