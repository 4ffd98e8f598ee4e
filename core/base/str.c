/* str: see str.h. */
#include "base/str.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/mem.h"

char buf_empty[1];    /* what every empty buf points at; never written */

void buf_fini(struct buf *buf) {
	if (buf->cap) {
		mem_free(buf->p);
	}
	*buf = (struct buf)BUF_INIT;
}

void buf_reset(struct buf *buf) {
	buf->len = 0;
	if (buf->cap) {
		buf->p[0] = '\0';
	}
}

void buf_reserve(struct buf *buf, size_t extra) {
	assert(extra < SIZE_MAX / 4 && buf->len < SIZE_MAX / 4);
	size_t need = buf->len + extra + 1;
	if (need <= buf->cap) {
		return;
	}
	size_t cap = buf->cap ? buf->cap * 2 : 64;
	if (cap < need) {
		cap = need;
	}
	buf->p = mem_realloc(buf->cap ? buf->p : NULL, cap);
	buf->cap = cap;
	buf->p[buf->len] = '\0';
}

void buf_add(struct buf *buf, const void *p, size_t n) {
	if (n == 0) {
		return;
	}
	if (n >= buf->cap - buf->len) {
		buf_reserve(buf, n);
	}
	memcpy(buf->p + buf->len, p, n);
	buf->len += n;
	buf->p[buf->len] = '\0';
}

void buf_adds(struct buf *buf, const char *s) {
	buf_add(buf, s, strlen(s));
}

void buf_addc(struct buf *buf, char c) {
	if (buf->cap - buf->len < 2) {
		buf_reserve(buf, 1);
	}
	buf->p[buf->len++] = c;
	buf->p[buf->len] = '\0';
}

void buf_add_percent(struct buf *buf, const char *s, bool keeps_slash) {
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;
		bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c) != NULL ||
		                (c == '/' && keeps_slash);
		buf_addf(buf, is_plain ? "%c" : "%%%02X", c);
	}
}

void buf_addf(struct buf *buf, const char *fmt, ...) {
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	/* Nearly all of it is short: it is formatted once, and again only where it does not fit. */
	buf_reserve(buf, 80);
	size_t room = buf->cap - buf->len;
	int n = vsnprintf(buf->p + buf->len, room, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	if ((size_t)n >= room) {
		buf_reserve(buf, (size_t)n);
		vsnprintf(buf->p + buf->len, (size_t)n + 1, fmt, again);
	}
	buf->len += (size_t)n;
	va_end(again);
}

char *buf_detach(struct buf *buf, size_t *len) {
	if (len) {
		*len = buf->len;
	}
	char *p = buf->cap ? buf->p : mem_strdup("");
	*buf = (struct buf)BUF_INIT;
	return p;
}

/* Is the byte one of a character that began before it? */
static bool is_inside(char byte) {
	return ((unsigned char)byte & 0xC0) == 0x80;
}

size_t utf8_start(const char *s, size_t at) {
	while (at > 0 && is_inside(s[at])) {
		at--;
	}
	return at;
}

size_t utf8_count(const char *s, size_t n) {
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		count += !is_inside(s[i]);
	}
	return count;
}

static bool is_between(uint32_t cp) {
	return cp < 0x80 ? !isalnum((int)cp) : cp == 0xA0 || cp == 0xAB || cp == 0xAD || cp == 0xB7 || cp == 0xBB ||
	       (cp >= 0x2000 && cp <= 0x201F) || cp == 0x2026 || cp == 0x202F || cp == 0x2060 || cp == 0x2212 || cp == 0xFEFF;
}

/* The next letter or figure, 0 at the end. */
static uint32_t next_letter(const char **at) {
	uint32_t cp;

	while (**at != '\0') {
		size_t n = utf8_decode(*at, strlen(*at), &cp);
		if (n == 0) {
			return 0;
		}
		*at += n;
		if (!is_between(cp)) {
			return cp < 0x80 ? (uint32_t)tolower((int)cp) : cp;
		}
	}
	return 0;
}

bool str_says_same(const char *a, const char *b) {
	uint32_t cp;

	do {
		cp = next_letter(&a);
		if (cp != next_letter(&b)) {
			return false;
		}
	} while (cp != 0);
	return true;
}

bool str_says_nothing(const char *s) {
	return next_letter(&s) == 0;
}

bool str_is_zero(const char *number) {
	return number[strcspn(number, "123456789")] == '\0';
}

bool str_copy(char *dst, size_t size, const char *src) {
	assert(size > 0);
	size_t len = strnlen(src, size);
	bool whole = len < size;
	if (!whole) {
		len = utf8_start(src, size - 1);
	}
	memmove(dst, src, len);
	dst[len] = '\0';
	return whole;
}

bool str_prefix(const char *s, const char *prefix) {
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool str_suffix(const char *s, const char *suffix) {
	size_t n = strlen(s), m = strlen(suffix);
	return n >= m && memcmp(s + n - m, suffix, m) == 0;
}

bool str_int(const char *s, int64_t min, int64_t max, int64_t *out) {
	const char *digits = *s == '-' ? s + 1 : s;
	if (*digits < '0' || *digits > '9') {
		return false;    /* strtoll would take blanks and a plus */
	}
	char *end;
	errno = 0;
	long long v = strtoll(s, &end, 10);
	if (errno || *end || v < min || v > max) {
		return false;
	}
	*out = v;
	return true;
}

size_t utf8_decode(const char *s, size_t n, uint32_t *cp) {
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	if (n == 0) {
		return 0;
	}
	unsigned char c = (unsigned char)s[0];
	if (c < 0x80) {
		*cp = c;
		return 1;
	}
	size_t len = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
	if (c < 0xC2 || c > 0xF4 || len > n) {
		return 0;
	}
	uint32_t v = c & (0x7Fu >> len);
	for (size_t i = 1; i < len; i++) {
		char next = s[i];
		if (!is_inside(next)) {
			return 0;
		}
		v = v << 6 | (next & 0x3Fu);
	}
	if (v < least[len] || v > 0x10FFFF || (v >= 0xD800 && v <= 0xDFFF)) {
		return 0;
	}
	*cp = v;
	return len;
}

size_t utf8_encode(uint32_t cp, char out[4]) {
	assert(cp <= 0x10FFFF && !(cp >= 0xD800 && cp <= 0xDFFF));
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	size_t len = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	for (size_t i = len - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (cp & 0x3F));
		cp >>= 6;
	}
	out[0] = (char)(lead[len] | cp);
	return len;
}

bool utf8_valid(const char *s, size_t n, size_t *bad) {
	for (size_t i = 0; i < n;) {
		uint32_t cp;
		uint64_t eight;
		/* Most text is ASCII: eight of it at a time. */
		while (n - i >= sizeof(eight) && (memcpy(&eight, s + i, sizeof(eight)), (eight & 0x8080808080808080u) == 0)) {
			i += sizeof(eight);
		}
		if (i == n) {
			break;
		}
		size_t len = utf8_decode(s + i, n - i, &cp);
		if (len == 0) {
			if (bad) {
				*bad = i;
			}
			return false;
		}
		i += len;
	}
	return true;
}

uint64_t hash_bytes(const void *p, size_t n) {
	const unsigned char *bytes = p;
	uint64_t h = 0xCBF29CE484222325u;
	for (size_t i = 0; i < n; i++) {
		h = (h ^ bytes[i]) * 0x100000001B3u;
	}
	return h;
}

/* The bidirectional controls: what follows them is seen in another order. */
static bool turns_text(uint32_t cp) {
	return (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

void buf_add_visible(struct buf *buf, const char *s) {
	for (size_t n = strlen(s), i = 0; i < n;) {
		uint32_t cp = 0;
		size_t len = utf8_decode(s + i, n - i, &cp);
		if (len == 0 || turns_text(cp)) {
			buf_adds(buf, "\xEF\xBF\xBD");
		} else if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0)) {
			buf_addc(buf, cp == '\t' ? '\t' : ' ');
		} else {
			buf_add(buf, s + i, len);
		}
		i += len > 0 ? len : 1;
	}
}
