/* bind: what plugins are given: ctx and doc. */
#ifndef LUA_BIND_H
#define LUA_BIND_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lua/lib.h"
#include "lua/record.h"

struct build;
struct err;
struct errs;
struct host_attachment;
struct host_job;
struct host_section;
struct json;
struct plugin;
struct plugin_text;

/* Whose ctx it is, and of which job. Lives in the job's arena, at one address. */
struct bind_scope {
	const struct host_job *job;
	const struct plugin *plugin;
	const char *section;         /* instance id; NULL: a data plugin's */
	const char *language;        /* the job's; of a section without texts in it English */
	struct errs *warnings;
	uint64_t random;             /* state of ctx.random */
	bool told_labels;            /* that some have no translation */
};

struct bind_note {
	const char *key, *text;
	bool is_used;
};

/* One section instance. */
struct bind_section {
	struct bind_scope scope;
	const struct host_section *is;
	size_t index;
	struct build *build;         /* NULL unless its build runs */
	int ctx_ref, fields_ref;     /* in the registry: ctx as the plugin sees it, and what stands behind it */
	const struct json *replayed;     /* a recording, while it is set again */
	struct record record;        /* what its build says, if it is to be kept */
	struct bind_note *notes;
	size_t note_count, note_cap;
	size_t tables, charts, figures, maps, lists, callouts;      /* made so far, for messages */
	size_t gantts, timelines, matrices, chronologies;
};

/* The fields of ctx that data plugins have too, into the table on top. data_ref: the plugin's data sets. */
void bind_ctx_common(lua_State *L, struct bind_scope *scope, int data_ref);

/* Those of sections alone: params, period, random, section, title, report. */
void bind_ctx_section(lua_State *L, struct bind_section *section);

/*
 * Fill the message `text` with the values of the table at idx (or none), in the state's arena. Raises with
 * the place in the text's file.
 */
const char *bind_message(lua_State *L, const struct plugin_text *text, int idx);

/* The place in the text's file of what stands at offset in what bind_message made of it. */
void bind_message_place(lua_State *L, const struct plugin_text *text, int idx, size_t offset, struct err *err);

/* Note what probably is wrong, at the line that is running. */
void bind_warn(lua_State *L, struct bind_scope *scope, const char *msg, const char *hint);

/*
 * Files that came with the request: one by its name (NULL: none came), the list that is ctx.files, and functions
 * of ctx.
 */
const struct host_attachment *bind_attachment(const struct host_job *job, const char *name);
_Noreturn void bind_no_attachment(lua_State *L, const struct host_job *job, const char *name);
void bind_push_files(lua_State *L, const struct host_job *job);
int bind_read(lua_State *L);
int bind_read_csv(lua_State *L);
int bind_read_json(lua_State *L);

/* Push doc of a section. */
void bind_push_doc(lua_State *L, struct bind_section *section);

extern const struct lib_shape bind_aside_shapes[], bind_cell_shapes[], bind_chart_shapes[], bind_ctx_shapes[], bind_diagram_shapes[], bind_doc_shapes[],
	bind_image_shapes[], bind_list_shapes[], bind_map_shapes[], bind_matter_shapes[], bind_page_shapes[], bind_table_shapes[];
extern const struct lib_fn bind_ctx_fns[];
extern const struct lib_fn bind_aside_fns[], bind_diagram_fns[], bind_doc_fns[], bind_figure_fns[], bind_image_fns[], bind_list_fns[],
	bind_map_fns[], bind_matter_fns[], bind_page_fns[], bind_table_fns[];        /* the functions of doc, by the file they stand in */

#endif
