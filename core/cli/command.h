/* command: the table of subcommands, what one call of the program asks, and how options are read. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "catalogue/catalogue.h"

struct buf;
struct err;

#define EXIT_DONE   0
#define EXIT_FAILED 1        /* the work failed */
#define EXIT_WRONG  2        /* the call or the input was wrong */

struct option {
	const char *name;            /* without "--" */
	char letter;                 /* 0: none */
	const char *value;           /* what it takes, as help names it; "[=FILE]": it may, behind a '='; NULL: a flag */
	const char *help;
};

/* Rows that several commands have. */
#define OPTION_JSON  { "json", 0, NULL, "print JSON, for programs" }
#define OPTION_SPOOL { "spool", 0, "DIR", "the spool; else the configured one" }

struct call;

struct command {
	const char *name;
	const char *synopsis;        /* what follows the name; alternatives on lines of their own */
	const char *summary;
	const char *help;            /* paragraphs */
	const struct option *options;    /* name NULL ends it; may be NULL */
	int (*run)(const struct call *call);
	bool is_hidden;              /* a role that Sitrep starts itself in */
};

/* The rows of the table, one file each. */
extern const struct command command_cancel, command_check, command_courier, command_diff, command_editions, command_facts, command_help, command_loader, command_pack, command_plugin, command_render,
	command_report, command_retry, command_schedule, command_sealer, command_serve, command_status, command_submit, command_verify, command_watch, command_worker;

const struct command *command_lookup(const char *name);  /* NULL: none */

struct given {
	const char *name;            /* of the option */
	const char *value;           /* NULL for a flag */
};

/* One call of the program, read. */
struct call {
	const struct command *command;   /* NULL: none was named */
	const char *const *args;         /* what is no option, after the command */
	size_t arg_count;
	struct given *given;
	size_t given_count, given_cap;
	struct catalogue_paths paths;
};

/* False with *err (ERR_INPUT) for what is no call. call_fini either way. */
bool call_parse(struct call *call, int argc, char **argv, struct err *err);
void call_fini(struct call *call);

bool call_has(const struct call *call, const char *option);
const char *call_value(const struct call *call, const char *option);     /* the last one given; NULL: not given, or without a value */

#define LOAD_MS 30000        /* for the loader to make a catalogue */

/* The checked configuration, told to stderr where it cannot be had (NULL, *status set). Problems in it are told with --verbose. */
struct catalogue *call_catalogue(const struct call *call, int *status);

/* The spool: --spool, else the configured one, absolute. In mem; NULL with *status set. */
char *call_spool(const struct call *call, int *status);

/* `sitrep --help`, `sitrep COMMAND --help`, and both as a man page in roff. */
void command_help_all(struct buf *out);
void command_help_one(const struct command *command, struct buf *out);
void command_manual(struct buf *out);

#endif
