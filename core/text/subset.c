/*
 * TrueType is put together by hand: copying a glyph is a few bytes, and HarfBuzz's subsetter goes through the whole font's
 * characters first, which costs a short document more than all else. Tables are those of OpenType 1.9.
 */
#include "text/subset.h"

#include <hb-ot.h>
#include <hb-subset.h>
#include <math.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/face.h"

/* ---- tables ---- */

/* A table of the face, borrowed from its file. */
struct table {
	hb_blob_t *blob;
	const unsigned char *p;
	size_t n;
};

static struct table table_open(const struct face *face, const char *tag) {
	unsigned n;
	hb_blob_t *blob = hb_face_reference_table(face->hb_face, HB_TAG(tag[0], tag[1], tag[2], tag[3]));
	const char *p = hb_blob_get_data(blob, &n);

	return (struct table){ blob, (const unsigned char *)p, p ? n : 0 };
}

static void table_close(struct table *table) {
	hb_blob_destroy(table->blob);
}

/* Big-endian; 0 behind the end. */
static unsigned u16_at(const struct table *table, size_t at) {
	return at + 2 <= table->n ? (unsigned)table->p[at] << 8 | table->p[at + 1] : 0;
}

static int i16_at(const struct table *table, size_t at) {
	return (int16_t)u16_at(table, at);
}

static uint32_t u32_at(const struct table *table, size_t at) {
	return (uint32_t)u16_at(table, at) << 16 | u16_at(table, at + 2);
}

static void put_u16(struct buf *out, unsigned v) {
	const char bytes[] = { (char)(v >> 8), (char)v };

	buf_add(out, bytes, sizeof(bytes));
}

static void put_u32(struct buf *out, uint32_t v) {
	put_u16(out, v >> 16);
	put_u16(out, v & 0xFFFF);
}

static void set_u16(struct buf *out, size_t at, unsigned v) {
	out->p[at] = (char)(v >> 8);
	out->p[at + 1] = (char)v;
}

static void pad(struct buf *out) {
	while (out->len % 4) {
		buf_addc(out, '\0');
	}
}

/* ---- metrics ---- */

static int milli(const struct face *face, double units) {
	return (int)lround(units * 1000 / face->upem);
}

void subset_metrics(const struct face *face, struct subset_metrics *metrics) {
	struct table head = table_open(face, "head"), post = table_open(face, "post"), os2 = table_open(face, "OS/2");

	*metrics = (struct subset_metrics){
		.ascent = milli(face, face->ascent), .descent = -milli(face, face->descent),
		.italic_angle = (int32_t)u32_at(&post, 4) / 65536.0, .is_bold = u16_at(&head, 44) & 1,
	};
	for (size_t i = 0; i < 4; i++) {
		metrics->bbox[i] = milli(face, i16_at(&head, 36 + 2 * i));
	}
	/* sCapHeight is there from version 2 of the table on. */
	metrics->cap_height = u16_at(&os2, 0) >= 2 ? milli(face, i16_at(&os2, 88)) : metrics->ascent;
	table_close(&head);
	table_close(&post);
	table_close(&os2);
}

uint32_t subset_glyph_count(const struct face *face) {
	return hb_face_get_glyph_count(face->hb_face);
}

double subset_advance(const struct face *face, uint32_t glyph) {
	return hb_font_get_glyph_h_advance(face->hb_font, glyph) * 1000.0 / face->upem;
}

bool subset_is_truetype(const struct face *face) {
	struct table glyf = table_open(face, "glyf");
	bool is_there = glyf.n > 0;

	table_close(&glyf);
	return is_there;
}

/* ---- TrueType ---- */

enum {
	HAS_WORDS = 0x1, HAS_SCALE = 0x8, HAS_MORE = 0x20, HAS_XY_SCALE = 0x40, HAS_2X2 = 0x80, HAS_INSTRUCTIONS = 0x100,
};

struct maker {
	const struct face *face;
	struct table glyf, loca, head;
	uint32_t count;              /* glyphs of the face */
	uint32_t *glyphs;            /* of the subset, parts of composed ones behind those asked for */
	size_t n, cap;
	uint32_t *places;            /* by glyph of the face: its place in the subset plus one */
	struct buf data, offsets;    /* glyf and loca in the making */
};

static uint32_t place_of(struct maker *m, uint32_t glyph) {
	if (m->places[glyph] == 0) {
		*VEC_PUSH(m->glyphs, m->n, m->cap) = glyph;
		m->places[glyph] = (uint32_t)m->n;
	}
	return m->places[glyph] - 1;
}

/* False: the font is damaged. An empty glyph has no bytes. */
static bool find_glyph(const struct maker *m, uint32_t glyph, struct table *found) {
	bool is_long = u16_at(&m->head, 50) != 0;
	size_t from = is_long ? u32_at(&m->loca, 4 * (size_t)glyph) : 2 * (size_t)u16_at(&m->loca, 2 * (size_t)glyph);
	size_t to = is_long ? u32_at(&m->loca, 4 * (size_t)glyph + 4) : 2 * (size_t)u16_at(&m->loca, 2 * (size_t)glyph + 2);

	if (from > to || to > m->glyf.n) {
		return false;
	}
	*found = (struct table){ .p = m->glyf.p + from, .n = to - from };
	return true;
}

/* Outlines without their instructions, which nothing else of the hinting is there for. */
static bool put_simple(struct maker *m, const struct table *glyph, int contours) {
	size_t head = 10 + 2 * (size_t)contours, skipped = u16_at(glyph, head);

	if (glyph->n < head + 2 + skipped) {
		return false;
	}
	buf_add(&m->data, glyph->p, head);
	put_u16(&m->data, 0);
	buf_add(&m->data, glyph->p + head + 2 + skipped, glyph->n - head - 2 - skipped);
	return true;
}

static bool put_composed(struct maker *m, const struct table *glyph) {
	size_t at = 10;
	unsigned flags;

	buf_add(&m->data, glyph->p, at);
	do {
		flags = u16_at(glyph, at);
		unsigned part = u16_at(glyph, at + 2);
		size_t more = (flags & HAS_WORDS ? 4 : 2) + (flags & HAS_SCALE ? 2 : flags & HAS_XY_SCALE ? 4 : flags & HAS_2X2 ? 8 : 0);

		if (at + 4 + more > glyph->n || part >= m->count) {
			return false;
		}
		put_u16(&m->data, flags & ~(unsigned)HAS_INSTRUCTIONS);
		put_u16(&m->data, place_of(m, part));
		buf_add(&m->data, glyph->p + at + 4, more);
		at += 4 + more;
	} while (flags & HAS_MORE);
	return true;
}

static bool put_glyph(struct maker *m, uint32_t index) {
	struct table glyph;

	put_u32(&m->offsets, (uint32_t)m->data.len);
	if (index == 0) {
		return true;
	}
	if (index >= m->count || !find_glyph(m, index, &glyph)) {
		return false;
	}
	if (glyph.n == 0) {
		return true;
	}
	int contours = i16_at(&glyph, 0);
	bool ok = glyph.n >= 10 && (contours < 0 ? put_composed(m, &glyph) : put_simple(m, &glyph, contours));
	pad(&m->data);
	return ok;
}

static uint32_t checksum(const struct buf *data, size_t from) {
	const struct table table = { .p = (const unsigned char *)data->p, .n = data->len };
	uint32_t sum = 0;

	for (size_t at = from; at < data->len; at += 4) {
		sum += u32_at(&table, at);
	}
	return sum;
}

/* Number i in the directory of out, which holds nothing but this file. */
static void put_table(struct buf *out, size_t i, const char *tag, const struct buf *data) {
	struct buf entry = BUF_INIT;
	size_t at = out->len;

	buf_add(out, data->p, data->len);
	pad(out);
	buf_add(&entry, tag, 4);
	put_u32(&entry, checksum(out, at));
	put_u32(&entry, (uint32_t)at);
	put_u32(&entry, (uint32_t)data->len);
	memcpy(out->p + 12 + 16 * i, entry.p, 16);
	buf_fini(&entry);
}

/* The first `least` bytes of a table, which must have them. */
static bool copy_table(const struct face *face, const char *tag, size_t least, struct buf *copy) {
	struct table table = table_open(face, tag);
	bool ok = table.n >= least;

	if (ok) {
		buf_add(copy, table.p, least);
	}
	table_close(&table);
	return ok;
}

static void put_widths(const struct maker *m, struct buf *hmtx) {
	struct table hhea = table_open(m->face, "hhea"), widths = table_open(m->face, "hmtx");
	size_t full = u16_at(&hhea, 34);

	for (size_t i = 0; i < m->n; i++) {
		size_t glyph = m->glyphs[i], row = glyph < full ? glyph : full > 0 ? full - 1 : 0;
		put_u16(hmtx, u16_at(&widths, 4 * row));
		put_u16(hmtx, u16_at(&widths, glyph < full ? 4 * glyph + 2 : 4 * full + 2 * (glyph - full)));
	}
	table_close(&hhea);
	table_close(&widths);
}

static bool put_file(struct maker *m, struct buf *out) {
	struct buf head = BUF_INIT, hhea = BUF_INIT, hmtx = BUF_INIT, maxp = BUF_INIT;
	bool ok = copy_table(m->face, "head", 54, &head) && copy_table(m->face, "hhea", 36, &hhea) &&
	          copy_table(m->face, "maxp", 32, &maxp);

	if (ok) {
		put_widths(m, &hmtx);
		memset(head.p + 8, 0, 4);            /* checkSumAdjustment: of a file that is not this one */
		set_u16(&head, 50, 1);               /* offsets of four bytes */
		set_u16(&hhea, 34, (unsigned)m->n);
		set_u16(&maxp, 4, (unsigned)m->n);
		set_u16(&maxp, 26, 0);               /* maxSizeOfInstructions */
		/* Six tables: the largest power of two is 4. */
		buf_add(out, "\0\1\0\0\0\6\0\100\0\2\0\40", 12);
		for (int i = 0; i < 6 * 16; i++) {
			buf_addc(out, '\0');
		}
		const struct { const char *tag; const struct buf *data; } tables[] = {
			{ "glyf", &m->data }, { "head", &head }, { "hhea", &hhea }, { "hmtx", &hmtx }, { "loca", &m->offsets }, { "maxp", &maxp },
		};
		for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
			put_table(out, i, tables[i].tag, tables[i].data);
		}
	}
	buf_fini(&head);
	buf_fini(&hhea);
	buf_fini(&hmtx);
	buf_fini(&maxp);
	return ok;
}

bool subset_truetype(const struct face *face, const uint32_t *glyphs, size_t n, struct buf *out, struct err *err) {
	struct maker m = {
		.face = face, .glyf = table_open(face, "glyf"), .loca = table_open(face, "loca"), .head = table_open(face, "head"),
		.count = subset_glyph_count(face), .data = BUF_INIT, .offsets = BUF_INIT,
	};
	bool ok = true;

	buf_reset(out);
	m.places = mem_alloc((m.count + 1) * sizeof(*m.places));
	for (size_t i = 0; i < n && ok; i++) {
		ok = glyphs[i] < m.count;
		*VEC_PUSH(m.glyphs, m.n, m.cap) = glyphs[i];
		if (ok && glyphs[i] != 0) {
			m.places[glyphs[i]] = (uint32_t)i + 1;
		}
	}
	/* Parts are found while what is made of them is written; parts have parts. */
	for (size_t i = 0; i < m.n && ok; i++) {
		ok = put_glyph(&m, m.glyphs[i]) && m.n <= UINT16_MAX;
	}
	put_u32(&m.offsets, (uint32_t)m.data.len);
	ok = ok && put_file(&m, out);
	table_close(&m.glyf);
	table_close(&m.loca);
	table_close(&m.head);
	buf_fini(&m.data);
	buf_fini(&m.offsets);
	mem_free(m.glyphs);
	mem_free(m.places);
	if (!ok) {
		err_set(err, ERR_SYSTEM, "the font %s is damaged: its outlines cannot be read", face->name);
		return err_hint(err, "the file is %s", face->file);
	}
	return true;
}

/* ---- CFF ---- */

/* All that would be made in vain: what shapes text, and what sets it from top to bottom. */
static void drop_tables(hb_subset_input_t *input) {
	static const char names[][5] = { "BASE", "DSIG", "GDEF", "GPOS", "GSUB", "VORG", "meta", "vhea", "vmtx" };
	hb_set_t *dropped = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		hb_set_add(dropped, hb_tag_from_string(names[i], 4));
	}
}

/* Offset behind the INDEX at `at`, and of its first object in *first (Adobe technical note 5176, 5). */
static size_t skip_index(const struct table *cff, size_t at, size_t *first) {
	size_t count = u16_at(cff, at), size = at + 2 < cff->n ? cff->p[at + 2] : 0, last = at + 3 + size * count, end = 0;

	*first = last + size;
	if (count == 0 || size == 0 || size > 4) {
		return at + 2;
	}
	for (size_t i = 0; i < size && last + i < cff->n; i++) {
		end = end << 8 | cff->p[last + i];
	}
	return *first - 1 + end;
}

/*
 * The Top DICT of a font whose glyphs have CIDs begins with ROS (note 5176, 9). A reader finds these by their CIDs, which a subset keeps while
 * it numbers its glyphs anew; others it finds by their numbers, which must stay as they are.
 */
static bool is_cid_keyed(const struct face *face) {
	struct table cff = table_open(face, "CFF ");
	size_t at, end = skip_index(&cff, cff.n > 2 ? cff.p[2] : 0, &at);
	bool is_keyed = false;

	skip_index(&cff, end, &at);
	/* Three numbers, of which each byte but the first of one may be anything, then the operator. */
	for (int i = 0; i < 3 && at < cff.n; i++) {
		unsigned b = cff.p[at];
		at += b >= 247 && b <= 254 ? 2 : b == 28 ? 3 : b == 29 ? 5 : 1;
	}
	is_keyed = at + 1 < cff.n && cff.p[at] == 12 && cff.p[at + 1] == 30;
	table_close(&cff);
	return is_keyed;
}

bool subset_cff(const struct face *face, const uint32_t *glyphs, size_t n, struct buf *out, struct err *err) {
	hb_subset_input_t *input = hb_subset_input_create_or_fail();
	hb_face_t *made = NULL;
	unsigned len = 0;

	buf_reset(out);
	if (input) {
		for (size_t i = 0; i < n; i++) {
			hb_set_add(hb_subset_input_glyph_set(input), glyphs[i]);
		}
		hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING | (is_cid_keyed(face) ? 0 : HB_SUBSET_FLAGS_RETAIN_GIDS));
		drop_tables(input);
		made = hb_subset_or_fail(face->hb_face, input);
		hb_subset_input_destroy(input);
	}
	if (made) {
		hb_blob_t *blob = hb_face_reference_table(made, HB_TAG('C', 'F', 'F', ' '));
		const char *p = hb_blob_get_data(blob, &len);
		buf_add(out, p, len);
		hb_blob_destroy(blob);
		hb_face_destroy(made);
	}
	if (len == 0) {
		err_set(err, ERR_SYSTEM, "the font %s cannot be embedded: it has neither TrueType outlines nor CFF's that can be read",
		        face->name);
		return err_hint(err, "the file is %s", face->file);
	}
	return true;
}
