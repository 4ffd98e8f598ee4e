#include "layout/cover.h"

#include <math.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/image.h"
#include "doc/node.h"
#include "layout/box.h"
#include "layout/running.h"
#include "layout/second.h"

static const double LOGO_SPACE = 14;             /* below a logo */

/* The narrowest width that takes no more lines than the widest does: lines of a title come out alike. */
static double balanced_width(struct setter *setter, struct inline_para *para, double width) {
	size_t n = inline_break(setter, para, width, NULL);
	double low = width / (double)(n + 1);

	for (int i = 0; i < 12 && n > 1; i++) {
		double middle = (low + width) / 2;
		if (middle >= inline_min_width(para) && inline_break(setter, para, middle, NULL) <= n) {
			width = middle;
		} else {
			low = middle;
		}
	}
	return width;
}

/* A title page or block while it is set: what is put in next stands at y. */
struct cover {
	struct setter *setter;
	double x, y;
	struct ops *ops;
};

/* The part of the room left beside a width that stands before it. */
static double lead_of(enum template_align align) {
	return align == TEMPLATE_CENTER ? 0.5 : align == TEMPLATE_RIGHT ? 1 : 0;
}

/* text of doc as a paragraph below what is there. */
static bool add_text(struct cover *c, const struct doc *doc, const char *text, enum template_style_id id) {
	struct setter *setter = c->setter;
	bool is_second = doc == setter->doc->second;
	const struct template_style *style = &setter->template->styles[id];
	const struct inline_opts opts = { .style = id, .align = -1, .no_hyphens = true };

	if (text == NULL || *text == '\0') {
		return true;
	}
	struct inline_para *para = is_second ? inline_new(setter, second_block(setter, text, false), &opts)
	                                     : inline_text(setter, text, &opts);
	if (para == NULL) {
		return false;
	}
	c->y += style->space_before;
	double width = balanced_width(setter, para, setter->width * 0.92);
	double x = c->x + lead_of(style->align) * (setter->width - width);
	size_t n = inline_break(setter, para, width, NULL);
	ops_tag(setter->arena, c->ops, TAG_P, NULL);
	for (size_t i = 0; i < n; i++) {
		inline_ops(setter, para, i, x, c->y, false, c->ops);
		c->y += inline_leading(para);
	}
	ops_tag_end(setter->arena, c->ops);
	c->y += style->space_after;
	return true;
}

/* The logo, its head at y; what comes next stands below it. */
static void add_logo(struct cover *c) {
	const struct template *t = c->setter->template;
	const struct image *image = t->cover.image;

	if (image == NULL) {
		return;
	}
	double height = t->cover.logo_height, width = height * image->width_pt / image->height_pt;
	if (width > c->setter->width) {
		height *= c->setter->width / width;
		width = c->setter->width;
	}
	double x = c->x + lead_of(t->styles[STYLE_COVER_TITLE].align) * (c->setter->width - width);
	struct tag_attrs *attrs = arena_alloc(c->setter->lasting, sizeof(*attrs));
	attrs->alt = t->cover.logo_alt;
	attrs->bbox[0] = x;
	attrs->bbox[1] = c->y;
	attrs->bbox[2] = x + width;
	attrs->bbox[3] = c->y + height;
	ops_tag(c->setter->arena, c->ops, TAG_FIGURE, attrs);
	ops_image(c->setter->arena, c->ops, image, x, c->y, width, height);
	ops_tag_end(c->setter->arena, c->ops);
	c->y += height + LOGO_SPACE;
}

static void add_paint(struct cover *c, double x, double y, double w, double h, struct template_color color) {
	ops_artifact(c->setter->arena, c->ops, ARTIFACT_BACKGROUND);
	ops_rect(c->setter->arena, c->ops, x, y, w, h, color);
	ops_artifact_end(c->setter->arena, c->ops);
}

/* The kind of report, unless its title says the same; NULL: none. */
static const char *kicker_of(struct setter *setter, const struct doc *doc) {
	bool is_said = doc->report_title != NULL && str_eq(doc->report_title, doc->title);

	return is_said ? NULL : running_fill(setter, doc, setter->template->cover.kicker, "1", "1", NULL);
}

static bool add_lines(struct cover *c, const struct doc *doc) {
	if (!add_text(c, doc, doc->edition, STYLE_COVER_LINE) || !add_text(c, doc, doc->corrected, STYLE_COVER_LINE) ||
	    !add_text(c, doc, running_fill(c->setter, doc, "{as_of}", "1", "1", NULL), STYLE_COVER_LINE) ||
	    !add_text(c, doc, doc->author, STYLE_COVER_LINE)) {
		return false;
	}
	for (size_t i = 0; i < doc->cover_line_count; i++) {
		if (!add_text(c, doc, doc->cover_lines[i], STYLE_COVER_LINE)) {
			return false;
		}
	}
	return true;
}

static bool add_titles(struct cover *c, const struct doc *doc) {
	return add_text(c, doc, doc->title, STYLE_COVER_TITLE) && add_text(c, doc, doc->subtitle, STYLE_COVER_SUBTITLE);
}

/* All of it again below a rule, in the second language of a bilingual edition. */
static bool add_second(struct cover *c) {
	const struct template *t = c->setter->template;
	const struct doc *second = c->setter->doc->second;
	double gap = t->styles[STYLE_COVER_TITLE].leading;

	if (second == NULL) {
		return true;
	}
	c->y += gap;
	if (!add_text(c, second, kicker_of(c->setter, second), STYLE_COVER_KICKER) || !add_titles(c, second)) {
		return false;
	}
	c->y += gap / 3;
	return add_lines(c, second);
}

bool cover_set(struct setter *setter, struct ops *ops) {
	const struct template *t = setter->template;
	struct cover c = { .setter = setter, .x = t->left, .y = t->cover.title_top - t->styles[STYLE_COVER_KICKER].leading - 8, .ops = ops };

	if (!running_watermark(setter, ops) || !running_marking(setter, t->cover.band, ops)) {
		return false;
	}
	if (t->cover.band > 0) {
		add_paint(&c, 0, 0, t->width, t->cover.band, t->accent);
	}
	ops_tag(setter->arena, ops, TAG_SECT, NULL);
	double kicker_y = c.y;
	c.y = fmax(t->top, t->cover.band + LOGO_SPACE);
	add_logo(&c);
	c.y = kicker_y;
	if (!add_text(&c, setter->doc, kicker_of(setter, setter->doc), STYLE_COVER_KICKER)) {
		return false;
	}
	c.y = t->cover.title_top;
	if (!add_titles(&c, setter->doc)) {
		return false;
	}
	if (t->cover.rule_width > 0) {
		double x = t->left + lead_of(t->styles[STYLE_COVER_TITLE].align) * (setter->width - t->cover.rule_length);
		add_paint(&c, x, c.y + 18, t->cover.rule_length, t->cover.rule_width, t->highlight);
		c.y += t->cover.rule_width + 36;
	}
	if (!add_lines(&c, setter->doc) || !add_second(&c)) {
		return false;
	}
	ops_tag_end(setter->arena, ops);
	return true;
}

bool cover_block(struct setter *setter, struct vlist *list) {
	const struct template *t = setter->template;
	struct piece *piece = vlist_add(setter->arena, list, 0, 0);
	struct cover c = { .setter = setter, .ops = &piece->ops };

	ops_tag(setter->arena, c.ops, TAG_SECT, NULL);
	add_logo(&c);
	if (!add_text(&c, setter->doc, kicker_of(setter, setter->doc), STYLE_COVER_KICKER) || !add_titles(&c, setter->doc)) {
		return false;
	}
	c.y += 6;
	if (!add_lines(&c, setter->doc) || !add_second(&c)) {
		return false;
	}
	ops_tag_end(setter->arena, c.ops);
	if (t->cover.rule_width > 0) {
		c.y += 8;
		add_paint(&c, 0, c.y, setter->width, t->cover.rule_width, t->highlight);
		c.y += t->cover.rule_width;
	}
	piece->height = c.y;
	list->pending_space = t->styles[STYLE_COVER_LINE].space_after + 16;
	return true;
}
