/* colophon: how a document was made, as lines to be printed in it. */
#ifndef RENDER_COLOPHON_H
#define RENDER_COLOPHON_H

#include <stddef.h>

struct arena;
struct catalogue;
struct doc;
struct host_file;
struct request;
struct template;

/* What a job was made of. */
struct colophon {
	const struct catalogue *catalogue;
	const struct request *request;
	const struct template *template;
	const struct host_file *files;       /* that were read for it */
	size_t file_count;
	const char *now;             /* of the job, ISO 8601 UTC */
};

/* Fill doc's details, in its language: report, day, data, engine, typefaces; publisher, licence and contact of the template. */
void colophon_fill(struct arena *arena, const struct colophon *colophon, struct doc *doc);

#endif
