/* shipped: a template of the tree with what it extends, for tests that need no loader. Included by tests alone. */
#ifndef TESTS_SHIPPED_H
#define TESTS_SHIPPED_H

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "catalogue/make.h"
#include "lua/load.h"

static inline const struct json *shipped_template(struct arena *arena, const char *name) {
	struct err err = ERR_INIT;
	const char *text;
	size_t len;
	const struct json *own = load_file(arena, arena_printf(arena, "templates/%s.lua", name), LOAD_TEMPLATE, PARTS_NOW, &text, &len, &err);

	if (own == NULL) {
		fail_msg("%s", err.msg);
		return NULL;
	}
	const char *base = json_str(own, "extends", NULL);
	return base != NULL ? make_over(arena, shipped_template(arena, base), own) : own;
}

#endif
