/* hash: see hash.h. */
#include "base/hash.h"

#include <stdint.h>

#include <nettle/sha2.h>

#include "base/mem.h"

struct hash {
	struct sha256_ctx ctx;
};

static void digest_hex(struct sha256_ctx *ctx, char out[HASH_HEX]) {
	static const char hex[] = "0123456789abcdef";
	uint8_t digest[SHA256_DIGEST_SIZE];
	sha256_digest(ctx, sizeof(digest), digest);
	for (size_t i = 0; i < sizeof(digest); i++) {
		out[2 * i] = hex[digest[i] >> 4];
		out[2 * i + 1] = hex[digest[i] & 15];
	}
	out[HASH_HEX - 1] = '\0';
}

void hash_hex(const void *p, size_t n, char out[HASH_HEX]) {
	struct sha256_ctx ctx;
	sha256_init(&ctx);
	sha256_update(&ctx, n, p);
	digest_hex(&ctx, out);
}

struct hash *hash_new(void) {
	struct hash *hash = mem_alloc(sizeof(*hash));
	sha256_init(&hash->ctx);
	return hash;
}

void hash_add(struct hash *hash, const void *p, size_t n) {
	sha256_update(&hash->ctx, n, p);
}

void hash_finish(struct hash *hash, char out[HASH_HEX]) {
	digest_hex(&hash->ctx, out);
	mem_free(hash);
}
