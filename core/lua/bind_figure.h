/* bind_figure: what the functions of doc that draw have in common. */
#ifndef LUA_BIND_FIGURE_H
#define LUA_BIND_FIGURE_H

#include <lua.h>

struct bind_section;
struct node_figure;

/* Options that every figure has, and those that are drawn from data beside: opt_check lists are to hold these. */
#define BIND_FIGURE_OPTS \
	{ "alt", OPT_STRING }, { "caption", OPT_STRING }, { "height", OPT_NUMBER }, { "id", OPT_STRING }, { "note", OPT_STRING }, \
	{ "source", OPT_STRING }
#define BIND_DRAWN_OPTS BIND_FIGURE_OPTS, { "data", OPT_STRING, "\"none\"|\"below\"|\"annex\"" }, { "title", OPT_STRING }

/* Read alt, data, height and title of the options at 2. */
void bind_figure(lua_State *L, struct node_figure *figure, const char *where);

/* Add what stands round the open figure: caption, note and source. */
void bind_figure_lines(lua_State *L, struct bind_section *section, const char *where);

int bind_chart(lua_State *L);                    /* bind_chart.c */

#endif
