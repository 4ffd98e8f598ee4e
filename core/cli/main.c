/* main: reads the call and hands it to its command. */
#include <signal.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/version.h"
#include "cli/command.h"
#include "cli/say.h"

static int print(void (*add)(struct buf *out)) {
	struct buf text = BUF_INIT;
	add(&text);
	bool ok = say_help(buf_str(&text));
	buf_fini(&text);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

static int run(const struct call *call) {
	if (call_has(call, "version")) {
		return printf("sitrep %s\n", SITREP_VERSION) < 0 ? EXIT_FAILED : EXIT_DONE;
	}
	if (call->command == NULL && call_has(call, "help")) {
		return print(command_help_all);
	}
	if (call->command == NULL) {
		struct buf text = BUF_INIT;
		command_help_all(&text);
		fputs(buf_str(&text), stderr);
		buf_fini(&text);
		return EXIT_WRONG;
	}
	if (call_has(call, "help")) {
		struct buf text = BUF_INIT;
		command_help_one(call->command, &text);
		bool ok = say_help(buf_str(&text));
		buf_fini(&text);
		return ok ? EXIT_DONE : EXIT_FAILED;
	}
	return call->command->run(call);
}

int main(int argc, char **argv) {
	struct call call;
	struct err err = ERR_INIT;
	mem_begin();
	/* A reader that goes away is told by write(), here and on every pipe. */
	signal(SIGPIPE, SIG_IGN);
	int status = call_parse(&call, argc, argv, &err) && clock_check_source_date(&err) ? run(&call) : say_failure(&err);
	call_fini(&call);
	return status;
}
