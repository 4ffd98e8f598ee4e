/* check: everything that was configured, or one request: all mistakes at once. */
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/mistake.h"
#include "catalogue/request.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/say.h"
#include "deliver/courier.h"
#include "render/look.h"
#include "render/sandbox.h"
#include "service/mend.h"
#include "service/schedule.h"
#include "service/sealing.h"
#include "service/spool.h"

static const char *const *names_of(struct arena *arena, const struct attachments *files) {
	const char **names = arena_alloc(arena, (files->n + 1) * sizeof(*names));
	for (size_t i = 0; i < files->n; i++) {
		names[i] = files->v[i].name;
	}
	return names;
}

static bool look_at_request(struct arena *arena, const struct catalogue *catalogue, const char *path, struct request *request,
                            struct errs *errors, struct errs *warnings) {
	struct input input = INPUT_INIT;
	struct err err = ERR_INIT;
	char today[11];
	input_today(catalogue, today);
	bool ok = input_read(path, catalogue, &input, &err);
	if (!ok) {
		*errs_add(errors) = err;
	}
	ok = ok && request_check(arena, catalogue, input_request(arena, path), input.text.p, input.text.len, today, request, errors, warnings) &&
	     request_files(arena, catalogue, input_request(arena, path), input.text.p, input.text.len, request, names_of(arena, &input.files), errors);
	input_fini(&input);
	return ok;
}

static int check_request(const struct catalogue *catalogue, const char *path) {
	struct arena *arena = arena_new();
	struct errs errors = ERRS_INIT, warnings = ERRS_INIT;
	struct request request;
	int status = EXIT_DONE;
	if (!look_at_request(arena, catalogue, path, &request, &errors, &warnings)) {
		status = say_failures(&errors);
	}
	say_warnings(&warnings);
	if (status == EXIT_DONE) {
		const char *second = request.second.language;
		printf("%s: the report \"%s\", %zu section%s, as of %s, in \"%s\"%s%s%s\n", input_shown(path), request.report,
		       request.section_count, request.section_count == 1 ? "" : "s", request.as_of, request.words.language, second != NULL ? " and \"" : "",
		       second != NULL ? second : "", second != NULL ? "\"" : "");
	}
	errs_fini(&errors);
	errs_fini(&warnings);
	arena_free(arena);
	return status;
}

/* What is written, of the configuration or of requests; what only this machine makes wrong is for people. */
static int check_for_tools(const struct catalogue *catalogue, const struct call *call) {
	struct arena *arena = arena_new();
	struct errs errors = ERRS_INIT, warnings = ERRS_INIT;
	struct request request;
	const struct errs *problems = catalogue_problems(catalogue);
	for (size_t i = 0; call->arg_count == 0 && i < problems->n; i++) {
		*errs_add(&errors) = problems->v[i];
	}
	if (call->arg_count == 0) {
		schedules_check(catalogue, &errors);
	}
	for (size_t i = 0; i < call->arg_count; i++) {
		look_at_request(arena, catalogue, call->args[i], &request, &errors, &warnings);
	}
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 2);
	json_begin(&out, '{');
	json_key(&out, "errors");
	mistake_write(&out, &errors);
	json_key(&out, "warnings");
	mistake_write(&out, &warnings);
	json_end(&out, '}');
	buf_addc(&text, '\n');
	bool ok = say_out(text.p, text.len);
	int status = !ok ? EXIT_FAILED : errors.n > 0 ? EXIT_WRONG : EXIT_DONE;
	buf_fini(&text);
	errs_fini(&errors);
	errs_fini(&warnings);
	arena_free(arena);
	return status;
}

/* What issued files are sealed with: how much of it cannot be used. */
static size_t check_seals(const struct catalogue *catalogue) {
	const struct seal_order signs = sealing_order(catalogue, NULL);
	struct err err = ERR_INIT;
	size_t bad = 0;
	if (!seal_check(&signs, &err)) {
		say_failure(&err);
		bad++;
	}
	for (const struct json *p = catalogue_value(catalogue, "passwords")->first; p != NULL; p = p->next) {
		const struct seal_order encrypts = { .password_file = p->str };
		err = (struct err)ERR_INIT;
		if (!seal_check(&encrypts, &err)) {
			err_wrap(&err, "passwords.%s", p->key);
			say_failure(&err);
			bad++;
		}
	}
	return bad;
}

/* What the service will find: does this kernel confine jobs as far as the config wants? */
static bool check_confinement(const struct catalogue *catalogue) {
	const char *wanted = catalogue_str(catalogue, "sandbox.level");
	enum sandbox_level level, least = SANDBOX_SECCOMP;
	struct err err = ERR_INIT;
	struct buf text = BUF_INIT;
	int landlock;
	sandbox_level_parse(wanted, &least);
	if (!sandbox_probe(&level, &landlock, &err)) {
		say_failure(&err);
		return false;
	}
	sandbox_describe(level, landlock, &text);
	printf("jobs are confined by: %s\n", buf_str(&text));
	buf_fini(&text);
	if (level < least) {
		err_set(&err, ERR_INPUT, "sandbox.level is \"%s\", and this kernel confines only to \"%s\"", wanted, sandbox_level_name(level));
		err_hint(&err, "the service does not start here: use a kernel with seccomp, or lower sandbox.level");
		say_failure(&err);
	}
	return level >= least;
}

/* Can each target be delivered to, as far as can be seen from here; with connects, as far as it says itself. How many cannot. */
static size_t check_targets(const struct catalogue *catalogue, bool connects) {
	const struct json *targets = catalogue_value(catalogue, "targets");
	size_t wrong = 0;
	for (const struct json *t = targets->first; t != NULL; t = t->next) {
		struct errs errors = ERRS_INIT;
		struct err err = ERR_INIT;
		char place[512] = "";
		courier_look(t, &errors);
		if (errors.n == 0 && connects && !courier_probe(t->key, t, place, &err)) {
			*errs_add(&errors) = err;
		}
		for (size_t i = 0; i < errors.n; i++) {
			err_wrap(&errors.v[i], "target '%s'", t->key);
			say_failure(&errors.v[i]);
			wrong++;
		}
		if (errors.n == 0 && connects) {
			printf("target %s: %s answers\n", t->key, place);
		}
		errs_fini(&errors);
	}
	return wrong;
}

/* A service waits for a folder that is away; who asks here wants to know. How many are. */
static size_t check_inboxes(const struct catalogue *catalogue) {
	size_t wrong = 0;
	for (const struct json *inbox = catalogue_value(catalogue, "inboxes")->first; inbox != NULL; inbox = inbox->next) {
		struct err err = ERR_INIT;
		if (!file_is_dir(inbox->str)) {
			err_set(&err, ERR_INPUT, "inbox '%s': there is no folder %s", inbox->key, inbox->str);
			err_hint(&err, "make it, or mount what it is");
			say_failure(&err);
			wrong++;
		}
	}
	return wrong;
}

/* Where the service would refuse to begin. */
static bool check_place(const char *spool) {
	struct err err = ERR_INIT;
	bool ok = spool_check_place(spool, &err);
	if (!ok) {
		say_failure(&err);
	}
	return ok;
}

static int check_all(const struct catalogue *catalogue, const char *spool, bool connects) {
	const struct errs *problems = catalogue_problems(catalogue);
	struct errs errors = ERRS_INIT;
	schedules_check(catalogue, &errors);
	looks_check(catalogue, &errors);
	say_failures(problems);
	say_failures(&errors);
	size_t n = problems->n + problems->dropped + errors.n + !check_place(spool) + !check_confinement(catalogue) + check_seals(catalogue) +
	           check_inboxes(catalogue) + check_targets(catalogue, connects);
	printf("plugins %u, templates %u, reports %u, schedules %u: ", catalogue_plugins(catalogue)->count,
	       catalogue_templates(catalogue)->count, catalogue_reports(catalogue)->count, catalogue_schedules(catalogue)->count);
	if (n > 0) {
		printf("%zu mistake%s; what has one is left out\n", n, n == 1 ? "" : "s");
	} else {
		printf("no mistakes\n");
	}
	errs_fini(&errors);
	return n > 0 ? EXIT_WRONG : EXIT_DONE;
}

static void say_found(void *ctx, const char *text) {
	(void)ctx;
	printf("%s\n", text);
}

static int check_ledger(const struct call *call) {
	int status = EXIT_DONE;
	bool mends = call_has(call, "mend");
	struct catalogue *catalogue = call_catalogue(call, &status);
	char *root = catalogue != NULL ? call_spool(call, &status) : NULL;
	struct mend_result result = { 0, 0 };
	struct err err = ERR_INIT;
	struct spool spool;
	if (root == NULL) {
		catalogue_free(catalogue);
		return status;
	}
	unsigned mode = (unsigned)strtoul(catalogue_str(catalogue, "file_mode"), NULL, 8);
	const char *ledger = NULL;
	bool ok = file_is_dir(root) || err_set(&err, ERR_INPUT, "there is no spool %s", root);
	ok = ok && (mends ? spool_open : spool_look)(&spool, root, mode, &err);
	if (ok) {
		ledger = spool.ledger;
		ok = file_exists(ledger) || err_set(&err, ERR_INPUT, "%s is no spool: it has no ledger.db", root);
		ok = ok && mend_spool(&spool, mends, say_found, NULL, &result, &err);
		spool_close(&spool);
	}
	if (!ok) {
		status = say_failure(&err);
	}
	if (result.found == 0 && ok) {
		printf("%s: nothing is wrong\n", root);
	} else if (result.found > 0) {
		printf("%s: %u wrong, %u mended%s\n", root, result.found, result.mended, mends ? "" : "; --mend mends it, with the service stopped");
	}
	catalogue_free(catalogue);
	mem_free(root);
	return status != EXIT_DONE ? status : result.found > result.mended ? EXIT_FAILED : EXIT_DONE;
}

static int run(const struct call *call) {
	int status = EXIT_DONE;
	if (call_has(call, "ledger") || call_has(call, "mend")) {
		return call->arg_count > 0 ? say_misuse("check", "--ledger takes no request") : check_ledger(call);
	}
	struct call inner = *call;
	inner.paths.check_data = call->arg_count == 0;
	struct catalogue *catalogue = call_catalogue(&inner, &status);
	if (catalogue == NULL) {
		return status;
	}
	if (call_has(call, "json")) {
		status = check_for_tools(catalogue, call);
		catalogue_free(catalogue);
		return status;
	}
	if (call->arg_count == 0) {
		const char *spool = call_value(call, "spool");
		status = check_all(catalogue, spool != NULL ? spool : catalogue_str(catalogue, "spool"), call_has(call, "targets"));
	}
	for (size_t i = 0; i < call->arg_count; i++) {
		int one = check_request(catalogue, call->args[i]);
		status = one > status ? one : status;
	}
	catalogue_free(catalogue);
	return status;
}

static const struct option options[] = {
	{ "json", 0, NULL, "say the mistakes in JSON, with file, line, column, source line, hint; of what is written, not of this machine" },
	{ "ledger", 0, NULL, "look at the ledger and what it answers for" },
	{ "mend", 0, NULL, "and mend what is wrong; no service may run" },
	OPTION_SPOOL,
	{ "targets", 0, NULL, "connect to where reports are delivered, too; nobody is told anything" },
	{ NULL, 0, NULL, NULL }
};

const struct command command_check = {
	.name = "check", .synopsis = "[--targets | --json]\nREQUEST... [--json]\n--ledger [--mend] [--spool DIR]", .summary = "tell every mistake of the configuration, or of requests",
	.help = "Without a request, checks configuration, schedules, reports, templates, plugins and their data, and whether the fonts of "
	        "templates, inboxes, paths and secrets of targets are there. Nothing is started and nothing is rendered. Exits 2 where there is a mistake.\n\n"
	        "--ledger looks at a spool instead: is the ledger's file whole, are the results in the outbox what was issued, is anything left "
	        "over? With --mend, while no service runs, what can be read of a damaged ledger is saved into a new one, damaged results are "
	        "put aside and made again, and leftovers are removed. Exits 1 where something is wrong still.",
	.options = options, .run = run,
};
