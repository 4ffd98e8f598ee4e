/* err: what went wrong, where, and what to do; see README.md, "Mistakes". */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buf;

/* Each code leads to another decision of whoever catches it. */
enum err_code {
	ERR_NONE,
	ERR_INPUT,   /* the request, config or call is wrong: reject, never retry */
	ERR_PLUGIN,  /* Lua code or its data is wrong: blame the plugin, never retry */
	ERR_LIMIT,   /* a ceiling (computing time, memory, pages, bytes) was hit */
	ERR_LATE,    /* a time by the clock was over; the machine may have been busy with others: try again */
	ERR_SYSTEM,  /* the machine refused (disk, descriptors): pause, try again */
	ERR_BUG,     /* Sitrep itself is wrong: report it */
};

/* A place in a file; line and col count from 1, 0 means unknown. Columns count characters, not bytes. */
struct place {
	char file[256];
	int line;
	int col;
};

/*
 * Filled by the callee, owned by the caller; plain data, nothing to release.
 * The strings behind msg are empty where they do not apply.
 */
struct err {
	enum err_code code;
	struct place at;
	char msg[512];      /* what, as one sentence without a full stop */
	char hint[256];     /* what to do about it */
	char plugin[64];    /* the plugin whose code or data it was */
	char section[64];   /* the section instance of the report */
	char from[160];     /* where the function that it is in was called: "line 52", "plugins/x/plugin.lua:52" */
	char key[128];      /* the request key that led there: "params.countries[2]" */
	char source[256];   /* the source line at the place, for the caret */
	int source_cut;     /* characters of that line left out before source begins */
	bool follows;       /* only because of another mistake, which is told, too: mending that mends this */
};

#define ERR_INIT { .code = ERR_NONE }

/*
 * err_set and err_sys start afresh: what err said before is gone (the arguments may still point into it).
 * All return false, so that `return err_set(err, …)` reports and fails. err may be NULL.
 */
bool err_set(struct err *err, enum err_code code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
bool err_vset(struct err *err, enum err_code code, const char *fmt, va_list ap) __attribute__((format(printf, 3, 0)));
bool err_sys(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));   /* adds strerror(errno), which stays; ERR_SYSTEM */
bool err_wrap(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));  /* "context: " before the message */

/* Say what to do. Returns false too. */
bool err_hint(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Add a place; err_at_file keeps a line and column already there. */
void err_at(struct err *err, const char *file, int line, int col);
void err_at_file(struct err *err, const char *file);

/*
 * Give err the line and column of byte offset in text (length len), and keep
 * that source line for the caret.
 */
void err_at_offset(struct err *err, const char *text, size_t len, size_t offset);

/*
 * Print "file:line:col: message", the source line, with a caret where col is known, the plugin, section and key,
 * the hint; each line ends in '\n'.
 */
void err_format(const struct err *err, struct buf *out);

const char *err_code_name(enum err_code code);
enum err_code err_code_parse(const char *name);    /* ERR_BUG for what is no code's name */

/* A list of mistakes, for checkers that go on after the first. */
struct errs {
	struct err *v;
	size_t n, cap;
	size_t dropped;     /* reported past ERRS_MAX */
};

#define ERRS_INIT { .v = NULL }
#define ERRS_MAX 100    /* what a person can use; further ones are counted, not kept */

/* Append a zeroed err (valid until the next call) and return it; past ERRS_MAX a scratch one. */
struct err *errs_add(struct errs *errs);
void errs_fini(struct errs *errs);
void errs_format(const struct errs *errs, struct buf *out);

/*
 * The name among names (NULL-terminated) nearest to word, or NULL when none is
 * near enough to be meant (Damerau-Levenshtein, case folded).
 */
const char *err_nearest(const char *word, const char *const *names);

#endif
