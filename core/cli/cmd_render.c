/* render: one request here and now, by the same confined child as in the service. */
#include <stdio.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/explain.h"
#include "cli/input.h"
#include "cli/say.h"
#include "ledger/job.h"
#include "render/request.h"
#include "render/wire.h"
#include "render/worker.h"

struct task {
	struct arena *arena;
	struct catalogue *catalogue;
	const char *path, *name;
	struct input input;
	struct buf pdf, record;
	struct errs errors, warnings;
	struct request request;
	const char *section;         /* of the phase under way */
	int index, count;
	bool explain, as_json;
};

static void on_phase(void *ctx, const char *phase, const char *section, int index, int count) {
	struct task *t = ctx;
	t->section = section;
	t->index = index;
	t->count = count;
	say_progress(t->name, phase, section, index, count, 0);
}

static void on_page(void *ctx, int page) {
	struct task *t = ctx;
	say_progress(t->name, "paint", NULL, 0, 0, page);
}

static bool render(struct task *t, const char *today, struct err *err) {
	char id[JOB_ID_SIZE];
	int64_t now = clock_now_ms();
	struct worker_progress progress = { .on_phase = on_phase, .on_page = on_page, .ctx = t };
	if (!job_id_make(now, id, err)) {
		*errs_add(&t->errors) = *err;
		return false;
	}
	struct wire_file *files = arena_alloc(t->arena, (t->input.files.n + 1) * sizeof(*files));
	for (size_t i = 0; i < t->input.files.n; i++) {
		const struct attachment *file = &t->input.files.v[i];
		files[i] = (struct wire_file){ .name = file->name, .p = file->bytes.p, .len = file->bytes.len };
	}
	struct worker_job job = {
		.files = files, .file_count = t->input.files.n,
		.id = id, .name = t->name, .text = t->input.text.p, .len = t->input.text.len, .accepted_ms = now, .today = today,
		.report = t->request.report, .template = t->request.template, .explain = t->explain, .limits = &t->request.limits,
	};
	bool ok = worker_render(t->catalogue, &job, &progress, &t->pdf, &t->record, &t->errors, &t->warnings);
	say_progress_end();
	return ok;
}

static const char *output_path(struct task *t, const char *given) {
	return given != NULL ? given
	     : arena_printf(t->arena, "%s.pdf", t->request.output_name != NULL ? t->request.output_name : t->name);
}

/* On stdout, or beside the PDF where that goes there. */
static bool say_explanation(const struct task *t, const struct json *record, bool is_beside) {
	struct buf text = BUF_INIT;
	bool ok = true;

	if (t->as_json) {
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

static int hand_over(struct task *t, const char *given) {
	struct err err = ERR_INIT;
	const struct json *record = json_parse(t->arena, t->record.p, t->record.len, NULL, &err);
	say_record(record);
	if (given != NULL && str_eq(given, "-")) {
		bool ok = say_out(t->pdf.p, t->pdf.len) && (!t->explain || say_explanation(t, record, true));
		return ok ? EXIT_DONE : EXIT_FAILED;
	}
	const char *path = output_path(t, given);
	if (!file_write(path, t->pdf.p, t->pdf.len, 0644, &err)) {
		return say_failure(&err);
	}
	/* With --json nothing else stands on stdout. */
	fprintf(t->as_json ? stderr : stdout, "%s: %lld pages, %zu bytes\n", path, (long long)json_int(record, "pages", 0), t->pdf.len);
	return !t->explain || say_explanation(t, record, false) ? EXIT_DONE : EXIT_FAILED;
}

/* Who renders here may be the author of what is wrong: where the request cannot be told apart from that, tell both. */
static int say_refused(const struct task *t) {
	if (t->request.report == NULL) {
		say_failures(catalogue_problems(t->catalogue));
	}
	return say_failures(&t->errors);
}

/* Of the request no more is kept than is asked for here: the process of the job begins with all that this one has in memory. */
static bool check(struct task *t, const char *today) {
	struct arena *arena = arena_new();
	struct request request = { .report = NULL };
	bool ok = request_check(arena, t->catalogue, input_request(arena, t->path), t->input.text.p, t->input.text.len, today, &request,
	                        &t->errors, NULL);
	t->request = (struct request){
		.report = arena_strdup(t->arena, request.report), .template = arena_strdup(t->arena, request.template),
		.output_name = arena_strdup(t->arena, request.output_name), .limits = request.limits,
	};
	arena_free(arena);
	return ok;
}

static int run_task(struct task *t, const char *given) {
	struct err err = ERR_INIT;
	char today[11];
	input_today(t->catalogue, today);
	if (!input_read(t->path, t->catalogue, &t->input, &err)) {
		return say_failure(&err);
	}
	if (!check(t, today)) {
		return say_refused(t);
	}
	if (!render(t, today, &err)) {
		say_warnings(&t->warnings);
		return say_failures(&t->errors);
	}
	say_warnings(&t->warnings);
	return hand_over(t, given);
}

static int run(const struct call *call) {
	int status = EXIT_DONE;
	if (call->arg_count != 1) {
		return say_misuse("render", call->arg_count == 0 ? "it needs a request" : "it takes one request");
	}
	struct task t = {
		.path = call->args[0], .explain = call_has(call, "explain"), .as_json = call_has(call, "json"), .input = INPUT_INIT, .pdf = BUF_INIT, .record = BUF_INIT,
	};
	if (t.as_json && !t.explain) {
		return say_misuse("render", "--json goes with --explain");
	}
	t.catalogue = call_catalogue(call, &status);
	if (t.catalogue == NULL) {
		return status;
	}
	t.arena = arena_new();
	t.name = input_name(t.arena, t.path);
	status = run_task(&t, call_value(call, "output"));
	errs_fini(&t.errors);
	errs_fini(&t.warnings);
	input_fini(&t.input);
	buf_fini(&t.pdf);
	buf_fini(&t.record);
	catalogue_free(t.catalogue);
	arena_free(t.arena);
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
	        "--explain tells of every page how full it is, where it ends and why, where else it would best have ended and what that\n"
	        "costs in points (a page 30, one a quarter empty 150, a line alone 3,000, a heading left behind 1,000,000), and which\n"
	        "tables, figures and callouts moved. Then what had to be scaled, cut or divided, and the CPU time and memory of each\n"
	        "section and phase. Where the PDF goes to standard output, it is told on standard error.",
	.options = options, .run = run,
};
