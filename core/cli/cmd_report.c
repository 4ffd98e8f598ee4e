/* report: what can be asked for. */
#include <stdio.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/mistake.h"
#include "catalogue/schema.h"
#include "cli/command.h"
#include "cli/say.h"

static const char *title_of(const struct json *report) {
	const struct json *title = json_lookup(report, "title");
	return title->type == JSON_STRING ? title->str
	                                  : json_str(title, "en", title->first != NULL ? title->first->str : report->key);
}

static int list(const struct catalogue *catalogue) {
	for (const struct json *r = catalogue_reports(catalogue)->first; r != NULL; r = r->next) {
		printf("%-24s %s\n", r->key, title_of(r));
		const struct json *params = json_lookup(r, "params");
		for (const struct json *p = params->first; p != NULL; p = p->next) {
			printf("    %-20s %-12s %s%s\n", p->key, json_str(p, "type", ""), json_str(p, "doc", ""),
			       json_bool(p, "required", false) ? " (must be given)" : "");
		}
		printf("    sections:");
		for (const struct json *s = json_lookup(r, "sections")->first; s != NULL; s = s->next) {
			printf(" %s", json_str(s, "id", ""));
		}
		printf("\n");
	}
	return EXIT_DONE;
}

static int schema(const struct catalogue *catalogue, const char *name) {
	struct buf text = BUF_INIT;
	int status = EXIT_DONE;
	if (schema_report(catalogue, name, &text)) {
		status = say_out(text.p, text.len) ? EXIT_DONE : EXIT_FAILED;
	} else {
		struct arena *arena = arena_new();
		const char *near = err_nearest(name, mistake_names(arena, catalogue_reports(catalogue)));
		struct err err = ERR_INIT;
		err_set(&err, ERR_INPUT, "there is no usable report \"%s\"", name);
		err_hint(&err, near != NULL ? "did you mean \"%s\"?" : "`sitrep report list` lists them, `sitrep check` says what is wrong%s",
		         near != NULL ? near : "");
		status = say_failure(&err);
		arena_free(arena);
	}
	buf_fini(&text);
	return status;
}

static int run(const struct call *call) {
	const char *action = call->arg_count > 0 ? call->args[0] : "";
	bool is_list = str_eq(action, "list") && call->arg_count == 1, is_schema = str_eq(action, "schema") && call->arg_count == 2;
	int status = EXIT_DONE;
	if (!is_list && !is_schema) {
		return say_misuse("report", "it takes 'list', or 'schema' and a report's name");
	}
	struct catalogue *catalogue = call_catalogue(call, &status);
	if (catalogue != NULL) {
		status = is_list ? list(catalogue) : schema(catalogue, call->args[1]);
		catalogue_free(catalogue);
	}
	return status;
}

const struct command command_report = {
	.name = "report", .synopsis = "list\nschema NAME", .summary = "the reports that can be asked for",
	.help = "`list` prints each report with its parameters and sections; `schema` prints the JSON Schema (2020-12) of a report's "
	        "requests, for editors and programs.",
	.run = run,
};
