/* hash: see hash.h. */
#include "base/hash.h"

#include <stdint.h>

#include <nettle/base64.h>
#include <nettle/hmac.h>
#include <nettle/sha2.h>

#include "base/mem.h"
#include "base/str.h"

struct hash {
	struct sha256_ctx ctx;
};

static void to_hex(const uint8_t digest[SHA256_DIGEST_SIZE], char out[HASH_HEX]) {
	static const char hex[] = "0123456789abcdef";
	for (size_t i = 0; i < SHA256_DIGEST_SIZE; i++) {
		out[2 * i] = hex[digest[i] >> 4];
		out[2 * i + 1] = hex[digest[i] & 15];
	}
	out[HASH_HEX - 1] = '\0';
}

static void digest_hex(struct sha256_ctx *ctx, char out[HASH_HEX]) {
	uint8_t digest[SHA256_DIGEST_SIZE];
	sha256_digest(ctx, sizeof(digest), digest);
	to_hex(digest, out);
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

void hash_hmac_hex(const void *key, size_t key_len, const void *p, size_t n, char out[HASH_HEX]) {
	struct hmac_sha256_ctx ctx;
	uint8_t digest[SHA256_DIGEST_SIZE];
	hmac_sha256_set_key(&ctx, key_len, key);
	hmac_sha256_update(&ctx, n, p);
	hmac_sha256_digest(&ctx, sizeof(digest), digest);
	to_hex(digest, out);
}

void hash_add_base64(struct buf *out, const void *p, size_t n) {
	size_t len = BASE64_ENCODE_RAW_LENGTH(n);
	buf_reserve(out, len);
	base64_encode_raw(out->p + out->len, n, p);
	out->len += len;
	out->p[out->len] = '\0';
}
