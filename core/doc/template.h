/* template: where and how things are set, never what; data from templates/NAME.lua. */
#ifndef DOC_TEMPLATE_H
#define DOC_TEMPLATE_H

#include <stddef.h>

struct arena;
struct errs;
struct json;

struct template;

/* A role ("serif") and the families that fill it, the first preferred; names is NULL-terminated. */
struct template_family {
	const char *role;
	const char *const *names;
};

/*
 * Check the template's table (as JSON) against what a template may say and fill in what it leaves out.
 * NULL with all mistakes in *errors, each with the path of its key ("styles.body.size"). Lives in the arena; json must outlive it.
 */
struct template *template_parse(struct arena *arena, const struct json *json, struct errs *errors);

const struct template_family *template_families(const struct template *template, size_t *n);

#endif
