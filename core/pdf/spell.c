#include "pdf/spell.h"

#include <ctype.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/str.h"

#define CODES    65536
#define HEX_MAX  64

struct spelled {
	unsigned code;
	char hex[HEX_MAX + 1];
};

struct font {
	char name[16];
	uint32_t bare[CODES / 32];   /* a bit a code: stood without ActualText */
	struct spelled *spelled;     /* few: the ligatures of a face */
	size_t n, cap;
};

struct spells {
	struct font **fonts;
	size_t n, cap;
};

struct spells *spells_new(void) {
	return mem_alloc(sizeof(struct spells));
}

void spells_free(struct spells *spells) {
	for (size_t i = 0; spells && i < spells->n; i++) {
		mem_free(spells->fonts[i]->spelled);
		mem_free(spells->fonts[i]);
	}
	if (spells) {
		mem_free(spells->fonts);
		mem_free(spells);
	}
}

void spells_again(struct spells *spells) {
	for (size_t i = 0; i < spells->n; i++) {
		spells->fonts[i]->n = 0;
	}
}

static struct font *find_font(const struct spells *spells, const char *name, size_t len) {
	for (size_t i = 0; i < spells->n; i++) {
		if (strlen(spells->fonts[i]->name) == len && memcmp(spells->fonts[i]->name, name, len) == 0) {
			return spells->fonts[i];
		}
	}
	return NULL;
}

/* NULL: its name is longer than Cairo's are. */
static struct font *get_font(struct spells *spells, const char *name, size_t len) {
	struct font *font = find_font(spells, name, len);

	if (!font && len < sizeof(font->name)) {
		font = mem_alloc(sizeof(*font));
		memcpy(font->name, name, len);
		*VEC_PUSH(spells->fonts, spells->n, spells->cap) = font;
	}
	return font;
}

static const struct spelled *find_code(const struct font *font, unsigned code) {
	for (size_t i = 0; i < font->n; i++) {
		if (font->spelled[i].code == code) {
			return &font->spelled[i];
		}
	}
	return NULL;
}

bool spells_text(struct spells *spells, const char *font_name, size_t font_len, unsigned code, const char *hex, size_t hex_len) {
	struct font *font = get_font(spells, font_name, font_len);
	const struct spelled *known;
	struct spelled *added;

	if (!font || hex_len > HEX_MAX || font->bare[code / 32] & 1u << code % 32) {
		return false;
	}
	known = find_code(font, code);
	if (known) {
		return strlen(known->hex) == hex_len && memcmp(known->hex, hex, hex_len) == 0;
	}
	added = VEC_PUSH(font->spelled, font->n, font->cap);
	*added = (struct spelled){ .code = code };
	memcpy(added->hex, hex, hex_len);
	return true;
}

static int hex_value(char c) {
	return isdigit((unsigned char)c) ? c - '0' : (c | 0x20) - 'a' + 10;
}

static unsigned read_code(const char *hex) {
	return (unsigned)(hex_value(hex[0]) << 12 | hex_value(hex[1]) << 8 | hex_value(hex[2]) << 4 | hex_value(hex[3]));
}

/* A string may be broken over lines between any two digits (ISO 32000-1, 7.3.4.3). */
bool spells_bare(struct spells *spells, const char *font_name, size_t font_len, const char *hex, size_t hex_len) {
	struct font *font = hex_len < 4 ? NULL : get_font(spells, font_name, font_len);
	char digits[4];
	size_t n_digits = 0;
	bool is_right = true;

	for (size_t i = 0; font && i < hex_len; i++) {
		unsigned code;

		if (!isxdigit((unsigned char)hex[i])) {
			continue;
		}
		digits[n_digits++] = hex[i];
		if (n_digits < sizeof(digits)) {
			continue;
		}
		n_digits = 0;
		code = read_code(digits) % CODES;
		font->bare[code / 32] |= 1u << code % 32;
		if (font->n && find_code(font, code)) {
			is_right = false;
		}
	}
	return is_right;
}

/* Its lines are "<0001> <fb03>"; the others pass as they are. */
void spells_map(const struct spells *spells, const char *font_name, const char *map, size_t len, struct buf *out) {
	const struct font *font = find_font(spells, font_name, strlen(font_name));
	const char *end = map + len;

	while (map < end) {
		const char *line_end = memchr(map, '\n', (size_t)(end - map));
		const char *next = line_end ? line_end + 1 : end;
		const struct spelled *known = NULL;

		if (font && next - map > 8 && map[0] == '<' && isxdigit((unsigned char)map[1]) && memcmp(map + 5, "> <", 3) == 0) {
			known = find_code(font, read_code(map + 1) % CODES);
		}
		if (known) {
			buf_add(out, map, 8);
			buf_adds(out, known->hex);
			buf_adds(out, ">\n");
		} else {
			buf_add(out, map, (size_t)(next - map));
		}
		map = next;
	}
}
