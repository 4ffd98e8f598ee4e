/*
 * verify: is a PDF the one that was made, and if not, what of it was changed; and what differs between two manifests, when it is made
 * again. See MANIFEST.md.
 */
#ifndef RENDER_VERIFY_H
#define RENDER_VERIFY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/hash.h"

struct arena;
struct err;
struct json;

enum verify_state {
	VERIFY_UNCHANGED,        /* its seal is whole */
	VERIFY_EXTENDED,         /* so it is for all but bytes behind its end: a signature, or an edit that says what it changes */
	VERIFY_CHANGED,          /* changes has what */
	VERIFY_REWRITTEN,        /* no page, no metadata, no file within is another; but the file was written anew */
	VERIFY_LOCKED,           /* it is encrypted, and the password is another */
	VERIFY_NO_MANIFEST,      /* nothing can be told of it alone */
};

/* Sentences for people, in the arena. */
struct verify_changes {
	const char **v;
	size_t n, cap;
};

struct verify {
	enum verify_state state;
	char sha256[HASH_HEX];       /* of all its bytes */
	size_t issued_len;           /* of UNCHANGED and EXTENDED: so many bytes are as issued */
	bool is_encrypted;
	const struct json *manifest; /* NULL: it has none */
	struct verify_changes changes;
	const char *request;         /* that goes with it, and is the one the manifest tells of; NULL */
	size_t request_len;
};

const char *verify_state_name(enum verify_state state);      /* "unchanged" */

/* password: of an encrypted file, or NULL. False with *err, ERR_INPUT, where it is no PDF that could be read. */
bool verify_pdf(struct arena *arena, const char *pdf, size_t len, const char *password, struct verify *verify, struct err *err);

/* What went into one file and not, or otherwise, into the other: "plugin facts: data/partners.json is another". */
void verify_inputs(struct arena *arena, const struct json *issued, const struct json *made, struct verify_changes *changes);

/* The same of what came out: pages, metadata, files within. */
void verify_parts(struct arena *arena, const struct json *issued, const struct json *made, struct verify_changes *changes);

#endif
