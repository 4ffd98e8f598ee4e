#include "pdf/objs.h"

#include <assert.h>
#include <libdeflate.h>
#include <math.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/str.h"

/* Whole streams, each in one go. Level 6 makes a file 2 to 5 % smaller, for the hundredth to the thirtieth part of a job. */
#define DEFLATE_LEVEL 1

#define NUM_MAX 8388607U     /* Annex C: indirect objects in a file */
#define GROUP_MAX 200        /* objects an object stream holds */

enum state { UNUSED, RELEASED, CLAIMED, WRITTEN, GROUPED };

struct entry {
	enum state state;
	size_t at;               /* WRITTEN: offset in the file; GROUPED: number of the object stream */
	unsigned index;          /* GROUPED: place in it */
};

struct objs {
	struct buf *out;
	size_t start;            /* of the file in out */
	struct entry *entries;   /* by number; entries[0] is the head of the free list of 7.5.4 */
	size_t n, cap;
	unsigned *spare;         /* released numbers, the next to take last */
	size_t spare_count, spare_cap;
	unsigned group[GROUP_MAX];
	size_t group_at[GROUP_MAX];
	size_t group_count;
	struct buf group_body;
	struct libdeflate_compressor *deflater;
};

static void put_u(struct buf *out, size_t v) {
	char digits[24];
	size_t n = sizeof(digits);

	do {
		digits[--n] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	buf_add(out, digits + n, sizeof(digits) - n);
}

void objs_put_ref(struct buf *out, unsigned num) {
	buf_addc(out, ' ');
	put_u(out, num);
	buf_add(out, " 0 R", 4);
}

void objs_put_num(struct buf *out, double v) {
	long long milli = llround(v * 1000);

	if (milli < 0) {
		buf_addc(out, '-');
		milli = -milli;
	}
	put_u(out, (size_t)(milli / 1000));
	milli %= 1000;
	if (milli) {
		char frac[4] = { '.', (char)('0' + milli / 100), (char)('0' + milli / 10 % 10), (char)('0' + milli % 10) };
		size_t n = sizeof(frac);

		while (frac[n - 1] == '0') {
			n--;
		}
		buf_add(out, frac, n);
	}
}

void objs_put_bytes(struct buf *out, const char *s) {
	buf_addc(out, '(');
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '(' || c == ')' || c == '\\') {
			buf_addc(out, '\\');
			buf_addc(out, (char)c);
		} else if (c < 0x20 || c > 0x7e) {
			buf_addf(out, "\\%03o", c);
		} else {
			buf_addc(out, (char)c);
		}
	}
	buf_addc(out, ')');
}

static bool is_plain(const char *s) {
	for (; *s; s++) {
		if (*s < 0x20 || *s > 0x7e) {
			return false;
		}
	}
	return true;
}

static void put_unit(struct buf *out, unsigned unit) {
	static const char digits[] = "0123456789ABCDEF";
	const char hex[4] = { digits[unit >> 12], digits[unit >> 8 & 15], digits[unit >> 4 & 15], digits[unit & 15] };

	buf_add(out, hex, sizeof(hex));
}

/*
 * As the page shows it: what is no UTF-8 as U+FFFD, control characters as blanks, of which one (ESC) would begin the name
 * of a language. Ends of lines and tabs may stand in metadata.
 */
static void put_utf16(struct buf *out, const char *utf8) {
	size_t left = strlen(utf8);

	while (left) {
		uint32_t cp;
		size_t n = utf8_decode(utf8, left, &cp);

		if (!n) {
			n = 1;
			cp = 0xFFFD;
		}
		if (cp > 0xFFFF) {
			put_unit(out, 0xD800 + ((cp - 0x10000) >> 10));
			put_unit(out, 0xDC00 + ((cp - 0x10000) & 0x3FF));
		} else {
			put_unit(out, cp >= 0x20 || cp == '\t' || cp == '\n' || cp == '\r' ? cp : ' ');
		}
		utf8 += n;
		left -= n;
	}
}

void objs_put_text(struct buf *out, const char *utf8) {
	if (is_plain(utf8)) {
		objs_put_bytes(out, utf8);
		return;
	}
	buf_adds(out, "<FEFF");
	put_utf16(out, utf8);
	buf_addc(out, '>');
}

void objs_put_text_in_two(struct buf *out, const char *utf8, const char lang[2], const char *second) {
	const char escape[] = { ' ', '\x1B', lang[0], lang[1], '\x1B' };

	buf_adds(out, "<FEFF");
	put_utf16(out, utf8);
	for (size_t i = 0; i < sizeof(escape); i++) {
		put_unit(out, (unsigned char)escape[i]);
	}
	put_utf16(out, second);
	buf_addc(out, '>');
}

struct objs *objs_new(struct buf *out) {
	struct objs *objs = mem_alloc(sizeof(*objs));

	libdeflate_set_memory_allocator(mem_alloc, mem_free);
	objs->deflater = libdeflate_alloc_compressor(DEFLATE_LEVEL);
	assert(objs->deflater);     /* fails for want of memory alone, and mem never does */
	objs->out = out;
	objs->start = out->len;
	objs->group_body = (struct buf)BUF_INIT;
	(void)VEC_PUSH(objs->entries, objs->n, objs->cap);
	/* Four bytes past 127 say that the file is binary (7.5.2). */
	buf_adds(out, "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
	return objs;
}

void objs_free(struct objs *objs) {
	if (!objs) {
		return;
	}
	libdeflate_free_compressor(objs->deflater);
	buf_fini(&objs->group_body);
	mem_free(objs->spare);
	mem_free(objs->entries);
	mem_free(objs);
}

bool objs_claim(struct objs *objs, unsigned num) {
	if (num == 0 || num > NUM_MAX) {
		return false;
	}
	while (objs->n <= num) {
		(void)VEC_PUSH(objs->entries, objs->n, objs->cap);
	}
	if (objs->entries[num].state != UNUSED) {
		return false;
	}
	objs->entries[num].state = CLAIMED;
	return true;
}

void objs_release(struct objs *objs, unsigned num) {
	assert(objs->entries[num].state == CLAIMED);
	objs->entries[num].state = RELEASED;
	*VEC_PUSH(objs->spare, objs->spare_count, objs->spare_cap) = num;
}

unsigned objs_take(struct objs *objs) {
	unsigned num;

	if (objs->spare_count) {
		num = objs->spare[--objs->spare_count];
		objs->entries[num].state = CLAIMED;
		return num;
	}
	num = (unsigned)objs->n;
	(void)VEC_PUSH(objs->entries, objs->n, objs->cap);
	objs->entries[num].state = CLAIMED;
	return num;
}

/* Deflate onto the end of out. */
static void deflate_onto(struct libdeflate_compressor *deflater, struct buf *out, const void *data, size_t len) {
	size_t bound = libdeflate_zlib_compress_bound(deflater, len);

	buf_reserve(out, bound + 1);
	size_t n = libdeflate_zlib_compress(deflater, data, len, out->p + out->len, bound);
	assert(n > 0);               /* the bound is one */
	out->len += n;
	out->p[out->len] = '\0';
}

static void begin_at(struct objs *objs, unsigned num) {
	struct entry *entry = &objs->entries[num];

	assert(entry->state == CLAIMED);
	entry->state = WRITTEN;
	entry->at = objs->out->len - objs->start;
	put_u(objs->out, num);
	buf_adds(objs->out, " 0 obj\n<<");
}

/*
 * The length stands before the bytes: leave room for ten digits, and fill
 * it in afterwards.
 */
void objs_add_stream(struct objs *objs, unsigned num, const char *dict, const void *data, size_t len) {
	size_t room, from;
	char digits[11];

	begin_at(objs, num);
	buf_adds(objs->out, dict);
	buf_adds(objs->out, "/Filter/FlateDecode/Length ");
	room = objs->out->len;
	buf_adds(objs->out, "          >>\nstream\n");
	from = objs->out->len;
	deflate_onto(objs->deflater, objs->out, data, len);
	snprintf(digits, sizeof(digits), "%zu", objs->out->len - from);
	memcpy(objs->out->p + room, digits, strlen(digits));
	buf_adds(objs->out, "\nendstream\nendobj\n");
}

static void add_as_is(struct objs *objs, unsigned num, const char *dict, const char *filter, const void *data, size_t len) {
	begin_at(objs, num);
	buf_adds(objs->out, dict);
	buf_adds(objs->out, filter);
	buf_adds(objs->out, "/Length ");
	put_u(objs->out, len);
	buf_adds(objs->out, ">>\nstream\n");
	buf_add(objs->out, data, len);
	buf_adds(objs->out, "\nendstream\nendobj\n");
}

void objs_add_packed(struct objs *objs, unsigned num, const char *dict, const void *data, size_t len) {
	add_as_is(objs, num, dict, "/Filter/FlateDecode", data, len);
}

void objs_add_plain(struct objs *objs, unsigned num, const char *dict, const void *data, size_t len) {
	add_as_is(objs, num, dict, "", data, len);
}

/* An object stream (7.5.7): the numbers and offsets of its objects, then the objects. */
static void write_group(struct objs *objs) {
	unsigned num = objs_take(objs);
	struct buf body = BUF_INIT;
	char dict[64];
	size_t first;

	for (size_t i = 0; i < objs->group_count; i++) {
		struct entry *entry = &objs->entries[objs->group[i]];

		entry->state = GROUPED;
		entry->at = num;
		entry->index = (unsigned)i;
		put_u(&body, objs->group[i]);
		buf_addc(&body, ' ');
		put_u(&body, objs->group_at[i]);
		buf_addc(&body, ' ');
	}
	first = body.len;
	buf_add(&body, objs->group_body.p, objs->group_body.len);
	snprintf(dict, sizeof(dict), "/Type/ObjStm/N %zu/First %zu", objs->group_count, first);
	objs_add_stream(objs, num, dict, body.p, body.len);
	buf_fini(&body);
	buf_reset(&objs->group_body);
	objs->group_count = 0;
}

/* While Cairo is still counting, a group that is full waits in the body for a number that Cairo gave up. */
void objs_add(struct objs *objs, unsigned num, const struct buf *body) {
	assert(objs->entries[num].state == CLAIMED);
	if (objs->group_count == GROUP_MAX) {
		write_group(objs);
	}
	objs->group[objs->group_count] = num;
	objs->group_at[objs->group_count++] = objs->group_body.len;
	buf_add(&objs->group_body, body->p, body->len);
	buf_addc(&objs->group_body, '\n');
}

static void end_group(struct objs *objs) {
	if (objs->group_count) {
		write_group(objs);
	}
}

const void *objs_written(struct objs *objs, size_t *len) {
	end_group(objs);
	*len = objs->out->len - objs->start;
	return objs->out->p + objs->start;
}

#define XREF_COLUMNS 7       /* type, four bytes of offset, two of index */

/* Free entries all point at the head, and are never to be used again (7.5.4 allows both). */
static void xref_row(const struct entry *entry, unsigned char row[XREF_COLUMNS]) {
	bool is_free = entry->state == UNUSED || entry->state == RELEASED;
	size_t second = is_free ? 0 : entry->at;
	unsigned third = is_free ? 65535 : entry->state == GROUPED ? entry->index : 0;

	assert(is_free || entry->state == WRITTEN || entry->state == GROUPED);
	row[0] = is_free ? 0 : entry->state == WRITTEN ? 1 : 2;
	for (int i = 0; i < 4; i++) {
		row[4 - i] = (unsigned char)(second >> (8 * i));
	}
	row[5] = (unsigned char)(third >> 8);
	row[6] = (unsigned char)third;
}

/* The cross-reference stream (7.5.8), rows as differences from the one above (PNG's "up"): they deflate to little. */
void objs_finish(struct objs *objs, unsigned root, unsigned info, const char *id) {
	unsigned char row[XREF_COLUMNS], above[XREF_COLUMNS] = { 0 };
	struct buf rows = BUF_INIT, dict = BUF_INIT;
	unsigned num;
	size_t at;

	end_group(objs);
	num = objs_take(objs);
	at = objs->out->len - objs->start;
	objs->entries[num].state = WRITTEN;
	objs->entries[num].at = at;
	for (size_t i = 0; i < objs->n; i++) {
		xref_row(&objs->entries[i], row);
		buf_addc(&rows, 2);
		for (int c = 0; c < XREF_COLUMNS; c++) {
			buf_addc(&rows, (char)(row[c] - above[c]));
		}
		memcpy(above, row, sizeof(above));
	}
	objs->entries[num].state = CLAIMED;
	buf_addf(&dict, "/Type/XRef/Size %zu/W[1 4 2]/Root %u 0 R/Info %u 0 R/ID[<%s><%s>]", objs->n, root, info, id, id);
	buf_addf(&dict, "/DecodeParms<</Predictor 12/Columns %d>>", XREF_COLUMNS);
	objs_add_stream(objs, num, buf_str(&dict), rows.p, rows.len);
	buf_addf(objs->out, "startxref\n%zu\n%%%%EOF\n", at);
	buf_fini(&dict);
	buf_fini(&rows);
}
