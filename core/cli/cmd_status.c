/* status: what the service does; from its ledger where none runs. */
#include <stdio.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/say.h"
#include "ledger/describe.h"
#include "ledger/ledger.h"

/* ---- the same answer from the ledger ---- */

/* No service runs: what one had begun waits for the next as what it had not. */
static bool put_overview(struct ledger *ledger, struct json_out *out, struct err *err) {
	return describe_queue(ledger,
	                      JOB_STATE_BIT(JOB_ACCEPTED) | JOB_STATE_BIT(JOB_RETRYING) | JOB_STATE_BIT(JOB_RUNNING) |
	                              JOB_STATE_BIT(JOB_PUBLISHING),
	                      DESCRIBE_ALL, out, err);
}

static const struct json *from_ledger(const char *spool, const char *job, struct arena *arena, struct err *err) {
	const char *path = path_join(arena, spool, "ledger.db");
	if (!file_exists(path)) {
		err_set(err, ERR_INPUT, "%s is no spool: it has no ledger.db", spool);
		err_hint(err, "`sitrep serve` makes one; name another with --spool");
		return NULL;
	}
	struct ledger *ledger = ledger_open(path, err);
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);
	const struct json *answer = NULL;
	json_begin(&out, '{');
	json_put_bool(&out, "ok", true);
	json_put_str(&out, "spool", spool);
	if (ledger != NULL && (job != NULL ? describe_job(ledger, job, DESCRIBE_ALL, &out, err) : put_overview(ledger, &out, err))) {
		json_end(&out, '}');
		answer = json_parse(arena, arena_strndup(arena, text.p, text.len), text.len, NULL, err);
	}
	ledger_free(ledger);
	buf_fini(&text);
	return answer;
}

/* ---- printing ---- */

/* Names and messages come from whoever dropped a file: a terminal must not obey them. */
static struct json *visible(struct arena *arena, const struct json *value) {
	struct json *copy = arena_copy(arena, value, sizeof(*value)), **next = &copy->first;
	if (value->str != NULL) {
		struct buf text = BUF_INIT;
		buf_add_visible(&text, value->str);
		copy->str = arena_strdup(arena, buf_str(&text));
		buf_fini(&text);
	}
	for (const struct json *child = value->first; child != NULL; child = child->next) {
		*next = visible(arena, child);
		next = &(*next)->next;
	}
	return copy;
}

static void print_error(const struct json *error) {
	const struct json *list = json_lookup(error, "errors"), *first = list != NULL ? list->first : NULL;
	while (first != NULL && first->next != NULL && json_bool(first, "follows", false)) {
		first = first->next;
	}
	const struct json *told = first != NULL ? first : error;
	const char *message = json_str(told, "message", NULL), *file = json_str(told, "file", NULL);
	if (message == NULL) {
		return;
	}
	printf("      ");
	if (file != NULL && json_int(told, "line", 0) > 0) {
		printf("%s:%lld: ", file, (long long)json_int(told, "line", 0));
	} else if (file != NULL) {
		printf("%s: ", file);
	}
	printf("%s%s\n", message, list != NULL && list->count > 1 ? " (and more)" : "");
}

static void print_why(const struct json *job) {
	print_error(json_lookup(job, "error"));
	if (json_bool(job, "is_withheld", false)) {
		printf("      why is told to who dropped it, to the service's user and to root\n");
	}
	if (str_eq(json_str(job, "state", ""), "skipped")) {
		printf("      %s\n", json_str(json_lookup(job, "result"), "reason", ""));
	}
}

static void print_job_line(const struct json *job) {
	printf("    %-28s %-12s %s\n", json_str(job, "id", ""), json_str(job, "state", ""), json_str(job, "name", ""));
	print_why(job);
}

static void print_jobs(const char *title, const struct json *jobs) {
	if (jobs != NULL && jobs->count > 0) {
		printf("%s\n", title);
		for (const struct json *job = jobs->first; job != NULL; job = job->next) {
			print_job_line(job);
		}
	}
}

static void print_slots(const struct json *slots) {
	if (slots == NULL) {
		return;
	}
	printf("Workers\n");
	for (const struct json *s = slots->first; s != NULL; s = s->next) {
		printf("    %lld %-10s", (long long)json_int(s, "number", 0), json_str(s, "state", ""));
		if (json_str(s, "job", NULL) != NULL) {
			const char *section = json_str(s, "section", "");
			printf(" %s, %s%s%s", json_str(s, "name", ""), json_str(s, "phase", "begins"), *section != '\0' ? " " : "", section);
			if (json_int(s, "page", 0) > 0) {
				printf(", page %lld", (long long)json_int(s, "page", 0));
			}
		}
		printf("\n");
	}
}

static void print_delivery(const struct json *d, bool names_job) {
	printf("    %-16s %-10s %s%s%s", json_str(d, "target", ""), json_str(d, "state", ""), json_str(d, "event", ""), names_job ? ", job " : "",
	       names_job ? json_str(d, "job", "") : "");
	if (json_int(d, "attempts", 0) > 1) {
		printf(", attempt %lld", (long long)json_int(d, "attempts", 0));
	}
	if (json_lookup(d, "not_before") != NULL && json_int(d, "attempts", 0) > 0) {
		printf(", next %s", json_str(d, "not_before", ""));
	}
	printf("\n");
	const char *more = json_str(d, "place", json_str(d, "error", NULL));
	if (more != NULL) {
		printf("      %s\n", more);
	}
}

static void print_deliveries(const char *title, const struct json *list, bool names_job) {
	if (list != NULL && list->count > 0) {
		printf("%s\n", title);
		for (const struct json *d = list->first; d != NULL; d = d->next) {
			print_delivery(d, names_job);
		}
	}
}

static void print_schedules(const struct json *schedules) {
	if (schedules == NULL || schedules->count == 0) {
		return;
	}
	printf("Schedules\n");
	for (const struct json *s = schedules->first; s != NULL; s = s->next) {
		printf("    %-20s %s%s\n", json_str(s, "name", ""), json_bool(s, "paused", false) ? "paused; would fire " : "next ",
		       json_str(s, "next", "never"));
		const struct json *missed = json_lookup(s, "missed");
		if (missed != NULL) {
			int64_t runs = json_int(missed, "runs", 0);
			printf("        missed %lld run%s, from %s to %s: %s\n", (long long)runs, runs == 1 ? "" : "s", json_str(missed, "from", ""), json_str(missed, "to", ""),
			       json_str(missed, "why", ""));
		}
	}
}

/* Why nothing goes on, where that is the machine's doing. */
static void print_trouble(const struct json *trouble) {
	if (trouble != NULL) {
		const char *hint = json_str(trouble, "hint", NULL);
		printf("In trouble: %s\n%s%s%s", json_str(trouble, "message", ""), hint != NULL ? "    hint: " : "", hint != NULL ? hint : "", hint != NULL ? "\n" : "");
	}
}

static void print_overview(const struct json *answer) {
	const struct json *counts = json_lookup(answer, "counts");
	if (json_lookup(answer, "pid") != NULL) {
		printf("Service %lld on %s\n", (long long)json_int(answer, "pid", 0), json_str(answer, "spool", ""));
		const struct json *refused = json_lookup(answer, "refused");
		if (refused != NULL) {
			printf("The configuration on the disk is not in use, but the last good one: %s:%lld: %s\n", json_str(refused, "file", ""),
			       (long long)json_int(refused, "line", 0), json_str(refused, "message", ""));
		}
		print_trouble(json_lookup(answer, "trouble"));
		const struct json *kept = json_lookup(answer, "kept");
		for (const struct json *why = kept != NULL ? kept->first : NULL; why != NULL; why = why->next) {
			printf("Kept waiting: %s\n", why->str);
		}
		printf("Jobs are confined by: %s\n", json_str(answer, "confinement", ""));
	}
	printf("Jobs:");
	for (const struct json *c = counts != NULL ? counts->first : NULL; c != NULL; c = c->next) {
		if (c->integer > 0) {
			printf(" %lld %s", (long long)c->integer, c->key);
		}
	}
	printf("\n");
	print_slots(json_lookup(answer, "slots"));
	const struct json *paused = json_lookup(answer, "paused");
	for (const struct json *p = paused != NULL ? paused->first : NULL; p != NULL; p = p->next) {
		printf("Plugin %s is paused for %lld s: it brought its process down too often\n", json_str(p, "plugin", ""),
		       (long long)json_int(p, "seconds", 0));
	}
	print_jobs("Waiting", json_lookup(answer, "waiting"));
	print_jobs("Last failures", json_lookup(answer, "failures"));
	print_jobs("Not issued", json_lookup(answer, "skipped"));
	const struct json *deliveries = json_lookup(answer, "deliveries");
	print_deliveries("Deliveries under way", json_lookup(deliveries, "open"), true);
	print_deliveries("Deliveries that failed (sitrep retry JOB --to TARGET)", json_lookup(deliveries, "failed"), true);
	print_schedules(json_lookup(answer, "schedules"));
}

static void print_job(const struct json *answer) {
	const struct json *job = json_lookup(answer, "job"), *attempts = json_lookup(answer, "attempts");
	for (const struct json *v = job->first; v != NULL; v = v->next) {
		if (v->type == JSON_STRING) {
			printf("%-10s %s\n", v->key, v->str);
		} else if (v->type == JSON_NUMBER) {
			printf("%-10s %lld\n", v->key, (long long)v->integer);
		}
	}
	print_why(job);
	for (const struct json *a = attempts != NULL ? attempts->first : NULL; a != NULL; a = a->next) {
		printf("attempt %lld  %s %s\n", (long long)json_int(a, "number", 0), json_str(a, "outcome", ""), json_str(a, "started", ""));
	}
	print_deliveries("Deliveries", json_lookup(answer, "deliveries"), false);
}

static bool print_json(const struct json *answer) {
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 2);
	json_add_value(&out, answer);
	buf_addc(&text, '\n');
	bool ok = say_out(text.p, text.len);
	buf_fini(&text);
	return ok;
}

static const struct json *ask_status(const struct call *call, const char *spool, const char *job, struct arena *arena,
                                     struct err *err) {
	struct ask *ask = ask_open(spool, err);
	const struct json *answer = NULL;
	if (ask == NULL && err->code == ERR_NONE) {
		answer = from_ledger(spool, job, arena, err);
		if (answer != NULL && !call_has(call, "json")) {
			say_note("No service runs on %s: this is what its ledger says.", spool);
		}
		return answer;
	}
	if (ask != NULL && (job != NULL ? ask_send(ask, err, "job", "job", job, NULL) : ask_send(ask, err, "status", NULL))) {
		answer = ask_answer(ask, arena, err);
	}
	ask_free(ask);
	return answer;
}

static int back_up(const char *spool, const char *to) {
	struct arena *arena = arena_new();
	struct err err = ERR_INIT;
	const char *path = path_join(arena, spool, "ledger.db");
	int status = EXIT_DONE;
	if (!file_exists(path)) {
		err_set(&err, ERR_INPUT, "%s is no spool: it has no ledger.db", spool);
		status = say_failure(&err);
	} else if (!ledger_backup(path, to, &err)) {
		status = say_failure(&err);
	}
	arena_free(arena);
	return status;
}

static int run(const struct call *call) {
	struct err err = ERR_INIT;
	int status = EXIT_DONE;
	const char *job = call->arg_count > 0 ? call->args[0] : NULL;
	if (call->arg_count > 1) {
		return say_misuse("status", "it takes one job");
	}
	char *spool = call_spool(call, &status);
	if (spool == NULL) {
		return status;
	}
	if (call_has(call, "backup")) {
		status = back_up(spool, call_value(call, "backup"));
		mem_free(spool);
		return status;
	}
	struct arena *arena = arena_new();
	const struct json *answer = ask_status(call, spool, job, arena, &err);
	if (answer == NULL) {
		status = say_failure(&err);
	} else if (call_has(call, "json")) {
		status = print_json(answer) ? EXIT_DONE : EXIT_FAILED;
	} else if (job != NULL) {
		print_job(visible(arena, answer));
	} else {
		print_overview(visible(arena, answer));
	}
	arena_free(arena);
	mem_free(spool);
	return status;
}

static const struct option options[] = {
	{ "backup", 0, "FILE", "copy the ledger to FILE, also while the service runs, and say nothing" },
	OPTION_JSON,
	OPTION_SPOOL,
	{ NULL, 0, NULL, NULL }
};

const struct command command_status = {
	.name = "status", .synopsis = "[--json] [JOB]\n[--backup FILE]", .summary = "the queue, the workers, the schedules, the last failures",
	.help = "JOB is an id, the beginning of one, or the name of a request: then all about that job. Where no service runs, the "
	        "ledger of the spool is read, and said to be.\n\n"
	        "--backup writes a copy of the ledger as it is at that moment; a spool is put back by stopping the service and moving it "
	        "to SPOOL/ledger.db (with no ledger.db-wal beside it).",
	.options = options, .run = run,
};
