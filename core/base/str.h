/* str: growable text, and what the C library forgot; bans the calls that cannot be bounded. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>      /* declares what is banned below; must come first */
#include <string.h>

/*
 * Invariants: p is never NULL and p[len] is '\0' (so buf_str is always a C
 * string, though the bytes may hold NULs); cap counts the NUL.
 */
struct buf {
	char *p;
	size_t len, cap;
};

extern char buf_empty[];
#define BUF_INIT { .p = buf_empty, .len = 0, .cap = 0 }

void buf_fini(struct buf *buf);            /* empty and usable after */
void buf_reset(struct buf *buf);           /* keeps the memory */
void buf_reserve(struct buf *buf, size_t extra);
void buf_add(struct buf *buf, const void *p, size_t n);
void buf_adds(struct buf *buf, const char *s);
void buf_addc(struct buf *buf, char c);

/* Add what others wrote so that it may reach a terminal: controls as spaces, bytes that are no UTF-8 and what turns text as U+FFFD. */
void buf_add_visible(struct buf *buf, const char *s);

/* s as it stands in a URL (RFC 3986): all but unreserved characters percent-encoded; '/' as it is where keeps_slash. */
void buf_add_percent(struct buf *buf, const char *s, bool keeps_slash);
void buf_addf(struct buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *buf_detach(struct buf *buf, size_t *len);   /* caller owns (mem_free); len may be NULL */

static inline const char *buf_str(const struct buf *buf) { return buf->p; }

/* Copy what fits, always NUL-terminate, never cut inside a UTF-8 sequence; false when it was cut. */
bool str_copy(char *dst, size_t size, const char *src);
#define STR_COPY(dst, src) str_copy((dst), sizeof(dst), (src))

bool str_prefix(const char *s, const char *prefix);
bool str_suffix(const char *s, const char *suffix);
static inline bool str_eq(const char *a, const char *b) { return strcmp(a, b) == 0; }

/* Decimal integer, the whole of s, within [min, max]. */
bool str_int(const char *s, int64_t min, int64_t max, int64_t *out);

/*
 * Decode one UTF-8 code point at s (n bytes left); *cp is set and its length
 * returned, 0 where the bytes are no UTF-8 (RFC 3629: no surrogates, no overlong).
 */
size_t utf8_decode(const char *s, size_t n, uint32_t *cp);
size_t utf8_encode(uint32_t cp, char out[4]);
size_t utf8_start(const char *s, size_t at);     /* where the character begins that byte at is part of: s may be cut there */
size_t utf8_count(const char *s, size_t n);      /* how many characters the n bytes hold */
bool utf8_valid(const char *s, size_t n, size_t *bad);   /* *bad: offset of the first bad byte */

/*
 * What a text says is its letters and figures. Spaces, points, dashes and quotation marks stand between them, and each language
 * sets them in its way; large letters are as small ones.
 */
bool str_says_same(const char *a, const char *b);
bool str_says_nothing(const char *s);

/* Does the number, as it is written, have no digit but 0? A minus before it would be wrong, though what was rounded is less than 0. */
bool str_is_zero(const char *number);

/* Hash of bytes (FNV-1a, 64 bit): for tables, not for secrets. */
uint64_t hash_bytes(const void *p, size_t n);

#undef strcpy
#undef strcat
#undef sprintf
#undef vsprintf
#undef strncpy
#undef strncat
#define strcpy(a, b)       strcpy_is_banned_use_buf_or_str_copy
#define strcat(a, b)       strcat_is_banned_use_buf
#define sprintf(...)       sprintf_is_banned_use_buf_addf_or_snprintf
#define vsprintf(...)      vsprintf_is_banned_use_buf_addf
#define strncpy(a, b, c)   strncpy_is_banned_use_str_copy
#define strncat(a, b, c)   strncat_is_banned_use_buf

#endif
