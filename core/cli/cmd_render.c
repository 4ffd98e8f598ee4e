/* render: one request here and now, by the same confined child as in the service. */
#include <stdio.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"
#include "catalogue/mistake.h"
#include "cli/command.h"
#include "cli/explain.h"
#include "cli/here.h"
#include "cli/profile.h"
#include "cli/say.h"
#include "render/worker.h"

struct task {
	const struct call *call;
	struct here *here;
	bool as_json, profiles;
	struct profile_span spans[3];
};

/* On stdout, or beside the PDF where that goes there. */
static bool say_text(struct buf *text, bool is_beside) {
	bool ok = true;
	if (is_beside) {
		fputs(buf_str(text), stderr);
	} else {
		ok = say_out(text->p, text->len);
	}
	buf_fini(text);
	return ok;
}

/* One object, whatever became of it. */
static bool say_json(const struct task *t, const char *file, const struct json *record, const struct errs *errors, bool is_beside) {
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 2);
	json_begin(&out, '{');
	json_put_text(&out, "file", file);
	if (record != NULL) {
		json_put_int(&out, "pages", json_int(record, "pages", 0));
		json_put_int(&out, "bytes", (int64_t)t->here->pdf.len);
		json_key(&out, "cpu_ms");
		json_add_value(&out, json_lookup(record, "cpu_ms"));
		json_key(&out, "gaps");
		json_add_value(&out, json_lookup(record, "gaps"));
	}
	json_key(&out, "errors");
	mistake_write(&out, errors);
	json_key(&out, "warnings");
	mistake_write(&out, &t->here->warnings);
	if (record != NULL && t->here->explain) {
		json_key(&out, "explain");
		json_add_value(&out, json_lookup(record, "explain"));
	}
	json_end(&out, '}');
	buf_addc(&text, '\n');
	return say_text(&text, is_beside);
}

/* errors are told in the way that is asked for; the exit status that follows. */
static int say_errors(const struct task *t, const struct errs *errors) {
	if (!t->as_json) {
		return say_failures(errors);
	}
	say_json(t, NULL, NULL, errors, false);
	return errors->n > 0 && errors->v[0].code == ERR_INPUT ? EXIT_WRONG : EXIT_FAILED;
}

static bool say_profile(const struct task *t, const struct json *record, bool is_beside, struct err *err) {
	const char *file = call_value(t->call, "profile");
	struct buf text = BUF_INIT, trace = BUF_INIT;
	if (!t->profiles) {
		return true;
	}
	profile_text(record, t->spans, &text);
	bool ok = say_text(&text, is_beside || t->as_json);
	if (ok && file != NULL) {
		profile_trace(record, t->spans, &trace);
		ok = file_write(file, trace.p, trace.len, 0644, err);
		buf_fini(&trace);
	}
	return ok;
}

static bool say_more(const struct task *t, const char *file, const struct json *record, bool is_beside, struct err *err) {
	struct buf text = BUF_INIT;
	if (t->as_json) {
		static const struct errs none = ERRS_INIT;
		return say_json(t, file, record, &none, is_beside) && say_profile(t, record, is_beside, err);
	}
	if (call_has(t->call, "explain")) {
		explain_text(record, &text);
	}
	if (call_has(t->call, "reading-order")) {
		buf_adds(&text, json_str(json_lookup(record, "explain"), "reading_order", ""));
	}
	return say_text(&text, is_beside) && say_profile(t, record, is_beside, err);
}

static int hand_over(struct task *t) {
	struct here *h = t->here;
	const char *given = call_value(t->call, "output");
	struct err err = ERR_INIT;
	const struct json *record = json_parse(h->arena, h->record.p, h->record.len, NULL, &err);
	bool is_beside = given != NULL && str_eq(given, "-"), ok;
	say_record(record);
	const char *path = is_beside ? NULL : here_output(h, given);
	if (is_beside) {
		ok = say_out(h->pdf.p, h->pdf.len);
	} else {
		ok = file_write(path, h->pdf.p, h->pdf.len, 0644, &err);
		if (ok) {
			int64_t pages = json_int(record, "pages", 0);
			/* With --json nothing else stands on stdout. */
			fprintf(t->as_json ? stderr : stdout, "%s: %lld page%s, %zu bytes\n", path, (long long)pages, pages == 1 ? "" : "s", h->pdf.len);
		}
	}
	ok = ok && say_more(t, path, record, is_beside, &err);
	return ok ? EXIT_DONE : err.code != ERR_NONE ? say_failure(&err) : EXIT_FAILED;
}

static int say_refused(const struct task *t) {
	struct errs all = ERRS_INIT;
	int status = here_refused(t->here, &all);
	say_errors(t, &all);
	errs_fini(&all);
	return status;
}

/* The whole catalogue, where one of the request's report alone is not enough to go on with. False where there is none, told. */
static bool load_whole(struct here *h, const struct call *call, int *status) {
	catalogue_free(h->catalogue);
	here_use(h, call_catalogue(call, status));
	return h->catalogue != NULL;
}

/* A file of its plugins that only the job's process has read may be to blame: then the request is refused, as everywhere. */
static int say_failed(struct task *t, bool is_whole) {
	struct here *h = t->here;
	int status = EXIT_FAILED;
	struct errs told = h->errors;
	h->errors = (struct errs)ERRS_INIT;
	if (!is_whole && load_whole(h, t->call, &status) && !here_read(h)) {
		status = say_refused(t);
	} else {
		status = say_errors(t, &told);
	}
	errs_fini(&told);
	return status;
}

static int run_task(struct task *t, bool is_whole) {
	struct here *h = t->here;
	int status = EXIT_DONE;
	bool is_good = (is_whole || catalogue_problems(h->catalogue)->n == 0) && here_read(h);
	if (!is_good && !is_whole) {
		is_whole = true;
		if (!load_whole(h, t->call, &status)) {
			return status;
		}
		is_good = here_read(h);
	}
	if (!is_good) {
		return say_refused(t);
	}
	t->spans[1] = (struct profile_span){ "warm up, fork, attend", clock_mono_us(), 0 };
	bool ok = here_render(h, NULL);
	t->spans[1].us = clock_mono_us() - t->spans[1].at_us;
	if (!t->as_json) {
		say_warnings(&h->warnings);
	}
	return ok ? hand_over(t) : say_failed(t, is_whole);
}

static int run(const struct call *call) {
	int status = EXIT_DONE;
	struct call narrow = *call;
	struct here h;
	if (call->arg_count != 1) {
		return say_misuse("render", call->arg_count == 0 ? "it needs a request" : "it takes one request");
	}
	here_init(&h, NULL, call->args[0]);
	struct task t = { .call = call, .here = &h, .as_json = call_has(call, "json"), .profiles = call_has(call, "profile") };
	h.explain = call_has(call, "explain") || call_has(call, "reading-order") || t.profiles;
	t.spans[0] = (struct profile_span){ "load", clock_mono_us(), 0 };
	/* --verbose tells the problems of all there is. */
	if (!call_has(call, "verbose")) {
		here_guess(&h, &narrow.paths.report, &narrow.paths.template);
	}
	narrow.paths.meanwhile = worker_prepare;
	here_use(&h, call_catalogue(&narrow, &status));
	t.spans[0].us = clock_mono_us() - t.spans[0].at_us;
	if (h.catalogue != NULL) {
		status = run_task(&t, narrow.paths.report == NULL);
	}
	catalogue_free(h.catalogue);
	here_fini(&h);
	return status;
}

static const struct option options[] = {
	{ "explain", 0, NULL, "say why each page ends where it does, what was changed, what sections took" },
	{ "json", 0, NULL, "say all in one JSON object: file, pages, errors, warnings, gaps; nothing else on standard output" },
	{ "output", 'o', "FILE", "where the PDF goes ('-': standard output); else NAME.pdf here" },
	{ "profile", 0, "[=FILE]", "say what each phase and section took; FILE gets a trace for ui.perfetto.dev or chrome://tracing" },
	{ "reading-order", 0, NULL, "say the document as a screen reader hears it, element by element" },
	{ NULL, 0, NULL, NULL }
};

const struct command command_render = {
	.name = "render", .synopsis = "REQUEST [-o OUT.pdf] [--explain] [--reading-order] [--profile[=FILE]] [--json]", .summary = "render one request here and now, no service needed",
	.help = "REQUEST is a JSON file, a folder with a request.json and what belongs to it, or '-' for standard input. The PDF is written whole or not at all; one of that name is "
	        "replaced. Warnings and gaps are told and do not change the exit status. What a request says of \"deliver\" and \"notify\" is the "
	        "service's: here nobody is told.\n\n"
	        "SOURCE_DATE_EPOCH in the environment (seconds since 1970 UTC) is taken for the instant at which it is made: the same request "
	        "then makes the same bytes on any day.\n\n"
	        "--explain tells of every page how full it is, where it ends and why, where else it would best have ended and what that "
	        "costs in points (a page 30, one a quarter empty 150, a line alone 3,000, a heading left behind 1,000,000), and which "
	        "tables, figures and callouts moved. Then what had to be scaled, cut or divided, and the CPU time and memory of each "
	        "section and phase. Where the PDF goes to standard output, it is told on standard error.\n\n"
	        "--reading-order prints the tags of the PDF in their order, a line an element: its role, its language where that is its own, "
	        "what heads a cell, its words, or the alt text that stands for them. What is not in it (running heads, rules) is not read out.",
	.options = options, .run = run,
};
