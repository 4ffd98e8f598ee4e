/* sealing: a PDF that is issued gets what is done to it after its bytes are made (seal/seal.h), and its record says so. */
#ifndef SERVICE_SEALING_H
#define SERVICE_SEALING_H

#include <stdbool.h>
#include <stddef.h>

#include "seal/seal.h"

struct buf;
struct catalogue;
struct err;

/* What the configuration wants of an issued file; password: its name, or NULL. Borrowed from the catalogue. */
struct seal_order sealing_order(const struct catalogue *catalogue, const char *password);

/*
 * Put the sealed PDF in place of *pdf (heap), its hash into sha256, and both into the record, which keeps the hash of the file before as
 * "unsealed_sha256". Blocking. On failure nothing has changed.
 */
bool sealing_apply(const struct seal_order *order, char **pdf, size_t *len, char sha256[65], struct buf *record, struct err *err);

#endif
