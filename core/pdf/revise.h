/*
 * revise: what is done to a finished PDF after its bytes are made: a place for a signature, as an incremental update behind its end (PDF
 * 32000-1, 7.5.6 and 12.8), and encryption with a password (AES-256, ISO 32000-2, 7.6.4.4). By libqpdf, which must be loaded
 * (qpdf.h) before the process is confined.
 */
#ifndef PDF_REVISE_H
#define PDF_REVISE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;

#define REVISE_SIGNATURE_MAX 16384   /* bytes that there is room for */

/* Add the PDF with an empty signature to *out; at: ISO 8601 UTC, reason: NULL for none. The first len bytes are as they were. */
bool revise_add_signature(const char *pdf, size_t len, const char *at, const char *reason, struct buf *out, struct err *err);

/* Add the PDF, encrypted, to *out. Who has the password may read, print and copy it; nobody may change it. */
bool revise_encrypt(const char *pdf, size_t len, const char *password, struct buf *out, struct err *err);

/* The parts of a file that an empty signature signs, as offset and length; and where its bytes go, in hex. */
struct revise_ranges {
	size_t at[2], len[2];
	size_t hex_at, hex_len;
};

/* Find the last empty signature and fill in its ranges. False with *err where there is none. Parses nothing. */
bool revise_set_ranges(struct buf *pdf, struct revise_ranges *ranges, struct err *err);

/* The same of a signature that is there: false where there is none, or it leaves out more than its own bytes. */
bool revise_find_ranges(const char *pdf, size_t len, struct revise_ranges *ranges);

#endif
