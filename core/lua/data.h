/* data: a plugin's data sets as JSON values, whatever kind of file they are. */
#ifndef LUA_DATA_H
#define LUA_DATA_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct err;
struct json;

/* A data set as a manifest declares it. */
struct data_set {
	const char *file;            /* .json, .csv, .db or .sqlite: in the plugin's folder */
	const char *query;           /* of a database: SELECT … ; NULL: it is none */
	const struct json *shape;    /* the declaration of its value (catalogue/param.h); NULL: there is none */
};

/* May a file of that name be a data set, and is it a database? */
bool data_is_name(const char *file);
bool data_is_database(const char *file);

/*
 * The value of the set's file, whose bytes are text, with offsets into it. JSON is what it says. CSV (sheet.h, its
 * first line the names) is an array of objects; an empty cell is left out, and one that the shape declares as
 * integer, number or boolean becomes one where it reads as one; all else is a string. Of an SQLite database it is the query's rows, objects
 * again, without what is NULL; nothing can be written to it, and no other file is opened. NULL with *err at its line.
 */
const struct json *data_parse(struct arena *arena, const struct data_set *set, const char *text, size_t len, struct err *err);

/* Of data_parse: a database alone. */
const struct json *data_query(struct arena *arena, const struct data_set *set, const char *bytes, size_t len, struct err *err);

#endif
