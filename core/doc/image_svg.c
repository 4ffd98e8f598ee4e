/*
 * image_svg: SVG files. They are read here and written anew with nothing in them but shapes, so that whoever draws them meets no
 * link, no script, no file or address, no font and no entity; and what they repeat by reference is counted before anything is drawn.
 */
#include <ctype.h>
#include <expat.h>
#include <math.h>
#include <stdlib.h>
#include <strings.h>

#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/image.h"
#include "doc/image_part.h"

#define ELEMENTS_MAX 50000
#define DEPTH_MAX 64
#define REFERENCES_MAX 32            /* one within another */
#define ELEMENT_BYTES 64.0           /* what an element costs beside its attributes */
#define GROUP_BYTES 1000.0           /* what one costs that is drawn apart and then laid on: with opacity, or blended */
#define NUMBER_MAX 1e6               /* in a transform, or a width: what is greater was not drawn by hand */
#define SEP '|'                      /* between a namespace and a name, as expat gives them */
#define SVG_SPACE "http://www.w3.org/2000/svg"
#define XLINK_SPACE "http://www.w3.org/1999/xlink"

enum fate { KEEP, DROP, GROUP, REFUSE };

/* Elements of SVG 1.1 and 2. What is not here is refused as unknown. */
static const struct { const char *name; enum fate fate; const char *why, *hint; } elements[] = {
	{ "a", GROUP, NULL, NULL },
	{ "animate", REFUSE, "it moves", "a page stands still: draw the picture as it is to be seen" },
	{ "animateMotion", REFUSE, "it moves", "a page stands still: draw the picture as it is to be seen" },
	{ "animateTransform", REFUSE, "it moves", "a page stands still: draw the picture as it is to be seen" },
	{ "circle", KEEP, NULL, NULL },
	{ "clipPath", KEEP, NULL, NULL },
	{ "defs", KEEP, NULL, NULL },
	{ "desc", DROP, NULL, NULL },
	{ "ellipse", KEEP, NULL, NULL },
	{ "filter", REFUSE, "filters work on pixels", "draw without blur and shadow, or make the picture a PNG" },
	{ "foreignObject", REFUSE, "it holds what is no SVG", "draw it with shapes" },
	{ "g", KEEP, NULL, NULL },
	{ "image", REFUSE, "it holds a picture of pixels", "make the whole picture a PNG, or set the two as figures of their own" },
	{ "line", KEEP, NULL, NULL },
	{ "linearGradient", KEEP, NULL, NULL },
	{ "marker", KEEP, NULL, NULL },
	{ "mask", REFUSE, "masks work on pixels", "use clip-path, or make the picture a PNG" },
	{ "metadata", DROP, NULL, NULL },
	{ "path", KEEP, NULL, NULL },
	{ "pattern", KEEP, NULL, NULL },
	{ "polygon", KEEP, NULL, NULL },
	{ "polyline", KEEP, NULL, NULL },
	{ "radialGradient", KEEP, NULL, NULL },
	{ "rect", KEEP, NULL, NULL },
	{ "script", REFUSE, "scripts are not run", "save the picture as plain SVG" },
	{ "set", REFUSE, "it moves", "a page stands still: draw the picture as it is to be seen" },
	{ "stop", KEEP, NULL, NULL },
	{ "style", KEEP, NULL, NULL },
	{ "svg", KEEP, NULL, NULL },
	{ "switch", KEEP, NULL, NULL },
	{ "symbol", KEEP, NULL, NULL },
	{ "text", REFUSE, "it has text, and a picture has no fonts", "convert text to outlines (Inkscape: Path, Object to Path)" },
	{ "title", DROP, NULL, NULL },
	{ "use", KEEP, NULL, NULL },
	{ "view", DROP, NULL, NULL },
};

/* A reference: what is drawn again, and how often. */
enum ref_kind {
	REF_ONCE,        /* use, clip-path, and what gradients take over */
	REF_FILL,        /* by each element in it */
	REF_MARKER,      /* at each vertex of all in it */
};

struct ref {
	const char *target;
	enum ref_kind kind;
	bool is_sheet;               /* said in a <style>: by which element is not known */
	size_t next;                 /* of the same element; 0: none. Counted from 1 */
};

struct element {
	size_t first, next;          /* child, and sibling: 0 for none (the root is nobody's) */
	size_t last;
	size_t refs;
	double own;                  /* bytes */
	double length;               /* of its outline, in its own units, or more; with all that is in it once it is done */
	double dash;                 /* the least length after which a pattern of dashes in it comes again; 0: none */
	double total;                /* with all that is in it and all it refers to; < 0: being reckoned */
	bool is_done;
	bool is_gradient;
};

struct reader {
	struct arena *arena;
	XML_Parser parser;
	struct image *image;
	struct err *err;
	bool failed;
	struct buf out;
	struct element *v;
	size_t n, cap;
	struct ref *refs;
	size_t ref_count, ref_cap;
	struct map *ids;             /* to index + 1 */
	size_t open[DEPTH_MAX];      /* the open ones that are kept */
	int depth;
	int dropped;                 /* open elements, from one that is dropped on */
	bool in_style;
	bool sheet_groups;           /* a <style> draws elements apart: any of them, as far as is known */
	struct buf style;
};

static bool refuse(struct reader *r, enum err_code code, const char *hint, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static bool refuse(struct reader *r, enum err_code code, const char *hint, const char *fmt, ...) {
	char what[300];
	va_list ap;

	if (r->failed) {
		return false;
	}
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	r->failed = true;
	err_set(r->err, code, "line %lu: %s", (unsigned long)XML_GetCurrentLineNumber(r->parser), what);
	if (hint) {
		err_hint(r->err, "%s", hint);
	}
	XML_StopParser(r->parser, XML_FALSE);
	return false;
}

/* ---- writing ---- */

static void put_escaped(struct buf *out, const char *s, size_t n) {
	for (size_t i = 0; i < n; i++) {
		switch (s[i]) {
		case '<': buf_adds(out, "&lt;"); break;
		case '>': buf_adds(out, "&gt;"); break;
		case '&': buf_adds(out, "&amp;"); break;
		case '"': buf_adds(out, "&quot;"); break;
		default: buf_addc(out, s[i]);
		}
	}
}

static void put_attribute(struct reader *r, const char *name, const char *value) {
	buf_addf(&r->out, " %s=\"", name);
	put_escaped(&r->out, value, strlen(value));
	buf_addc(&r->out, '"');
}

/* ---- references ---- */

static void add_ref(struct reader *r, size_t element, const char *target, size_t len, enum ref_kind kind) {
	*ARENA_PUSH(r->arena, r->refs, r->ref_count, r->ref_cap) =
		(struct ref){ arena_strndup(r->arena, target, len), kind, r->in_style, r->v[element].refs };
	r->v[element].refs = r->ref_count;
}

/* Does word end right before at, letters of either case? */
static bool ends_before(const char *start, const char *at, const char *word) {
	size_t n = strlen(word);

	return (size_t)(at - start) >= n && strncasecmp(at - n, word, n) == 0;
}

/* "marker-mid: url(#x)": what the property before the value at is for. */
static enum ref_kind kind_of_property(const char *name, const char *start, const char *at) {
	const char *from = at;

	if (name != NULL) {
		return str_prefix(name, "marker") ? REF_MARKER : str_eq(name, "clip-path") ? REF_ONCE : REF_FILL;
	}
	while (from > start && from[-1] != ';' && from[-1] != '{') {
		from--;
	}
	from += strspn(from, " \t\r\n");
	return strncasecmp(from, "marker", 6) == 0 ? REF_MARKER : strncasecmp(from, "clip-path", 9) == 0 ? REF_ONCE : REF_FILL;
}

/* Numbers of a list; the sum of their sizes, and how many they are. Units are as good as none. */
static double sum_numbers(const char *s, const char *end, size_t *n) {
	double sum = 0;

	for (*n = 0; s < end;) {
		char *after;
		double v = strtod(s, &after);

		if (after == s) {
			s++;
			continue;
		}
		sum += fabs(v);
		(*n)++;
		s = after;
	}
	return sum;
}

/* Is it drawn on a ground of its own, and then laid on what is below? */
static bool draws_apart(const char *name, size_t len, const char *value) {
	value += strspn(value, " \t\r\n");
	if (len == 7 && strncasecmp(name, "opacity", len) == 0) {
		return !(strtod(value, NULL) >= 1);
	}
	return (len == 14 && strncasecmp(name, "mix-blend-mode", len) == 0 && strncasecmp(value, "normal", 6) != 0) ||
	       (len == 9 && strncasecmp(name, "isolation", len) == 0 && strncasecmp(value, "auto", 4) != 0);
}

/* What a property costs beside its bytes. value ends where the next property begins. */
static bool check_property(struct reader *r, size_t element, const char *name, size_t len, const char *value) {
	const char *end = value + strcspn(value, ";}");
	struct element *e = &r->v[element];
	size_t n;

	if (len == 16 && strncasecmp(name, "stroke-dasharray", len) == 0) {
		double sum = sum_numbers(value, end, &n);
		if (sum > 0 && (e->dash == 0 || sum < e->dash)) {
			e->dash = sum;
		}
	} else if (draws_apart(name, len, value)) {
		e->own += r->in_style ? 0 : GROUP_BYTES;
		r->sheet_groups = r->sheet_groups || r->in_style;
	} else if ((len == 9 && strncasecmp(name, "transform", len) == 0) || (len == 12 && strncasecmp(name, "stroke-width", len) == 0)) {
		if (!(sum_numbers(value, end, &n) <= NUMBER_MAX)) {
			return refuse(r, ERR_LIMIT, "draw it smaller", "%.*s has numbers that are too great", (int)len, name);
		}
	}
	return true;
}

/* Each property of a list, in a style attribute or a sheet. */
static bool check_properties(struct reader *r, size_t element, const char *css) {
	for (const char *colon = strchr(css, ':'); colon; colon = strchr(colon + 1, ':')) {
		const char *to = colon, *from;

		while (to > css && isspace((unsigned char)to[-1])) {
			to--;
		}
		for (from = to; from > css && (isalpha((unsigned char)from[-1]) || from[-1] == '-'); from--) {
			continue;
		}
		if (!check_property(r, element, from, (size_t)(to - from), colon + 1)) {
			return false;
		}
	}
	return true;
}

/*
 * Look through a value that may hold CSS: addresses lead to what is in the picture, and there are no filters. name: of the
 * attribute, NULL for a list of properties.
 */
static bool check_css(struct reader *r, size_t element, const char *name, const char *value) {
	if (strchr(value, '\\') || strchr(value, '@')) {
		return refuse(r, ERR_PLUGIN, "save the picture as plain SVG, with its styles as attributes",
		              "'\\' and '@' cannot stand in its styles");
	}
	for (const char *p = value; *p; p++) {
		if (*p == ':' && name == NULL && (ends_before(value, p, "filter") || ends_before(value, p, "filter "))) {
			return refuse(r, ERR_PLUGIN, "draw without blur and shadow, or make the picture a PNG", "filters work on pixels");
		}
		if (*p == ':' && name == NULL && (ends_before(value, p, "mask") || ends_before(value, p, "mask "))) {
			return refuse(r, ERR_PLUGIN, "use clip-path, or make the picture a PNG", "masks work on pixels");
		}
		if (*p != '(' || !ends_before(value, p, "url")) {
			continue;
		}
		const char *to = p + 1 + strspn(p + 1, " \t\r\n\"'");
		size_t len = strcspn(to, "\"') \t\r\n");
		if (*to != '#' || len < 2) {
			return refuse(r, ERR_PLUGIN, "a picture is one file: put what it needs into it", "it leads out of the file, to '%.*s'",
			              (int)(len < 80 ? len : 80), to);
		}
		add_ref(r, element, to + 1, len - 1, kind_of_property(name, value, p));
	}
	return name ? check_property(r, element, name, strlen(name), value) : check_properties(r, element, value);
}

static bool check_href(struct reader *r, size_t element, const char *value) {
	if (value[0] != '#' || !value[1]) {
		return refuse(r, ERR_PLUGIN, "a picture is one file: put what it needs into it", "it leads out of the file, to '%.80s'",
		              value);
	}
	add_ref(r, element, value + 1, strlen(value + 1), REF_ONCE);
	return true;
}

/* ---- attributes ---- */

/* A length in CSS pixels; 0: there is none that counts ("100%", "auto"). */
static double length_px(const char *s) {
	static const struct { const char *unit; double px; } units[] = {
		{ "", 1 }, { "px", 1 }, { "pt", 96.0 / 72 }, { "pc", 16 }, { "mm", 96 / 25.4 }, { "cm", 96 / 2.54 }, { "in", 96 },
	};
	char *end, unit[4] = "";
	double v = s ? strtod(s, &end) : 0;

	if (!s || !(v > 0) || !isfinite(v) || sscanf(end, "%3s", unit) < 0) {
		return v > 0 && isfinite(v) ? v : 0;
	}
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (strcasecmp(unit, units[i].unit) == 0) {
			return v * units[i].px;
		}
	}
	return 0;
}

static const char *find_attribute(const char **attributes, const char *name) {
	for (; *attributes; attributes += 2) {
		if (str_eq(attributes[0], name)) {
			return attributes[1];
		}
	}
	return NULL;
}

/* Width and height of the root, else those of its viewBox; it is drawn into its viewBox, which it must have. */
static bool read_size(struct reader *r, const char **attributes) {
	double width = length_px(find_attribute(attributes, "width")), height = length_px(find_attribute(attributes, "height"));
	const char *box = find_attribute(attributes, "viewBox");
	double x, y, w = 0, h = 0;

	if (box && (sscanf(box, "%lf%*[ ,\t\r\n]%lf%*[ ,\t\r\n]%lf%*[ ,\t\r\n]%lf", &x, &y, &w, &h) != 4 || !(w > 0 && h > 0))) {
		return refuse(r, ERR_PLUGIN, NULL, "viewBox=\"%.40s\" is no box", box);
	}
	if (!box && !(width > 0 && height > 0)) {
		return refuse(r, ERR_PLUGIN, "give its <svg> a viewBox, or width and height", "the picture does not say how large it is");
	}
	if (!box) {
		char own[80];
		snprintf(own, sizeof(own), "0 0 %.6g %.6g", width, height);
		put_attribute(r, "viewBox", own);
		w = width;
		h = height;
	}
	if (width <= 0 || height <= 0) {
		height = width > 0 ? width * h / w : height > 0 ? height : h;
		width = width > 0 ? width : height * w / h;
	}
	if (!(width >= 1 && height >= 1 && width <= 100000 && height <= 100000)) {
		return refuse(r, ERR_PLUGIN, NULL, "the picture is %g × %g px large", width, height);
	}
	r->image->width_pt = width * 0.75;
	r->image->height_pt = height * 0.75;
	r->image->width_px = (uint32_t)lround(width);
	r->image->height_px = (uint32_t)lround(height);
	return true;
}

/* ---- outlines ---- */

static const char *next_number(const char *s, double *v) {
	char *after;

	s += strspn(s, " ,\t\r\n");
	*v = strtod(s, &after);
	return after == s ? NULL : after;
}

/* Of an arc: 0 or 1, with or without a space behind. */
static const char *next_flag(const char *s, double *v) {
	s += strspn(s, " ,\t\r\n");
	*v = *s - '0';
	return *s == '0' || *s == '1' ? s + 1 : NULL;
}

/* Path data (SVG 1.1, 8.3): the length of its control polygons, which no curve exceeds; of arcs, that of their ellipse. */
static double path_length(const char *d) {
	static const char commands[] = "mlhvcsqtaz";
	static const int counts[] = { 2, 2, 1, 1, 6, 4, 4, 2, 7, 0 };
	double x = 0, y = 0, start_x = 0, start_y = 0, length = 0, v[7];
	char command = 0;

	for (;;) {
		d += strspn(d, " ,\t\r\n");
		if (isalpha((unsigned char)*d)) {
			command = *d++;
		}
		const char *at = command ? memchr(commands, tolower((unsigned char)command), sizeof(commands) - 1) : NULL;
		int n = at ? counts[at - commands] : 0;
		for (int i = 0; i < n; i++) {
			d = *at == 'a' && (i == 3 || i == 4) ? next_flag(d, &v[i]) : next_number(d, &v[i]);
			if (!d) {
				return length;
			}
		}
		if (!at || (n == 0 && *d == '\0')) {
			return at ? length + hypot(start_x - x, start_y - y) : length;
		}
		bool is_relative = islower((unsigned char)command);
		double from_x = is_relative ? x : 0, from_y = is_relative ? y : 0, to_x = x, to_y = y;
		switch (*at) {
		case 'z':
			to_x = start_x;
			to_y = start_y;
			command = 0;
			break;
		case 'h':
			to_x = from_x + v[0];
			break;
		case 'v':
			to_y = from_y + v[0];
			break;
		case 'a':
			length += 6.3 * fmax(fabs(v[0]), fabs(v[1]));
			/* fall through */
		default:
			to_x = from_x + v[n - 2];
			to_y = from_y + v[n - 1];
			for (int i = 0; *at != 'a' && i + 3 < n; i += 2) {
				length += 2 * hypot(from_x + v[i] - x, from_y + v[i + 1] - y);
			}
		}
		length += *at == 'm' ? 0 : hypot(to_x - x, to_y - y);
		if (*at == 'a') {
			length += hypot(to_x - x, to_y - y) * 3.2;
		}
		x = to_x;
		y = to_y;
		if (*at == 'm') {
			start_x = x;
			start_y = y;
			command = is_relative ? 'l' : 'L';
		}
	}
}

/* Points of a polygon, as a path. */
static double points_length(const char *s) {
	double x = 0, y = 0, to_x, to_y, first_x = 0, first_y = 0, length = 0;
	bool is_first = true;

	while ((s = next_number(s, &to_x)) && (s = next_number(s, &to_y))) {
		length += is_first ? 0 : hypot(to_x - x, to_y - y);
		first_x = is_first ? to_x : first_x;
		first_y = is_first ? to_y : first_y;
		x = to_x;
		y = to_y;
		is_first = false;
	}
	return length + hypot(x - first_x, y - first_y);
}

/* The outline of an element that has this attribute, as far as it comes from it. */
static double outline_length(const char *name, const char *value) {
	static const char *const sides[] = { "cx", "cy", "height", "r", "rx", "ry", "width", "x1", "x2", "y1", "y2", NULL };

	if (str_eq(name, "d")) {
		return path_length(value);
	}
	if (str_eq(name, "points")) {
		return points_length(value);
	}
	for (size_t i = 0; sides[i]; i++) {
		if (str_eq(name, sides[i])) {
			size_t n;
			return 7 * 16 * sum_numbers(value, value + strlen(value), &n);       /* whatever its unit */
		}
	}
	return 0;
}

/* Attributes that are looked at by nobody, or by a browser alone. */
static bool is_idle(const char *name) {
	static const char *const idle[] = { "base", "baseProfile", "contentScriptType", "contentStyleType", "cursor", "lang",
	                                    "pointer-events", "space", "tabindex", "target", "version", "zoomAndPan", NULL };

	for (size_t i = 0; idle[i]; i++) {
		if (str_eq(name, idle[i])) {
			return true;
		}
	}
	return str_prefix(name, "on") || str_prefix(name, "font") || str_prefix(name, "aria-") || str_prefix(name, "data-");
}

static bool read_attribute(struct reader *r, size_t element, const char *name, const char *value, bool is_link) {
	const char *local = strrchr(name, SEP);

	if (local && (!str_prefix(name, XLINK_SPACE) || !str_eq(local + 1, "href"))) {
		return true;                             /* of an editor */
	}
	name = local ? local + 1 : name;
	if (is_idle(name) || (is_link && str_eq(name, "href"))) {
		return true;
	}
	if (element == 0 && (str_eq(name, "width") || str_eq(name, "height") || str_eq(name, "x") || str_eq(name, "y"))) {
		return true;
	}
	if ((str_eq(name, "filter") || str_eq(name, "mask")) && !str_eq(value, "none")) {
		return refuse(r, ERR_PLUGIN, "draw without it, or make the picture a PNG", "%ss work on pixels", name);
	}
	if (str_eq(name, "id")) {
		map_put(r->ids, value, (void *)(uintptr_t)(element + 1));
	}
	if (str_eq(name, "href") ? !check_href(r, element, value)
	                         : !check_css(r, element, str_eq(name, "style") ? NULL : name, value)) {
		return false;
	}
	r->v[element].own += (double)(strlen(name) + strlen(value));
	r->v[element].length += outline_length(name, value);
	put_attribute(r, local ? "xlink:href" : name, value);
	return true;
}

/* ---- elements ---- */

static bool add_element(struct reader *r, size_t *added) {
	if (r->n >= ELEMENTS_MAX || r->depth >= DEPTH_MAX) {
		return refuse(r, ERR_LIMIT, "simplify the drawing, or make it a PNG", r->n >= ELEMENTS_MAX
		              ? "the drawing has more than %d elements" : "its elements are nested deeper than %d",
		              r->n >= ELEMENTS_MAX ? ELEMENTS_MAX : DEPTH_MAX);
	}
	*added = r->n;
	*ARENA_PUSH(r->arena, r->v, r->n, r->cap) = (struct element){ .own = ELEMENT_BYTES };
	if (r->depth > 0) {
		struct element *parent = &r->v[r->open[r->depth - 1]];
		if (parent->last) {
			r->v[parent->last].next = *added;
		} else {
			parent->first = *added;
		}
		parent->last = *added;
	}
	r->open[r->depth++] = *added;
	return true;
}

static void begin_kept(struct reader *r, const char *name, const char **attributes, bool is_link) {
	size_t element = 0;

	if (!add_element(r, &element)) {
		return;
	}
	r->v[element].is_gradient = str_suffix(name, "Gradient");
	buf_addf(&r->out, "<%s", name);
	if (element == 0) {
		put_attribute(r, "xmlns", SVG_SPACE);
		put_attribute(r, "xmlns:xlink", XLINK_SPACE);
		if (!read_size(r, attributes)) {
			return;
		}
	}
	for (; *attributes; attributes += 2) {
		if (!read_attribute(r, element, attributes[0], attributes[1], is_link)) {
			return;
		}
	}
	buf_addc(&r->out, '>');
	r->in_style = str_eq(name, "style");
	buf_reset(&r->style);
}

static void on_begin(void *ctx, const char *full, const char **attributes) {
	struct reader *r = ctx;
	bool is_svg = str_prefix(full, SVG_SPACE "|");
	const char *name = is_svg ? full + strlen(SVG_SPACE "|") : full;

	if (r->failed) {
		return;
	}
	if (r->n == 0 && !(is_svg && str_eq(name, "svg"))) {
		refuse(r, ERR_PLUGIN, "its first element must be <svg xmlns=\"" SVG_SPACE "\">", "the file is no SVG");
		return;
	}
	if (r->dropped || !is_svg) {
		r->dropped++;
		return;
	}
	for (size_t i = 0; i < sizeof(elements) / sizeof(*elements); i++) {
		if (!str_eq(elements[i].name, name)) {
			continue;
		}
		if (elements[i].fate == REFUSE) {
			refuse(r, ERR_PLUGIN, elements[i].hint, "<%s>: %s", name, elements[i].why);
		} else if (elements[i].fate == DROP) {
			r->dropped++;
		} else {
			begin_kept(r, elements[i].fate == GROUP ? "g" : name, attributes, elements[i].fate == GROUP);
		}
		return;
	}
	refuse(r, ERR_PLUGIN, "save the picture as plain SVG", "<%.40s> is no element that can be drawn", name);
}

/* A sheet of styles is the root's: what it refers to may be drawn by any element. */
static void end_style(struct reader *r) {
	size_t first = r->ref_count;

	if (check_css(r, 0, NULL, buf_str(&r->style))) {
		put_escaped(&r->out, r->style.p, r->style.len);
		r->v[r->n - 1].own += (double)r->style.len;
	}
	for (size_t i = first; i < r->ref_count; i++) {
		r->refs[i].kind = r->refs[i].kind == REF_ONCE ? REF_FILL : r->refs[i].kind;
	}
	r->in_style = false;
}

static void on_end(void *ctx, const char *full) {
	struct reader *r = ctx;
	const char *name = strrchr(full, SEP);

	if (r->failed) {
		return;
	}
	if (r->dropped) {
		r->dropped--;
		return;
	}
	if (r->in_style) {
		end_style(r);
	}
	name = name ? name + 1 : full;
	r->depth--;
	buf_addf(&r->out, "</%s>", str_eq(name, "a") ? "g" : name);
}

/* Only a style sheet has text that counts. */
static void on_text(void *ctx, const char *s, int n) {
	struct reader *r = ctx;

	if (r->in_style && !r->dropped && !r->failed) {
		buf_add(&r->style, s, (size_t)n);
	}
}

static void on_entity(void *ctx, const char *name, int is_parameter, const char *value, int len, const char *base,
                      const char *system, const char *public, const char *notation) {
	(void)is_parameter, (void)value, (void)len, (void)base, (void)system, (void)public, (void)notation;
	refuse(ctx, ERR_PLUGIN, "save the picture as plain SVG", "the file declares an entity ('%.40s')", name);
}

/* ---- what it costs ---- */

static bool reckon(struct reader *r, size_t element, int references, const char **problem);

static bool reckon_ref(struct reader *r, const struct ref *ref, double repeated, int references, double *cost,
                       double *length, const char **problem) {
	uintptr_t at = (uintptr_t)map_lookup(r->ids, ref->target);

	if (!at) {
		return true;                             /* leads nowhere: nothing is drawn */
	}
	if (references == REFERENCES_MAX) {
		*problem = "what it repeats repeats others too often, one within another";
		return false;
	}
	if (!reckon(r, at - 1, references + 1, problem)) {
		return false;
	}
	*cost += r->v[at - 1].total * repeated;
	*length += r->v[at - 1].length * repeated;
	return true;
}

/*
 * Bytes of the element were all written out that is drawn by it. Depth is bounded by that of nesting times that
 * of references; each element is reckoned once.
 */
static bool reckon(struct reader *r, size_t i, int references, const char **problem) {
	if (r->v[i].is_done) {
		return true;
	}
	if (r->v[i].total < 0) {
		*problem = "it repeats itself without end";
		return false;
	}
	double cost = r->v[i].own, inherited = 0, length = r->v[i].length;
	r->v[i].total = -1;
	for (size_t child = r->v[i].first; child; child = r->v[child].next) {
		if (!reckon(r, child, references, problem)) {
			return false;
		}
		cost += r->v[child].total;
		length += r->v[child].length;
	}
	for (size_t k = r->v[i].refs; k; k = r->refs[k - 1].next) {
		if (r->refs[k - 1].kind == REF_ONCE && !reckon_ref(r, &r->refs[k - 1], 1, references, &cost, &length, problem)) {
			return false;
		}
	}
	for (size_t k = r->v[i].refs; k; k = r->refs[k - 1].next) {
		const struct ref *ref = &r->refs[k - 1];
		double times = ref->kind == REF_MARKER ? cost / 4 : cost / ELEMENT_BYTES;
		if (ref->kind != REF_ONCE && !reckon_ref(r, ref, times, references, &inherited, &length, problem)) {
			return false;
		}
	}
	/* A dash costs a byte. */
	inherited += r->v[i].dash > 0 ? length / r->v[i].dash : 0;
	r->v[i].total = cost + inherited;
	r->v[i].length = length;
	r->v[i].is_done = true;
	return true;
}

/* Styles that refer to what holds elements would make each of these refer to itself. */
static bool check_sheet(struct reader *r, const char **problem) {
	for (size_t k = r->v[0].refs; k; k = r->refs[k - 1].next) {
		uintptr_t at = r->refs[k - 1].is_sheet ? (uintptr_t)map_lookup(r->ids, r->refs[k - 1].target) : 0;
		if (at && !r->v[at - 1].is_gradient) {
			*problem = "its <style> refers to a pattern, a marker or a clip path: refer to it from the elements themselves";
			return false;
		}
		/* The gradients stand in the root, which is being reckoned when they are asked for; they hold nothing of it. */
		if (at && !reckon(r, at - 1, 0, problem)) {
			return false;
		}
	}
	return true;
}

static bool check_cost(struct reader *r, struct err *err) {
	const char *problem = NULL;

	if (!check_sheet(r, &problem) || !reckon(r, 0, 0, &problem)) {
		return err_set(err, ERR_PLUGIN, "%s", problem);
	}
	if (r->v[0].total * (r->sheet_groups ? GROUP_BYTES / ELEMENT_BYTES : 1) <= (double)IMAGE_SVG_MAX * (r->sheet_groups ? 4 : 1)) {
		return true;
	}
	err_set(err, ERR_LIMIT, "all that it repeats written out, dashes and transparent groups too, the drawing has more than %zu MB",
	        IMAGE_SVG_MAX >> 20);
	return err_hint(err, "simplify the drawing, or make it a PNG");
}

/* ---- the file ---- */

static bool read_file(struct reader *r, const unsigned char *p, size_t n, struct err *err) {
	XML_SetUserData(r->parser, r);
	XML_SetElementHandler(r->parser, on_begin, on_end);
	XML_SetCharacterDataHandler(r->parser, on_text);
	XML_SetEntityDeclHandler(r->parser, on_entity);
	if (XML_Parse(r->parser, (const char *)p, (int)n, 1) != XML_STATUS_OK && !r->failed) {
		return err_set(err, ERR_PLUGIN, "line %lu: the file is cut short or damaged: %s",
		               (unsigned long)XML_GetCurrentLineNumber(r->parser), XML_ErrorString(XML_GetErrorCode(r->parser)));
	}
	return !r->failed && check_cost(r, err);
}

bool image_read_svg(struct arena *arena, const unsigned char *p, size_t n, struct image *image, struct err *err) {
	struct reader r = { .arena = arena, .image = image, .err = err, .out = BUF_INIT, .style = BUF_INIT };
	bool ok;

	if (n > IMAGE_SVG_MAX) {
		err_set(err, ERR_LIMIT, "the file has %zu bytes; an SVG may have %zu", n, IMAGE_SVG_MAX);
		return err_hint(err, "simplify the drawing, or make it a PNG");
	}
	r.parser = XML_ParserCreateNS(NULL, SEP);
	r.ids = map_new();
	ok = read_file(&r, p, n, err);
	if (ok) {
		image->svg = arena_strndup(arena, r.out.p, r.out.len);
		image->svg_len = r.out.len;
		image->has_dpi = true;
	}
	XML_ParserFree(r.parser);
	map_free(r.ids);
	buf_fini(&r.out);
	buf_fini(&r.style);
	return ok;
}
