/*
 * trial: the check of a plugin's test: the document that a job became, as tables to look into, and t, which
 * notes what is not as it was expected and goes on.
 */
#ifndef LUA_TRIAL_H
#define LUA_TRIAL_H

#include <lua.h>
#include <stddef.h>

#include "lua/lib.h"

struct errs;
struct host_tried;

/* What one check has found so far. */
struct trial {
	const char *plugin;
	struct errs *failures;
	size_t checks;               /* how often it asked */
};

/* Push doc of what was made. Findings, a table by section, are on top; they are taken. */
void trial_push_doc(lua_State *L, const struct host_tried *made);

/* Push t, which notes in trial; that must live until the state goes. */
void trial_push_t(lua_State *L, struct trial *trial);

extern const struct lib_fn trial_doc_fns[], trial_t_fns[];    /* for the manual */
extern const struct lib_shape trial_doc_shapes[];

#endif
