#include "pdf/fontset.h"

#include <math.h>
#include <stdio.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "pdf/objs.h"
#include "text/font.h"
#include "text/subset.h"

#define CODE_MAX 65535

/* What a code shows and stands for. */
struct shown {
	uint32_t glyph;
	uint32_t text_at, text_len;  /* in texts */
	uint16_t next;               /* code of the same glyph that stands for another text; 0: none */
	int16_t width;               /* thousandths of an em */
};

struct shown_font {
	const struct face *face;
	unsigned number;
	bool is_truetype;
	uint32_t glyph_count;
	uint16_t *first;             /* by glyph: its first code; 0: none yet. Of CFF: its entry plus one. */
	struct shown *shown;         /* by code, some of which are passed over; of CFF in the order of use */
	size_t n, cap;
	struct buf texts;
};

struct fontset {
	struct shown_font **fonts;
	size_t n, cap;
	struct shown_font *last;     /* asked for: runs of one face follow one another */
};

struct fontset *fontset_new(void) {
	return mem_alloc(sizeof(struct fontset));
}

void fontset_free(struct fontset *set) {
	if (!set) {
		return;
	}
	for (size_t i = 0; i < set->n; i++) {
		mem_free(set->fonts[i]->first);
		mem_free(set->fonts[i]->shown);
		buf_fini(&set->fonts[i]->texts);
		mem_free(set->fonts[i]);
	}
	mem_free(set->fonts);
	mem_free(set);
}

struct shown_font *fontset_font(struct fontset *set, const struct face *face) {
	struct shown_font *font = set->last;

	if (font && font->face == face) {
		return font;
	}
	for (size_t i = 0; i < set->n; i++) {
		if (set->fonts[i]->face == face) {
			return set->last = set->fonts[i];
		}
	}
	font = mem_alloc(sizeof(*font));
	font->face = face;
	font->number = (unsigned)set->n;
	font->is_truetype = subset_is_truetype(face);
	font->glyph_count = subset_glyph_count(face);
	font->first = mem_alloc(font->glyph_count * sizeof(*font->first));
	font->texts = (struct buf)BUF_INIT;
	*VEC_PUSH(set->fonts, set->n, set->cap) = font;
	if (font->is_truetype) {
		(void)VEC_PUSH(font->shown, font->n, font->cap);      /* code 0 is the glyph for what is missing */
	}
	return set->last = font;
}

unsigned font_number(const struct shown_font *font) {
	return font->number;
}

uint32_t font_glyph_count(const struct shown_font *font) {
	return font->glyph_count;
}

bool font_is_escaped(const struct shown_font *font) {
	return !font->is_truetype;
}

static bool stands_for(const struct shown_font *font, const struct shown *shown, const char *utf8, size_t len) {
	return shown->text_len == len && memcmp(font->texts.p + shown->text_at, utf8, len) == 0;
}

/* A byte that means something in a string. */
static bool is_special(unsigned byte) {
	return byte == '(' || byte == ')' || byte == '\\' || byte == '\r';
}

static struct shown *add_shown(struct shown_font *font, uint32_t glyph, const char *utf8, size_t len) {
	struct shown *shown = VEC_PUSH(font->shown, font->n, font->cap);

	*shown = (struct shown){
		.glyph = glyph, .text_at = (uint32_t)font->texts.len, .text_len = (uint32_t)len,
		.width = (int16_t)lround(subset_advance(font->face, glyph)),
	};
	buf_add(&font->texts, utf8, len);
	return shown;
}

/* 0: all are spent. */
static uint16_t new_code(struct shown_font *font, uint32_t glyph, const char *utf8, size_t len) {
	while (is_special(font->n & 0xFF) || is_special((unsigned)font->n >> 8)) {
		(void)VEC_PUSH(font->shown, font->n, font->cap);
	}
	if (font->n > CODE_MAX) {
		return 0;
	}
	add_shown(font, glyph, utf8, len);
	return (uint16_t)(font->n - 1);
}

static bool cff_code(struct shown_font *font, uint32_t glyph, const char *utf8, size_t len, uint16_t *code) {
	*code = (uint16_t)glyph;
	if (!font->first[glyph]) {
		add_shown(font, glyph, utf8, len);
		font->first[glyph] = (uint16_t)font->n;
		return true;
	}
	return stands_for(font, &font->shown[font->first[glyph] - 1], utf8, len);
}

bool font_code(struct shown_font *font, uint32_t glyph, const char *utf8, size_t len, uint16_t *code) {
	uint16_t at = font->first[glyph], last = 0;

	if (!font->is_truetype) {
		return cff_code(font, glyph, utf8, len, code);
	}
	for (; at; last = at, at = font->shown[at].next) {
		if (stands_for(font, &font->shown[at], utf8, len)) {
			*code = at;
			return true;
		}
	}
	at = new_code(font, glyph, utf8, len);
	if (!at) {
		*code = font->first[glyph];
		return false;
	}
	if (last) {
		font->shown[last].next = at;
	} else {
		font->first[glyph] = at;
	}
	*code = at;
	return true;
}

int font_width(const struct shown_font *font, uint16_t code) {
	return font->shown[font->is_truetype ? code : font->first[code] - 1].width;
}

void fontset_put_utf16(struct buf *out, const char *utf8, size_t len) {
	while (len) {
		uint32_t cp;
		size_t n = utf8_decode(utf8, len, &cp);

		if (!n) {
			n = 1;
			cp = 0xFFFD;
		}
		if (cp > 0xFFFF) {
			buf_addf(out, "%04X%04X", 0xD800 + ((cp - 0x10000) >> 10), 0xDC00 + ((cp - 0x10000) & 0x3FF));
		} else {
			buf_addf(out, "%04X", cp);
		}
		utf8 += n;
		len -= n;
	}
}

/* ---- writing ---- */

/* Code of entry i. */
static unsigned code_of(const struct shown_font *font, size_t i) {
	return font->is_truetype ? (unsigned)i : font->shown[i].glyph;
}

/* Some codes of TrueType were passed over. */
static bool is_used(const struct shown_font *font, size_t i) {
	return !font->is_truetype || font->shown[i].text_len > 0;
}

/* Of a font with so few glyphs six letters from their numbers tell it from another document's (9.6.4). */
static void put_name(const struct shown_font *font, struct buf *out) {
	uint64_t h = 1469598103934665603u;

	for (size_t i = 0; i < font->n; i++) {
		h = (h ^ font->shown[i].glyph) * 1099511628211u;
	}
	for (int i = 0; i < 6; i++, h /= 26) {
		buf_addc(out, (char)('A' + h % 26));
	}
	buf_addc(out, '+');
	for (const char *c = face_name(font->face); *c; c++) {
		bool is_regular = *c > ' ' && *c < 0x7F && !strchr("()<>[]{}/%#", *c);
		buf_addc(out, is_regular ? *c : '-');
	}
}

/* 100 lines are as many as a block may have (Adobe technical note 5014). */
#define BLOCK_MAX 100

/* What the codes stand for (9.10.3). */
static void put_map(const struct shown_font *font, struct buf *out) {
	size_t left = 0, in_block = 0;

	for (size_t i = 0; i < font->n; i++) {
		left += is_used(font, i);
	}
	buf_adds(out, "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
	         "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
	         "/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n");
	for (size_t i = 0; i < font->n; i++) {
		const struct shown *shown = &font->shown[i];

		if (!is_used(font, i)) {
			continue;
		}
		if (in_block == 0) {
			in_block = left < BLOCK_MAX ? left : BLOCK_MAX;
			buf_addf(out, "%zu beginbfchar\n", in_block);
			left -= in_block;
		}
		buf_addf(out, "<%04X><", code_of(font, i));
		fontset_put_utf16(out, font->texts.p + shown->text_at, shown->text_len);
		buf_adds(out, ">\n");
		if (--in_block == 0) {
			buf_adds(out, "endbfchar\n");
		}
	}
	buf_adds(out, "endcmap CMapName currentdict/CMap defineresource pop end end\n");
}

/* "/W[1[500 600]]" (9.7.4.3); of CFF each glyph for itself. */
static void put_widths(const struct shown_font *font, struct buf *out) {
	buf_adds(out, font->is_truetype ? "/W[1[" : "/W[");
	for (size_t i = font->is_truetype; i < font->n; i++) {
		if (font->is_truetype) {
			buf_addf(out, i > 1 ? " %d" : "%d", font->shown[i].width);
		} else {
			buf_addf(out, "%u[%d]", font->shown[i].glyph, font->shown[i].width);
		}
	}
	buf_adds(out, font->is_truetype ? "]]" : "]");
}

static void add_buf(struct objs *objs, unsigned num, struct buf *body) {
	objs_add(objs, num, body);
	buf_reset(body);
}

static bool write_file(const struct shown_font *font, struct objs *objs, unsigned num, struct err *err) {
	uint32_t *glyphs = mem_alloc(font->n * sizeof(*glyphs));
	struct buf file = BUF_INIT;
	char dict[64] = "/Subtype/CIDFontType0C";
	bool ok;

	for (size_t i = 0; i < font->n; i++) {
		glyphs[i] = font->shown[i].glyph;
	}
	if (font->is_truetype) {
		ok = subset_truetype(font->face, glyphs, font->n, &file, err);
		snprintf(dict, sizeof(dict), "/Length1 %zu", file.len);
	} else {
		ok = subset_cff(font->face, glyphs, font->n, &file, err);
	}
	if (ok) {
		objs_add_stream(objs, num, dict, file.p, file.len);
	}
	mem_free(glyphs);
	buf_fini(&file);
	return ok;
}

static void write_descriptor(const struct shown_font *font, struct objs *objs, unsigned num, const char *name, unsigned file) {
	struct buf body = BUF_INIT;
	struct subset_metrics m;

	subset_metrics(font->face, &m);
	buf_addf(&body, "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle ", name, m.bbox[0],
	         m.bbox[1], m.bbox[2], m.bbox[3]);
	objs_put_num(&body, m.italic_angle);
	/* The width of stems is nowhere in the file, and no reader needs it of a font it has. */
	buf_addf(&body, "/Ascent %d/Descent %d/CapHeight %d/StemV %d/FontFile%c %u 0 R>>", m.ascent, m.descent, m.cap_height,
	         m.is_bold ? 140 : 80, font->is_truetype ? '2' : '3', file);
	add_buf(objs, num, &body);
	buf_fini(&body);
}

/* A composite font (9.7) with codes of two bytes; of TrueType its glyphs are numbered as the codes are. */
static bool write_font(const struct shown_font *font, struct objs *objs, unsigned num, struct err *err) {
	unsigned file = objs_take(objs), descriptor = objs_take(objs), descendant = objs_take(objs), map = objs_take(objs);
	struct buf body = BUF_INIT, name = BUF_INIT, text = BUF_INIT;
	bool ok = write_file(font, objs, file, err);

	if (ok) {
		put_name(font, &name);
		write_descriptor(font, objs, descriptor, buf_str(&name), file);
		buf_addf(&body, "<</Type/Font/Subtype/CIDFontType%d/BaseFont/%s", font->is_truetype ? 2 : 0, buf_str(&name));
		buf_addf(&body, "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %u 0 R", descriptor);
		put_widths(font, &body);
		buf_adds(&body, font->is_truetype ? "/CIDToGIDMap/Identity>>" : ">>");
		add_buf(objs, descendant, &body);
		put_map(font, &text);
		objs_add_stream(objs, map, "", text.p, text.len);
		buf_addf(&body, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%u 0 R]/ToUnicode %u 0 R>>",
		         buf_str(&name), descendant, map);
		add_buf(objs, num, &body);
	}
	buf_fini(&body);
	buf_fini(&name);
	buf_fini(&text);
	return ok;
}

bool fontset_write(struct fontset *set, struct objs *objs, struct buf *resources, struct err *err) {
	if (set->n == 0) {
		return true;
	}
	buf_adds(resources, "/Font<<");
	for (size_t i = 0; i < set->n; i++) {
		unsigned num = objs_take(objs);

		if (!write_font(set->fonts[i], objs, num, err)) {
			return false;
		}
		buf_addf(resources, "/F%u %u 0 R", set->fonts[i]->number, num);
	}
	buf_adds(resources, ">>");
	return true;
}
