/* manual: what the commands print for authors, as Markdown; all from the tables that the code goes by. */
#ifndef CATALOGUE_MANUAL_H
#define CATALOGUE_MANUAL_H

#include <stdbool.h>

struct buf;
struct err;

/* All of it: what a plugin can call (lua/host.h), and the chapters below. */
void manual_authors(struct buf *out);

void manual_reports(struct buf *out);      /* the keys of a report's file */
void manual_schedules(struct buf *out);    /* of a schedule, and of a calendar */
void manual_templates(struct buf *out);    /* those of a template's */

/*
 * Definitions for lua-language-server: of what plugins are given, and of what plugins, reports, templates, tests and the
 * configuration are.
 */
void manual_library(struct buf *out);

/* A configuration of luacheck for them. */
bool manual_globals(struct buf *out, struct err *err);

#endif
