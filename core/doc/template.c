#include "doc/template.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/conformance.h"
#include "doc/image.h"
#include "doc/number.h"
#include "doc/template_keys.h"

enum { LENGTH_MAX = 14400 };     /* points: the largest page PDF 1.7 knows (Annex C) */

static const double LOGO_MIN = 6, LOGO_MAX = 300;        /* height */
static const double SCALE_MIN = 0.5, SCALE_MAX = 2;      /* of a family's letters */

struct parse {
	struct arena *arena;
	struct errs *errors;
	struct template *t;
};

/* ---- mistakes ---- */

static struct err *complain(struct parse *p, const char *path, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static struct err *complain(struct parse *p, const char *path, const char *fmt, ...) {
	struct err *err = errs_add(p->errors);
	va_list ap;

	va_start(ap, fmt);
	err_vset(err, ERR_INPUT, fmt, ap);
	va_end(ap);
	STR_COPY(err->key, path);    /* after err_vset, which starts afresh */
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
		for (const struct template_key *k = template_color_keys; k->name != NULL; k++) {
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
	for (int i = 0; template_aligns[i] != NULL && v->type == JSON_STRING; i++) {
		if (str_eq(v->str, template_aligns[i])) {
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

static void parse_value(struct parse *p, const struct json *v, const char *path, enum template_type type, void *out) {
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
static void parse_keys(struct parse *p, const struct json *table, const char *path, const struct template_key *keys, void *base,
                       const char *const *more) {
	const char *names[40];
	size_t n = 0;

	for (const struct template_key *k = keys; k->name != NULL; k++) {
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

static void parse_section(struct parse *p, const struct json *json, const char *name, const struct template_key *keys,
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
	parse_keys(p, page, "page", template_page_keys, p->t, more);
	parse_numbers(p, page);
	if (paper != NULL && (paper->type != JSON_STRING || !template_paper(paper->str, &p->t->width, &p->t->height))) {
		complain(p, "page.paper", "'page.paper' must be \"a4\", \"a5\" or \"letter\"");
	}
	margins = find_table(p, page, "margins", "page.margins");
	if (margins != NULL) {
		parse_keys(p, margins, "page.margins", template_margin_keys, p->t, NULL);
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
		const struct json *style = styles != NULL ? json_lookup(styles, template_stylings[i].name) : NULL;
		const char *path = arena_printf(p->arena, "styles.%s", template_stylings[i].name);

		names[i] = template_stylings[i].name;
		if (i != STYLE_BODY) {
			p->t->styles[i] = p->t->styles[template_stylings[i].like];
		}
		if (style != NULL && style->type == JSON_OBJECT) {
			double leading = p->t->styles[i].leading, size = p->t->styles[i].size;
			parse_keys(p, style, path, template_style_keys, &p->t->styles[i], NULL);
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

static void check_logo(struct parse *p) {
	const char *logo = p->t->cover.logo, *alt = p->t->cover.logo_alt;

	if (logo != NULL && !image_is_name(path_base(logo))) {
		complain(p, "cover.logo", "'cover.logo' must name a picture: a .png, .jpg or .svg file");
	}
	if (logo != NULL && (alt == NULL || alt[0] == '\0')) {
		struct err *err = complain(p, "cover.logo", "'cover.logo_alt' is missing");
		err_hint(err, "what the logo shows, for who cannot see it: logo_alt = \"The Ministry of Defence\"");
	}
	if (logo != NULL && !(p->t->cover.logo_height >= LOGO_MIN && p->t->cover.logo_height <= LOGO_MAX)) {
		complain(p, "cover.logo_height", "'cover.logo_height' must be from %g to %g points", LOGO_MIN, LOGO_MAX);
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

/* Read by the check of a request, which may say otherwise (catalogue/request_output.c): here it need only be right. */
static void check_output(struct parse *p, const struct json *json) {
	static const char *const names[] = { "attach_data", "conformance", NULL };
	const struct json *output = find_table(p, json, "output", "output");
	const struct json *list = json_lookup(output, "conformance"), *attach = json_lookup(output, "attach_data");
	const char *archive = NULL;
	struct err err = ERR_INIT;

	if (output == NULL) {
		return;
	}
	check_names(p, output, "output", names);
	if (attach != NULL && attach->type != JSON_BOOL) {
		refuse_type(p, attach, "output.attach_data", "true or false");
	}
	if (list != NULL && list->type != JSON_ARRAY) {
		complain(p, "output.conformance", "'output.conformance' must be a list such as { \"pdf/a-3a\" }");
		return;
	}
	for (const struct json *v = list != NULL ? list->first : NULL; v != NULL; v = v->next) {
		if (v->type != JSON_STRING) {
			refuse_type(p, v, "output.conformance", "a list of strings");
		} else if (!conformance_take(v->str, &archive, &err)) {
			err_hint(complain(p, "output.conformance", "output.conformance: %s", err.msg), "%s", err.hint);
		}
	}
	if (archive != NULL && !conformance_lookup(archive)->may_attach && attach != NULL && attach->type == JSON_BOOL && attach->boolean) {
		complain(p, "output.attach_data", "\"%s\" may hold no attachments, and 'output.attach_data' asks for some", archive);
	}
}

/* {title} and the like: what is none would be printed as it stands, on every page. */
static void check_values(struct parse *p, const char *text, const char *path) {
	static const char *const names[] = { "as_of", "day", "edition", "page", "page_of", "pages", "report", "section", "title", NULL };
	char name[32];

	for (const char *at = text != NULL ? strchr(text, '{') : NULL; at != NULL; at = strchr(at + 1, '{')) {
		if (sscanf(at, "{%31[a-z_]", name) != 1 || at[strlen(name) + 1] != '}') {
			continue;
		}
		const char *const *known = names;
		while (*known != NULL && !str_eq(*known, name)) {
			known++;
		}
		if (*known == NULL) {
			struct err *err = complain(p, path, "'%s': there is no value {%s}", path, name);
			const char *near = err_nearest(name, names);
			if (near != NULL) {
				err_hint(err, "did you mean {%s}?", near);
			} else {
				err_hint(err, "known: {title} {page} {pages} {page_of} {as_of} {edition} {section} {report}");
			}
		}
	}
}

static void check_running(struct parse *p) {
	const struct { const char *text, *path; } places[] = {
		{ p->t->cover.kicker, "cover.kicker" },
		{ p->t->header.left, "header.left" }, { p->t->header.center, "header.center" }, { p->t->header.right, "header.right" },
		{ p->t->footer.left, "footer.left" }, { p->t->footer.center, "footer.center" }, { p->t->footer.right, "footer.right" },
	};
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		check_values(p, places[i].text, places[i].path);
	}
}

static void check_bilingual(struct parse *p) {
	struct template both = *p->t;

	template_make_bilingual(&both);
	bool is_narrow = both.left + both.right > both.width - 144 || both.top + both.bottom > both.height - 144;
	bool is_page = p->t->left + p->t->right > p->t->width - 144 || p->t->top + p->t->bottom > p->t->height - 144;
	/* What the page's own leave has been told. */
	if (is_narrow && !is_page) {
		complain(p, "bilingual", "the margins of 'bilingual' leave less than two inches for the text");
	}
	if (p->t->bilingual.scale < 0.5 || p->t->bilingual.scale > 1) {
		complain(p, "bilingual.scale", "'bilingual.scale' must be a number from 0.5 to 1");
	}
}

void template_make_bilingual(struct template *t) {
	const struct { double own, *page; } margins[] = {
		{ t->bilingual.top, &t->top }, { t->bilingual.bottom, &t->bottom }, { t->bilingual.left, &t->left }, { t->bilingual.right, &t->right },
	};

	for (size_t i = 0; i < sizeof(margins) / sizeof(*margins); i++) {
		*margins[i].page = margins[i].own > 0 ? margins[i].own : *margins[i].page;
	}
}

struct template *template_parse(struct arena *arena, const struct json *json, struct errs *errors) {
	static const char *const names[] = {
		"banner", "bilingual", "callout", "changes", "chart", "colophon", "colours", "columns", "contents", "cover", "extends", "facts", "fonts", "footer", "header",
		"heading", "list", "map", "name", "note", "output", "page", "paragraph", "picture", "pull", "sources", "styles", "summary", "table", NULL,
	};
	struct parse p = { .arena = arena, .errors = errors, .t = arena_alloc(arena, sizeof(struct template)) };
	size_t before = errors->n;

	template_defaults(p.t);
	if (json->type != JSON_OBJECT) {
		err_set(errs_add(errors), ERR_INPUT, "a template must be a table, not %s", json_type_name(json->type));
		return NULL;
	}
	p.t->name = json_str(json, "name", "");
	check_names(&p, json, "", names);
	parse_section(&p, json, "colours", template_color_keys, NULL);
	parse_fonts(&p, json);
	parse_page(&p, json);
	parse_styles(&p, json);
	parse_section(&p, json, "header", template_header_keys, NULL);
	parse_section(&p, json, "footer", template_footer_keys, NULL);
	p.t->bilingual.color = p.t->muted;
	p.t->table.heat_low = p.t->tint;
	p.t->table.heat_high = p.t->map.scale = p.t->accent;
	for (const struct template_section *section = template_sections; section->name != NULL; section++) {
		const char *const more[] = { section->more, NULL };
		parse_section(&p, json, section->name, section->keys, more);
	}
	parse_number_forms(&p, json);
	parse_palette(&p, json);
	check_data(&p);
	check_running(&p);
	check_bilingual(&p);
	check_output(&p, json);
	check_logo(&p);
	parse_bullets(&p, json);
	return errors->n == before ? p.t : NULL;
}

const struct template_family *template_families(const struct template *template, size_t *n) {
	*n = template->family_count;
	return template->families;
}
