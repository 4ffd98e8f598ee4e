/* serve: the service, in the foreground. */
#include "base/err.h"
#include "cli/command.h"
#include "cli/say.h"
#include "service/serve.h"

static int run(const struct call *call) {
	struct err err = ERR_INIT;
	if (call->arg_count > 0) {
		return say_misuse("serve", "it takes no '%s'", call->args[0]);
	}
	struct serve_options options = {
		.paths = &call->paths, .spool = call_value(call, "spool"), .is_verbose = call_has(call, "verbose"),
	};
	return serve_main(&options, &err) ? EXIT_DONE : say_failure(&err);
}

static const struct option options[] = {
	OPTION_SPOOL,
	{ NULL, 0, NULL, NULL }
};

const struct command command_serve = {
	.name = "serve", .synopsis = "[--spool DIR]", .summary = "run the service in the foreground",
	.help = "Takes the requests that are dropped into SPOOL/inbox, and puts finished reports into SPOOL/outbox, what was wrong "
	        "into SPOOL/failed. SIGTERM and SIGINT end it in order, SIGHUP reads the configuration again.",
	.options = options, .run = run,
};
