/* about: what a file says of itself in its metadata, beside title and language: for who looks for it, and for programs. */
#ifndef RENDER_ABOUT_H
#define RENDER_ABOUT_H

#include <stddef.h>
#include <stdint.h>

#include "pdf/pdf.h"

struct arena;
struct doc;

struct about_report {
	const struct doc *doc;
	const char *name, *as_of;    /* of the report's definition; a day */
	const char *period_from, *period_to, *series;        /* NULL where there is none */
	int64_t edition;             /* 0: it is none */
};

struct about {
	const char *keywords;
	struct pdf_property properties[8];
	size_t n;
};

/* All in the arena, or the report's. */
void about_tell(struct arena *arena, const struct about_report *report, struct about *about);

#endif
