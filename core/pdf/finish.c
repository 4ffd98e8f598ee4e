/*
 * Cairo's file is regular: objects one after the other, each "N 0 obj" … "endobj" on lines of their
 * own; a stream's length is an object that follows it. That is all that is understood here; see README.md.
 */
#include "pdf/finish.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "pdf/content.h"
#include "pdf/objs.h"
#include "pdf/pdf.h"
#include "pdf/picture.h"
#include "pdf/spell.h"
#include "pdf/tag.h"
#include "pdf/tree.h"

/* A ToUnicode map, kept until its font comes. */
struct map_held {
	unsigned num;
	char *p;
	size_t n;
};

/* What Cairo calls a font in the resources: the fonts themselves come last. */
struct font_name {
	unsigned num;
	char name[16];
};

/* The resources of a page, from the first with a picture on: those of pictures are known at the end. */
struct held {
	unsigned num;
	char *p;
	size_t n;
};

struct finish {
	struct tags *tags;
	struct spells *spells;
	struct pdf_parts *parts;     /* NULL: nobody asks */
	bool must_restart;
	struct objs *objs;
	struct buf in;               /* from Cairo, not yet read */
	size_t at;                   /* where reading goes on in it */
	bool has_header;
	struct tree_page *pages;     /* in order: contents when the content came, the rest with the page's dictionary */
	size_t content_count, page_count, page_cap;
	struct map_held *maps;
	size_t map_count, map_cap;
	struct font_name *fonts;
	size_t font_count, font_cap;
	struct held *resources;
	size_t resource_count, resource_cap;
	struct buf scratch;
};

/* A run of bytes in `in`. */
struct slice {
	const char *p;
	size_t n;
};

struct finish *finish_new(struct tags *tags, struct spells *spells, struct pdf_parts *parts, struct buf *out) {
	struct finish *finish = mem_alloc(sizeof(*finish));

	finish->tags = tags;
	finish->spells = spells;
	finish->parts = parts;
	finish->objs = objs_new(out);
	finish->in = (struct buf)BUF_INIT;
	finish->scratch = (struct buf)BUF_INIT;
	return finish;
}

void finish_free(struct finish *finish) {
	if (!finish) {
		return;
	}
	objs_free(finish->objs);
	buf_fini(&finish->in);
	buf_fini(&finish->scratch);
	mem_free(finish->pages);
	mem_free(finish->fonts);
	for (size_t i = 0; i < finish->map_count; i++) {
		mem_free(finish->maps[i].p);
	}
	mem_free(finish->maps);
	for (size_t i = 0; i < finish->resource_count; i++) {
		mem_free(finish->resources[i].p);
	}
	mem_free(finish->resources);
	mem_free(finish);
}

struct buf *finish_input(struct finish *finish) {
	return &finish->in;
}

static bool refuse(const struct slice *body, unsigned num, const char *what, struct err *err) {
	char start[61];
	size_t n = body->n < sizeof(start) - 1 ? body->n : sizeof(start) - 1;

	for (size_t i = 0; i < n; i++) {
		start[i] = isprint((unsigned char)body->p[i]) ? body->p[i] : ' ';
	}
	start[n] = '\0';
	err_set(err, ERR_BUG, "object %u of what Cairo wrote is not understood: %s: %s", num, what, start);
	return err_hint(err, "core/pdf/README.md says which Cairo is known");
}

static bool starts(struct slice s, const char *with) {
	size_t n = strlen(with);

	return s.n >= n && memcmp(s.p, with, n) == 0;
}

static const char *find(struct slice s, const char *what) {
	return memmem(s.p, s.n, what, strlen(what));
}

/* The number behind key, "/Contents 4 0 R"; 0: there is none. */
static unsigned ref_of(struct slice body, const char *key) {
	const char *at = find(body, key);

	return at ? (unsigned)strtoul(at + strlen(key), NULL, 10) : 0;
}

static bool is_one_of(struct slice s, const char *const *known) {
	for (; *known; known++) {
		if (s.n == strlen(*known) && memcmp(s.p, *known, s.n) == 0) {
			return true;
		}
	}
	return false;
}

static bool on_content(struct finish *finish, unsigned num, struct slice data, struct err *err) {
	size_t page = finish->content_count;

	if (page == finish->tags->page_count) {
		return refuse(&data, num, "content of a page that was not painted", err);
	}
	buf_reset(&finish->scratch);
	if (!content_rewrite(finish->tags, finish->spells, page, data.p, data.n, &finish->scratch,
	                     &finish->must_restart, err)) {
		return false;
	}
	VEC_PUSH(finish->pages, finish->content_count, finish->page_cap)->contents = num;
	if (finish->parts) {
		hash_hex(finish->scratch.p, finish->scratch.len, *VEC_PUSH(finish->parts->pages, finish->parts->page_count, finish->parts->page_cap));
	}
	objs_add_stream(finish->objs, num, "", finish->scratch.p, finish->scratch.len);
	return true;
}

/* head: what stands in the dictionary besides Length. */
static bool on_stream(struct finish *finish, unsigned num, struct slice head, struct slice data, struct err *err) {
	static const char filter[] = "   /Filter /FlateDecode\n";
	static const char *const cff[] = { "   /Subtype /Type1C\n", "   /Subtype /CIDFontType0C\n", NULL };
	struct slice rest = { head.p + sizeof(filter) - 1, head.n - sizeof(filter) + 1 };

	if (head.n == 0 && starts(data, "/CIDInit")) {
		*VEC_PUSH(finish->maps, finish->map_count, finish->map_cap) =
			(struct map_held){ num, mem_strndup(data.p, data.n), data.n };
		return true;
	}
	if (head.n == 0 && starts(data, "1 0 0 -1 0 ")) {
		return on_content(finish, num, data, err);
	}
	if (starts(head, filter) && (starts(rest, "   /Length1 ") || is_one_of(rest, cff))) {
		buf_reset(&finish->scratch);
		buf_add(&finish->scratch, rest.p, rest.n - 1);
		objs_add_packed(finish->objs, num, buf_str(&finish->scratch), data.p, data.n);
		return true;
	}
	return refuse(head.n ? &head : &data, num, "a stream that is neither page nor font", err);
}

static bool on_page(struct finish *finish, unsigned num, struct slice body, struct err *err) {
	unsigned contents = ref_of(body, "/Contents "), resources = ref_of(body, "/Resources ");
	struct tree_page *page = &finish->pages[finish->page_count];

	if (finish->page_count == finish->content_count || page->contents != contents || !resources) {
		return refuse(&body, num, "a page that does not follow its content", err);
	}
	page->num = num;
	page->resources = resources;
	finish->page_count++;
	return true;
}

/* "/f-0-1 7 0 R": which object a name stands for; the same on all pages. */
static void take_font_names(struct finish *finish, struct slice body) {
	const char *p = find(body, "/Font <<"), *end = body.p + body.n;

	for (p = p ? p + 8 : end; (p = memmem(p, (size_t)(end - p), "/f-", 3)); p++) {
		size_t len = strcspn(p + 1, " ");
		unsigned num = (unsigned)strtoul(p + 1 + len, NULL, 10);
		struct font_name *font = NULL;

		for (size_t i = 0; i < finish->font_count; i++) {
			font = finish->fonts[i].num == num ? &finish->fonts[i] : font;
		}
		if (!font && len < sizeof(font->name)) {
			font = VEC_PUSH(finish->fonts, finish->font_count, finish->font_cap);
			font->num = num;
			memcpy(font->name, p + 1, len);
		}
	}
}

/* Write the map of font num, which was held back, with what its glyphs were found to stand for. */
static bool write_map(struct finish *finish, unsigned num, unsigned map_num) {
	const char *name = "";

	for (size_t i = 0; i < finish->font_count; i++) {
		name = finish->fonts[i].num == num ? finish->fonts[i].name : name;
	}
	for (size_t i = 0; i < finish->map_count; i++) {
		struct map_held *map = &finish->maps[i];

		if (map->num == map_num) {
			buf_reset(&finish->scratch);
			spells_map(finish->spells, name, map->p, map->n, &finish->scratch);
			objs_add_stream(finish->objs, map_num, "", finish->scratch.p, finish->scratch.len);
			map->num = 0;
			return true;
		}
	}
	return false;
}

static bool on_font(struct finish *finish, unsigned num, struct slice body, struct err *err) {
	static const char cid[] = "   /Subtype /CIDFontType2\n";
	bool is_cid = find(body, "/Subtype /CIDFont") != NULL;
	const char *at = find(body, cid);

	if (find(body, "/Type3")) {
		return refuse(&body, num, "a font of drawings", err);
	}
	if (!is_cid && !write_map(finish, num, ref_of(body, "/ToUnicode "))) {
		return refuse(&body, num, "a font whose text cannot be told", err);
	}
	buf_reset(&finish->scratch);
	if (at) {
		at += sizeof(cid) - 1;
		buf_add(&finish->scratch, body.p, (size_t)(at - body.p));
		buf_adds(&finish->scratch, "   /CIDToGIDMap /Identity\n");
		buf_add(&finish->scratch, at, (size_t)(body.p + body.n - at));
	} else {
		buf_add(&finish->scratch, body.p, body.n);
	}
	objs_add(finish->objs, num, &finish->scratch);
	return true;
}

static bool pass_on(struct finish *finish, unsigned num, struct slice body) {
	buf_reset(&finish->scratch);
	buf_add(&finish->scratch, body.p, body.n);
	objs_add(finish->objs, num, &finish->scratch);
	return true;
}

static bool on_resources(struct finish *finish, unsigned num, struct slice body, struct err *err) {
	take_font_names(finish, body);
	if (find(body, "/XObject") || find(body, "/Pattern") || find(body, "/Shading")) {
		return refuse(&body, num, "a resource that was not painted", err);
	}
	if (finish->tags->picture_count == 0) {
		return pass_on(finish, num, body);
	}
	*VEC_PUSH(finish->resources, finish->resource_count, finish->resource_cap) =
		(struct held){ num, mem_strndup(body.p, body.n), body.n };
	return true;
}

static bool on_dict(struct finish *finish, unsigned num, struct slice body, struct err *err) {
	if (starts(body, "<<\n   /ExtGState <<\n      /a0 << /CA 1 /ca 1 >>\n   >>\n") || starts(body, "<<\n>>")) {
		return on_resources(finish, num, body, err);
	}
	if (starts(body, "<< /Type /Page ")) {
		return on_page(finish, num, body, err);
	}
	if (starts(body, "<< /Type /FontDescriptor\n")) {
		return find(body, "/FontFile") ? pass_on(finish, num, body)
		                               : refuse(&body, num, "a font that is not embedded", err);
	}
	if (starts(body, "<< /Type /Font\n")) {
		return on_font(finish, num, body, err);
	}
	if (body.n == 3 && starts(body, "[\n]")) {       /* 1.18: a page's annotations, of which it made none */
		objs_release(finish->objs, num);
		return true;
	}
	if (starts(body, "<< /Type /Pages\n") || starts(body, "<< /Producer ") || starts(body, "<< /Type /Catalog\n")) {
		objs_release(finish->objs, num);         /* tree.c writes its own */
		return true;
	}
	return refuse(&body, num, "an object of unknown kind", err);
}

enum progress { FAILED, NEEDS_MORE, DONE };

/* "5 0 obj\n"; NULL: not there, or not whole. */
static const char *object_head(const char *p, unsigned *num) {
	char *end;
	unsigned long v = strtoul(p, &end, 10);

	if (end == p || v > UINT32_MAX || strncmp(end, " 0 obj\n", 7) != 0) {
		return NULL;
	}
	*num = (unsigned)v;
	return end + 7;
}

/*
 * The end of a stream, told by the object that holds its length: compressed bytes
 * could hold the word. p is its first byte.
 */
static enum progress stream_end(const char *p, const char *end, unsigned length_num, size_t *len, const char **after) {
	static const char close[] = "\nendstream\nendobj\n";
	const char *at = p;

	while ((at = memmem(at, (size_t)(end - at), close, sizeof(close) - 1))) {
		unsigned num;
		char *tail;
		const char *head = object_head(at + sizeof(close) - 1, &num);

		if (head && num == length_num) {
			*len = strtoul(head, &tail, 10);
			if (strncmp(tail, "\nendobj\n", 8) != 0) {
				return NEEDS_MORE;
			}
			/* The line feed before endstream is not counted. */
			if (*len == (size_t)(at - p)) {
				*after = tail + 8;
				return DONE;
			}
		}
		at++;
	}
	return NEEDS_MORE;
}

static enum progress read_stream(struct finish *finish, unsigned num, struct slice body, const char **after,
                                 struct err *err) {
	static const char head[] = "<< /Length ", open[] = ">>\nstream\n";
	const char *dict_end = find(body, open);
	struct slice rest, data;
	unsigned length_num;
	char *tail;
	enum progress progress;

	if (!dict_end) {
		return NEEDS_MORE;
	}
	length_num = (unsigned)strtoul(body.p + sizeof(head) - 1, &tail, 10);
	if (strncmp(tail, " 0 R\n", 5) != 0) {
		refuse(&body, num, "a stream without length", err);
		return FAILED;
	}
	rest.p = tail + 5;
	rest.n = (size_t)(dict_end - rest.p);
	data.p = dict_end + sizeof(open) - 1;
	progress = stream_end(data.p, body.p + body.n, length_num, &data.n, after);
	if (progress != DONE) {
		return progress;
	}
	if (!objs_claim(finish->objs, num) || !objs_claim(finish->objs, length_num)) {
		refuse(&body, num, "its number, or that of its length, is taken", err);
		return FAILED;
	}
	objs_release(finish->objs, length_num);
	return on_stream(finish, num, rest, data, err) ? DONE : FAILED;
}

static enum progress read_dict(struct finish *finish, unsigned num, struct slice body, const char **after, struct err *err) {
	static const char close[] = "\nendobj\n";
	const char *dict_end = find(body, close);

	if (!dict_end) {
		return NEEDS_MORE;
	}
	body.n = (size_t)(dict_end - body.p);
	*after = dict_end + sizeof(close) - 1;
	if (!objs_claim(finish->objs, num)) {
		refuse(&body, num, "its number is taken", err);
		return FAILED;
	}
	return on_dict(finish, num, body, err) ? DONE : FAILED;
}

static enum progress read_object(struct finish *finish, struct err *err) {
	const char *p = finish->in.p + finish->at, *end = finish->in.p + finish->in.len, *after;
	struct slice body;
	unsigned num;
	enum progress progress;

	if (!isdigit((unsigned char)*p)) {
		return NEEDS_MORE;
	}
	body.p = object_head(p, &num);
	if (!body.p) {
		return NEEDS_MORE;
	}
	body.n = (size_t)(end - body.p);
	progress = starts(body, "<< /Length ") ? read_stream(finish, num, body, &after, err) : read_dict(finish, num, body, &after, err);
	if (progress == DONE) {
		finish->at = (size_t)(after - finish->in.p);
	}
	return progress;
}

/* "%PDF-1.5" and a line of bytes: objs.c has written ours. */
static bool read_header(struct finish *finish, struct err *err) {
	const char *line;

	if (finish->has_header || finish->in.len == 0) {
		return true;
	}
	line = strchr(finish->in.p, '\n');
	line = line ? strchr(line + 1, '\n') : NULL;
	if (!line || !str_prefix(finish->in.p, "%PDF-1.")) {
		return err_set(err, ERR_BUG, "what Cairo wrote does not begin as a PDF");
	}
	finish->at = (size_t)(line + 1 - finish->in.p);
	finish->has_header = true;
	return true;
}

bool finish_read(struct finish *finish, struct err *err) {
	enum progress progress;

	if (!read_header(finish, err)) {
		return false;
	}
	while ((progress = read_object(finish, err)) == DONE) {
		continue;
	}
	memmove(finish->in.p, finish->in.p + finish->at, finish->in.len - finish->at + 1);
	finish->in.len -= finish->at;
	finish->at = 0;
	return progress != FAILED;
}

bool finish_must_restart(const struct finish *finish) {
	return finish->must_restart;
}

/* Every map must have found its font. */
static bool check_maps(const struct finish *finish, struct err *err) {
	for (size_t i = 0; i < finish->map_count; i++) {
		if (finish->maps[i].num) {
			return err_set(err, ERR_BUG, "Cairo wrote a ToUnicode map (object %u) for no font", finish->maps[i].num);
		}
	}
	return true;
}

/* The pictures of a page as "/XObject<</Im0 12 0 R>>", each once. */
static void put_pictures(const struct finish *finish, size_t page, const unsigned *nums, struct buf *out) {
	const struct tag_page *on = &finish->tags->pages[page];
	const struct tag_picture *pictures = &finish->tags->pictures[on->first_picture];

	if (on->picture_count == 0) {
		return;
	}
	buf_adds(out, "/XObject<<");
	for (size_t i = 0; i < on->picture_count; i++) {
		bool is_new = true;

		for (size_t k = 0; k < i && is_new; k++) {
			is_new = pictures[k].image != pictures[i].image;
		}
		if (is_new) {
			buf_addf(out, "/Im%u %u 0 R", pictures[i].image, nums[pictures[i].image]);
		}
	}
	buf_adds(out, ">>");
}

static bool write_resources(struct finish *finish, const unsigned *nums, struct err *err) {
	size_t next = 0;

	for (size_t page = 0; page < finish->page_count; page++) {
		const struct held *held = next < finish->resource_count ? &finish->resources[next] : NULL;

		if (!held || held->num != finish->pages[page].resources) {
			if (finish->tags->pages[page].picture_count > 0) {
				return err_set(err, ERR_BUG, "page %zu: its resources came before its pictures", page + 1);
			}
			continue;
		}
		buf_reset(&finish->scratch);
		buf_add(&finish->scratch, held->p, held->n - 2);         /* without its ">>" */
		put_pictures(finish, page, nums, &finish->scratch);
		buf_adds(&finish->scratch, ">>");
		objs_add(finish->objs, held->num, &finish->scratch);
		next++;
	}
	return next == finish->resource_count || err_set(err, ERR_BUG, "Cairo wrote resources for no page");
}

static bool write_pictures(struct finish *finish, struct err *err) {
	const struct tags *tags = finish->tags;
	unsigned *nums;
	bool ok = true;

	if (tags->picture_count == 0) {
		return true;
	}
	nums = mem_alloc(tags->image_count * sizeof(*nums));
	for (size_t i = 0; i < tags->image_count && ok; i++) {
		ok = picture_write(finish->objs, tags->images[i], &nums[i], err);
	}
	ok = ok && write_resources(finish, nums, err);
	mem_free(nums);
	return ok;
}

bool finish_end(struct finish *finish, const struct page_feed *feed, const struct pdf_meta *meta, struct err *err) {
	struct slice rest;

	if (!finish_read(finish, err)) {
		return false;
	}
	rest = (struct slice){ finish->in.p, finish->in.len };
	if (!starts(rest, "xref\n") || !find(rest, "\nstartxref\n")) {
		return refuse(&rest, 0, "no cross-reference table where the objects end", err);
	}
	if (finish->page_count != finish->tags->page_count) {
		return err_set(err, ERR_BUG, "%zu pages were painted, Cairo wrote %zu", finish->tags->page_count, finish->page_count);
	}
	return check_maps(finish, err) && write_pictures(finish, err) &&
	       tree_write(finish->objs, finish->tags, finish->pages, feed, meta, err);
}
