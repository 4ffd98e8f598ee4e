/*
 * unhint: see unhint.h. FreeType reads the font through a stream of ours, and with it all who ask FreeType: a glyph has no
 * instructions (they are left out, and zeroes stand at its end), and the tables that they call into have no length, which
 * counts as not being there (OpenType, "glyf", "fpgm").
 */
#include "text/unhint.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/mem.h"

enum { RECORD = 16, LENGTH_AT = 12, HIDDEN_MAX = 3 };
enum { COMPONENT_WORDS = 0x1, COMPONENT_SCALE = 0x8, COMPONENT_MORE = 0x20, COMPONENT_XY_SCALE = 0x40, COMPONENT_2X2 = 0x80,
       COMPONENT_INSTRUCTIONS = 0x100 };

struct table {
	size_t at, size;
};

struct unhinted {
	FT_StreamRec stream;
	const uint8_t *bytes;
	struct table glyf, head, loca;
	bool is_long;                /* how glyphs' places are written in loca */
	size_t hidden[HIDDEN_MAX];   /* where the lengths of tables stand that are not to be there */
	size_t hidden_count;
};

static unsigned u16(const uint8_t *p) {
	return (unsigned)p[0] << 8 | p[1];
}

static size_t u32(const uint8_t *p) {
	return (size_t)u16(p) << 16 | u16(p + 2);
}

/* What follows the instructions moves up over them. count: where their length stands. */
static void leave_out(uint8_t *glyph, size_t size, size_t count) {
	if (count + 2 > size) {
		return;
	}
	size_t n = u16(glyph + count), from = count + 2 + n;
	if (from > size) {
		return;
	}
	glyph[count] = glyph[count + 1] = 0;
	memmove(glyph + count + 2, glyph + from, size - from);
	memset(glyph + size - n, 0, n);
}

/* A glyph of others: the last one's flag says whether instructions follow. */
static void unhint_composite(uint8_t *glyph, size_t size) {
	size_t at = 10;
	unsigned flags;

	do {
		if (at + 4 > size) {
			return;
		}
		flags = u16(glyph + at);
		glyph[at] &= (uint8_t)~(COMPONENT_INSTRUCTIONS >> 8);
		at += 4 + (flags & COMPONENT_WORDS ? 4 : 2) +
		      (flags & COMPONENT_SCALE ? 2 : flags & COMPONENT_XY_SCALE ? 4 : flags & COMPONENT_2X2 ? 8 : 0);
	} while (flags & COMPONENT_MORE);
	if (at < size) {
		memset(glyph + at, 0, size - at);
	}
}

static void unhint_glyph(uint8_t *glyph, size_t size) {
	if (size < 10) {
		return;
	}
	unsigned contours = u16(glyph);
	if (contours & 0x8000) {
		unhint_composite(glyph, size);
	} else {
		leave_out(glyph, size, 10 + 2 * (size_t)contours);
	}
}

static size_t place_of(const struct unhinted *font, size_t glyph) {
	const uint8_t *places = font->bytes + font->loca.at;

	return font->is_long ? u32(places + 4 * glyph) : 2 * (size_t)u16(places + 2 * glyph);
}

/* The glyph that the byte at is of, both counted from the table's begin; places rise. False: there is none. */
static bool find_glyph(const struct unhinted *font, size_t at, struct table *glyph) {
	size_t low = 0, high = font->loca.size / (font->is_long ? 4 : 2);

	/* The last that begins there or before. */
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (place_of(font, middle) <= at) {
			low = middle;
		} else {
			high = middle;
		}
	}
	if (high * (font->is_long ? 4 : 2) >= font->loca.size) {
		return false;
	}
	*glyph = (struct table){ place_of(font, low), place_of(font, high) - place_of(font, low) };
	return glyph->at <= at && at - glyph->at < glyph->size && glyph->size <= font->glyf.size && glyph->at <= font->glyf.size - glyph->size;
}

/* What was read of a glyph, whole or behind its head, becomes what the glyph without instructions has there. */
static void put_glyph(const struct unhinted *font, size_t at, uint8_t *buffer, size_t n) {
	struct table glyph;

	if (!find_glyph(font, at, &glyph) || n > glyph.size - (at - glyph.at)) {
		return;
	}
	uint8_t *whole = mem_alloc(glyph.size);
	memcpy(whole, font->bytes + font->glyf.at + glyph.at, glyph.size);
	unhint_glyph(whole, glyph.size);
	memcpy(buffer, whole + (at - glyph.at), n);
	mem_free(whole);
}

/* FreeType's: what is read, or with count 0 whether offset is within. */
static unsigned long on_read(FT_Stream stream, unsigned long offset, unsigned char *buffer, unsigned long count) {
	const struct unhinted *font = stream->descriptor.pointer;

	if (count == 0) {
		return offset > stream->size;
	}
	if (offset > stream->size || count > stream->size - offset) {
		return 0;
	}
	memcpy(buffer, font->bytes + offset, count);
	if (offset >= font->glyf.at && offset - font->glyf.at < font->glyf.size) {
		put_glyph(font, offset - font->glyf.at, buffer, count);
	}
	for (size_t i = 0; i < font->hidden_count; i++) {
		for (size_t at = font->hidden[i]; at < font->hidden[i] + 4; at++) {
			if (at >= offset && at - offset < count) {
				buffer[at - offset] = 0;
			}
		}
	}
	return count;
}

static void on_close(FT_Stream stream) {
	mem_free(stream->descriptor.pointer);
}

/* The table of a record, where it lies within the font. */
static struct table table_of(size_t size, const uint8_t *record) {
	struct table table = { u32(record + 8), u32(record + LENGTH_AT) };
	bool is_whole = table.at <= size && table.size <= size - table.at;

	return is_whole ? table : (struct table){ 0 };
}

/* The tables of a font that is TrueType's; false where it is not. */
static bool find_tables(struct unhinted *font, size_t size) {
	static const char *const hidden[HIDDEN_MAX] = { "cvt ", "fpgm", "prep" };
	const struct { const char *tag; struct table *table; } tables[] = {
		{ "glyf", &font->glyf }, { "head", &font->head }, { "loca", &font->loca },
	};

	if (size < 12 || u32(font->bytes) != 0x00010000) {
		return false;
	}
	size_t n = u16(font->bytes + 4);
	for (size_t at = 12; n > 0 && at + RECORD <= size; n--, at += RECORD) {
		const uint8_t *record = font->bytes + at;
		for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
			if (memcmp(record, tables[i].tag, 4) == 0) {
				*tables[i].table = table_of(size, record);
			}
		}
		for (size_t i = 0; i < HIDDEN_MAX && font->hidden_count < HIDDEN_MAX; i++) {
			if (memcmp(record, hidden[i], 4) == 0) {
				font->hidden[font->hidden_count++] = at + LENGTH_AT;
			}
		}
	}
	font->is_long = font->head.size >= 52 && u16(font->bytes + font->head.at + 50) != 0;
	return font->glyf.size > 0 && font->head.size >= 52 && font->loca.size >= 8;
}

void *unhint_open(void *library, const void *bytes, size_t size, int index) {
	struct unhinted *font = mem_alloc(sizeof(*font));
	FT_Face face;

	font->bytes = bytes;
	if (!find_tables(font, size)) {
		mem_free(font);
		return FT_New_Memory_Face(library, bytes, (FT_Long)size, index, &face) == 0 ? face : NULL;
	}
	font->stream = (FT_StreamRec){ .size = size, .descriptor.pointer = font, .read = on_read, .close = on_close };
	const FT_Open_Args args = { .flags = FT_OPEN_STREAM, .stream = &font->stream };
	/* It closes the stream where it fails, too. */
	return FT_Open_Face(library, &args, index, &face) == 0 ? face : NULL;
}
