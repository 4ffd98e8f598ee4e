/* inspect: a finished PDF, whoever wrote it last, read by libqpdf: what a manifest tells of, as it is now. */
#ifndef PDF_INSPECT_H
#define PDF_INSPECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/hash.h"

struct arena;
struct err;

/* A file within the file. */
struct inspected_file {
	const char *name;
	const char *bytes;           /* a NUL behind them */
	size_t len;
};

/* In the arena it was read with. */
struct inspected {
	bool is_encrypted;
	char (*pages)[HASH_HEX];     /* of each page's content, inflated */
	size_t page_count;
	char metadata[HASH_HEX];     /* of the XMP; empty where there is none */
	struct inspected_file *files;        /* associated with the document */
	size_t file_count, file_cap;
};

bool inspect_load(struct err *err);  /* what inspect_pdf takes, for a process that will open no file; false with *err where it is not installed */

/* password: NULL for none. ERR_INPUT where it cannot be read. */
bool inspect_pdf(struct arena *arena, const char *pdf, size_t len, const char *password, struct inspected *found, struct err *err);

#endif
