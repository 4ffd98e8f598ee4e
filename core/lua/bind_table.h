/* bind_table: what doc:table reads a table into, shared by the files it is read in: bind_table.c and bind_cell.c. */
#ifndef LUA_BIND_TABLE_H
#define LUA_BIND_TABLE_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>

#include "doc/node.h"

struct bind_section;

enum { BIND_COLUMNS_MAX = 60, BIND_ROWS_MAX = 100000 };

/* How numbers of a column are written. */
struct bind_format {
	int decimals;                /* -1: as many as needed */
	const char *unit;            /* behind the number, NULL: none */
	bool is_signed;              /* "+" before what is above zero */
	int grouping;                /* 1, 0; -1: as the column wants it */
};

struct bind_column {
	const char *title;           /* NULL: it has none */
	bool heads;                  /* its cells head their rows */
	bool is_heat;                /* their numbers are measured */
	struct bind_format format;
	bool has_format;
};

/* A title in the header: of one column, or of several next to one another. */
struct bind_title {
	const char *text;
	size_t column, columns;
	int depth;                   /* from 1 */
	bool is_leaf;
};

struct bind_table {
	lua_State *L;
	struct bind_section *section;
	const char *where;           /* "table 2" */
	const char *rows;            /* "row", "head row", "foot row": where it is, for messages */
	struct node_column *columns;
	struct bind_column *about;
	int *left;                   /* rows that a cell above still covers, a column each */
	size_t count, column_cap, about_cap;
	struct bind_title *titles;
	size_t title_count, title_cap;
	int depth;                   /* rows of titles */
};

/* The option format of the table at idx; false where it is not given. */
bool bind_read_format(lua_State *L, int idx, const char *where, struct bind_format *format);

/* "table 2 › row 14 › column "Joined"". */
void bind_cell_place(const struct bind_table *t, lua_Integer row, size_t column, char *out, size_t size);

/* Add the cell on top of the stack, which begins in column; how many columns it takes. in_head: it is a header's. */
size_t bind_cell(struct bind_table *t, lua_Integer row, size_t column, bool in_head);

#endif
