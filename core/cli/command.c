/* command: see command.h. */
#include "cli/command.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/version.h"
#include "catalogue/config.h"
#include "cli/say.h"
#include "deliver/target.h"

/* Sorted. */
static const struct command *const commands[] = {
	&command_cancel, &command_check, &command_courier, &command_diff, &command_editions, &command_facts, &command_help,  &command_loader, &command_pack, &command_plugin, &command_render, &command_report,
	&command_retry,  &command_schedule, &command_sealer, &command_serve, &command_status, &command_submit, &command_verify, &command_watch, &command_worker, NULL
};

static const struct option global_options[] = {
	{ "config", 'c', "FILE", "the configuration; else $SITREP_CONFIG, config/sitrep.lua here, /etc/sitrep/sitrep.lua" },
	{ "help", 'h', NULL, "say how it is used" },
	{ "plugins", 0, "DIR", "a folder of plugins, before the configured ones; may be repeated" },
	{ "reports", 0, "DIR", "a folder of reports, likewise" },
	{ "templates", 0, "DIR", "a folder of templates, likewise" },
	{ "verbose", 'v', NULL, "say more: what is wrong with the configuration; serve: what is done" },
	{ "version", 0, NULL, "say the version" },
	{ NULL, 0, NULL, NULL }
};

const struct command *command_lookup(const char *name) {
	for (size_t i = 0; commands[i] != NULL; i++) {
		if (str_eq(commands[i]->name, name)) {
			return commands[i];
		}
	}
	return NULL;
}

static bool is_letter(const struct option *option, const char *arg) {
	return option->letter != 0 && arg[1] == option->letter && (arg[2] == '\0' || option->value != NULL);
}

/* "--name", "--name=value", "-n", "-nvalue". */
static const struct option *find_option(const struct option *options, const char *arg) {
	for (; options != NULL && options->name != NULL; options++) {
		size_t n = strlen(options->name);
		if (str_prefix(arg, "--") ? strncmp(arg + 2, options->name, n) == 0 && (arg[n + 2] == '\0' || arg[n + 2] == '=')
		                          : is_letter(options, arg)) {
			return options;
		}
	}
	return NULL;
}

static bool unknown_option(const struct call *call, const char *arg, struct err *err) {
	const char **names = NULL;
	size_t n = 0, cap = 0;
	for (const struct option *o = global_options; o->name != NULL; o++) {
		*VEC_PUSH(names, n, cap) = o->name;
	}
	for (const struct option *o = call->command != NULL ? call->command->options : NULL; o != NULL && o->name != NULL; o++) {
		*VEC_PUSH(names, n, cap) = o->name;
	}
	*VEC_PUSH(names, n, cap) = NULL;
	err_set(err, ERR_INPUT, "unknown option %s", arg);
	const char *near = err_nearest(arg + strspn(arg, "-"), names);
	mem_free(names);
	if (near != NULL) {
		return err_hint(err, "did you mean --%s?", near);
	}
	return err_hint(err, "`sitrep %s%s--help` lists the options", call->command != NULL ? call->command->name : "",
	                call->command != NULL ? " " : "");
}

static bool is_optional(const struct option *option) {
	return option->value != NULL && option->value[0] == '[';
}

static bool take_option(struct call *call, char **argv, int *i, struct err *err) {
	const char *arg = argv[*i];
	const struct option *option = find_option(global_options, arg);
	if (option == NULL && call->command != NULL) {
		option = find_option(call->command->options, arg);
	}
	if (option == NULL) {
		return unknown_option(call, arg, err);
	}
	const char *inside = str_prefix(arg, "--") ? strchr(arg, '=') : arg[2] != '\0' ? arg + 1 : NULL;
	struct given given = { .name = option->name };
	if (option->value == NULL && inside != NULL) {
		return err_set(err, ERR_INPUT, "--%s takes no value", option->name);
	}
	if (is_optional(option)) {
		given.value = inside != NULL ? inside + 1 : NULL;
	} else if (option->value != NULL) {
		given.value = inside != NULL ? inside + 1 : argv[*i + 1];
		*i += inside == NULL;
		if (given.value == NULL) {
			return err_set(err, ERR_INPUT, "--%s needs a value: %s", option->name, option->value);
		}
	}
	*VEC_PUSH(call->given, call->given_count, call->given_cap) = given;
	return true;
}

static bool take_command(struct call *call, const char *name, struct err *err) {
	call->command = command_lookup(name);
	if (call->command != NULL) {
		return true;
	}
	const char **names = NULL;
	size_t n = 0, cap = 0;
	for (size_t i = 0; commands[i] != NULL; i++) {
		if (!commands[i]->is_hidden) {
			*VEC_PUSH(names, n, cap) = commands[i]->name;
		}
	}
	*VEC_PUSH(names, n, cap) = NULL;
	const char *near = err_nearest(name, names);
	mem_free(names);
	err_set(err, ERR_INPUT, "there is no command '%s'", name);
	return near != NULL ? err_hint(err, "did you mean `sitrep %s`?", near) : err_hint(err, "`sitrep --help` lists the commands");
}

/* The values of a repeatable option, NULL-terminated. */
static const char *const *values_of(const struct call *call, const char *option) {
	const char **values = mem_alloc((call->given_count + 1) * sizeof(*values));
	size_t n = 0;
	for (size_t i = 0; i < call->given_count; i++) {
		if (str_eq(call->given[i].name, option)) {
			values[n++] = call->given[i].value;
		}
	}
	return values;
}

bool call_parse(struct call *call, int argc, char **argv, struct err *err) {
	const char **args = mem_alloc(((size_t)argc + 1) * sizeof(*args));
	bool only_args = false;
	*call = (struct call){ .args = args };
	for (int i = 1; i < argc; i++) {
		if (!only_args && str_eq(argv[i], "--")) {
			only_args = true;
		} else if (!only_args && argv[i][0] == '-' && argv[i][1] != '\0') {
			if (!take_option(call, argv, &i, err)) {
				return false;
			}
		} else if (call->command == NULL) {
			if (!take_command(call, argv[i], err)) {
				return false;
			}
		} else {
			args[call->arg_count++] = argv[i];
		}
	}
	call->paths = (struct catalogue_paths){
		.config = call_value(call, "config"),
		.plugins = values_of(call, "plugins"),
		.reports = values_of(call, "reports"),
		.templates = values_of(call, "templates"),
	};
	return true;
}

void call_fini(struct call *call) {
	mem_free((void *)call->args);
	mem_free(call->given);
	mem_free((void *)call->paths.plugins);
	mem_free((void *)call->paths.reports);
	mem_free((void *)call->paths.templates);
}

bool call_has(const struct call *call, const char *option) {
	for (size_t i = 0; i < call->given_count; i++) {
		if (str_eq(call->given[i].name, option)) {
			return true;
		}
	}
	return false;
}

const char *call_value(const struct call *call, const char *option) {
	const char *value = NULL;
	for (size_t i = 0; i < call->given_count; i++) {
		if (str_eq(call->given[i].name, option)) {
			value = call->given[i].value;
		}
	}
	return value;
}

struct catalogue *call_catalogue(const struct call *call, int *status) {
	struct err err = ERR_INIT;
	struct catalogue *catalogue = catalogue_load(&call->paths, LOAD_MS, NULL, &err);
	if (catalogue == NULL) {
		*status = say_failure(&err);
	} else if (call_has(call, "verbose")) {
		say_failures(catalogue_problems(catalogue));
	}
	return catalogue;
}

char *call_spool(const struct call *call, int *status) {
	const char *given = call_value(call, "spool");
	if (given != NULL) {
		char *real = realpath(given, NULL);
		char *copy = mem_strdup(real != NULL ? real : given);
		free(real);
		return copy;
	}
	struct call narrow = *call;
	narrow.paths.report = call_has(call, "verbose") ? NULL : "";     /* no more than the configuration itself */
	struct catalogue *catalogue = call_catalogue(&narrow, status);
	if (catalogue == NULL) {
		return NULL;
	}
	char *copy = mem_strdup(catalogue_str(catalogue, "spool"));
	catalogue_free(catalogue);
	return copy;
}

/* ---- help ---- */

static void add_option(struct buf *out, const struct option *option) {
	struct buf left = BUF_INIT;
	if (option->letter != 0) {
		buf_addf(&left, "-%c, ", option->letter);
	}
	buf_addf(&left, "--%s%s%s", option->name, option->value != NULL && !is_optional(option) ? " " : "", option->value != NULL ? option->value : "");
	buf_addf(out, "  %-22s %s\n", buf_str(&left), option->help);
	buf_fini(&left);
}

static void add_options(struct buf *out, const struct option *options) {
	for (; options != NULL && options->name != NULL; options++) {
		add_option(out, options);
	}
}

/* Each line of the synopsis behind the command's name. */
static void add_synopsis(struct buf *out, const struct command *command, const char *before, const char *after) {
	const char *line = command->synopsis;
	do {
		size_t n = strcspn(line, "\n");
		buf_addf(out, "%ssitrep %s%s%.*s%s", before, command->name, n > 0 ? " " : "", (int)n, line, after);
		line += n;
	} while (*line++ == '\n');
}

void command_help_all(struct buf *out) {
	buf_adds(out, "Sitrep turns a small request file into a finished briefing PDF.\n\nUsage: sitrep COMMAND [OPTIONS] …\n\nCommands:\n");
	for (size_t i = 0; commands[i] != NULL; i++) {
		if (!commands[i]->is_hidden) {
			buf_addf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
		}
	}
	buf_adds(out, "\nOptions of every command:\n");
	add_options(out, global_options);
	buf_adds(out, "\nThe exit status is 0 when it was done, 1 when the work failed, 2 when the call or the input was wrong.\n"
	              "`sitrep COMMAND --help` says more.\n");
}

void command_help_one(const struct command *command, struct buf *out) {
	add_synopsis(out, command, "Usage: ", "\n");
	buf_addf(out, "\n%s\n", command->help);
	if (command->options != NULL) {
		buf_adds(out, "\nOptions:\n");
		add_options(out, command->options);
	}
	buf_adds(out, "\nOptions of every command:\n");
	add_options(out, global_options);
}

/* ---- the man page ---- */

static void add_roff(struct buf *out, const char *text) {
	for (bool starts_line = true; *text != '\0'; starts_line = *text++ == '\n') {
		if (starts_line && (*text == '.' || *text == '\'')) {
			buf_adds(out, "\\&");
		}
		if (*text == '\\') {
			buf_adds(out, "\\e");
		} else if (*text == '-') {
			buf_adds(out, "\\-");
		} else if (*text == '\n' && text[1] == '\n') {
			buf_adds(out, "\n.PP");
		} else {
			buf_addc(out, *text);
		}
	}
}

static void add_roff_options(struct buf *out, const struct option *options) {
	for (; options != NULL && options->name != NULL; options++) {
		buf_adds(out, ".TP\n");
		if (options->letter != 0) {
			buf_addf(out, "\\fB\\-%c\\fR, ", options->letter);
		}
		buf_adds(out, "\\fB\\-\\-");
		add_roff(out, options->name);
		buf_addf(out, "\\fR%s%s\n", options->value != NULL && !is_optional(options) ? " " : "", options->value != NULL ? options->value : "");
		add_roff(out, options->help);
		buf_addc(out, '\n');
	}
}

static void add_roff_command(struct buf *out, const struct command *command) {
	struct buf synopsis = BUF_INIT;
	buf_adds(out, ".SS ");
	add_roff(out, command->name);
	buf_adds(out, "\n.nf\n");
	add_synopsis(&synopsis, command, "", "\n");
	add_roff(out, buf_str(&synopsis));
	buf_adds(out, ".fi\n.PP\n");
	add_roff(out, command->help);
	buf_addc(out, '\n');
	add_roff_options(out, command->options);
	buf_fini(&synopsis);
}

void command_manual(struct buf *out) {
	struct buf config = BUF_INIT;
	buf_addf(out, ".TH SITREP 1 \"\" \"Sitrep %s\" \"Sitrep\"\n.SH NAME\nsitrep \\- turn a request file into a finished briefing PDF\n"
	         ".SH SYNOPSIS\n.B sitrep\n.I COMMAND\n[\\fIOPTIONS\\fR] \\&...\n.SH COMMANDS\n", SITREP_VERSION);
	for (size_t i = 0; commands[i] != NULL; i++) {
		if (!commands[i]->is_hidden) {
			add_roff_command(out, commands[i]);
		}
	}
	buf_adds(out, ".SH OPTIONS OF EVERY COMMAND\n");
	add_roff_options(out, global_options);
	buf_adds(out, ".SH CONFIGURATION\nThe configuration is a Lua file that returns a table. A key \\(lqlimits.pages\\(rq is written "
	              "limits = { pages = 100 }. Paths are counted from its folder.\n.nf\n");
	config_manual(&config);
	buf_addc(&config, '\n');
	target_manual(&config);
	add_roff(out, buf_str(&config));
	buf_adds(out, ".fi\n.SH EXIT STATUS\n0 done, 1 the work failed, 2 the call or the input was wrong.\n");
	buf_fini(&config);
}
