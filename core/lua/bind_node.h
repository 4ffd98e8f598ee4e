/* bind_node: how the functions of doc make nodes; what the builder refuses is raised where the author wrote it. */
#ifndef LUA_BIND_NODE_H
#define LUA_BIND_NODE_H

#include <lua.h>
#include <stdbool.h>

#include "doc/node.h"

struct bind_section;
struct err;
struct plugin_text;

#define BIND_DOC_TYPE "sitrep.doc"

/* The section whose doc is the first argument of doc:name(); what is made from here on is blamed on the line that called. */
struct bind_section *bind_section_of(lua_State *L, const char *name);

/* Of build_loose, with the section: what came with the request may have marks that nothing closes; that is a warning. */
bool bind_let_stand(void *ctx, const char *text, const struct err *err);

/* Open a node below the current one; where ("table 2") is named in errors. Close it with build_close. */
struct node *bind_open(lua_State *L, struct bind_section *section, enum node_kind kind, const char *id, const char *where);

/* Raise where the string at idx came in a file of the request, and is no UTF-8: whose file it is has to know, not who wrote the plugin. */
void bind_refuse_file(lua_State *L, const struct bind_section *section, int idx);

/*
 * Add what markdown says to the open node. prose: the file it is from, filled from the values at BIND_PROSE_VALUES of the stack;
 * NULL: the plugin's source.
 */
#define BIND_PROSE_VALUES 3
void bind_inlines(lua_State *L, struct bind_section *section, const char *markdown, const char *where);
void bind_blocks(lua_State *L, struct bind_section *section, const char *markdown, const struct plugin_text *prose, const char *where);

/* Add a node of that kind which says markdown to the open one. */
void bind_words(lua_State *L, struct bind_section *section, enum node_kind kind, const char *markdown, const char *where);

/* What a block that may float has of options: opt_check lists are to hold these. */
#define BIND_PLACE_OPTS { "landscape", OPT_BOOLEAN }, { "place", OPT_STRING, "\"here\"|\"top\"|\"bottom\"|\"page\"|\"auto\"" }

/* Read them, of the table at opts, into the node that is open. */
void bind_place(lua_State *L, struct node *node, int opts, const char *where);

/*
 * The option name of the table at opts as what is set behind a number: with the space that the language wants
 * before it. In English none before a sign of percent, else one that is never a line's end. NULL where it is not
 * given or empty. bind_spaced: of unit itself.
 */
const char *bind_spaced(lua_State *L, const char *unit);
const char *bind_unit(lua_State *L, int opts, const char *where, const char *name);

/* The option caption of the table at opts, if it is given, as the open node's caption. */
void bind_caption(lua_State *L, struct bind_section *section, int opts, const char *where);

#endif
