/* editions: what a series issued; to correct and withdraw, by the service. */
#include <stdio.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/here.h"
#include "cli/say.h"
#include "cli/series.h"
#include "ledger/describe.h"
#include "ledger/ledger.h"

#define REQUEST_SENT_MAX 32768   /* bytes: in a line of the control socket (service/CONTROL.md), quoted */

/* ---- the list ---- */

static void print_edition(const struct json *e) {
	const char *state = json_str(e, "state", ""), *from = json_str(e, "period_from", NULL), *reason = json_str(e, "reason", NULL);
	int64_t revision = json_int(e, "revision", 0);
	struct buf number = BUF_INIT, file = BUF_INIT;

	buf_addf(&number, revision > 0 ? "%lld.%lld" : "%lld", (long long)json_int(e, "number", 0), (long long)revision);
	buf_addf(&file, "%s%s%s.pdf", json_str(e, "folder", ""), json_str(e, "folder", NULL) != NULL ? "/" : "", json_str(e, "name", ""));
	printf("%-6s as of %s  issued %.16sZ  %-9s %s", buf_str(&number), json_str(e, "as_of", ""), json_str(e, "issued", ""), state, buf_str(&file));
	if (from != NULL) {
		printf("  (%s to %s)", from, json_str(e, "period_to", ""));
	}
	printf("\n");
	struct buf said = BUF_INIT;
	if (reason != NULL) {
		buf_add_visible(&said, reason);
		printf("       corrected: %s\n", buf_str(&said));
	}
	if (json_str(e, "withdrawn_reason", NULL) != NULL) {
		buf_reset(&said);
		buf_add_visible(&said, json_str(e, "withdrawn_reason", ""));
		printf("       withdrawn %.10s: %s\n", json_str(e, "withdrawn", ""), buf_str(&said));
	}
	buf_fini(&said);
	buf_fini(&number);
	buf_fini(&file);
}

/* A series a line, with its latest edition. */
static void print_series(const struct json *editions) {
	for (const struct json *e = editions->first; e != NULL; e = e->next) {
		const char *series = json_str(e, "series", "");
		if (e->next == NULL || !str_eq(json_str(e->next, "series", ""), series)) {
			int64_t n = json_int(e, "number", 0);
			printf("%-24s %lld edition%s, the last as of %s\n", series, (long long)n, n == 1 ? "" : "s", json_str(e, "as_of", ""));
		}
	}
	if (editions->count == 0) {
		printf("no editions\n");
	}
}

static bool list(struct ledger *ledger, const char *series, bool as_json, struct err *err) {
	struct arena *arena = arena_new();
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, as_json ? 2 : 0);

	json_begin(&out, '{');
	bool ok = describe_editions(ledger, series, &out, err);
	json_end(&out, '}');
	const struct json *editions = ok ? json_lookup(json_parse(arena, text.p, text.len, NULL, err), "editions") : NULL;
	ok = editions != NULL;
	if (ok && series != NULL && editions->count == 0) {
		err_set(err, ERR_INPUT, "the series '%s' has no edition", series);
		ok = err_hint(err, "`sitrep editions` lists the series");
	} else if (ok && as_json) {
		buf_addc(&text, '\n');
		say_out(text.p, text.len);
	} else if (ok && series == NULL) {
		print_series(editions);
	} else if (ok) {
		for (const struct json *e = editions->first; e != NULL; e = e->next) {
			print_edition(e);
		}
	}
	buf_fini(&text);
	arena_free(arena);
	return ok;
}

static int run_list(const struct call *call, const char *series) {
	struct err err = ERR_INIT;
	int status = EXIT_DONE;
	char *spool = call_spool(call, &status);

	if (spool == NULL) {
		return status;
	}
	struct ledger *ledger = series_ledger(spool, &err);
	if (ledger == NULL || !list(ledger, series, call_has(call, "json"), &err)) {
		status = say_failure(&err);
	}
	ledger_free(ledger);
	mem_free(spool);
	return status;
}

/* ---- by the service ---- */

/* The request that a correction is to be made from, read and checked here, so that it is not found wrong by the job; appended. */
static int read_request(const struct call *call, const char *path, struct buf *text) {
	struct err err = ERR_INIT;
	struct here h;
	int status = EXIT_DONE;
	struct catalogue *catalogue = call_catalogue(call, &status);

	if (catalogue == NULL) {
		return status;
	}
	here_init(&h, catalogue, path);
	if (!here_read(&h)) {
		status = here_say_refused(&h);
	} else if (h.input.files.n > 0) {
		err_set(&err, ERR_INPUT, "%s brings files, and a correction has those that came with the edition's request", path);
		err_hint(&err, "give the request's file alone");
		status = say_failure(&err);
	} else if (h.input.text.len > REQUEST_SENT_MAX) {
		err_set(&err, ERR_INPUT, "%s is too long: the request of a correction has %d bytes at most", path, REQUEST_SENT_MAX);
		err_hint(&err, "what is more than that is data: mend it in the plugin that has it");
		status = say_failure(&err);
	} else {
		buf_add(text, h.input.text.p, h.input.text.len);
	}
	here_fini(&h);
	catalogue_free(catalogue);
	return status;
}

static int send_order(const struct call *call, const char *action, int64_t number, const char *request) {
	struct err err = ERR_INIT;
	int status = EXIT_DONE;
	const char *reason = call_value(call, "reason");
	char *spool = call_spool(call, &status);

	if (spool == NULL) {
		return status;
	}
	struct arena *arena = arena_new();
	struct ask *ask = ask_open(spool, &err);
	const struct json *answer = NULL;
	if (ask == NULL && err.code == ERR_NONE) {
		ask_nobody(spool, &err);
	} else if (ask != NULL && ask_send(ask, &err, "edition", "action", action, "series", call->args[1], "number", call->args[2], "reason", reason,
	                                   "request", request, NULL)) {
		answer = ask_answer(ask, arena, &err);
	}
	if (answer == NULL) {
		status = say_failure(&err);
	} else {
		printf("%s:%lld: %s as job %s\n", call->args[1], (long long)number, str_eq(action, "correct") ? "to be issued again" : "to be withdrawn",
		       json_str(answer, "job", ""));
	}
	ask_free(ask);
	arena_free(arena);
	mem_free(spool);
	return status;
}

static int run_order(const struct call *call, const char *action) {
	int status = EXIT_DONE;
	int64_t number;
	const char *path = call_value(call, "request");
	struct buf request = BUF_INIT;

	if (call->arg_count != 3 || !str_int(call->args[2], 1, INT64_MAX, &number)) {
		return say_misuse("editions", "%s takes a series and the number of an edition", action);
	}
	if (str_eq(action, "withdraw") && path != NULL) {
		return say_misuse("editions", "--request goes with correct");
	}
	if (str_eq(action, "withdraw") && !call_has(call, "reason")) {
		return say_misuse("editions", "withdraw needs --reason: readers are told why");
	}
	if (path != NULL) {
		status = read_request(call, path, &request);
	}
	if (status == EXIT_DONE) {
		status = send_order(call, action, number, path != NULL ? buf_str(&request) : NULL);
	}
	buf_fini(&request);
	return status;
}

static int run(const struct call *call) {
	const char *first = call->arg_count > 0 ? call->args[0] : NULL;

	if (first != NULL && call->arg_count > 1 && (str_eq(first, "correct") || str_eq(first, "withdraw"))) {
		return call_has(call, "json") ? say_misuse("editions", "--json goes with a list") : run_order(call, first);
	}
	if (call->arg_count > 1) {
		return say_misuse("editions", "it takes a series, or 'correct' or 'withdraw' with a series and a number");
	}
	if (call_has(call, "reason") || call_has(call, "request")) {
		return say_misuse("editions", "--reason and --request go with correct and withdraw");
	}
	return run_list(call, first);
}

static const struct option options[] = {
	OPTION_JSON,
	{ "request", 0, "FILE", "correct it from this request, and not from the one it was made from" },
	{ "reason", 0, "TEXT", "why it is corrected or withdrawn, in the words that readers see" },
	OPTION_SPOOL,
	{ NULL, 0, NULL, NULL }
};

const struct command command_editions = {
	.name = "editions",
	.synopsis = "[SERIES] [--json]\ncorrect SERIES NUMBER [--request FILE] [--reason TEXT]\nwithdraw SERIES NUMBER --reason TEXT",
	.summary = "what a series issued; to correct or withdraw an edition",
	.help = "A schedule is a series of its name, and so is what requests call \"series\". Without one, all series are listed.\n\n"
	        "`correct` issues an edition again under its number, from the same request and as of the same day, with the plugins and data of now: mend those "
	        "first. With --request it is made from another request, which is checked before anything is issued; what that does not say of day, period, deliver and notify, and the series, stay "
	        "as they were. The cover says that it was corrected, its first page why and what is different. `withdraw` puts a notice in its place. Both take the name in the "
	        "outbox; the files that had it are kept in the spool, in superseded/. They need a running service.",
	.options = options, .run = run,
};
