/* vector: see vector.h. */
#include "pdf/vector.h"

#include <cairo-pdf.h>
#include <ctype.h>
#include <dlfcn.h>
#include <librsvg/rsvg.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/image.h"
#include "pdf/objs.h"
#include "pdf/pdf.h"

#define OBJECTS_MAX 100000
#define PDF_MAX ((size_t)32 << 20)   /* bytes of what Cairo writes for one picture */

/* ---- librsvg ---- */

/* Loaded when it is needed: with it come GLib, Pango, libxml2 and more, a third again of all that a worker holds. */
struct rsvg {
	RsvgHandle *(*new_from_data)(const guint8 *p, gsize n, GError **error);
	void (*set_dpi)(RsvgHandle *handle, double dpi);
	gboolean (*render)(RsvgHandle *handle, cairo_t *cr, const RsvgRectangle *viewport, GError **error);
	void (*unref)(gpointer object);
	void (*error_free)(GError *error);
};

static bool rsvg_open(struct rsvg *rsvg, struct err *err) {
	/* Never closed: what is loaded stays, and this is then a look-up. */
	void *lib = dlopen("librsvg-2.so.2", RTLD_NOW);
	const struct { const char *name; void **fn; } fns[] = {
		{ "rsvg_handle_new_from_data", (void **)&rsvg->new_from_data }, { "rsvg_handle_set_dpi", (void **)&rsvg->set_dpi },
		{ "rsvg_handle_render_document", (void **)&rsvg->render }, { "g_object_unref", (void **)&rsvg->unref },
		{ "g_error_free", (void **)&rsvg->error_free },
	};

	if (!lib) {
		err_set(err, ERR_SYSTEM, "an SVG cannot be drawn: %s", dlerror());
		return err_hint(err, "install the package librsvg2-2");
	}
	for (size_t i = 0; i < sizeof(fns) / sizeof(*fns); i++) {
		*fns[i].fn = dlsym(lib, fns[i].name);
		if (!*fns[i].fn) {
			return err_set(err, ERR_SYSTEM, "an SVG cannot be drawn: librsvg has no %s", fns[i].name);
		}
	}
	return true;
}

static cairo_status_t on_write(void *ctx, const unsigned char *p, unsigned n) {
	struct buf *out = ctx;

	if (out->len + n > PDF_MAX) {
		return CAIRO_STATUS_WRITE_ERROR;
	}
	buf_add(out, p, n);
	return CAIRO_STATUS_SUCCESS;
}

static bool render(const struct rsvg *rsvg, const char *svg, size_t len, cairo_t *cr, double width, double height, struct err *err) {
	const RsvgRectangle viewport = { 0, 0, width, height };
	GError *error = NULL;
	RsvgHandle *handle = rsvg->new_from_data((const guint8 *)svg, len, &error);

	if (!handle) {
		err_set(err, ERR_PLUGIN, "it cannot be drawn: %s", error->message);
		rsvg->error_free(error);
		return false;
	}
	rsvg->set_dpi(handle, 96);
	bool ok = rsvg->render(handle, cr, &viewport, &error);
	if (!ok) {
		err_set(err, ERR_PLUGIN, "it cannot be drawn: %s", error ? error->message : "librsvg does not say why");
		if (error) {
			rsvg->error_free(error);
		}
	}
	rsvg->unref(handle);
	return ok;
}

bool vector_draw(const struct image *image, void *cr, double width, double height, struct err *err) {
	struct rsvg rsvg;

	return rsvg_open(&rsvg, err) && render(&rsvg, image->svg, image->svg_len, cr, width, height, err);
}

/* As painter_new: streams are left as they are, for graft to read. */
static bool draw(const struct rsvg *rsvg, const char *svg, size_t len, double width, double height, struct buf *out,
                 struct err *err) {
	cairo_surface_t *surface;
	cairo_t *cr;
	cairo_status_t status;
	bool ok;

	setenv("CAIRO_DEBUG_PDF", "1", 1);
	surface = cairo_pdf_surface_create_for_stream(on_write, out, width, height);
	cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
	cr = cairo_create(surface);
	ok = render(rsvg, svg, len, cr, width, height, err);
	cairo_show_page(cr);
	status = cairo_status(cr);
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	status = status ? status : cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	if (ok && status) {
		ok = err_set(err, ERR_LIMIT, "it cannot be drawn: Cairo: %s", status == CAIRO_STATUS_WRITE_ERROR ? "it is too large"
		             : cairo_status_to_string(status));
	}
	return ok;
}

/* librsvg draws once, which loads all that it needs: afterwards it opens no file. */
void pdf_warm_vector(void) {
	static const char svg[] =
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><defs><style>.a{fill:red}</style>"
		"<linearGradient id=\"g\"><stop offset=\"0\"/><stop offset=\"1\" stop-opacity=\".5\"/></linearGradient></defs>"
		"<g opacity=\".5\"><path class=\"a\" d=\"M1 1L5 5A2 2 0 0 1 3 3z\" stroke=\"url(#g)\"/></g></svg>";
	struct rsvg rsvg;
	struct buf out = BUF_INIT;
	struct err untold = ERR_INIT;        /* the first job that draws one tells it */

	if (rsvg_open(&rsvg, &untold)) {
		draw(&rsvg, svg, sizeof(svg) - 1, 9, 9, &out, &untold);
	}
	buf_fini(&out);
}

/* ---- the graft ---- */

/* A run of bytes in the PDF. */
struct slice {
	const char *p;
	size_t n;
};

struct object {
	struct slice body;           /* behind "obj", to the end of the dictionary where there is a stream */
	struct slice data;           /* of the stream; p NULL: there is none */
	unsigned num;                /* in the document; 0: not needed, so far */
};

struct graft {
	struct objs *objs;
	const char *pdf, *end;
	struct object *v;            /* by Cairo's numbers */
	size_t n;
	unsigned *wanted;            /* Cairo's numbers, in the order they were met */
	size_t wanted_count, wanted_cap;
	struct err *err;
};

static bool fail(struct graft *g, unsigned num, const char *what) {
	return err_set(g->err, ERR_BUG, "object %u of what Cairo wrote for a picture is not understood: %s", num, what);
}

static const char *find(struct slice s, const char *what) {
	return memmem(s.p, s.n, what, strlen(what));
}

static unsigned ref_of(struct slice body, const char *key) {
	const char *at = find(body, key);

	return at ? (unsigned)strtoul(at + strlen(key), NULL, 10) : 0;
}

/* The text is NUL-terminated (struct buf), so numbers at its end are read safely. */
static bool read_object(struct graft *g, unsigned num, size_t offset) {
	struct object *object = &g->v[num];
	const char *p = g->pdf + offset, *close;
	char *tail;

	if (offset >= (size_t)(g->end - g->pdf) || strtoul(p, &tail, 10) != num || strncmp(tail, " 0 obj\n", 7) != 0) {
		return fail(g, num, "it is not where it should be");
	}
	object->body = (struct slice){ tail + 7, (size_t)(g->end - tail - 7) };
	close = find(object->body, "\nendobj\n");
	if (!close) {
		return fail(g, num, "it has no end");
	}
	object->body.n = (size_t)(close - object->body.p);
	return true;
}

/* A stream's length is an object of its own; the dictionary ends where the stream begins. */
static bool read_stream(struct graft *g, unsigned num) {
	static const char open[] = ">>\nstream\n";
	struct object *object = &g->v[num];
	unsigned length_num = ref_of(object->body, "/Length ");
	const char *at = find(object->body, open);
	size_t len;

	if (!at || strncmp(object->body.p, "<< /Length ", 11) != 0) {
		return true;
	}
	if (length_num == 0 || length_num >= g->n || !g->v[length_num].body.p) {
		return fail(g, num, "a stream without length");
	}
	len = strtoul(g->v[length_num].body.p, NULL, 10);
	at += sizeof(open) - 1;
	if (len > (size_t)(g->end - at)) {
		return fail(g, num, "a stream that is too long");
	}
	object->data = (struct slice){ at, len };
	object->body.n = (size_t)(at - (sizeof(open) - 1) + 2 - object->body.p);
	return true;
}

static bool read_objects(struct graft *g) {
	static const char head[] = "startxref\n", table[] = "xref\n0 ";
	struct slice file = { g->pdf, (size_t)(g->end - g->pdf) };
	const char *at = file.n > 64 ? find((struct slice){ g->end - 64, 64 }, head) : NULL;
	size_t xref = at ? strtoul(at + sizeof(head) - 1, NULL, 10) : file.n;
	char *p;

	if (xref >= file.n || strncmp(g->pdf + xref, table, sizeof(table) - 1) != 0) {
		return fail(g, 0, "no cross-reference table");
	}
	g->n = strtoul(g->pdf + xref + sizeof(table) - 1, &p, 10);
	if (g->n < 2 || g->n > OBJECTS_MAX || (size_t)(g->end - p) < 1 + 20 * g->n) {
		return fail(g, 0, "a cross-reference table of no length");
	}
	g->v = mem_alloc(g->n * sizeof(*g->v));
	for (unsigned i = 1; i < g->n; i++) {
		const char *row = p + 1 + 20 * i;
		if (row[17] == 'n' && !read_object(g, i, strtoul(row, NULL, 10))) {
			return false;
		}
	}
	for (unsigned i = 1; i < g->n; i++) {
		if (g->v[i].body.p && !read_stream(g, i)) {
			return false;
		}
	}
	return true;
}

/* Our number for Cairo's, which is then to be written. */
static bool want(struct graft *g, unsigned num, unsigned *ours) {
	if (num == 0 || num >= g->n || !g->v[num].body.p) {
		return fail(g, num, "it is referred to, and is not there");
	}
	if (g->v[num].num == 0) {
		g->v[num].num = objs_take(g->objs);
		*VEC_PUSH(g->wanted, g->wanted_count, g->wanted_cap) = num;
	}
	*ours = g->v[num].num;
	return true;
}

/* Does "12 0 R" begin at p? *num is 12, *len how long it is. */
static bool is_ref(const char *p, const char *end, unsigned *num, size_t *len) {
	char *tail;
	unsigned long v = strtoul(p, &tail, 10);

	if (tail > end || end - tail < 4 || strncmp(tail, " 0 R", 4) != 0 || v > OBJECTS_MAX) {
		return false;
	}
	*num = (unsigned)v;
	*len = (size_t)(tail + 4 - p);
	return true;
}

/* Copy with references renumbered and blanks run together. Cairo's dictionaries hold no strings here; one is refused. */
static bool copy_dict(struct graft *g, unsigned num, struct slice s, struct buf *out) {
	const char *end = s.p + s.n;

	for (const char *p = s.p; p < end;) {
		bool is_start = p == s.p || isspace((unsigned char)p[-1]) || p[-1] == '[';
		unsigned theirs, ours;
		size_t len;

		if (*p == '(' || *p == '%' || (*p == '<' && p + 1 < end && p[1] != '<' && (p == s.p || p[-1] != '<'))) {
			return fail(g, num, "a string");
		}
		if (is_start && isdigit((unsigned char)*p) && is_ref(p, end, &theirs, &len)) {
			if (!want(g, theirs, &ours)) {
				return false;
			}
			buf_addf(out, "%u 0 R", ours);
			p += len;
		} else if (isspace((unsigned char)*p)) {
			buf_addc(out, ' ');
			p += strspn(p, " \n\r\t");
		} else {
			buf_addc(out, *p++);
		}
	}
	return true;
}

/*
 * What a drawing without text may come to: lines, areas, clips, shadings, forms and patterns. Pixels are refused: Cairo
 * falls back on them where it cannot do what it is asked for.
 */
static bool check_drawing(struct graft *g, unsigned num, struct slice data) {
	static const char *const known[] = {
		"q", "Q", "cm", "w", "J", "j", "M", "d", "i", "gs", "m", "l", "c", "v", "y", "h", "re", "S", "s", "f", "f*", "B", "B*", "b",
		"b*", "n", "W", "W*", "CS", "cs", "SCN", "scn", "SC", "sc", "G", "g", "RG", "rg", "sh", "Do", NULL
	};
	static const char blank[] = " \n\r\t[]";
	const char *end = data.p + data.n;

	/* Behind it stands at least "\nendstream". */
	for (const char *p = data.p + strspn(data.p, blank); p < end; p += strspn(p, blank)) {
		size_t n = strcspn(p, blank);
		bool is_known = *p == '/' || isdigit((unsigned char)*p) || *p == '-' || *p == '.';

		for (size_t i = 0; known[i] && !is_known; i++) {
			is_known = strlen(known[i]) == n && memcmp(known[i], p, n) == 0;
		}
		if (!is_known) {
			err_set(g->err, ERR_BUG, "object %u of what Cairo wrote for a picture is not understood: '%.*s' draws no shape", num,
			        (int)(n < 20 ? n : 20), p);
			return false;
		}
		p += n;
	}
	return true;
}

static bool is_kind(struct slice body, const char *key, const char *value) {
	const char *at = find(body, key);

	return at && strncmp(at + strlen(key) + strspn(at + strlen(key), " "), value, strlen(value)) == 0;
}

static bool check_object(struct graft *g, unsigned num) {
	const struct object *object = &g->v[num];

	if (find(object->body, "/Font") || find(object->body, "/Annot") || is_kind(object->body, "/Type", "/Page")) {
		return fail(g, num, "more than a drawing");
	}
	if (is_kind(object->body, "/Subtype", "/Image")) {
		return err_set(g->err, ERR_PLUGIN, "it cannot be drawn with lines and areas alone: Cairo makes pixels of a part of it");
	}
	if (!object->data.p) {
		return true;
	}
	if (is_kind(object->body, "/Subtype", "/Form") || find(object->body, "/PatternType 1")) {
		return !find(object->body, "/Filter") ? check_drawing(g, num, object->data) : fail(g, num, "it is deflated");
	}
	return find(object->body, "/ShadingType") || find(object->body, "/FunctionType") ? true
	                                                                          : fail(g, num, "a stream of unknown kind");
}

/* The dictionary of a stream without its length, which objs.c writes. */
static bool copy_stream(struct graft *g, unsigned num, struct buf *dict) {
	const struct object *object = &g->v[num];
	const char *from = memchr(object->body.p, '\n', object->body.n);
	struct slice rest;

	from = from ? from : object->body.p + object->body.n - 2;
	rest = (struct slice){ from, (size_t)(object->body.p + object->body.n - 2 - from) };
	if (!copy_dict(g, num, rest, dict)) {
		return false;
	}
	if (find(rest, "/Filter")) {
		objs_add_plain(g->objs, object->num, buf_str(dict), object->data.p, object->data.n);
	} else {
		objs_add_stream(g->objs, object->num, buf_str(dict), object->data.p, object->data.n);
	}
	return true;
}

static bool write_wanted(struct graft *g) {
	struct buf body = BUF_INIT;
	bool ok = true;

	for (size_t i = 0; i < g->wanted_count && ok; i++) {
		unsigned num = g->wanted[i];

		buf_reset(&body);
		ok = check_object(g, num);
		if (ok && g->v[num].data.p) {
			ok = copy_stream(g, num, &body);
		} else if (ok) {
			ok = copy_dict(g, num, g->v[num].body, &body);
			if (ok) {
				objs_add(g->objs, g->v[num].num, &body);
			}
		}
	}
	buf_fini(&body);
	return ok;
}

static unsigned find_page(const struct graft *g) {
	for (unsigned i = 1; i < g->n; i++) {
		if (g->v[i].body.p && strncmp(g->v[i].body.p, "<< /Type /Page ", 15) == 0) {
			return i;
		}
	}
	return 0;
}

/* The page's content, with the group that it is drawn as, so that blending stays within the picture. */
static bool write_form(struct graft *g, double width, double height, unsigned *num) {
	unsigned page = find_page(g), contents = page ? ref_of(g->v[page].body, "/Contents ") : 0;
	unsigned resources = page ? ref_of(g->v[page].body, "/Resources ") : 0, ours;
	char dict[320];

	if (contents == 0 || contents >= g->n || !g->v[contents].data.p) {
		return fail(g, page, "a page without content");
	}
	if (!check_drawing(g, contents, g->v[contents].data) || !want(g, resources, &ours)) {
		return false;
	}
	*num = objs_take(g->objs);
	snprintf(dict, sizeof(dict), "/Type/XObject/Subtype/Form/BBox[0 0 %.6f %.6f]/Matrix[%.9f 0 0 %.9f 0 0]"
	         "/Group<</S/Transparency/I true/CS/DeviceRGB>>/Resources %u 0 R", width, height, 1 / width, 1 / height, ours);
	objs_add_stream(g->objs, *num, dict, g->v[contents].data.p, g->v[contents].data.n);
	return write_wanted(g);
}

bool vector_graft(struct objs *objs, const char *pdf, size_t len, double width, double height, unsigned *num,
                  struct err *err) {
	struct graft g = { .objs = objs, .pdf = pdf, .end = pdf + len, .err = err };
	bool ok = read_objects(&g) && write_form(&g, width, height, num);

	mem_free(g.v);
	mem_free(g.wanted);
	return ok;
}

bool vector_write(struct objs *objs, const struct image *image, unsigned *num, struct err *err) {
	struct rsvg rsvg;
	struct buf pdf = BUF_INIT;
	bool ok = rsvg_open(&rsvg, err) &&
	          draw(&rsvg, image->svg, image->svg_len, image->width_pt, image->height_pt, &pdf, err) &&
	          vector_graft(objs, pdf.p, pdf.len, image->width_pt, image->height_pt, num, err);

	buf_fini(&pdf);
	if (!ok) {
		if (image->plugin) {
			STR_COPY(err->plugin, image->plugin);
		}
		err_wrap(err, "images/%s", image->name);
	}
	return ok;
}
