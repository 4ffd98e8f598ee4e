#include "doc/template.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/number.h"

enum { LENGTH_MAX = 14400 };     /* points: the largest page PDF 1.7 knows (Annex C) */

static const double SCALE_MIN = 0.5, SCALE_MAX = 2;      /* of a family's letters */

struct parse {
	struct arena *arena;
	struct errs *errors;
	struct template *t;
};

/* ---- what a key may hold ---- */

enum type { TYPE_LENGTH, TYPE_LEVEL, TYPE_NUMBER, TYPE_BOOL, TYPE_TEXT, TYPE_COLOR, TYPE_ALIGN, TYPE_FONT };

struct key {
	const char *name;
	enum type type;
	size_t offset;
};

#define STYLE(name, type) { #name, type, offsetof(struct template_style, name) }
#define FIELD(name, type, field) { name, type, offsetof(struct template, field) }
#define END { NULL, TYPE_BOOL, 0 }

static const struct key style_keys[] = {
	STYLE(align, TYPE_ALIGN), STYLE(bold, TYPE_BOOL), { "colour", TYPE_COLOR, offsetof(struct template_style, color) },
	STYLE(first_indent, TYPE_LENGTH), STYLE(font, TYPE_FONT), STYLE(hang, TYPE_BOOL), STYLE(hyphenate, TYPE_BOOL), STYLE(indent, TYPE_LENGTH),
	STYLE(italic, TYPE_BOOL), STYLE(leading, TYPE_LENGTH), STYLE(oldstyle, TYPE_BOOL), STYLE(size, TYPE_LENGTH), STYLE(small_caps, TYPE_BOOL),
	STYLE(space_after, TYPE_LENGTH), STYLE(space_before, TYPE_LENGTH), STYLE(tabular, TYPE_BOOL),
	STYLE(tracking, TYPE_NUMBER), END,
};

static const struct key margin_keys[] = {
	FIELD("bottom", TYPE_LENGTH, bottom), FIELD("left", TYPE_LENGTH, left), FIELD("right", TYPE_LENGTH, right),
	FIELD("top", TYPE_LENGTH, top), END,
};

static const struct key header_keys[] = {
	FIELD("center", TYPE_TEXT, header.center), FIELD("distance", TYPE_LENGTH, header.distance),
	FIELD("left", TYPE_TEXT, header.left), FIELD("right", TYPE_TEXT, header.right), FIELD("rule", TYPE_LENGTH, header.rule), END,
};

static const struct key footer_keys[] = {
	FIELD("center", TYPE_TEXT, footer.center), FIELD("distance", TYPE_LENGTH, footer.distance),
	FIELD("left", TYPE_TEXT, footer.left), FIELD("right", TYPE_TEXT, footer.right), FIELD("rule", TYPE_LENGTH, footer.rule), END,
};

static const struct key columns_keys[] = {
	FIELD("gap", TYPE_LENGTH, columns.gap), FIELD("rule", TYPE_LENGTH, columns.rule), END,
};

static const struct key page_keys[] = {
	FIELD("grid", TYPE_LENGTH, grid), FIELD("stretch", TYPE_LENGTH, stretch), END,
};

static const struct key cover_keys[] = {
	FIELD("band", TYPE_LENGTH, cover.band), FIELD("block", TYPE_BOOL, cover.block), FIELD("kicker", TYPE_TEXT, cover.kicker),
	FIELD("rule_length", TYPE_LENGTH, cover.rule_length), FIELD("rule_width", TYPE_LENGTH, cover.rule_width),
	FIELD("shown", TYPE_BOOL, cover.shown), FIELD("title_top", TYPE_LENGTH, cover.title_top), END,
};

static const struct key contents_keys[] = {
	FIELD("depth", TYPE_LEVEL, contents.depth), FIELD("figures", TYPE_BOOL, contents.figures),
	FIELD("indent", TYPE_LENGTH, contents.indent), FIELD("leaders", TYPE_BOOL, contents.leaders),
	FIELD("shown", TYPE_BOOL, contents.shown), FIELD("tables", TYPE_BOOL, contents.tables), END,
};

static const struct key table_keys[] = {
	FIELD("bad", TYPE_COLOR, table.bad), FIELD("column_rule", TYPE_LENGTH, table.column_rule),
	FIELD("foot_rule", TYPE_LENGTH, table.foot_rule), FIELD("good", TYPE_COLOR, table.good),
	FIELD("head_filled", TYPE_BOOL, table.head_filled), FIELD("head_rule", TYPE_LENGTH, table.head_rule),
	FIELD("heat_high", TYPE_COLOR, table.heat_high), FIELD("heat_low", TYPE_COLOR, table.heat_low),
	FIELD("indent", TYPE_LENGTH, table.indent), FIELD("key", TYPE_COLOR, table.key),
	FIELD("least_size", TYPE_LENGTH, table.least_size), FIELD("note_space", TYPE_LENGTH, table.note_space),
	FIELD("pad_x", TYPE_LENGTH, table.pad_x), FIELD("pad_y", TYPE_LENGTH, table.pad_y),
	FIELD("row_rule", TYPE_LENGTH, table.row_rule), FIELD("space_after", TYPE_LENGTH, table.space_after),
	FIELD("space_before", TYPE_LENGTH, table.space_before), FIELD("stub_bold", TYPE_BOOL, table.stub_bold),
	FIELD("zebra", TYPE_BOOL, table.zebra), END,
};

static const struct key chart_keys[] = {
	FIELD("data", TYPE_TEXT, chart.data), FIELD("height", TYPE_LENGTH, chart.height), FIELD("space_after", TYPE_LENGTH, chart.space_after),
	FIELD("space_before", TYPE_LENGTH, chart.space_before), END,
};

static const struct key picture_keys[] = {
	FIELD("align", TYPE_ALIGN, picture.align), END,
};

static const struct key map_keys[] = {
	FIELD("border", TYPE_COLOR, map.border), FIELD("coast", TYPE_COLOR, map.coast), FIELD("land", TYPE_COLOR, map.land),
	FIELD("scale", TYPE_COLOR, map.scale), FIELD("sea", TYPE_COLOR, map.sea), END,
};

static const struct key callout_keys[] = {
	FIELD("bar", TYPE_LENGTH, callout.bar), FIELD("pad", TYPE_LENGTH, callout.pad),
	FIELD("space_after", TYPE_LENGTH, callout.space_after), FIELD("space_before", TYPE_LENGTH, callout.space_before), END,
};

static const struct key note_keys[] = {
	FIELD("at_end", TYPE_BOOL, note.at_end), FIELD("between", TYPE_LENGTH, note.between), FIELD("gap", TYPE_LENGTH, note.gap),
	FIELD("rule_length", TYPE_LENGTH, note.rule_length), FIELD("rule_width", TYPE_LENGTH, note.rule_width), END,
};

static const struct key list_keys[] = {
	FIELD("between", TYPE_LENGTH, list.between), FIELD("indent", TYPE_LENGTH, list.indent), END,
};

static const struct key paragraph_keys[] = { FIELD("number_width", TYPE_LENGTH, paragraph.number_width), END };

static const struct key facts_keys[] = {
	FIELD("pad", TYPE_LENGTH, facts.pad), FIELD("rule", TYPE_LENGTH, facts.rule), FIELD("space_after", TYPE_LENGTH, facts.space_after),
	FIELD("space_before", TYPE_LENGTH, facts.space_before), END,
};

static const struct key pull_keys[] = {
	FIELD("indent", TYPE_LENGTH, pull.indent), FIELD("rule", TYPE_LENGTH, pull.rule), FIELD("space_after", TYPE_LENGTH, pull.space_after),
	FIELD("space_before", TYPE_LENGTH, pull.space_before), END,
};

static const struct key banner_keys[] = {
	FIELD("distance", TYPE_LENGTH, banner.distance), FIELD("text", TYPE_TEXT, banner.text), END,
};

static const struct key colophon_keys[] = {
	FIELD("contact", TYPE_TEXT, colophon.contact), FIELD("licence", TYPE_TEXT, colophon.licence),
	FIELD("publisher", TYPE_TEXT, colophon.publisher), FIELD("shown", TYPE_BOOL, colophon.shown), END,
};

static const struct key sources_keys[] = { FIELD("accessed", TYPE_BOOL, sources.accessed), END };

static const struct key heading_keys[] = {
	FIELD("break_before_1", TYPE_BOOL, heading.break_before_1), FIELD("depth", TYPE_LEVEL, heading.depth), FIELD("number_gap", TYPE_LENGTH, heading.number_gap),
	FIELD("numbered", TYPE_BOOL, heading.numbered), END,
};

static const struct key color_keys[] = {
	FIELD("accent", TYPE_COLOR, accent), FIELD("highlight", TYPE_COLOR, highlight), FIELD("ink", TYPE_COLOR, ink),
	FIELD("muted", TYPE_COLOR, muted), FIELD("rule", TYPE_COLOR, rule), FIELD("tint", TYPE_COLOR, tint), END,
};

static const char *const style_names[STYLES] = {
	"body", "h1", "h2", "h3", "h4", "h5", "h6", "list", "quote", "caption",
	"table_head", "table_cell", "table_group", "note", "table_note", "callout", "callout_title", "source",
	"chart_label", "credit", "contents_title", "contents_1", "contents_2", "contents_3", "header", "footer",
	"cover_kicker", "cover_title", "cover_subtitle", "cover_line", "watermark",
	"term", "quote_by", "pull", "fact_value", "fact_label", "state", "appendix", "index", "endnote", "colophon", "banner",
};

/* The style another is like where it says nothing; a style comes after the one it is like. */
static const enum template_style_id style_base[STYLES] = {
	[STYLE_H2] = STYLE_H1, [STYLE_H3] = STYLE_H2, [STYLE_H4] = STYLE_H3, [STYLE_H5] = STYLE_H4, [STYLE_H6] = STYLE_H5,
	[STYLE_TABLE_CELL] = STYLE_TABLE_HEAD, [STYLE_TABLE_GROUP] = STYLE_TABLE_HEAD, [STYLE_TABLE_NOTE] = STYLE_NOTE,
	[STYLE_CALLOUT_TITLE] = STYLE_CALLOUT,
	[STYLE_CREDIT] = STYLE_CHART_LABEL,
	[STYLE_CONTENTS_TITLE] = STYLE_H1, [STYLE_CONTENTS_2] = STYLE_CONTENTS_1, [STYLE_CONTENTS_3] = STYLE_CONTENTS_2,
	[STYLE_FOOTER] = STYLE_HEADER, [STYLE_COVER_SUBTITLE] = STYLE_COVER_TITLE, [STYLE_COVER_LINE] = STYLE_COVER_SUBTITLE,
	[STYLE_TERM] = STYLE_LIST, [STYLE_QUOTE_BY] = STYLE_QUOTE, [STYLE_PULL] = STYLE_QUOTE, [STYLE_FACT_VALUE] = STYLE_H1,
	[STYLE_FACT_LABEL] = STYLE_CALLOUT, [STYLE_STATE] = STYLE_CALLOUT_TITLE, [STYLE_APPENDIX] = STYLE_H2, [STYLE_INDEX] = STYLE_SOURCE,
	[STYLE_ENDNOTE] = STYLE_SOURCE, [STYLE_COLOPHON] = STYLE_SOURCE, [STYLE_BANNER] = STYLE_HEADER,
};

/* ---- mistakes ---- */

static struct err *complain(struct parse *p, const char *path, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static struct err *complain(struct parse *p, const char *path, const char *fmt, ...) {
	struct err *err = errs_add(p->errors);
	char msg[sizeof(err->msg)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	err_set(err, ERR_INPUT, "%s", msg);
	STR_COPY(err->key, path);    /* after err_set, which starts afresh */
	return err;
}

static void refuse_type(struct parse *p, const struct json *v, const char *path, const char *wanted) {
	complain(p, path, "'%s' must be %s, not %s", path, wanted, json_type_name(v->type));
}

/* Every child of table must be among names; what is not is an error with the nearest that is. */
static void check_names(struct parse *p, const struct json *table, const char *path, const char *const *names) {
	for (const struct json *v = table->first; v != NULL; v = v->next) {
		bool known = false;
		for (size_t i = 0; names[i] != NULL && !known; i++) {
			known = v->key != NULL && str_eq(v->key, names[i]);
		}
		if (known) {
			continue;
		}
		const char *key = v->key != NULL ? v->key : "?";
		const char *near = err_nearest(key, names);
		struct err *err = complain(p, arena_printf(p->arena, "%s%s%s", path, *path != '\0' ? "." : "", key), "unknown key '%s'", key);
		if (near != NULL) {
			err_hint(err, "did you mean '%s'?", near);
		}
	}
}

/* ---- values ---- */

static bool parse_length(struct parse *p, const struct json *v, const char *path, double *out) {
	static const struct { const char *unit; double pt; } units[] = {
		{ "pt", 1 }, { "mm", 72 / 25.4 }, { "cm", 72 / 2.54 }, { "in", 72 },
	};
	double n = v->number, scale = 1;
	bool ok = v->type == JSON_NUMBER;

	if (v->type == JSON_STRING) {
		char *end;
		n = strtod(v->str, &end);
		for (size_t i = 0; i < sizeof(units) / sizeof(*units) && end != v->str; i++) {
			if (str_eq(end, units[i].unit)) {
				scale = units[i].pt;
				ok = true;
			}
		}
	}
	if (!ok || !isfinite(n) || fabs(n * scale) > LENGTH_MAX) {
		struct err *err = complain(p, path, "'%s' must be a length", path);
		err_hint(err, "a number of points, or a string like \"22mm\", \"1.5cm\", \"2in\"");
		return false;
	}
	*out = n * scale;
	return true;
}

static int hex_digit(char c) {
	static const char digits[] = "0123456789abcdef";
	const char *at = c != '\0' ? strchr(digits, c | 0x20) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

static bool parse_hex(const char *s, struct template_color *out) {
	int v[6];

	if (s[0] != '#' || strlen(s) != 7) {
		return false;
	}
	for (int i = 0; i < 6; i++) {
		v[i] = hex_digit(s[i + 1]);
		if (v[i] < 0) {
			return false;
		}
	}
	*out = (struct template_color){ (v[0] * 16 + v[1]) / 255.0, (v[2] * 16 + v[3]) / 255.0, (v[4] * 16 + v[5]) / 255.0 };
	return true;
}

static bool parse_color(struct parse *p, const struct json *v, const char *path, struct template_color *out) {
	if (v->type == JSON_STRING && parse_hex(v->str, out)) {
		return true;
	}
	if (v->type == JSON_STRING) {
		for (const struct key *k = color_keys; k->name != NULL; k++) {
			if (str_eq(v->str, k->name)) {
				memcpy(out, (char *)p->t + k->offset, sizeof(*out));
				return true;
			}
		}
		if (str_eq(v->str, "white")) {
			*out = (struct template_color){ 1, 1, 1 };
			return true;
		}
	}
	struct err *err = complain(p, path, "'%s' must be a colour", path);
	err_hint(err, "\"#1f3a5f\", \"white\", or one of ink, accent, highlight, muted, rule, tint");
	return false;
}

static bool parse_align(struct parse *p, const struct json *v, const char *path, enum template_align *out) {
	static const char *const names[] = { "justify", "left", "right", "center", NULL };

	for (int i = 0; names[i] != NULL && v->type == JSON_STRING; i++) {
		if (str_eq(v->str, names[i])) {
			*out = (enum template_align)i;
			return true;
		}
	}
	complain(p, path, "'%s' must be \"justify\", \"left\", \"right\" or \"center\"", path);
	return false;
}

static bool parse_font(struct parse *p, const struct json *v, const char *path, int *out) {
	for (size_t i = 0; i < p->t->family_count && v->type == JSON_STRING; i++) {
		if (str_eq(v->str, p->t->families[i].role)) {
			*out = (int)i;
			return true;
		}
	}
	struct err *err = complain(p, path, "'%s' must name one of the template's fonts", path);
	err_hint(err, "the first of them is \"%s\"", p->t->family_count > 0 ? p->t->families[0].role : "");
	return false;
}

static void parse_value(struct parse *p, const struct json *v, const char *path, enum type type, void *out) {
	switch (type) {
	case TYPE_LENGTH:
		parse_length(p, v, path, out);
		break;
	case TYPE_LEVEL:
		if (v->type == JSON_NUMBER && v->number >= 0 && v->number <= 6 && v->number == (int)v->number) {
			*(int *)out = (int)v->number;
		} else {
			complain(p, path, "'%s' must be a level of headings: a whole number from 0 to 6", path);
		}
		break;
	case TYPE_NUMBER:
		if (v->type == JSON_NUMBER) {
			*(double *)out = v->number;
		} else {
			refuse_type(p, v, path, "a number");
		}
		break;
	case TYPE_BOOL:
		if (v->type == JSON_BOOL) {
			*(bool *)out = v->boolean;
		} else {
			refuse_type(p, v, path, "true or false");
		}
		break;
	case TYPE_TEXT:
		if (v->type == JSON_STRING) {
			*(const char **)out = v->str;
		} else {
			refuse_type(p, v, path, "a string");
		}
		break;
	case TYPE_COLOR:
		parse_color(p, v, path, out);
		break;
	case TYPE_ALIGN:
		parse_align(p, v, path, out);
		break;
	case TYPE_FONT:
		parse_font(p, v, path, out);
		break;
	}
}

/* ---- tables ---- */

/* The table at key of parent, NULL where it lacks or is none (which is said). */
static const struct json *find_table(struct parse *p, const struct json *parent, const char *key, const char *path) {
	const struct json *v = json_lookup(parent, key);

	/* Lua's {} comes as an empty array. */
	if (v == NULL || (v->type == JSON_ARRAY && v->count == 0)) {
		return NULL;
	}
	if (v->type != JSON_OBJECT) {
		refuse_type(p, v, path, "a table");
		return NULL;
	}
	return v;
}

/* Fill the struct at base from table by keys. more: further keys that somebody else reads; NULL-terminated, may be NULL. */
static void parse_keys(struct parse *p, const struct json *table, const char *path, const struct key *keys, void *base,
                       const char *const *more) {
	const char *names[40];
	size_t n = 0;

	for (const struct key *k = keys; k->name != NULL; k++) {
		const struct json *v = json_lookup(table, k->name);
		names[n++] = k->name;
		if (v != NULL) {
			parse_value(p, v, arena_printf(p->arena, "%s.%s", path, k->name), k->type, (char *)base + k->offset);
		}
	}
	for (; more != NULL && *more != NULL; more++) {
		names[n++] = *more;
	}
	names[n] = NULL;
	check_names(p, table, path, names);
}

static void parse_section(struct parse *p, const struct json *json, const char *name, const struct key *keys,
                          const char *const *more) {
	const struct json *table = find_table(p, json, name, name);

	if (table != NULL) {
		parse_keys(p, table, name, keys, p->t, more);
	}
}

/* ---- the parts ---- */

bool template_paper(const char *name, double *width, double *height) {
	static const struct { const char *name; double width_mm, height_mm; } papers[] = {
		{ "a4", 210, 297 }, { "a5", 148, 210 }, { "letter", 215.9, 279.4 },
	};

	for (size_t i = 0; i < sizeof(papers) / sizeof(*papers); i++) {
		if (str_eq(name, papers[i].name)) {
			*width = papers[i].width_mm * 72 / 25.4;
			*height = papers[i].height_mm * 72 / 25.4;
			return true;
		}
	}
	return false;
}

/* One of two ways to number pages; true for the second. */
static bool parse_way(struct parse *p, const struct json *numbers, const char *key, const char *way) {
	const struct json *v = json_lookup(numbers, key);

	if (v == NULL || (v->type == JSON_STRING && (str_eq(v->str, "decimal") || str_eq(v->str, way)))) {
		return v != NULL && str_eq(v->str, way);
	}
	complain(p, arena_printf(p->arena, "page.numbers.%s", key), "'page.numbers.%s' must be \"decimal\" or \"%s\"", key, way);
	return false;
}

static void parse_numbers(struct parse *p, const struct json *page) {
	static const char *const names[] = { "appendix", "front", NULL };
	const struct json *numbers = find_table(p, page, "numbers", "page.numbers");

	if (numbers != NULL) {
		check_names(p, numbers, "page.numbers", names);
		p->t->front_roman = parse_way(p, numbers, "front", "roman");
		p->t->appendix_letter = parse_way(p, numbers, "appendix", "letter");
	}
}

static void parse_page(struct parse *p, const struct json *json) {
	static const char *const more[] = { "margins", "numbers", "paper", NULL };
	const struct json *page = find_table(p, json, "page", "page");
	const struct json *paper = json_lookup(page, "paper"), *margins;

	template_paper("a4", &p->t->width, &p->t->height);
	if (page == NULL) {
		return;
	}
	parse_keys(p, page, "page", page_keys, p->t, more);
	parse_numbers(p, page);
	if (paper != NULL && (paper->type != JSON_STRING || !template_paper(paper->str, &p->t->width, &p->t->height))) {
		complain(p, "page.paper", "'page.paper' must be \"a4\", \"a5\" or \"letter\"");
	}
	margins = find_table(p, page, "margins", "page.margins");
	if (margins != NULL) {
		parse_keys(p, margins, "page.margins", margin_keys, p->t, NULL);
	}
	if (p->t->grid < 0 || (p->t->grid > 0 && p->t->grid < 4) || p->t->stretch < 0) {
		complain(p, "page.grid", "'page.grid' must be 0 or at least 4 points, 'page.stretch' at least 0");
	}
	if (p->t->left + p->t->right > p->t->width - 144 || p->t->top + p->t->bottom > p->t->height - 144) {
		complain(p, "page.margins", "the margins leave less than two inches for the text");
	}
}

/* An entry of a role's list: a name, or { family = name, optional = true, scale = 1.2 }. */
struct listed {
	const char *name;            /* NULL: it is wrong */
	bool is_optional;
	double scale;
};

static struct listed parse_family(struct parse *p, const struct json *v, const char *path) {
	static const char *const names[] = { "family", "optional", "scale", NULL };
	const struct json *name = v, *optional = NULL, *scale = NULL;

	if (v->type == JSON_OBJECT) {
		check_names(p, v, path, names);
		name = json_lookup(v, "family");
		optional = json_lookup(v, "optional");
		scale = json_lookup(v, "scale");
	}
	if (scale != NULL && !(scale->type == JSON_NUMBER && scale->number >= SCALE_MIN && scale->number <= SCALE_MAX)) {
		complain(p, path, "the scale of a family in '%s' must be a number from %g to %g", path, SCALE_MIN, SCALE_MAX);
		return (struct listed){ NULL, false, 1 };
	}
	if (name == NULL || name->type != JSON_STRING || (optional != NULL && optional->type != JSON_BOOL)) {
		struct err *err = complain(p, path, "'%s' must be a font's name or a list of names", path);
		err_hint(err, "{ \"Noto Serif\", { family = \"Noto Serif CJK SC\", optional = true } }");
		return (struct listed){ NULL, false, 1 };
	}
	return (struct listed){ name->str, optional != NULL && optional->boolean, scale != NULL ? scale->number : 1 };
}

static struct template_family parse_families(struct parse *p, const struct json *v, const char *path) {
	const struct json *first = v->type == JSON_ARRAY ? v->first : v;
	size_t count = v->type == JSON_ARRAY ? v->count : 1, n = 0, optional_count = 0;
	const char **names = arena_alloc(p->arena, (count + 1) * sizeof(*names));
	const char **optional = arena_alloc(p->arena, (count + 1) * sizeof(*optional));
	double *scales = arena_alloc(p->arena, (count + 1) * sizeof(*scales));
	struct listed *listed = arena_alloc(p->arena, (count + 1) * sizeof(*listed));
	struct template_family family = { .role = v->key, .names = names, .optional = optional, .scales = scales };
	size_t all = 0;

	for (const struct json *c = first; c != NULL; c = v->type == JSON_ARRAY ? c->next : NULL) {
		listed[all] = parse_family(p, c, path);
		if (listed[all++].name == NULL) {
			return family;
		}
	}
	for (size_t i = 0; i < all; i++) {
		if (!listed[i].is_optional) {
			scales[n] = listed[i].scale;
			names[n++] = listed[i].name;
		}
	}
	for (size_t i = 0; i < all; i++) {
		if (listed[i].is_optional) {
			scales[n + optional_count] = listed[i].scale;
			optional[optional_count++] = listed[i].name;
		}
	}
	if (n == 0) {
		complain(p, path, "'%s' must name a font that is not optional", path);
	}
	return family;
}

static void parse_fonts(struct parse *p, const struct json *json) {
	const struct json *fonts = find_table(p, json, "fonts", "fonts");

	if (fonts == NULL || fonts->count == 0) {
		struct err *err = complain(p, "fonts", "a template must name its fonts");
		err_hint(err, "fonts = { serif = { \"Noto Serif\" }, sans = { \"Noto Sans\" } }");
		return;
	}
	struct template_family *families = arena_alloc(p->arena, fonts->count * sizeof(*families));
	for (const struct json *v = fonts->first; v != NULL; v = v->next) {
		families[p->t->family_count++] = parse_families(p, v, arena_printf(p->arena, "fonts.%s", v->key));
	}
	p->t->families = families;
}

static void parse_styles(struct parse *p, const struct json *json) {
	const struct json *styles = find_table(p, json, "styles", "styles");
	const char *names[STYLES + 1] = { NULL };

	p->t->styles[STYLE_BODY] = (struct template_style){ .size = 10, .leading = 14, .color = p->t->ink };
	for (int i = 0; i < STYLES; i++) {
		const struct json *style = styles != NULL ? json_lookup(styles, style_names[i]) : NULL;
		const char *path = arena_printf(p->arena, "styles.%s", style_names[i]);

		names[i] = style_names[i];
		if (i != STYLE_BODY) {
			p->t->styles[i] = p->t->styles[style_base[i]];
		}
		if (style != NULL && style->type == JSON_OBJECT) {
			double leading = p->t->styles[i].leading, size = p->t->styles[i].size;
			parse_keys(p, style, path, style_keys, &p->t->styles[i], NULL);
			/* A size without a leading keeps the proportion of what it is like. */
			if (json_lookup(style, "size") != NULL && json_lookup(style, "leading") == NULL && size > 0) {
				p->t->styles[i].leading = p->t->styles[i].size * leading / size;
			}
			if (p->t->styles[i].size <= 0 || p->t->styles[i].leading < p->t->styles[i].size * 0.8) {
				complain(p, path, "'%s' must have a size above 0 and a leading of at least 0.8 of it",
				        path);
			}
		} else if (style != NULL) {
			refuse_type(p, style, path, "a table");
		}
	}
	if (styles != NULL) {
		check_names(p, styles, "styles", names);
	}
}

static void parse_palette(struct parse *p, const struct json *json) {
	const struct json *palette = json_lookup(json_lookup(json, "chart"), "palette");

	p->t->chart.palette[0] = p->t->accent;
	p->t->chart.palette[1] = p->t->highlight;
	p->t->chart.palette[2] = p->t->muted;
	p->t->chart.palette_count = 3;
	if (palette == NULL) {
		return;
	}
	if (palette->type != JSON_ARRAY || palette->count == 0 || palette->count > TEMPLATE_PALETTE_MAX) {
		complain(p, "chart.palette", "'chart.palette' must be a list of 1 to %d colours",
		        TEMPLATE_PALETTE_MAX);
		return;
	}
	p->t->chart.palette_count = 0;
	for (const struct json *v = palette->first; v != NULL; v = v->next) {
		parse_color(p, v, "chart.palette", &p->t->chart.palette[p->t->chart.palette_count++]);
	}
}

static void check_data(struct parse *p) {
	const char *data = p->t->chart.data;

	if (!str_eq(data, "none") && !str_eq(data, "below") && !str_eq(data, "annex")) {
		complain(p, "chart.data", "'chart.data' must be \"none\", \"below\" or \"annex\"");
	}
}

static void parse_bullets(struct parse *p, const struct json *json) {
	const struct json *bullets = json_lookup(json_lookup(json, "list"), "bullets");
	size_t n = 0;

	p->t->list.bullet[0] = p->t->list.bullet[1] = p->t->list.bullet[2] = "•";
	if (bullets == NULL) {
		return;
	}
	for (const struct json *v = bullets->type == JSON_ARRAY ? bullets->first : NULL; v != NULL && n < 3; v = v->next) {
		if (v->type == JSON_STRING) {
			p->t->list.bullet[n++] = v->str;
		}
	}
	if (n == 0 || n != bullets->count) {
		complain(p, "list.bullets", "'list.bullets' must be a list of 1 to 3 strings");
	}
	for (; n > 0 && n < 3; n++) {
		p->t->list.bullet[n] = p->t->list.bullet[n - 1];
	}
}

static void parse_number_forms(struct parse *p, const struct json *json) {
	static const int counts[] = { 1, 1, 1, 1, 1, 1 };
	const struct json *numbers = json_lookup(json_lookup(json, "heading"), "numbers");
	size_t n = 0;
	char made[80];

	if (numbers == NULL) {
		return;
	}
	for (const struct json *v = numbers->type == JSON_ARRAY ? numbers->first : NULL; v != NULL && n < 6; v = v->next) {
		if (v->type != JSON_STRING || !number_heading(v->str, counts, (int)n + 1, "en", made, sizeof(made))) {
			break;
		}
		p->t->heading.numbers[n++] = v->str;
	}
	if (n == 0 || n != numbers->count) {
		struct err *err = complain(p, "heading.numbers", "'heading.numbers' must be a list of the forms of numbers, a level each");
		err_hint(err, "{ \"{1I}.\", \"{1I}.{2}\", \"({3a})\" }: a level, and one of 1 a A i I for how its count is written");
	}
	p->t->heading.number_count = n;
}

static void set_defaults(struct template *t) {
	t->top = t->bottom = t->left = t->right = 72;
	t->ink = (struct template_color){ 0.1, 0.1, 0.1 };
	t->accent = (struct template_color){ 0.12, 0.23, 0.37 };
	t->highlight = (struct template_color){ 0.71, 0.4, 0.11 };
	t->muted = (struct template_color){ 0.35, 0.39, 0.45 };
	t->rule = (struct template_color){ 0.76, 0.79, 0.82 };
	t->tint = (struct template_color){ 0.95, 0.96, 0.97 };
	t->columns.gap = 18;
	t->header.distance = 24;
	t->footer.distance = 28;
	t->cover.title_top = 240;
	t->contents.depth = 2;
	t->contents.indent = 14;
	t->contents.leaders = true;
	t->table.pad_x = 5;
	t->table.pad_y = 3;
	t->table.head_rule = 0.8;
	t->table.row_rule = 0.3;
	t->table.foot_rule = 0.8;
	t->table.space_before = t->table.space_after = 10;
	t->table.indent = 9;
	t->table.least_size = 6.5;
	t->table.note_space = 4;
	t->table.good = (struct template_color){ 0.88, 0.94, 0.89 };
	t->table.bad = (struct template_color){ 0.95, 0.81, 0.77 };
	t->table.key = (struct template_color){ 0.99, 0.93, 0.80 };
	t->chart.height = 150;
	t->chart.data = "none";
	t->chart.space_before = t->chart.space_after = 10;
	t->map.sea = (struct template_color){ 0.92, 0.94, 0.96 };
	t->map.land = (struct template_color){ 0.84, 0.85, 0.84 };
	t->map.border = (struct template_color){ 1, 1, 1 };
	t->map.coast = (struct template_color){ 0.6, 0.66, 0.72 };
	t->picture.align = TEMPLATE_LEFT;
	t->callout.pad = 9;
	t->callout.bar = 3;
	t->callout.space_before = t->callout.space_after = 10;
	t->note.rule_length = 60;
	t->note.rule_width = 0.4;
	t->note.gap = 10;
	t->note.between = 2;
	t->list.indent = 14;
	t->list.between = 3;
	t->paragraph.number_width = 26;
	t->facts.pad = 8;
	t->facts.rule = 0.6;
	t->facts.space_before = t->facts.space_after = 12;
	t->pull.rule = 0.8;
	t->pull.space_before = t->pull.space_after = 14;
	t->banner.distance = 22;
	t->heading.numbered = true;
	t->heading.depth = 6;
	t->heading.number_gap = 8;
}

struct template *template_parse(struct arena *arena, const struct json *json, struct errs *errors) {
	static const char *const names[] = {
		"banner", "callout", "chart", "colophon", "colours", "columns", "contents", "cover", "extends", "facts", "fonts", "footer", "header",
		"heading", "list", "map", "name", "note", "page", "paragraph", "picture", "pull", "sources", "styles", "summary", "table", NULL,
	};
	static const char *const palette[] = { "palette", NULL }, *const bullets[] = { "bullets", NULL },
	                  *const numbers[] = { "numbers", NULL };
	struct parse p = { .arena = arena, .errors = errors, .t = arena_alloc(arena, sizeof(struct template)) };
	size_t before = errors->n;

	set_defaults(p.t);
	if (json->type != JSON_OBJECT) {
		err_set(errs_add(errors), ERR_INPUT, "a template must be a table, not %s", json_type_name(json->type));
		return NULL;
	}
	p.t->name = json_str(json, "name", "");
	check_names(&p, json, "", names);
	parse_section(&p, json, "colours", color_keys, NULL);
	parse_fonts(&p, json);
	parse_page(&p, json);
	parse_styles(&p, json);
	parse_section(&p, json, "header", header_keys, NULL);
	parse_section(&p, json, "footer", footer_keys, NULL);
	parse_section(&p, json, "columns", columns_keys, NULL);
	parse_section(&p, json, "cover", cover_keys, NULL);
	parse_section(&p, json, "contents", contents_keys, NULL);
	p.t->table.heat_low = p.t->tint;
	p.t->table.heat_high = p.t->accent;
	parse_section(&p, json, "table", table_keys, NULL);
	parse_section(&p, json, "chart", chart_keys, palette);
	p.t->map.scale = p.t->accent;
	parse_section(&p, json, "map", map_keys, NULL);
	parse_section(&p, json, "picture", picture_keys, NULL);
	parse_section(&p, json, "callout", callout_keys, NULL);
	parse_section(&p, json, "note", note_keys, NULL);
	parse_section(&p, json, "list", list_keys, bullets);
	parse_section(&p, json, "heading", heading_keys, numbers);
	parse_section(&p, json, "paragraph", paragraph_keys, NULL);
	parse_section(&p, json, "facts", facts_keys, NULL);
	parse_section(&p, json, "pull", pull_keys, NULL);
	parse_section(&p, json, "sources", sources_keys, NULL);
	parse_section(&p, json, "banner", banner_keys, NULL);
	parse_section(&p, json, "colophon", colophon_keys, NULL);
	parse_number_forms(&p, json);
	parse_palette(&p, json);
	check_data(&p);
	parse_bullets(&p, json);
	return errors->n == before ? p.t : NULL;
}

const struct template_family *template_families(const struct template *template, size_t *n) {
	*n = template->family_count;
	return template->families;
}
