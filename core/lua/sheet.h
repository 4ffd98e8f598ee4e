/*
 * sheet: CSV as spreadsheets write it (RFC 4180), cell by cell: in UTF-8, with or without its mark; separated by comma, semicolon or tab,
 * whatever its first line has most of; lines end in LF or CRLF. Pure.
 */
#ifndef LUA_SHEET_H
#define LUA_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#define SHEET_COLUMNS_MAX 200

struct arena;
struct err;

struct sheet {
	struct arena *arena;         /* of the cells */
	const char *text, *p, *end;  /* p: what is read next */
	char separator;
	struct err *err;             /* what is wrong, with its place in the text; ERR_PLUGIN */
};

/* Begin with text, which stays the caller's. False where it is no text, or empty. */
bool sheet_open(struct sheet *sheet, struct arena *arena, const char *text, size_t len, struct err *err);

/* The next cell, and whether the line goes on behind it. False where it cannot be read. */
bool sheet_cell(struct sheet *sheet, const char **cell, size_t *len, bool *goes_on);

/* Go to the next line with something in it; false at the end. */
bool sheet_next(struct sheet *sheet);

/* Say what is wrong at a place in the text; false. */
bool sheet_fail(struct sheet *sheet, const char *at, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Say that the line which begins at a place has n cells, not as many as the first one; false. */
bool sheet_miscounted(struct sheet *sheet, const char *at, size_t n, size_t columns);

#endif
