/*
 * manifest: what a PDF was made from and what it consists of, by SHA-256: a file within it, "sitrep-manifest.json", and a part of the
 * result record. MANIFEST.md has its format, and how a file is told from one that was changed; check.h does so.
 */
#ifndef RENDER_MANIFEST_H
#define RENDER_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "pdf/pdf.h"

struct arena;
struct attached;
struct catalogue;
struct err;
struct host_attachment;
struct host_file;
struct json;
struct look;
struct map;
struct request;

#define MANIFEST_FORMAT 1
#define MANIFEST_NAME   "sitrep-manifest.json"

/* What stands in a manifest for the hash of the file that it lies in, until that is known; the file is hashed with it. */
#define MANIFEST_SEAL_KEY  "\"file_sha256\":\""
#define MANIFEST_SEAL_ZERO "0000000000000000000000000000000000000000000000000000000000000000"

/* What a document is made from. All is borrowed. */
struct manifest_inputs {
	const struct catalogue *catalogue;
	const struct request *request;
	const char *request_sha256;
	size_t request_len;
	const char *issued, *today;  /* the instant the document is made at (ISO 8601 UTC), and the day it was in the configured zone */
	const struct look *look;
	const struct host_file *files;       /* of all plugins that are open; those of others than the request's sections are left out */
	size_t file_count;
	const struct host_attachment *attached;      /* that came with the request */
	size_t attached_count;
	const struct json *edition;  /* what the job is told of its series (WIRE_EDITION); NULL: it is none */
	const char *const *left_out; /* ids of sections that the service left out, NULL-terminated; NULL: none */
	const struct map *kept;      /* section id -> its JSON, as last issued (keep.h), that stands in the document */
};

/* The first members of the manifest, without braces; their hash stands for all that the document is made from. In the arena. */
const char *manifest_inputs(struct arena *arena, const struct manifest_inputs *inputs);

/* The manifest of a file that is being written. */
struct manifest {
	const char *inputs;          /* of manifest_inputs */
	const struct pdf_meta *meta;
	struct pdf_parts parts;      /* which pdf_write fills */
	struct buf text;             /* once the file is written: the manifest as it lies in it */
};
#define MANIFEST_INIT { .text = BUF_INIT }

void manifest_fini(struct manifest *manifest);

/* Put it behind the files that go with the one that meta describes, where that may hold any. All must outlive pdf_write. */
void manifest_attach(struct manifest *manifest, struct pdf_meta *meta, struct attached *attached);

/*
 * After pdf_write: hash the file with its manifest, and set the seal, in the file and in manifest->text. Of a file without one the text is
 * made here.
 */
bool manifest_seal(struct manifest *manifest, struct buf *pdf, size_t start, struct err *err);

/* Where the seal's digits are in a file, counted from its beginning; SIZE_MAX: nowhere. */
size_t manifest_find_seal(const char *pdf, size_t len);

#endif
