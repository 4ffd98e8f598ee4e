/* schema: a report's requests as JSON Schema 2020-12, for editors and programs. */
#ifndef CATALOGUE_SCHEMA_H
#define CATALOGUE_SCHEMA_H

#include <stdbool.h>

struct buf;
struct catalogue;

/* False when there is no report of that name. */
bool schema_report(const struct catalogue *catalogue, const char *report, struct buf *out);

#endif
