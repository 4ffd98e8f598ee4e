/* hash: SHA-256, for names and manifests. The only user of nettle. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>

struct hash;

#define HASH_HEX 65    /* 64 lower-case hex digits and a NUL */

/* SHA-256 (FIPS 180-4) of bytes. */
void hash_hex(const void *p, size_t n, char out[HASH_HEX]);

/* The same over pieces: hash_new, hash_add any number of times, hash_finish (which releases it). */
struct hash *hash_new(void);
void hash_add(struct hash *hash, const void *p, size_t n);
void hash_finish(struct hash *hash, char out[HASH_HEX]);

#endif
