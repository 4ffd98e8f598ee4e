#include "layout/running.h"

#include <math.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "layout/box.h"
#include "layout/second.h"
#include "text/locale.h"

/* ---- placeholders ---- */

struct values {
	struct setter *setter;
	const struct doc *doc;       /* whose values they are; in its language */
	const char *number, *count;
	const struct node *chapter;
	bool is_bilingual;           /* in both languages, where they differ */
};

static const char *day(const struct values *v) {
	const char *text = locale_date(v->setter->arena, v->doc->lang, v->doc->as_of, "long");

	return text != NULL ? text : v->doc->as_of;
}

static const char *chapter_words(const struct values *v) {
	if (v->chapter == NULL) {
		return "";
	}
	bool is_second = v->doc == v->setter->doc->second;
	const char *second = is_second ? node_second_words(v->setter->arena, v->chapter) : NULL;
	return second != NULL ? second : second_leading(v->setter, v->chapter);
}

static const char *fill(const struct values *v, const char *text);

static const char *edition_words(const struct values *v) {
	const struct doc *doc = v->doc;

	if (doc->edition == NULL || doc->corrected == NULL) {
		return doc->edition != NULL ? doc->edition : "";
	}
	return arena_printf(v->setter->arena, "%s · %s", doc->edition, doc->corrected);
}

/* The value of {key} in one language; NULL when there is none of that name. */
static const char *value_in(const struct values *v, const char *key) {
	const struct doc *doc = v->doc;

	if (str_eq(key, "title")) {
		return doc->title;
	} else if (str_eq(key, "report")) {
		return doc->report_title != NULL ? doc->report_title : doc->report;
	} else if (str_eq(key, "as_of")) {
		return doc->as_of != NULL ? fill(v, label_text(doc->lang, doc->edition != NULL ? LABEL_CUTOFF : LABEL_AS_OF)) : "";
	} else if (str_eq(key, "edition")) {
		return edition_words(v);
	} else if (str_eq(key, "day")) {
		return doc->as_of != NULL ? day(v) : "";
	} else if (str_eq(key, "section")) {
		return chapter_words(v);
	} else if (str_eq(key, "page")) {
		return v->number;
	} else if (str_eq(key, "pages")) {
		return v->count;
	} else if (str_eq(key, "page_of")) {
		return fill(v, label_text(doc->lang, LABEL_PAGE_OF));
	}
	return NULL;
}

/* The same, of a bilingual edition in both: the page and their number, which are the same, stand without words. */
static const char *value(const struct values *v, const char *name, size_t n) {
	char key[16] = "";

	if (n >= sizeof(key)) {
		return NULL;
	}
	memcpy(key, name, n);
	if (!v->is_bilingual) {
		return value_in(v, key);
	}
	if (str_eq(key, "page_of")) {
		return arena_printf(v->setter->arena, "%s / %s", v->number, v->count);
	}
	struct values one = *v;
	one.is_bilingual = false;
	const char *first = value_in(&one, key);
	one.doc = v->setter->doc->second;
	const char *second = value_in(&one, key);
	return first == NULL ? NULL : label_join(v->setter->arena, first, second);
}

/* What stands between two dots of which one side came out empty is left out with it: "{edition} · {title}" of no edition is its title. */
static void drop_empty(struct buf *out) {
	static const char dot[] = " · ";
	char *at;

	while (str_prefix(out->p, dot) || (out->len >= sizeof(dot) - 1 && str_suffix(out->p, dot)) || strstr(out->p, " ·  · ") != NULL) {
		at = str_prefix(out->p, dot) ? out->p : strstr(out->p, " ·  · ") != NULL ? strstr(out->p, " ·  · ") : out->p + out->len - (sizeof(dot) - 1);
		memmove(at, at + sizeof(dot) - 1, out->len - (size_t)(at - out->p) - (sizeof(dot) - 1) + 1);
		out->len -= sizeof(dot) - 1;
	}
}

static const char *fill(const struct values *v, const char *text) {
	struct buf out = BUF_INIT;

	while (*text != '\0') {
		const char *end = *text == '{' ? strchr(text, '}') : NULL;
		const char *filled = end != NULL ? value(v, text + 1, (size_t)(end - text - 1)) : NULL;
		if (filled != NULL) {
			buf_adds(&out, filled);
			text = end + 1;
		} else {
			buf_addc(&out, *text++);
		}
	}
	if (strstr(out.p, " · ") != NULL) {
		drop_empty(&out);
	}
	const char *copy = arena_strdup(v->setter->arena, out.p);
	buf_fini(&out);
	return copy;
}

const char *running_fill(struct setter *setter, const struct doc *doc, const char *text, const char *number, const char *count,
                         const struct node *chapter) {
	const struct values v = { setter, doc, number, count, chapter, false };

	return text != NULL ? fill(&v, text) : NULL;
}

/* ---- lines ---- */

enum { RUNNING_MAX = 400 };    /* bytes of a place of a running line */

/* One of the three places of a running line, at most width wide: what is longer is cut at a word, with an ellipsis. */
static bool set_place(struct setter *setter, const char *text, enum template_style_id id, enum template_align align, double y,
                      double width, struct ops *ops) {
	const struct inline_opts opts = { .style = id, .align = align, .no_hyphens = true };

	if (text == NULL || *text == '\0') {
		return true;
	}
	/* However long a title is, no more of it is measured than could ever find room. */
	if (strlen(text) > RUNNING_MAX) {
		text = arena_printf(setter->arena, "%.*s …", (int)utf8_start(text, RUNNING_MAX), text);
	}
	struct inline_para *para = inline_text(setter, text, &opts);
	while (para != NULL && inline_max_width(para) > width) {
		const char *cut = strrchr(text, ' ');
		if (cut == NULL || cut == text) {
			break;
		}
		text = arena_printf(setter->arena, "%.*s", (int)(cut - text), text);
		para = inline_text(setter, arena_printf(setter->arena, "%s …", text), &opts);
	}
	if (para == NULL) {
		return false;
	}
	inline_break(setter, para, setter->width, NULL);
	inline_ops(setter, para, 0, setter->sheet->left, y, true, ops);
	return true;
}

/* What a place would take; more than any has where it says more than is ever measured. */
static double width_of(const struct values *v, const char *text, enum template_style_id id) {
	const struct inline_opts opts = { .style = id, .align = TEMPLATE_LEFT, .no_hyphens = true };
	const char *words = text != NULL ? fill(v, text) : "";
	struct inline_para *para = *words != '\0' && strlen(words) <= RUNNING_MAX ? inline_text(v->setter, words, &opts) : NULL;

	return *words == '\0' ? 0 : para != NULL ? inline_max_width(para) : INFINITY;
}

/* What a place says; in both languages only where there is room for both. */
static const char *words_of(const struct values *v, const char *text, enum template_style_id id, double room) {
	struct values said = *v;

	said.is_bilingual = v->is_bilingual && width_of(v, text, id) <= room;
	return text != NULL ? fill(&said, text) : NULL;
}

static bool set_line(struct setter *setter, const struct template_running *line, enum template_style_id id,
                     enum artifact artifact, double y, double rule_y, const struct values *v, struct ops *ops) {
	double room = setter->width * (line->center != NULL ? 0.32 : 0.62), right = setter->width - room - 12;

	if (v->is_bilingual && line->center == NULL) {
		/* The left place leaves what it does not need. */
		right = setter->width - fmin(room, width_of(v, line->left, id)) - 12;
	}
	/* A title that is its own chapter's heading is said once. */
	ops_artifact(setter->arena, ops, artifact);
	if (!set_place(setter, words_of(v, line->left, id, room), id, TEMPLATE_LEFT, y, room, ops) ||
	    !set_place(setter, words_of(v, line->center, id, room), id, TEMPLATE_CENTER, y, room, ops) ||
	    !set_place(setter, words_of(v, line->right, id, right), id, TEMPLATE_RIGHT, y, right, ops)) {
		return false;
	}
	if (line->rule > 0) {
		ops_line(setter->arena, ops, setter->sheet->left, rule_y, setter->sheet->left + setter->width, rule_y, line->rule,
		         setter->template->rule, 0);
	}
	ops_artifact_end(setter->arena, ops);
	return true;
}

bool running_watermark(struct setter *setter, struct ops *ops) {
	const char *text = setter->doc->watermark != NULL ? setter->doc->watermark : second_label(setter, NULL, LABEL_DRAFT);
	struct inline_opts opts = { .style = STYLE_WATERMARK, .align = TEMPLATE_LEFT, .no_hyphens = true };
	double room = hypot(setter->sheet->width, setter->sheet->height) * 0.8, x = setter->sheet->width / 2, y = setter->sheet->height / 2;

	if (!setter->doc->is_draft && setter->doc->watermark == NULL) {
		return true;
	}
	struct inline_para *para = inline_text(setter, text, &opts);
	if (para != NULL && inline_max_width(para) > room) {
		opts.scale = room / inline_max_width(para);
		para = inline_text(setter, text, &opts);
	}
	if (para == NULL) {
		return false;
	}
	inline_break(setter, para, inline_max_width(para) + 1, NULL);
	ops_artifact(setter->arena, ops, ARTIFACT_WATERMARK);
	struct op *op = ARENA_PUSH(setter->arena, ops->v, ops->n, ops->cap);
	op->kind = OP_ROTATE_BEGIN;
	op->u.rotate.x = x;
	op->u.rotate.y = y;
	/* Along the paper's diagonal, about. */
	op->u.rotate.degrees = setter->sheet->width > setter->sheet->height ? -33 : -52;
	inline_ops(setter, para, 0, x - inline_max_width(para) / 2, y - inline_leading(para) / 2, true, ops);
	ARENA_PUSH(setter->arena, ops->v, ops->n, ops->cap)->kind = OP_ROTATE_END;
	ops_artifact_end(setter->arena, ops);
	return true;
}

/* One line in the middle of the page at y; a page's width is enough for any that a request may have, else it is set smaller. */
static bool set_marking(struct setter *setter, enum artifact artifact, double y, struct ops *ops) {
	struct inline_opts opts = { .style = STYLE_BANNER, .align = TEMPLATE_LEFT, .no_hyphens = true };
	double room = setter->sheet->width - 2 * setter->template->banner.distance;
	struct inline_para *para = inline_text(setter, setter->doc->marking, &opts);

	if (para != NULL && inline_max_width(para) > room) {
		opts.scale = fmax(0.4, room / inline_max_width(para) * 0.99);
		para = inline_text(setter, setter->doc->marking, &opts);
	}
	if (para == NULL) {
		return false;
	}
	inline_break(setter, para, inline_max_width(para) + 1, NULL);
	ops_artifact(setter->arena, ops, artifact);
	inline_ops(setter, para, 0, (setter->sheet->width - inline_max_width(para)) / 2, y, true, ops);
	ops_artifact_end(setter->arena, ops);
	return true;
}

bool running_marking(struct setter *setter, double taken, struct ops *ops) {
	double distance = setter->template->banner.distance, head = fmax(distance, taken + distance / 2);
	double leading = setter->template->styles[STYLE_BANNER].leading;

	return setter->doc->marking == NULL ||
	       (set_marking(setter, ARTIFACT_HEADER, head, ops) &&
	        set_marking(setter, ARTIFACT_FOOTER, setter->sheet->height - distance - leading, ops));
}

bool running_set(struct setter *setter, const char *number, const char *count, const struct node *chapter, struct ops *ops) {
	const struct template *t = setter->template;
	const struct values v = { setter, setter->doc, number, count, chapter, setter->doc->second != NULL };
	double header_y = setter->sheet->top - t->header.distance - t->styles[STYLE_HEADER].leading;
	double footer_y = setter->sheet->height - setter->sheet->bottom + t->footer.distance - t->styles[STYLE_FOOTER].leading;

	return running_watermark(setter, ops) && running_marking(setter, 0, ops) &&
	       set_line(setter, &t->header, STYLE_HEADER, ARTIFACT_HEADER, header_y,
	                header_y + t->styles[STYLE_HEADER].leading + 4, &v, ops) &&
	       set_line(setter, &t->footer, STYLE_FOOTER, ARTIFACT_FOOTER, footer_y, footer_y - 4, &v, ops);
}
