/*
 * record: what a section's build said to doc, call by call, so that the section can be set again as it was when it
 * last went well. A recording is JSON: [ { "call": "table", "args": [ … ] }, … ]; what a function given to a call
 * writes stands between { "in": n } and { "out": n } behind it.
 */
#ifndef LUA_RECORD_H
#define LUA_RECORD_H

#include <lua.h>
#include <stdbool.h>

#include "base/str.h"

struct json;

struct record {
	struct buf text;
	size_t last;                 /* where the last event begins */
	int depth;                   /* of functions that are being run */
	bool is_on, is_broken;       /* something cannot be written down: there is no recording */
};
#define RECORD_INIT { .text = BUF_INIT }

/* Write down the call of doc:name with what is on the stack from 2 on. */
void record_call(struct record *record, lua_State *L, const char *name);

/*
 * In place of the call written last (doc:prose): text that the plugin's file said; lang: NULL, or the language it
 * is in.
 */
void record_text(struct record *record, const char *text, const char *lang);

/* A function given to the call begins and ends to write. */
void record_in(struct record *record);
void record_out(struct record *record);

/* The whole as an array, NULL where there is none. Valid until record_fini. */
const char *record_end(struct record *record);
void record_fini(struct record *record);

/* Say all of it to the doc on top of the stack, and pop that. Raises where a call is refused. */
void record_replay(lua_State *L, const struct json *calls);

#endif
