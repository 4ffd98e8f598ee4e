/* cancel, retry: what becomes of one job. */
#include <stdio.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/say.h"

typedef void (*print_fn)(const char *job, const struct json *answer);

static int ask_about(const char *spool, const char *cmd, const char *job, const char *target, print_fn print) {
	struct err err = ERR_INIT;
	struct arena *arena = arena_new();
	struct ask *ask = ask_open(spool, &err);
	const struct json *answer = NULL;
	if (ask == NULL && err.code == ERR_NONE) {
		ask_nobody(spool, &err);
	}
	if (ask != NULL && ask_send(ask, &err, cmd, "job", job, "to", target, NULL)) {
		answer = ask_answer(ask, arena, &err);
	}
	int status = EXIT_DONE;
	if (answer != NULL) {
		print(job, answer);
	} else {
		status = say_failure(&err);
	}
	ask_free(ask);
	arena_free(arena);
	return status;
}

static int run(const struct call *call, print_fn print) {
	int status = EXIT_DONE;
	if (call->arg_count == 0) {
		return say_misuse(call->command->name, "it needs a job: `sitrep status` lists them");
	}
	char *spool = call_spool(call, &status);
	for (size_t i = 0; spool != NULL && i < call->arg_count; i++) {
		int one = ask_about(spool, call->command->name, call->args[i], call_value(call, "to"), print);
		status = one > status ? one : status;
	}
	mem_free(spool);
	return status;
}

static void print_cancelled(const char *job, const struct json *answer) {
	printf("%s: %s\n", job, json_str(answer, "state", "cancelled"));
}

static void print_retried(const char *job, const struct json *answer) {
	printf("%s: to be done again as %s\n", job, json_str(answer, "job", ""));
}

static void print_told_again(const char *job, const struct json *answer) {
	(void)answer;
	printf("%s: to be delivered\n", job);
}

static int run_cancel(const struct call *call) {
	return run(call, print_cancelled);
}

static int run_retry(const struct call *call) {
	return run(call, call_has(call, "to") ? print_told_again : print_retried);
}

static const struct option options[] = {
	OPTION_SPOOL,
	{ NULL, 0, NULL, NULL }
};

static const struct option retry_options[] = {
	OPTION_SPOOL,
	{ "to", 0, "TARGET", "only deliver, to that target, what it has not got; all: to all that it was given up for" },
	{ NULL, 0, NULL, NULL }
};

const struct command command_cancel = {
	.name = "cancel", .synopsis = "JOB...", .summary = "stop jobs that wait or run",
	.help = "JOB is what `sitrep status` shows: an id, the beginning of one, or the name of the request. Nothing of it comes out, in outbox "
	        "or failed; its request stays in the ledger, from which `sitrep retry` does it again.",
	.options = options, .run = run_cancel,
};

const struct command command_retry = {
	.name = "retry", .synopsis = "JOB...\n--to TARGET JOB...", .summary = "do failed or cancelled jobs again, or deliver again",
	.help = "Makes a new job with the same request, linked to the old one. JOB is what `sitrep status` shows.\n\n"
	        "With --to nothing is made anew: deliveries of the job that were given up are tried again, under the same identity, so that "
	        "a receiver that heard of it after all knows it for the same. A target that the job was never meant for gets it for the first time.",
	.options = retry_options, .run = run_retry,
};
