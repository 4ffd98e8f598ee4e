/* render: one request here and now, by the same confined child as in the service. */
#include <stdio.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/explain.h"
#include "cli/here.h"
#include "cli/say.h"
#include "render/worker.h"

/* On stdout, or beside the PDF where that goes there. */
static bool say_explanation(const struct json *record, bool as_json, bool is_beside) {
	struct buf text = BUF_INIT;
	bool ok = true;

	if (as_json) {
		struct json_out out = JSON_OUT(&text, 2);
		json_begin(&out, '{');
		json_key(&out, "explain");
		json_add_value(&out, json_lookup(record, "explain"));
		json_key(&out, "cpu_ms");
		json_add_value(&out, json_lookup(record, "cpu_ms"));
		json_end(&out, '}');
		buf_addc(&text, '\n');
	} else {
		explain_text(record, &text);
	}
	if (is_beside) {
		fputs(buf_str(&text), stderr);
	} else {
		ok = say_out(text.p, text.len);
	}
	buf_fini(&text);
	return ok;
}

static int hand_over(struct here *h, const char *given, bool as_json) {
	struct err err = ERR_INIT;
	const struct json *record = json_parse(h->arena, h->record.p, h->record.len, NULL, &err);
	say_record(record);
	if (given != NULL && str_eq(given, "-")) {
		bool ok = say_out(h->pdf.p, h->pdf.len) && (!h->explain || say_explanation(record, as_json, true));
		return ok ? EXIT_DONE : EXIT_FAILED;
	}
	const char *path = here_output(h, given);
	if (!file_write(path, h->pdf.p, h->pdf.len, 0644, &err)) {
		return say_failure(&err);
	}
	/* With --json nothing else stands on stdout. */
	fprintf(as_json ? stderr : stdout, "%s: %lld pages, %zu bytes\n", path, (long long)json_int(record, "pages", 0), h->pdf.len);
	return !h->explain || say_explanation(record, as_json, false) ? EXIT_DONE : EXIT_FAILED;
}

/* The whole catalogue, where one of the request's report alone is not enough to go on with. False where there is none, told. */
static bool load_whole(struct here *h, const struct call *call, int *status) {
	catalogue_free(h->catalogue);
	here_use(h, call_catalogue(call, status));
	return h->catalogue != NULL;
}

/* A file of its plugins that only the job's process has read may be to blame: then the request is refused, as everywhere. */
static int say_failed(struct here *h, const struct call *call, bool is_whole) {
	int status = EXIT_FAILED;
	struct errs told = h->errors;
	h->errors = (struct errs)ERRS_INIT;
	if (!is_whole && load_whole(h, call, &status) && !here_read(h)) {
		status = here_say_refused(h);
	} else {
		status = say_failures(&told);
	}
	errs_fini(&told);
	return status;
}

static int run_task(struct here *h, const struct call *call, bool is_whole) {
	int status = EXIT_DONE;
	bool is_good = (is_whole || catalogue_problems(h->catalogue)->n == 0) && here_read(h);
	if (!is_good && !is_whole) {
		is_whole = true;
		if (!load_whole(h, call, &status)) {
			return status;
		}
		is_good = here_read(h);
	}
	if (!is_good) {
		return here_say_refused(h);
	}
	bool ok = here_render(h, NULL);
	say_warnings(&h->warnings);
	return ok ? hand_over(h, call_value(call, "output"), call_has(call, "json")) : say_failed(h, call, is_whole);
}

static int run(const struct call *call) {
	int status = EXIT_DONE;
	struct call narrow = *call;
	struct here h;
	if (call->arg_count != 1) {
		return say_misuse("render", call->arg_count == 0 ? "it needs a request" : "it takes one request");
	}
	if (call_has(call, "json") && !call_has(call, "explain")) {
		return say_misuse("render", "--json goes with --explain");
	}
	here_init(&h, NULL, call->args[0]);
	h.explain = call_has(call, "explain");
	/* --verbose tells the problems of all there is. */
	if (!call_has(call, "verbose")) {
		here_guess(&h, &narrow.paths.report, &narrow.paths.template);
	}
	narrow.paths.meanwhile = worker_prepare;
	here_use(&h, call_catalogue(&narrow, &status));
	if (h.catalogue != NULL) {
		status = run_task(&h, call, narrow.paths.report == NULL);
	}
	catalogue_free(h.catalogue);
	here_fini(&h);
	return status;
}

static const struct option options[] = {
	{ "explain", 0, NULL, "say why each page ends where it does, what was changed, what sections took" },
	{ "json", 0, NULL, "say it in JSON, and nothing else on standard output" },
	{ "output", 'o', "FILE", "where the PDF goes ('-': standard output); else NAME.pdf here" },
	{ NULL, 0, NULL, NULL }
};

const struct command command_render = {
	.name = "render", .synopsis = "REQUEST [-o OUT.pdf] [--explain [--json]]", .summary = "render one request here and now, no service needed",
	.help = "REQUEST is a JSON file, a folder with a request.json and what belongs to it, or '-' for standard input. The PDF is written whole or not at all; one of that name is\n"
	        "replaced. Warnings and gaps are told and do not change the exit status.\n\n"
	        "SOURCE_DATE_EPOCH in the environment (seconds since 1970 UTC) is taken for the instant at which it is made: the same request\n"
	        "then makes the same bytes on any day.\n\n"
	        "--explain tells of every page how full it is, where it ends and why, where else it would best have ended and what that\n"
	        "costs in points (a page 30, one a quarter empty 150, a line alone 3,000, a heading left behind 1,000,000), and which\n"
	        "tables, figures and callouts moved. Then what had to be scaled, cut or divided, and the CPU time and memory of each\n"
	        "section and phase. Where the PDF goes to standard output, it is told on standard error.",
	.options = options, .run = run,
};
