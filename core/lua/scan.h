/*
 * scan: what a plugin's Lua text names, without running it. By words, not by meaning: what is declared anywhere in a file
 * counts in all of it.
 */
#ifndef LUA_SCAN_H
#define LUA_SCAN_H

#include <stddef.h>

struct errs;

enum scan_kind {
	SCAN_STRING,                 /* any string that is written in it */
	SCAN_CTX, SCAN_DOC,          /* the name in ctx.NAME and doc:NAME, where ctx and doc are parameters of functions alone */
	SCAN_LABEL,                  /* of ctx.label("…") */
	SCAN_PARAM,                  /* of ctx.params.NAME */
	SCAN_PARAMS,                 /* params as a whole: any of them may be meant; name is "" */
	SCAN_PROSE,                  /* of doc:prose("…") */
	SCAN_REQUIRE,                /* of require("…") */
};

/* name is valid for the call; offset is its place in the text. */
typedef void (*scan_found_fn)(void *ctx, enum scan_kind kind, const char *name, size_t offset);

/*
 * Tell of the text of one file (path is for messages) what it names; variables that nothing declares and names that the sandbox
 * refuses are added to mistakes, each once, as running them would have it said.
 */
void scan_text(const char *path, const char *text, size_t len, scan_found_fn found, void *ctx, struct errs *mistakes);

#endif
