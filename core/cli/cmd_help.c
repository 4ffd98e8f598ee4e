/* help: the commands again, the keys of the configuration, the manual page. */
#include "base/str.h"
#include "catalogue/config.h"
#include "catalogue/manual.h"
#include "catalogue/request.h"
#include "cli/command.h"
#include "cli/say.h"
#include "deliver/target.h"

/* What is no command, and has help all the same. */
static const struct { const char *name; void (*print)(struct buf *out); } topics[] = {
	{ "config", config_manual }, { "reports", manual_reports }, { "requests", request_manual }, { "schedules", manual_schedules },
	{ "targets", target_manual }, { "templates", manual_templates },
};

static bool print_topic(const char *name, struct buf *out) {
	for (size_t i = 0; i < sizeof(topics) / sizeof(*topics); i++) {
		if (str_eq(name, topics[i].name)) {
			topics[i].print(out);
			return true;
		}
	}
	return false;
}

static int run(const struct call *call) {
	struct buf text = BUF_INIT;
	const char *topic = call->arg_count > 0 ? call->args[0] : NULL;
	if (call->arg_count > 1) {
		return say_misuse("help", "it takes one topic");
	}
	if (call_has(call, "man")) {
		command_manual(&text);
	} else if (topic == NULL) {
		command_help_all(&text);
	} else if (command_lookup(topic) != NULL) {
		command_help_one(command_lookup(topic), &text);
	} else if (!print_topic(topic, &text)) {
		return say_misuse("help", "there is no command or topic '%s'", topic);
	}
	bool ok = call_has(call, "man") ? say_out(text.p, text.len) : say_help(buf_str(&text));
	buf_fini(&text);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

static const struct option options[] = {
	{ "man", 0, NULL, "print the manual page (roff: `sitrep help --man | man -l -`)" },
	{ NULL, 0, NULL, NULL }
};

const struct command command_help = {
	.name = "help", .synopsis = "[COMMAND | config | reports | requests | schedules | targets | templates]\n--man", .summary = "say how a command is used, or what can be configured",
	.help = "Without a topic the commands are listed; `config` lists the keys of the configuration with their defaults, "
	        "`targets` those of places that reports are delivered to, `reports`, `requests`, `schedules` and `templates` those of their files.",
	.options = options, .run = run,
};
