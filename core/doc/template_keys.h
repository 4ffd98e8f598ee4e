/*
 * template_keys: every key that a template may have, with its type, what it is when nobody says, and its help: the
 * parser (template.c) and the manual read the same tables. For doc/ alone.
 */
#ifndef DOC_TEMPLATE_KEYS_H
#define DOC_TEMPLATE_KEYS_H

#include <stddef.h>

#include "doc/template.h"

enum template_type {
	TYPE_LENGTH, TYPE_LEVEL, TYPE_NUMBER, TYPE_BOOL, TYPE_TEXT, TYPE_COLOR, TYPE_ALIGN, TYPE_FONT,
};

struct template_key {
	const char *name;
	enum template_type type;
	size_t offset;               /* in struct template, or in struct template_style */
	const char *help;
};

/* A table of a template whose keys are all of these types, but one that is read by itself. */
struct template_section {
	const char *name;
	const struct template_key *keys;
	const char *more;            /* that one; NULL: there is none */
	const char *about;
};

/* How blocks are set: what a style leaves out is as in the one it is like, which comes before it. */
struct template_styling {
	const char *name;
	enum template_style_id like;
	const char *help;
};

/* All end with a name of NULL, but the stylings, which are STYLES. */
extern const struct template_key template_style_keys[], template_margin_keys[], template_color_keys[], template_header_keys[],
	template_footer_keys[], template_page_keys[];
extern const struct template_section template_sections[];
extern const struct template_styling template_stylings[STYLES];

extern const char *const template_aligns[];      /* by enum template_align; NULL-terminated */

/* What a template is that says nothing. */
void template_defaults(struct template *t);

#endif
