#include "reader.h"

#include <ctype.h>
#include <math.h>
#include <qpdf/qpdf-c.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

enum { STACK_MAX = 64, OPERANDS_MAX = 8192, FONTS_MAX = 4096, DEPTH_MAX = 300 };

/* ---- fonts ---- */

struct font {
	int object;                  /* its object number */
	bool is_wide;                /* two bytes a code */
	double *widths;              /* by code, thousandths of an em; 65,536 of them */
	char **texts;                /* by code: UTF-8, NULL: the font does not say */
};

struct matrix { double a, b, c, d, e, f; };

struct state { struct matrix ctm; };

/* An operand: a number, a name, a string of bytes, or an array's parts one by one. */
struct operand {
	enum { NUMBER, NAME, BYTES } kind;
	double number;
	const char *p;
	struct buf bytes;
};

struct read {
	struct reader *out;
	qpdf_data q;
	struct font *fonts;
	size_t font_count, font_cap;
	/* of the page being read */
	size_t page;
	qpdf_oh resources;
	struct state stack[STACK_MAX];
	size_t depth;
	struct matrix text, line;    /* Tm, Tlm */
	const struct font *font;
	double size, leading;
	int tags[STACK_MAX];         /* open marked content: an MCID, -1 an artifact, -2 neither */
	struct buf *actuals[STACK_MAX];  /* ActualText of it, NULL: none */
	size_t tag_count;
	size_t actual_count;         /* of all pages so far */
	double path[4];              /* x0 y0 x1 y1 of the path in the making */
	bool has_path;
	struct operand operands[OPERANDS_MAX];
	size_t operand_count;
	/* of the tree */
	int *page_objects;
	size_t *first_marks;         /* by page: the first of its marks, which stand together */
	size_t block_count;
};

static void complain(struct read *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void complain(struct read *r, const char *fmt, ...) {
	char line[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	buf_addf(&r->out->errors, "%s\n", line);
}

static qpdf_oh key(struct read *r, qpdf_oh oh, const char *name) {
	if (qpdf_oh_is_stream(r->q, oh)) {
		oh = qpdf_oh_get_dict(r->q, oh);
	}
	return qpdf_oh_is_dictionary(r->q, oh) ? qpdf_oh_get_key(r->q, oh, name) : qpdf_oh_new_null(r->q);
}

static qpdf_oh item(struct read *r, qpdf_oh array, int i) {
	return qpdf_oh_get_array_item(r->q, array, i);
}

static int count(struct read *r, qpdf_oh array) {
	return qpdf_oh_is_array(r->q, array) ? qpdf_oh_get_array_n_items(r->q, array) : 0;
}

static double number(struct read *r, qpdf_oh oh) {
	return qpdf_oh_get_numeric_value(r->q, oh);
}

/* UTF-16BE bytes as UTF-8. */
static void put_utf16(struct buf *out, const unsigned char *p, size_t n) {
	for (size_t i = 0; i + 1 < n; i += 2) {
		uint32_t cp = (uint32_t)p[i] << 8 | p[i + 1];
		if (cp >= 0xD800 && cp < 0xDC00 && i + 3 < n) {
			cp = 0x10000 + ((cp - 0xD800) << 10) + ((uint32_t)p[i + 2] << 8 | p[i + 3]) - 0xDC00;
			i += 2;
		}
		char utf8[4];
		buf_add(out, utf8, utf8_encode(cp, utf8));
	}
}

static size_t read_hex(const char **p, const char *end, unsigned char *out, size_t max) {
	size_t n = 0, digits = 0;

	for ((*p)++; *p < end && **p != '>'; (*p)++) {
		int c = toupper((unsigned char)**p), v = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
		if (v < 0 || n == max) {
			continue;
		}
		if (digits++ % 2 == 0) {
			out[n] = (unsigned char)(v << 4);
		} else {
			out[n++] |= (unsigned char)v;
		}
	}
	*p += *p < end;
	return n;
}

static void set_text(struct font *font, uint32_t code, const unsigned char *utf16, size_t n, uint32_t add) {
	struct buf text = BUF_INIT;
	unsigned char copy[64];

	if (code > 0xFFFF || n < 2 || n > sizeof(copy)) {
		return;
	}
	memcpy(copy, utf16, n);
	uint32_t last = ((uint32_t)copy[n - 2] << 8 | copy[n - 1]) + add;
	copy[n - 2] = (unsigned char)(last >> 8);
	copy[n - 1] = (unsigned char)last;
	put_utf16(&text, copy, n);
	mem_free(font->texts[code]);
	font->texts[code] = mem_strndup(text.p, text.len);
	buf_fini(&text);
}

/* The parts of a bfchar or bfrange section between its words. */
static void read_map_section(struct font *font, const char *p, const char *end, bool is_range) {
	unsigned char from[4], to[4], text[64];

	for (;;) {
		while (p < end && *p != '<') {
			p++;
		}
		if (p == end) {
			return;
		}
		size_t n = read_hex(&p, end, from, sizeof(from));
		uint32_t first = 0, last;
		for (size_t i = 0; i < n; i++) {
			first = first << 8 | from[i];
		}
		last = first;
		if (is_range) {
			while (p < end && *p != '<') {
				p++;
			}
			n = read_hex(&p, end, to, sizeof(to));
			last = 0;
			for (size_t i = 0; i < n; i++) {
				last = last << 8 | to[i];
			}
		}
		while (p < end && *p != '<' && *p != '[') {
			p++;
		}
		bool is_list = p < end && *p == '[';
		n = 0;
		for (uint32_t code = first; code <= last && p < end; code++) {
			if (code == first || is_list) {
				while (p < end && *p != '<') {
					p++;
				}
				n = p < end ? read_hex(&p, end, text, sizeof(text)) : 0;
			}
			set_text(font, code, text, n, is_list ? 0 : code - first);
		}
	}
}

static void read_map(struct read *r, struct font *font, qpdf_oh stream) {
	unsigned char *data = NULL;
	size_t len = 0;

	if (!qpdf_oh_is_stream(r->q, stream) ||
	    (qpdf_oh_get_stream_data(r->q, stream, qpdf_dl_all, NULL, &data, &len) & QPDF_ERRORS)) {
		complain(r, "a font has no ToUnicode");
		return;
	}
	char *text = mem_strndup((const char *)data, len);
	for (const char *p = text; (p = strstr(p, "beginbf")) != NULL;) {
		bool is_range = strncmp(p, "beginbfrange", 12) == 0;
		const char *end = strstr(p, "endbf");
		end = end != NULL ? end : p + strlen(p);
		read_map_section(font, p, end, is_range);
		p = end;
	}
	mem_free(text);
	free(data);
}

static void read_widths(struct read *r, struct font *font, qpdf_oh oh) {
	if (!font->is_wide) {
		int first = qpdf_oh_get_int_value_as_int(r->q, key(r, oh, "/FirstChar"));
		qpdf_oh widths = key(r, oh, "/Widths");
		for (int i = 0; i < count(r, widths) && first + i <= 0xFFFF; i++) {
			font->widths[first + i] = number(r, item(r, widths, i));
		}
		return;
	}
	qpdf_oh cid = item(r, key(r, oh, "/DescendantFonts"), 0), w = key(r, cid, "/W"), dw = key(r, cid, "/DW");
	double common = qpdf_oh_is_number(r->q, dw) ? number(r, dw) : 1000;
	for (size_t i = 0; i <= 0xFFFF; i++) {
		font->widths[i] = common;
	}
	for (int i = 0; i + 1 < count(r, w);) {
		int first = qpdf_oh_get_int_value_as_int(r->q, item(r, w, i));
		qpdf_oh next = item(r, w, i + 1);
		if (qpdf_oh_is_array(r->q, next)) {
			for (int k = 0; k < count(r, next) && first + k <= 0xFFFF; k++) {
				font->widths[first + k] = number(r, item(r, next, k));
			}
			i += 2;
		} else if (i + 2 < count(r, w)) {
			int last = qpdf_oh_get_int_value_as_int(r->q, next);
			for (int k = first; k <= last && k <= 0xFFFF; k++) {
				font->widths[k] = number(r, item(r, w, i + 2));
			}
			i += 3;
		} else {
			break;
		}
	}
}

static const struct font *find_font(struct read *r, const char *name) {
	qpdf_oh oh = key(r, key(r, r->resources, "/Font"), name);
	int object = qpdf_oh_get_object_id(r->q, oh);

	if (!qpdf_oh_is_dictionary(r->q, oh)) {
		complain(r, "page %zu: there is no font %s", r->page + 1, name);
		return NULL;
	}
	for (size_t i = 0; i < r->font_count; i++) {
		if (r->fonts[i].object == object) {
			return &r->fonts[i];
		}
	}
	if (r->font_count == FONTS_MAX) {
		complain(r, "more fonts than can be read");
		return NULL;
	}
	struct font *font = &r->fonts[r->font_count++];
	font->object = object;
	font->is_wide = strcmp(qpdf_oh_get_name(r->q, key(r, oh, "/Subtype")), "/Type0") == 0;
	font->widths = mem_alloc(65536 * sizeof(*font->widths));
	font->texts = mem_alloc(65536 * sizeof(*font->texts));
	read_widths(r, font, oh);
	read_map(r, font, key(r, oh, "/ToUnicode"));
	return font;
}

/* ---- geometry ---- */

static struct matrix multiply(struct matrix m, struct matrix n) {
	return (struct matrix){
		m.a * n.a + m.b * n.c, m.a * n.b + m.b * n.d, m.c * n.a + m.d * n.c, m.c * n.b + m.d * n.d,
		m.e * n.a + m.f * n.c + n.e, m.e * n.b + m.f * n.d + n.f,
	};
}

static struct matrix *ctm(struct read *r) {
	return &r->stack[r->depth].ctm;
}

static double page_x(const struct matrix *m, double x, double y) {
	return m->a * x + m->c * y + m->e;
}

static double page_y(const struct read *r, const struct matrix *m, double x, double y) {
	return r->out->heights[r->page] - (m->b * x + m->d * y + m->f);
}

/* ---- marked content ---- */

static int open_mcid(const struct read *r) {
	for (size_t i = r->tag_count; i > 0; i--) {
		if (r->tags[i - 1] != -2) {
			return r->tags[i - 1];
		}
	}
	return -1;
}

static struct buf *open_actual(const struct read *r) {
	for (size_t i = r->tag_count; i > 0; i--) {
		if (r->actuals[i - 1] != NULL) {
			return r->actuals[i - 1];
		}
	}
	return NULL;
}

static struct reader_mark *find_mark(struct read *r, size_t page, int mcid) {
	size_t end = page < r->page ? r->first_marks[page + 1] : r->out->mark_count;

	for (size_t i = end; i > r->first_marks[page]; i--) {
		if (r->out->marks[i - 1].mcid == mcid) {
			return &r->out->marks[i - 1];
		}
	}
	return NULL;
}

static struct reader_mark *make_mark(struct read *r, int mcid) {
	struct reader *out = r->out;
	struct reader_mark *mark = find_mark(r, r->page, mcid);

	if (mark == NULL) {
		mark = VEC_PUSH(out->marks, out->mark_count, out->mark_cap);
		*mark = (struct reader_mark){ .page = r->page, .mcid = mcid, .plain = BUF_INIT, .actual = BUF_INIT };
	}
	return mark;
}

/* The text of /ActualText in the properties p, NULL: there is none. */
static struct buf *read_actual(const char *p, size_t n) {
	unsigned char bytes[4096];
	const char *at = memmem(p, n, "/ActualText", 11), *end = p + n;

	if (at == NULL) {
		return NULL;
	}
	struct buf *text = mem_alloc(sizeof(*text));
	*text = (struct buf)BUF_INIT;
	for (at += 11; at < end && *at == ' '; at++) {
	}
	if (at < end && *at == '<') {
		size_t len = read_hex(&at, end, bytes, sizeof(bytes));
		put_utf16(text, bytes + 2, len > 2 ? len - 2 : 0);
	} else if (at < end && *at == '(') {
		for (at++; at < end && *at != ')'; at++) {
			buf_addc(text, *at);
		}
	}
	return text;
}

static void begin_marked(struct read *r, const char *tag, const char *props, size_t n) {
	const char *mcid = props != NULL ? memmem(props, n, "/MCID", 5) : NULL;

	if (r->tag_count == STACK_MAX) {
		complain(r, "page %zu: marked content is nested too deep", r->page + 1);
		return;
	}
	r->tags[r->tag_count] = mcid != NULL ? atoi(mcid + 5) : strcmp(tag, "/Artifact") == 0 ? -1 : -2;
	r->actuals[r->tag_count] = props != NULL ? read_actual(props, n) : NULL;
	r->actual_count += r->actuals[r->tag_count++] != NULL;
	if (mcid != NULL) {
		make_mark(r, atoi(mcid + 5));
	}
}

static void end_marked(struct read *r) {
	if (r->tag_count == 0) {
		complain(r, "page %zu: an EMC too many", r->page + 1);
		return;
	}
	struct buf *actual = r->actuals[--r->tag_count];
	if (actual == NULL) {
		return;
	}
	int mcid = open_mcid(r);
	if (mcid >= 0 && open_actual(r) == NULL) {
		buf_adds(&make_mark(r, mcid)->actual, buf_str(actual));
	}
	buf_fini(actual);
	mem_free(actual);
}

/* ---- text ---- */

static bool is_blank(const char *text) {
	return text[strspn(text, " ")] == '\0' || strcmp(text, "\xc2\xa0") == 0 || strcmp(text, "\xe2\x80\xaf") == 0;
}

/* A gap so wide, in sizes of the font, has words of another font in it: figures among Arabic words. It ends a chunk. */
static const double GAP = 0.5;

static struct reader_chunk begin_chunk(const struct read *r) {
	return (struct reader_chunk){
		.page = r->page, .mcid = open_mcid(r), .is_blank = true, .is_upright = true,
		.cluster = open_actual(r) != NULL ? r->actual_count : 0,
	};
}

static void end_chunk(struct read *r, const struct reader_chunk *chunk) {
	*VEC_PUSH(r->out->chunks, r->out->chunk_count, r->out->chunk_cap) = *chunk;
}

/* Glyphs of one string: their place, and what they say. */
static void show(struct read *r, const struct operand *string, struct reader_chunk *chunk) {
	const unsigned char *p = (const unsigned char *)buf_str(&string->bytes);
	size_t n = string->bytes.len, step = r->font->is_wide ? 2 : 1;
	int mcid = open_mcid(r);
	struct reader_mark *mark = mcid >= 0 ? make_mark(r, mcid) : NULL;
	bool has_actual = open_actual(r) != NULL;

	for (size_t i = 0; i + step <= n; i += step) {
		unsigned code = step == 2 ? (unsigned)p[i] << 8 | p[i + 1] : p[i];
		const char *text = r->font->texts[code];
		double advance = r->font->widths[code] / 1000 * r->size;
		struct matrix m = multiply(r->text, *ctm(r));
		double x0 = page_x(&m, 0, 0), x1 = page_x(&m, advance, 0);

		if (text == NULL) {
			complain(r, "page %zu: a glyph says nothing (code %u)", r->page + 1, code);
			text = "";
		}
		if (mark != NULL) {
			buf_adds(&mark->plain, text);
			if (!has_actual) {
				buf_adds(&mark->actual, text);
			}
		}
		if (!is_blank(text)) {
			if (!chunk->is_blank && fmax(fmin(x0, x1) - chunk->x1, chunk->x0 - fmax(x0, x1)) > GAP * chunk->size) {
				end_chunk(r, chunk);
				*chunk = begin_chunk(r);
			}
			if (chunk->is_blank) {
				chunk->x0 = x0;
				chunk->x1 = x1;
				chunk->y = page_y(r, &m, 0, 0);
			}
			chunk->is_blank = false;
			chunk->x0 = fmin(chunk->x0, fmin(x0, x1));
			chunk->x1 = fmax(chunk->x1, fmax(x0, x1));
			chunk->size = r->size * hypot(m.c, m.d);
			chunk->is_upright = chunk->is_upright && fabs(m.b) < 1e-3;
		}
		r->text = multiply((struct matrix){ 1, 0, 0, 1, advance, 0 }, r->text);
	}
}

static void show_operands(struct read *r) {
	struct reader_chunk chunk = begin_chunk(r);

	if (r->font == NULL) {
		complain(r, "page %zu: text without a font", r->page + 1);
		return;
	}
	for (size_t i = 0; i < r->operand_count; i++) {
		const struct operand *o = &r->operands[i];
		if (o->kind == BYTES) {
			show(r, o, &chunk);
		} else if (o->kind == NUMBER) {
			r->text = multiply((struct matrix){ 1, 0, 0, 1, -o->number / 1000 * r->size, 0 }, r->text);
		}
	}
	end_chunk(r, &chunk);
}

/* ---- paths ---- */

static void add_point(struct read *r, double x, double y) {
	double px = page_x(ctm(r), x, y), py = page_y(r, ctm(r), x, y);

	if (!r->has_path) {
		r->path[0] = r->path[2] = px;
		r->path[1] = r->path[3] = py;
	}
	r->has_path = true;
	r->path[0] = fmin(r->path[0], px);
	r->path[1] = fmin(r->path[1], py);
	r->path[2] = fmax(r->path[2], px);
	r->path[3] = fmax(r->path[3], py);
}

static void end_path(struct read *r, bool is_painted) {
	if (r->has_path && is_painted) {
		*VEC_PUSH(r->out->chunks, r->out->chunk_count, r->out->chunk_cap) = (struct reader_chunk){
			.page = r->page, .mcid = open_mcid(r), .x0 = r->path[0], .x1 = r->path[2], .y0 = r->path[1], .y = r->path[3],
			.is_drawing = true,
		};
	}
	r->has_path = false;
}

/* ---- operators ---- */

static double arg(const struct read *r, size_t i) {
	return i < r->operand_count ? r->operands[i].number : 0;
}

static struct matrix arg_matrix(const struct read *r) {
	return (struct matrix){ arg(r, 0), arg(r, 1), arg(r, 2), arg(r, 3), arg(r, 4), arg(r, 5) };
}

static void next_line(struct read *r, double x, double y) {
	r->line = multiply((struct matrix){ 1, 0, 0, 1, x, y }, r->line);
	r->text = r->line;
}

static const char *arg_name(const struct read *r) {
	for (size_t i = 0; i < r->operand_count; i++) {
		if (r->operands[i].kind == NAME) {
			return buf_str(&r->operands[i].bytes);
		}
	}
	return "";
}

static void on_operator(struct read *r, const char *op, const char *props, size_t props_len) {
	static const char *const points[] = { "m", "l", "c", "v", "y" }, *const paints[] = { "f", "F", "f*", "S", "s", "B", "B*", "b", "b*" };

	if (str_eq(op, "q")) {
		if (r->depth + 1 < STACK_MAX) {
			r->stack[r->depth + 1] = r->stack[r->depth];
			r->depth++;
		}
	} else if (str_eq(op, "Q")) {
		r->depth -= r->depth > 0;
	} else if (str_eq(op, "cm")) {
		*ctm(r) = multiply(arg_matrix(r), *ctm(r));
	} else if (str_eq(op, "BT")) {
		r->text = r->line = (struct matrix){ 1, 0, 0, 1, 0, 0 };
	} else if (str_eq(op, "Tf")) {
		r->font = find_font(r, arg_name(r));
		r->size = r->operand_count > 0 ? r->operands[r->operand_count - 1].number : 0;
	} else if (str_eq(op, "Tm")) {
		r->text = r->line = arg_matrix(r);
	} else if (str_eq(op, "Td") || str_eq(op, "TD")) {
		next_line(r, arg(r, 0), arg(r, 1));
	} else if (str_eq(op, "Tj") || str_eq(op, "TJ")) {
		show_operands(r);
	} else if (str_eq(op, "re")) {
		add_point(r, arg(r, 0), arg(r, 1));
		add_point(r, arg(r, 0) + arg(r, 2), arg(r, 1) + arg(r, 3));
	} else if (str_eq(op, "Do")) {
		/* A picture fills the unit square, as do the forms that we write. */
		add_point(r, 0, 0);
		add_point(r, 1, 0);
		add_point(r, 0, 1);
		add_point(r, 1, 1);
		end_path(r, true);
		r->out->chunks[r->out->chunk_count - 1].is_picture = true;
	} else if (str_eq(op, "n")) {
		end_path(r, false);
	} else if (str_eq(op, "BDC") || str_eq(op, "BMC")) {
		begin_marked(r, arg_name(r), props, props_len);
	} else if (str_eq(op, "EMC")) {
		end_marked(r);
	}
	for (size_t i = 0; i < sizeof(points) / sizeof(*points); i++) {
		for (size_t k = 0; str_eq(op, points[i]) && k + 1 < r->operand_count; k += 2) {
			add_point(r, arg(r, k), arg(r, k + 1));
		}
	}
	for (size_t i = 0; i < sizeof(paints) / sizeof(*paints); i++) {
		if (str_eq(op, paints[i])) {
			end_path(r, true);
		}
	}
}

static struct operand *push_operand(struct read *r) {
	struct operand *o = &r->operands[r->operand_count];

	if (r->operand_count + 1 < OPERANDS_MAX) {
		r->operand_count++;
	} else {
		complain(r, "page %zu: an operator has more operands than can be read", r->page + 1);
	}

	buf_reset(&o->bytes);
	o->number = 0;
	return o;
}

static const char *read_string(struct operand *o, const char *p, const char *end) {
	int depth = 0;

	o->kind = BYTES;
	for (; p < end; p++) {
		if (*p == '\\' && p + 1 < end) {
			p++;
			if (*p >= '0' && *p <= '7') {
				int v = 0;
				for (int i = 0; i < 3 && p < end && *p >= '0' && *p <= '7'; i++) {
					v = v * 8 + (*p++ - '0');
				}
				p--;
				buf_addc(&o->bytes, (char)v);
			} else {
				const char *at = strchr("n\nr\rt\tb\bf\f", *p);
				buf_addc(&o->bytes, at != NULL && (at - "n\nr\rt\tb\bf\f") % 2 == 0 ? at[1] : *p);
			}
		} else if (*p == '(' && depth++ == 0) {
			continue;
		} else if (*p == ')' && --depth == 0) {
			return p + 1;
		} else {
			buf_addc(&o->bytes, *p);
		}
	}
	return end;
}

static const char *end_of_dict(const char *p, const char *end) {
	int depth = 0;

	for (; p + 1 < end; p++) {
		if (p[0] == '<' && p[1] == '<') {
			depth++;
			p++;
		} else if (p[0] == '>' && p[1] == '>') {
			p++;
			if (--depth == 0) {
				return p + 1;
			}
		}
	}
	return end;
}

static bool is_regular(char c) {
	return !isspace((unsigned char)c) && c != '\0' && strchr("()<>[]{}/%", c) == NULL;
}

static void read_content(struct read *r, const char *p, const char *end) {
	const char *props = NULL;
	size_t props_len = 0;
	unsigned char bytes[8192];

	while (p < end) {
		const char *from = p;
		if (*p == '(') {
			p = read_string(push_operand(r), p, end);
		} else if (*p == '<' && p + 1 < end && p[1] == '<') {
			p = end_of_dict(p, end);
			props = from;
			props_len = (size_t)(p - from);
		} else if (*p == '<') {
			struct operand *o = push_operand(r);
			o->kind = BYTES;
			buf_add(&o->bytes, bytes, read_hex(&p, end, bytes, sizeof(bytes)));
		} else if (*p == '/') {
			struct operand *o = push_operand(r);
			for (p++; p < end && is_regular(*p); p++) {
			}
			o->kind = NAME;
			buf_add(&o->bytes, from, (size_t)(p - from));
		} else if (isdigit((unsigned char)*p) || *p == '-' || *p == '.' || *p == '+') {
			struct operand *o = push_operand(r);
			char *after;
			o->kind = NUMBER;
			o->number = strtod(p, &after);
			p = after > p ? after : p + 1;
		} else if (is_regular(*p)) {
			char op[8];
			while (p < end && is_regular(*p)) {
				p++;
			}
			snprintf(op, sizeof(op), "%.*s", (int)(p - from), from);
			on_operator(r, op, props, props_len);
			r->operand_count = 0;
			props = NULL;
		} else {
			p++;
		}
	}
}

static void read_page(struct read *r, size_t i) {
	qpdf_oh page = qpdf_get_page_n(r->q, i), box = key(r, page, "/MediaBox");
	unsigned char *data = NULL;
	size_t len = 0;

	r->page = i;
	r->first_marks[i] = r->out->mark_count;
	r->page_objects[i] = qpdf_oh_get_object_id(r->q, page);
	r->resources = key(r, page, "/Resources");
	r->out->widths[i] = number(r, item(r, box, 2));
	r->out->heights[i] = number(r, item(r, box, 3));
	r->depth = r->tag_count = r->operand_count = 0;
	r->has_path = false;
	r->stack[0].ctm = (struct matrix){ 1, 0, 0, 1, 0, 0 };
	if (qpdf_oh_get_page_content_data(r->q, page, &data, &len) & QPDF_ERRORS) {
		complain(r, "page %zu has no content", i + 1);
		return;
	}
	char *text = mem_strndup((const char *)data, len);
	read_content(r, text, text + len);
	mem_free(text);
	free(data);
}

/* ---- the tree ---- */

static bool is_one_of(const char *role, const char *list) {
	char wanted[32];

	snprintf(wanted, sizeof(wanted), " %s ", role);
	return strstr(list, wanted) != NULL;
}

static void add_leaf(struct read *r, qpdf_oh page, int mcid, struct reader_leaf leaf) {
	int object = qpdf_oh_get_object_id(r->q, page);

	for (size_t i = 0; i < r->out->page_count; i++) {
		if (r->page_objects[i] == object) {
			struct reader_mark *mark = find_mark(r, i, mcid);
			if (mark != NULL) {
				leaf.mark = (size_t)(mark - r->out->marks);
				*VEC_PUSH(r->out->leaves, r->out->leaf_count, r->out->leaf_cap) = leaf;
			}
			return;
		}
	}
}

static void read_elem(struct read *r, qpdf_oh elem, struct reader_leaf leaf, int depth) {
	const char *name = qpdf_oh_is_name(r->q, key(r, elem, "/S")) ? qpdf_oh_get_name(r->q, key(r, elem, "/S")) + 1 : "?";
	char role[24];
	qpdf_oh kids = key(r, elem, "/K"), pg = key(r, elem, "/Pg");
	int n = qpdf_oh_is_array(r->q, kids) ? count(r, kids) : !qpdf_oh_is_null(r->q, kids);

	STR_COPY(role, name);
	if (depth > DEPTH_MAX) {
		complain(r, "the tree is nested too deep");
		return;
	}
	leaf.in_note = leaf.in_note || str_eq(role, "Note");
	leaf.in_toc = leaf.in_toc || str_eq(role, "TOC");
	if (is_one_of(role, " P H1 H2 H3 H4 H5 H6 Caption TD TH TOCI Figure Lbl ")) {
		STR_COPY(leaf.role, role);
		leaf.block = ++r->block_count;
	}
	for (int i = 0; i < n; i++) {
		qpdf_oh kid = qpdf_oh_is_array(r->q, kids) ? item(r, kids, i) : kids, type = key(r, kid, "/Type");
		bool is_mcr = qpdf_oh_is_name(r->q, type) && str_eq(qpdf_oh_get_name(r->q, type), "/MCR");
		if (qpdf_oh_is_integer(r->q, kid)) {
			add_leaf(r, pg, qpdf_oh_get_int_value_as_int(r->q, kid), leaf);
		} else if (is_mcr) {
			qpdf_oh own = key(r, kid, "/Pg");
			add_leaf(r, qpdf_oh_is_null(r->q, own) ? pg : own, qpdf_oh_get_int_value_as_int(r->q, key(r, kid, "/MCID")), leaf);
		} else if (qpdf_oh_is_dictionary(r->q, kid) && !qpdf_oh_is_null(r->q, key(r, kid, "/S"))) {
			read_elem(r, kid, leaf, depth + 1);
		}
	}
}

/* ---- the whole ---- */

void reader_read(struct reader *reader, const void *pdf, size_t len) {
	*reader = (struct reader){ .errors = BUF_INIT };
	struct read *r = mem_alloc(sizeof(*r));
	r->out = reader;
	r->q = qpdf_init();
	for (size_t i = 0; i < OPERANDS_MAX; i++) {
		r->operands[i].bytes = (struct buf)BUF_INIT;
	}
	r->fonts = mem_alloc(FONTS_MAX * sizeof(*r->fonts));
	qpdf_silence_errors(r->q);
	qpdf_set_suppress_warnings(r->q, QPDF_TRUE);
	if (qpdf_read_memory(r->q, "pdf", pdf, len, NULL) & QPDF_ERRORS) {
		complain(r, "qpdf cannot read it");
	} else {
		int n = qpdf_get_num_pages(r->q);
		reader->page_count = n > 0 ? (size_t)n : 0;
		reader->widths = mem_alloc((reader->page_count + 1) * sizeof(double));
		reader->heights = mem_alloc((reader->page_count + 1) * sizeof(double));
		r->page_objects = mem_alloc((reader->page_count + 1) * sizeof(int));
		r->first_marks = mem_alloc((reader->page_count + 1) * sizeof(size_t));
		for (size_t i = 0; i < reader->page_count; i++) {
			read_page(r, i);
		}
		read_elem(r, key(r, key(r, qpdf_get_root(r->q), "/StructTreeRoot"), "/K"), (struct reader_leaf){ .role = "?" }, 0);
	}
	for (size_t i = 0; i < r->font_count; i++) {
		for (size_t k = 0; k <= 0xFFFF; k++) {
			mem_free(r->fonts[i].texts[k]);
		}
		mem_free(r->fonts[i].texts);
		mem_free(r->fonts[i].widths);
	}
	for (size_t i = 0; i < OPERANDS_MAX; i++) {
		buf_fini(&r->operands[i].bytes);
	}
	mem_free(r->fonts);
	mem_free(r->page_objects);
	mem_free(r->first_marks);
	qpdf_cleanup(&r->q);
	mem_free(r);
}

void reader_free(struct reader *reader) {
	for (size_t i = 0; i < reader->mark_count; i++) {
		buf_fini(&reader->marks[i].plain);
		buf_fini(&reader->marks[i].actual);
	}
	mem_free(reader->marks);
	mem_free(reader->chunks);
	mem_free(reader->leaves);
	mem_free(reader->widths);
	mem_free(reader->heights);
	buf_fini(&reader->errors);
}
