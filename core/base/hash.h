/* hash: SHA-256, for names, manifests and signatures; base64. The only user of nettle. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>

struct buf;
struct hash;

#define HASH_HEX 65    /* 64 lower-case hex digits and a NUL */

/* SHA-256 (FIPS 180-4) of bytes. */
void hash_hex(const void *p, size_t n, char out[HASH_HEX]);

/* The same over pieces: hash_new, hash_add any number of times, hash_finish (which releases it). */
struct hash *hash_new(void);
void hash_add(struct hash *hash, const void *p, size_t n);
void hash_finish(struct hash *hash, char out[HASH_HEX]);

/* HMAC-SHA256 (RFC 2104) of bytes under a key. */
void hash_hmac_hex(const void *key, size_t key_len, const void *p, size_t n, char out[HASH_HEX]);

/* Add bytes in base64 (RFC 4648, one line). */
void hash_add_base64(struct buf *out, const void *p, size_t n);

#endif
