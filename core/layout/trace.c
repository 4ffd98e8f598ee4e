/* The pages as text, for golden tests. */
#include <math.h>

#include "base/str.h"
#include "doc/image.h"
#include "layout/page.h"
#include "text/font.h"
#include "text/para.h"

static const char *const tag_names[TAGS] = {
	[TAG_DOCUMENT] = "Document", [TAG_SECT] = "Sect", [TAG_H1] = "H1", [TAG_H2] = "H2", [TAG_H3] = "H3", [TAG_H4] = "H4",
	[TAG_H5] = "H5", [TAG_H6] = "H6", [TAG_P] = "P", [TAG_BLOCKQUOTE] = "BlockQuote", [TAG_L] = "L", [TAG_LI] = "LI",
	[TAG_LBL] = "Lbl", [TAG_LBODY] = "LBody", [TAG_TABLE] = "Table", [TAG_THEAD] = "THead", [TAG_TBODY] = "TBody",
	[TAG_TFOOT] = "TFoot",
	[TAG_TR] = "TR", [TAG_TH] = "TH", [TAG_TD] = "TD", [TAG_FIGURE] = "Figure", [TAG_CAPTION] = "Caption",
	[TAG_NOTE] = "Note", [TAG_REFERENCE] = "Reference", [TAG_LINK] = "Link", [TAG_TOC] = "TOC", [TAG_TOCI] = "TOCI",
	[TAG_SPAN] = "Span", [TAG_DIV] = "Div",
};

const char *tag_name(enum tag tag) {
	return tag_names[tag];
}

/* Rounded so that another compiler's last bit makes no difference. */
static double r(double v) {
	double rounded = round(v * 10) / 10;

	return rounded == 0 ? 0 : rounded;
}

static void trace_tag(const struct op *op, struct buf *out) {
	const struct tag_attrs *a = op->u.tag.attrs;

	buf_addf(out, "<%s", tag_name(op->u.tag.tag));
	if (a != NULL) {
		const struct { const char *name, *value; } texts[] = {
			{ "lang", a->lang }, { "alt", a->alt }, { "alt_second", a->alt_second }, { "id", a->id }, { "uri", a->uri }, { "dest", a->dest },
			{ "list", a->list_numbering },
		};
		for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
			if (texts[i].value != NULL) {
				buf_addf(out, " %s=\"%s\"", texts[i].name, texts[i].value);
			}
		}
		if (a->scope != SCOPE_NONE) {
			buf_addf(out, " scope=%d", a->scope);
		}
		for (const char *const *id = a->headers; id != NULL && *id != NULL; id++) {
			buf_addf(out, "%s%s", id == a->headers ? " headers=" : ",", *id);
		}
		if (a->colspan > 1) {
			buf_addf(out, " colspan=%d", a->colspan);
		}
		if (a->rowspan > 1) {
			buf_addf(out, " rowspan=%d", a->rowspan);
		}
	}
	buf_adds(out, ">\n");
}

static void trace_text(const struct op *op, struct buf *out) {
	const struct text_run *run = op->u.text.run;

	buf_addf(out, "text %.1f %.1f %s %.1f w=%.1f \"%.*s\"\n", r(op->u.text.x), r(op->u.text.y), face_name(run->face),
	         r(run->size_pt), r(run->width_pt), (int)run->utf8_len, run->utf8);
}

static void trace_op(const struct op *op, int *depth, struct buf *out) {
	if (op->kind == OP_TAG_END) {
		(*depth)--;
	}
	for (int i = 0; i < *depth; i++) {
		buf_addc(out, ' ');
	}
	switch (op->kind) {
	case OP_TAG_BEGIN:
		trace_tag(op, out);
		(*depth)++;
		break;
	case OP_TAG_END:
		buf_adds(out, "</>\n");
		break;
	case OP_ARTIFACT_BEGIN:
		buf_addf(out, "artifact %d\n", op->u.artifact);
		break;
	case OP_ARTIFACT_END:
		buf_adds(out, "artifact end\n");
		break;
	case OP_TEXT:
		trace_text(op, out);
		break;
	case OP_RECT:
		buf_addf(out, "rect %.1f %.1f %.1f %.1f\n", r(op->u.rect.x), r(op->u.rect.y), r(op->u.rect.w), r(op->u.rect.h));
		break;
	case OP_LINE:
		buf_addf(out, "line %.1f %.1f %.1f %.1f\n", r(op->u.line.x0), r(op->u.line.y0), r(op->u.line.x1), r(op->u.line.y1));
		break;
	case OP_PATH:
		buf_addf(out, "path %u from %.1f %.1f\n", op->u.path.n, r(op->u.path.segs[0].x[0]), r(op->u.path.segs[0].y[0]));
		break;
	case OP_IMAGE:
		buf_addf(out, "image %s %.1f %.1f %.1f %.1f\n", op->u.image.image->name, r(op->u.image.x), r(op->u.image.y),
		         r(op->u.image.w), r(op->u.image.h));
		break;
	case OP_DEST:
		buf_addf(out, "dest %s %.1f\n", op->u.dest.name, r(op->u.dest.y));
		break;
	case OP_ROTATE_BEGIN:
		buf_addf(out, "rotate %.1f %.1f %.1f\n", r(op->u.rotate.x), r(op->u.rotate.y), r(op->u.rotate.degrees));
		break;
	case OP_ROTATE_END:
		buf_adds(out, "rotate end\n");
		break;
	case OP_SLOT:
		buf_addf(out, "slot %u\n", (unsigned)op->u.flow);
		break;
	case OP_FLOW_BEGIN:
		buf_addf(out, "flow %u\n", (unsigned)op->u.flow);
		break;
	case OP_FLOW_END:
		buf_adds(out, "flow end\n");
		break;
	case OP_WORDS:
		buf_adds(out, "words\n");
		break;
	case OP_LATER:
		buf_adds(out, "later\n");
		break;
	case OP_AS_DRAWN_BEGIN:
	case OP_AS_DRAWN_END:
		break;
	}
}

bool pages_trace(struct page_feed *feed, struct buf *out, struct err *err) {
	const struct page *page;
	int depth = 0;

	for (;;) {
		if (!feed->impl->next(feed, &page, err)) {
			return false;
		}
		if (page == NULL) {
			break;
		}
		buf_addf(out, "page %s %.1f %.1f\n", page->label, r(page->width_pt), r(page->height_pt));
		for (size_t i = 0; i < page->op_count; i++) {
			trace_op(&page->ops[i], &depth, out);
		}
	}
	for (size_t i = 0; i < feed->outline_count; i++) {
		const struct outline_entry *e = &feed->outline[i];
		buf_addf(out, "outline %d \"%s\" -> %s\n", e->level, e->title, e->dest);
	}
	return true;
}

/* ---- a feed of pages that are there ---- */

static bool next_of_list(struct page_feed *base, const struct page **page, struct err *err) {
	struct pages_feed *feed = (struct pages_feed *)base;

	(void)err;
	*page = feed->at < feed->pages->n ? &feed->pages->v[feed->at++] : NULL;
	return true;
}

static void rewind_list(struct page_feed *base) {
	((struct pages_feed *)base)->at = 0;
}

struct page_feed *pages_feed(struct pages_feed *feed, const struct pages *pages) {
	static const struct page_feed_impl impl = { next_of_list, rewind_list };

	*feed = (struct pages_feed){
		.feed = {
			.impl = &impl, .page_count = pages->n, .outline = pages->outline, .outline_count = pages->outline_count,
		},
		.pages = pages,
	};
	return &feed->feed;
}
