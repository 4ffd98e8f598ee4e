#include "layout/cover.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "layout/box.h"
#include "layout/running.h"

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

/* text as a paragraph from *y down, the larger of its space above and what is there already between. */
static bool add_text(struct setter *setter, const char *text, enum template_style_id id, enum tag tag, double *y,
                     struct ops *ops) {
	const struct template_style *style = &setter->template->styles[id];
	const struct inline_opts opts = { .style = id, .align = -1, .no_hyphens = true };

	if (text == NULL || *text == '\0') {
		return true;
	}
	struct inline_para *para = inline_text(setter, text, &opts);
	if (para == NULL) {
		return false;
	}
	*y += style->space_before;
	size_t n = inline_break(setter, para, balanced_width(setter, para, setter->width * 0.92), NULL);
	ops_tag(setter->arena, ops, tag, NULL);
	for (size_t i = 0; i < n; i++) {
		inline_ops(setter, para, i, setter->template->left, *y, false, ops);
		*y += inline_leading(para);
	}
	ops_tag_end(setter->arena, ops);
	*y += style->space_after;
	return true;
}

static void add_paint(struct setter *setter, double x, double y, double w, double h, struct template_color color,
                      struct ops *ops) {
	ops_artifact(setter->arena, ops, ARTIFACT_BACKGROUND);
	ops_rect(setter->arena, ops, x, y, w, h, color);
	ops_artifact_end(setter->arena, ops);
}

static bool add_lines(struct setter *setter, double y, struct ops *ops) {
	const struct doc *doc = setter->doc;

	if (!add_text(setter, running_fill(setter, "{as_of}", "1", "1", NULL), STYLE_COVER_LINE, TAG_P, &y, ops) ||
	    !add_text(setter, doc->author, STYLE_COVER_LINE, TAG_P, &y, ops)) {
		return false;
	}
	for (size_t i = 0; i < doc->cover_line_count; i++) {
		if (!add_text(setter, doc->cover_lines[i], STYLE_COVER_LINE, TAG_P, &y, ops)) {
			return false;
		}
	}
	return true;
}

bool cover_set(struct setter *setter, struct ops *ops) {
	const struct template *t = setter->template;
	const struct doc *doc = setter->doc;
	double y = t->cover.title_top;

	if (!running_watermark(setter, ops)) {
		return false;
	}
	if (t->cover.band > 0) {
		add_paint(setter, 0, 0, t->width, t->cover.band, t->accent, ops);
	}
	ops_tag(setter->arena, ops, TAG_SECT, NULL);
	/* A report without a title of its own is called what its kind is: that is said once. */
	if (t->cover.kicker != NULL && (doc->report_title == NULL || !str_eq(doc->report_title, doc->title))) {
		double kicker_y = y - t->styles[STYLE_COVER_KICKER].leading - 8;
		const char *kicker = running_fill(setter, t->cover.kicker, "1", "1", NULL);
		if (!add_text(setter, kicker, STYLE_COVER_KICKER, TAG_P, &kicker_y, ops)) {
			return false;
		}
	}
	if (!add_text(setter, doc->title, STYLE_COVER_TITLE, TAG_P, &y, ops) ||
	    !add_text(setter, doc->subtitle, STYLE_COVER_SUBTITLE, TAG_P, &y, ops)) {
		return false;
	}
	if (t->cover.rule_width > 0) {
		y += 18;
		add_paint(setter, t->left, y, t->cover.rule_length, t->cover.rule_width, t->highlight, ops);
		y += t->cover.rule_width + 18;
	}
	if (!add_lines(setter, y, ops)) {
		return false;
	}
	ops_tag_end(setter->arena, ops);
	return true;
}
