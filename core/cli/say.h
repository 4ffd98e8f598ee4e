/* say: what a person is told: mistakes and progress on stderr, coloured and redrawn only on a terminal. */
#ifndef CLI_SAY_H
#define CLI_SAY_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct errs;
struct json;

/*
 * Tell one or all; the exit status that follows is returned: EXIT_WRONG for input, else EXIT_FAILED. What is there only because of
 * another mistake of the list is counted, not told.
 */
int say_failure(const struct err *err);
int say_failures(const struct errs *errs);
void say_warnings(const struct errs *warnings);

/* A path as it is told to people: from here, where it is below. In mem. */
char *say_path(const char *path);

/* A line on stderr; not shown as a failure. */
void say_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Misuse of a command: what is wrong, and where its help is. Returns EXIT_WRONG. */
int say_misuse(const char *command, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The progress of one job: a bar that is redrawn on a terminal, nothing elsewhere. page 0: not painting yet. */
void say_progress(const char *name, const char *phase, const char *section, int index, int count, int page);
void say_progress_end(void);

/* Warnings and gaps of a result record. */
void say_record(const struct json *record);

/*
 * Help, on stdout, its lines broken where they are too long to be read; what stands in columns stays in them, examples stay as they are.
 * False as of say_out.
 */
bool say_help(const char *text);

/* stdout, flushed; false when it cannot be written. */
bool say_out(const char *p, size_t n);

#endif
