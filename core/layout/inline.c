#include <math.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "layout/box.h"
#include "text/locale.h"
#include "text/para.h"

/* What a span stands for; its index is the mark that comes back with the runs. */
struct span_info {
	enum { INFO_TEXT, INFO_LINK, INFO_NOTE, INFO_MARK } kind;
	struct template_color color;
	const struct tag_attrs *attrs;       /* of its leaf tag, NULL: none */
	const struct node *note;             /* of INFO_MARK the mark */
	const struct node *entry;            /* of an index, that these words are part of */
	bool is_lead;
};

struct inline_para {
	const struct template_style *style;
	struct para *para;
	struct span_info *infos;
	size_t info_cap;
	struct text_line *lines;
	size_t line_count;
	double width;                /* that lines were broken to */
	bool mirrors;                /* x is to count from the right: see struct setter */
	bool has_notes;              /* marks of notes stand in it, or words that an index leads to */
	const char *lang;            /* of the element it stands in: see struct setter */
	const struct node *entry;    /* the last of these that was placed */
	const struct node *node;     /* whose inlines it is made of, and how: for who sets it again */
	struct inline_opts opts;
};

/* How the walk sets text where it is. */
struct face_state {
	bool bold, italic, small_caps, superior;
	bool is_light;               /* not bold, whatever the style is */
	double scale, rise;
	const char *lang;
	struct template_color color;
	const struct tag_attrs *link;        /* inside a link: its attributes */
	const struct node *entry;            /* inside words that an index leads to */
	bool is_lead;
};

struct walk {
	struct setter *setter;
	struct inline_para *para;
	size_t n;                    /* spans, which stand in the setter's room for them */
};

static const double NOTE_MARK_SCALE = 0.66, NOTE_MARK_RISE = 0.34;
static const double CITE_SCALE = 0.82;

static bool is_same_style(const struct text_style *a, const struct text_style *b) {
	return a->role == b->role && a->size_pt == b->size_pt && a->bold == b->bold && a->italic == b->italic &&
	       a->tabular == b->tabular && a->small_caps == b->small_caps && a->all_small == b->all_small &&
	       a->superior == b->superior && a->oldstyle == b->oldstyle && a->rise_pt == b->rise_pt &&
	       a->tracking_em == b->tracking_em && (a->lang == b->lang || (a->lang && b->lang && str_eq(a->lang, b->lang)));
}

enum { STYLES_SEARCHED = 16 };
enum { QUOTED_MAX = 80 };      /* bytes of a text that cannot be set */

/* A document has a few dozen styles and thousands of spans: those made last are used again. */
static const struct text_style *share_style(struct setter *setter, const struct text_style *style) {
	size_t n = setter->style_count, from = n > STYLES_SEARCHED ? n - STYLES_SEARCHED : 0;

	for (size_t i = n; i > from; i--) {
		const struct text_style *known = setter->styles[i - 1];
		if (is_same_style(known, style)) {
			return known;
		}
	}
	struct text_style *kept = arena_copy(setter->lasting, style, sizeof(*style));
	*ARENA_PUSH(setter->lasting, setter->styles, setter->style_count, setter->style_cap) = kept;
	return kept;
}

static const struct text_style *make_style(struct walk *w, const struct face_state *f) {
	const struct template_style *s = w->para->style;
	bool slants = !f->italic || locale_has_italic(f->lang);
	const struct text_style style = {
		.role = s->font, .size_pt = s->size * f->scale, .bold = (s->bold || f->bold || !slants) && !f->is_light,
		.italic = s->italic != (f->italic && slants), .tabular = s->tabular, .small_caps = s->small_caps || f->small_caps,
		.all_small = f->small_caps, .superior = f->superior, .oldstyle = s->oldstyle && !s->tabular,
		.rise_pt = s->size * f->rise, .tracking_em = s->tracking, .lang = f->lang,
	};
	return share_style(w->setter, &style);
}

/* Set text raised: in the face's own superior letters, which are drawn to match, else in small ones. */
static void raise_text(struct walk *w, const char *text, struct face_state *f) {
	const struct text_style *style = make_style(w, f);

	if (shaper_can_raise(w->setter->shaper, style, text, strlen(text))) {
		f->superior = true;
		return;
	}
	f->scale *= NOTE_MARK_SCALE;
	f->rise = NOTE_MARK_RISE;
}

static struct text_span *add_span(struct walk *w, enum span_kind kind, const char *text, const struct face_state *f) {
	struct inline_para *p = w->para;
	size_t n = w->n;

	*ARENA_PUSH(w->setter->arena, p->infos, n, p->info_cap) = (struct span_info){
		.kind = f->link != NULL ? INFO_LINK : INFO_TEXT, .color = f->color, .attrs = f->link,
		.entry = f->entry, .is_lead = f->is_lead,
	};
	struct text_span *span = ARENA_PUSH(w->setter->lasting, w->setter->spans, w->n, w->setter->span_cap);
	*span = (struct text_span){
		.kind = kind, .text = text, .len = text != NULL ? strlen(text) : 0, .style = make_style(w, f), .mark = (uint32_t)(w->n - 1),
	};
	return span;
}

/* Words, with what their language raises ("er" of "1er") raised; what is raised already stays as it is. */
static void add_words(struct walk *w, const char *text, const struct face_state *f) {
	const char *whole = text;
	size_t at, n;

	while (!f->superior && f->rise == 0 && (n = locale_superior(f->lang, text, &at)) > 0) {
		struct face_state raised = *f;
		const char *ending = arena_strndup(w->setter->arena, text + at, n);

		raise_text(w, ending, &raised);
		add_span(w, SPAN_TEXT, arena_strndup(w->setter->arena, text, at), f);
		add_span(w, SPAN_TEXT, ending, &raised)->no_break_before = true;
		text += at + n;
	}
	if (*text != '\0' || text == whole) {
		add_span(w, SPAN_TEXT, text, f);
	}
}

/* Words; where the engine has joined those of two languages, each is in its own. */
static void add_wordings(struct walk *w, const char *text, const struct face_state *f) {
	const struct doc *second = w->setter->doc->second;
	const char *words = second != NULL ? label_second(text) : NULL;

	if (words == NULL || *words == '\0') {
		add_words(w, text, f);
		return;
	}
	struct face_state in_second = *f;
	in_second.lang = second->lang;
	add_words(w, arena_strndup(w->setter->arena, text, (size_t)(words - text)), f);
	add_words(w, words, &in_second);
}

/* A space at the end of what stands before a citation must not part them. */
static void bind_space(struct walk *w) {
	struct text_span *last = w->n > 0 ? &w->setter->spans[w->n - 1] : NULL;

	if (last != NULL && last->kind == SPAN_TEXT && last->len > 1 && last->text[last->len - 1] == ' ') {
		last->text = arena_printf(w->setter->arena, "%.*s\xc2\xa0", (int)last->len - 1, last->text);
		last->len = strlen(last->text);
	}
}

/* Of what leads elsewhere, and is in the language of f. */
static struct tag_attrs *new_attrs(struct walk *w, const struct face_state *f) {
	struct tag_attrs *attrs = arena_alloc(w->setter->arena, sizeof(*attrs));

	attrs->lang = f->lang != NULL && !str_eq(f->lang, w->para->lang) ? f->lang : NULL;
	return attrs;
}

static bool walk_children(struct walk *w, const struct node *node, struct face_state f);

/*
 * Before a mark that belongs to the words before it. From right to left figures would draw it to themselves: "1994" and a mark
 * are one number, and the mark at its right.
 */
static void part_mark(struct walk *w, const struct face_state *f) {
	if (w->setter->is_rtl && locale_is_rtl(f->lang)) {
		add_span(w, SPAN_TEXT, "\u200F", f)->no_break_before = true;
	}
}

static bool walk_cite(struct walk *w, const struct node *node, struct face_state f) {
	bind_space(w);
	part_mark(w, &f);
	f.scale *= CITE_SCALE;
	f.color = w->setter->template->muted;
	for (size_t i = 0; i < node->u.cite.number_count; i++) {
		struct face_state number = f;
		struct tag_attrs *attrs = new_attrs(w, &f);

		attrs->dest = arena_printf(w->setter->arena, "source-%d", node->u.cite.numbers[i]);
		attrs->contents = arena_printf(w->setter->arena, "%s %d", label_text(w->para->lang, LABEL_IN_SOURCE),
		                               node->u.cite.numbers[i]);
		number.link = attrs;
		add_span(w, SPAN_TEXT, i == 0 ? "[" : label_text(f.lang, LABEL_COMMA), &f)->no_break_before = i == 0;
		add_span(w, SPAN_TEXT, arena_printf(w->setter->arena, "%d", node->u.cite.numbers[i]), &number)->no_break_before = i == 0;
	}
	add_span(w, SPAN_TEXT, "]", &f)->no_break_before = true;
	return true;
}

/* How a second wording stands behind the first. */
static void begin_second(const struct walk *w, struct face_state *f) {
	const struct template *t = w->setter->template;

	f->italic = f->italic != t->bilingual.italic;
	f->is_light = !t->bilingual.bold;
	f->scale *= t->bilingual.scale;
	f->color = t->bilingual.color;
}

static bool walk_span(struct walk *w, const struct node *node, struct face_state f) {
	if (node->u.span.is_second) {
		begin_second(w, &f);
	}
	f.small_caps = f.small_caps || node->u.span.small_caps;
	if (node->u.span.superior) {
		struct buf words = BUF_INIT;
		node_text(node, &words);
		raise_text(w, buf_str(&words), &f);
		buf_fini(&words);
	}
	return walk_children(w, node, f);
}

static bool walk_note(struct walk *w, const struct node *node, struct face_state f) {
	struct tag_attrs *attrs = new_attrs(w, &f);

	attrs->dest = arena_printf(w->setter->arena, "note-%d", node->u.note.number);
	attrs->contents = arena_printf(w->setter->arena, "%s %d", label_text(w->para->lang, LABEL_IN_NOTE), node->u.note.number);
	const char *number = arena_printf(w->setter->arena, "%d", node->u.note.number);
	f.italic = false;
	part_mark(w, &f);
	f.link = attrs;
	raise_text(w, number, &f);
	struct text_span *span = add_span(w, SPAN_TEXT, number, &f);
	span->no_break_before = true;
	w->para->infos[w->n - 1].kind = INFO_NOTE;
	w->para->infos[w->n - 1].note = node;
	w->para->has_notes = true;
	return true;
}

static bool walk_mark(struct walk *w, const struct node *node, struct face_state f) {
	struct tag_attrs *attrs = new_attrs(w, &f);

	attrs->dest = node->u.mark.dest;
	attrs->contents = arena_printf(w->setter->arena, "%s %s", label_text(w->para->lang, LABEL_IN_NOTE), node->u.mark.mark);
	part_mark(w, &f);
	f.link = attrs;
	raise_text(w, node->u.mark.mark, &f);
	add_span(w, SPAN_TEXT, node->u.mark.mark, &f)->no_break_before = true;
	w->para->infos[w->n - 1].kind = INFO_MARK;
	w->para->infos[w->n - 1].note = node;
	w->para->has_notes = true;
	return true;
}

/* Before any page is known a number has two digits. */
static const char UNKNOWN_PAGE[] = "00";

/* What the page referred to is called, as far as is known; noted, so that it can be set right. */
static const char *page_label(struct walk *w, const struct node *ref) {
	struct page_refs *refs = &w->setter->refs;
	const char *label = refs->label != NULL ? refs->label(refs->ctx, ref->u.ref.block) : UNKNOWN_PAGE;

	for (size_t i = 0; i < refs->n && refs->is_again; i++) {
		if (refs->v[i].node == ref) {
			refs->v[i].label = label;
			return label;
		}
	}
	*ARENA_PUSH(w->setter->arena, refs->v, refs->n, refs->cap) = (struct page_ref){ ref, label, w->para };
	return label;
}

static const char *ref_words(struct walk *w, const struct node *ref) {
	struct buf words = BUF_INIT;

	if (ref->u.ref.page == REF_NAME) {
		return ref->u.ref.text;
	}
	node_ref_text(ref, page_label(w, ref), &words);
	const char *copy = arena_strdup(w->setter->arena, buf_str(&words));
	buf_fini(&words);
	return copy;
}

static bool walk_ref(struct walk *w, const struct node *node, struct face_state f) {
	struct tag_attrs *attrs = new_attrs(w, &f);
	const char *words = ref_words(w, node);

	attrs->dest = node->u.ref.block != NULL ? node->u.ref.block->id : node->u.ref.target;
	attrs->contents = node->u.ref.says != NULL ? node->u.ref.says : words;
	f.link = attrs;
	f.color = w->setter->template->accent;
	add_span(w, SPAN_TEXT, words, &f);
	return true;
}

static bool walk_link(struct walk *w, const struct node *node, struct face_state f) {
	struct tag_attrs *attrs = new_attrs(w, &f);

	attrs->uri = node->u.link.uri;
	attrs->contents = node->u.link.says != NULL ? node->u.link.says : node_words(w->setter->arena, node);
	f.link = attrs;
	f.color = w->setter->template->accent;
	return walk_children(w, node, f);
}

static bool walk_node(struct walk *w, const struct node *node, struct face_state f) {
	if (node->lang != NULL) {
		f.lang = node->lang;
	}
	switch (node->kind) {
	case NODE_TEXT:
		add_wordings(w, node->u.text.text, &f);
		return true;
	case NODE_CODE:
		add_span(w, SPAN_TEXT, node->u.text.text, &f);
		return true;
	case NODE_EMPH:
		f.italic = !f.italic;
		return walk_children(w, node, f);
	case NODE_STRONG:
		f.bold = true;
		return walk_children(w, node, f);
	case NODE_SPAN:
		return walk_span(w, node, f);
	case NODE_ENTRY:
		f.entry = node;
		w->para->has_notes = true;
		return walk_children(w, node, f);
	case NODE_LINK:
		return walk_link(w, node, f);
	case NODE_REF:
		return walk_ref(w, node, f);
	case NODE_CITE:
		return walk_cite(w, node, f);
	case NODE_NOTE:
		return walk_note(w, node, f);
	case NODE_MARK:
		return walk_mark(w, node, f);
	case NODE_BREAK:
		/* A space for who listens or copies: it is dropped where the line ends, and parts the words. */
		add_span(w, SPAN_TEXT, " ", &f);
		add_span(w, SPAN_BREAK, NULL, &f);
		return true;
	default:
		return err_set(w->setter->err, ERR_BUG, "a %s cannot be set in a line", node_kind_name(node->kind));
	}
}

static bool walk_children(struct walk *w, const struct node *node, struct face_state f) {
	for (const struct node *c = node->first; c != NULL; c = c->next) {
		if (!walk_node(w, c, f)) {
			return false;
		}
	}
	return true;
}

/* A template's left is where lines begin. */
static enum para_align to_align(const struct setter *setter, enum template_align align) {
	static const enum para_align map[2][4] = {
		{ [TEMPLATE_JUSTIFY] = PARA_JUSTIFY, [TEMPLATE_LEFT] = PARA_LEFT, [TEMPLATE_RIGHT] = PARA_RIGHT, [TEMPLATE_CENTER] = PARA_CENTER },
		{ [TEMPLATE_JUSTIFY] = PARA_JUSTIFY, [TEMPLATE_LEFT] = PARA_RIGHT, [TEMPLATE_RIGHT] = PARA_LEFT, [TEMPLATE_CENTER] = PARA_CENTER },
	};

	return map[setter->mirrors][align];
}

/* The language of a block: of the words that are all it holds, its own, or that of what it stands in. */
static const char *lang_of(const struct setter *setter, const struct node *node) {
	if (node != NULL && node->first != NULL && node->first->next == NULL && node->first->kind == NODE_SPAN && node->first->lang != NULL) {
		return node->first->lang;
	}
	while (node != NULL && node->lang == NULL) {
		node = node->parent;
	}
	return node != NULL ? node->lang : setter->lang;
}

/* A paragraph of another language in a document from right to left begins where its own lines do, unless it is of a list. */
static bool runs_apart(const struct setter *setter, const struct node *node) {
	return setter->mirrors && node != NULL && node->kind == NODE_PARA && node->parent != NULL && node->parent->kind != NODE_ITEM &&
	       node->parent->kind != NODE_CELL && !locale_is_rtl(lang_of(setter, node));
}

static const struct template_style *scaled(struct setter *setter, const struct template_style *style, double scale) {
	if (scale == 0 || scale == 1) {
		return style;
	}
	struct template_style *small = arena_copy(setter->arena, style, sizeof(*style));
	small->size *= scale;
	small->leading *= scale;
	return small;
}

/* About as wide as the space is in the faces of text. */
#define SPACE_EM 0.26

/* pieces: of text that are likely to come; most paragraphs and cells are of one or a few. */
static struct face_state begin_state(struct walk *w, const struct inline_opts *opts, const struct node *node, size_t pieces) {
	const struct template_style *style = scaled(w->setter, &w->setter->template->styles[opts->style], opts->scale);
	struct face_state f = { .bold = opts->bold, .scale = 1, .lang = lang_of(w->setter, node), .color = style->color };

	w->para = arena_alloc(w->setter->arena, sizeof(*w->para));
	w->para->style = style;
	w->para->lang = w->setter->lang;
	w->para->info_cap = pieces + (opts->prefix != NULL ? 3 : 0);
	w->para->infos = arena_alloc(w->setter->arena, w->para->info_cap * sizeof(*w->para->infos));
	if (opts->prefix != NULL) {
		struct text_span *gap;

		/* A space for who listens or copies, and what else the gap takes. */
		add_wordings(w, opts->prefix, &f);
		add_span(w, SPAN_TEXT, " ", &f)->no_break_before = true;
		gap = add_span(w, SPAN_SPACE, NULL, &f);
		gap->width_pt = fmax(0, opts->prefix_gap - SPACE_EM * style->size);
		gap->no_break_before = true;
	}
	return f;
}

/* The words of a heading or term before those of the text, and the gap between. */
static bool walk_lead(struct walk *w, const struct inline_opts *opts, struct face_state f) {
	if (opts->lead == NULL) {
		return true;
	}
	f.is_lead = true;
	f.bold = true;
	if (!walk_children(w, opts->lead, f)) {
		return false;
	}
	add_span(w, SPAN_TEXT, " ", &f)->no_break_before = true;
	struct text_span *gap = add_span(w, SPAN_SPACE, NULL, &f);
	gap->width_pt = fmax(0, opts->prefix_gap - SPACE_EM * w->para->style->size);
	gap->no_break_before = true;
	return true;
}

static struct inline_para *shape(struct walk *w, const struct inline_opts *opts, const struct node *node) {
	const struct template_style *style = w->para->style;
	enum template_align align = opts->align >= 0 ? (enum template_align)opts->align : style->align;
	struct para_opts para_opts = {
		.align = align == TEMPLATE_LEFT && runs_apart(w->setter, node) ? PARA_LEFT : to_align(w->setter, align),
		.hyphenate = style->hyphenate && !opts->no_hyphens,
		.hangs = style->hang,
		.first_indent_pt = style->first_indent + opts->first_indent,
		.lang = lang_of(w->setter, node),
	};

	w->para->mirrors = w->setter->mirrors;
	w->para->para = para_new(w->setter->arena, w->setter->shaper, w->setter->spans, w->n, &para_opts, w->setter->err);
	if (w->para->para == NULL) {
		if (node != NULL) {
			node_blame(node, w->setter->err);
		}
		return NULL;
	}
	return w->para;
}

struct inline_para *inline_new(struct setter *setter, const struct node *node, const struct inline_opts *opts) {
	struct walk w = { .setter = setter };
	size_t pieces = 0;

	for (const struct node *c = node->first; c != NULL; c = c->next) {
		pieces++;
	}
	struct face_state f = begin_state(&w, opts, node, pieces);
	w.para->node = node;
	w.para->opts = *opts;
	return walk_lead(&w, opts, f) && walk_children(&w, node, f) ? shape(&w, opts, node) : NULL;
}

bool inline_again(struct setter *setter, struct inline_para *para, bool *is_same) {
	bool mirrors = setter->mirrors;
	const char *lang = setter->lang;

	setter->mirrors = para->mirrors;
	setter->lang = para->lang;
	setter->refs.is_again = true;
	struct inline_para *again = inline_new(setter, para->node, &para->opts);
	setter->refs.is_again = false;
	setter->mirrors = mirrors;
	setter->lang = lang;
	if (again == NULL) {
		return false;
	}
	inline_break(setter, again, para->width, NULL);
	*is_same = again->line_count == para->line_count;
	if (*is_same) {
		*para = *again;
	}
	return true;
}

struct inline_para *inline_text(struct setter *setter, const char *text, const struct inline_opts *opts) {
	struct walk w = { .setter = setter };
	struct face_state f = begin_state(&w, opts, NULL, 1);

	add_wordings(&w, text, &f);
	struct inline_para *para = shape(&w, opts, NULL);
	if (para == NULL) {                  /* no block has it, by whose place it could be found */
		err_wrap(setter->err, "\"%.*s\"", (int)utf8_start(text, strlen(text) < QUOTED_MAX ? strlen(text) : QUOTED_MAX), text);
	}
	return para;
}

double inline_min_width(const struct inline_para *para) {
	return para_min_width(para->para);
}

const char *inline_words(const struct inline_para *para, size_t *len) {
	return para_text(para->para, len);
}

double inline_advance(const struct inline_para *para, size_t at) {
	return para_advance(para->para, at);
}

double inline_max_width(const struct inline_para *para) {
	return para_max_width(para->para);
}

size_t inline_least_lines(const struct inline_para *para, double width) {
	return para_least_lines(para->para, width);
}

size_t inline_break(struct setter *setter, struct inline_para *para, double width, const struct text_line **lines) {
	(void)setter;
	if (para->lines == NULL || para->width != width) {
		para_break(para->para, width, &para->lines, &para->line_count);
		para->width = width;
	}
	if (lines != NULL) {
		*lines = para->lines;
	}
	return para->line_count;
}

double inline_leading(const struct inline_para *para) {
	return para->style->leading;
}

double inline_baseline(const struct inline_para *para) {
	/* Latin letters take about 0.73 em above the line and 0.21 below: their middle is set in the leading's. */
	return para->style->leading / 2 + 0.30 * para->style->size;
}

/* ---- operations of a line ---- */

static const struct tag_attrs *lang_attrs(struct setter *setter, const struct inline_para *para, const char *lang) {
	if (lang == NULL || str_eq(lang, para->lang)) {
		return NULL;
	}
	struct tag_attrs *attrs = arena_alloc(setter->arena, sizeof(*attrs));
	attrs->lang = lang;
	return attrs;
}

static bool same_leaf(const struct span_info *a, const char *a_lang, const struct span_info *b, const char *b_lang) {
	return a != NULL && a->kind == INFO_TEXT && b->kind == INFO_TEXT &&
	       (a_lang == b_lang || (a_lang != NULL && b_lang != NULL && str_eq(a_lang, b_lang)));
}

static bool is_reference(const struct span_info *info) {
	return info->kind == INFO_NOTE || info->kind == INFO_MARK;
}

static void begin_leaf(struct setter *setter, const struct inline_para *para, const struct span_info *info, const char *lang,
                       struct ops *ops) {
	if (is_reference(info)) {
		ops_tag(setter->arena, ops, TAG_REFERENCE, NULL);
	}
	if (info->kind == INFO_TEXT) {
		ops_tag(setter->arena, ops, TAG_SPAN, lang_attrs(setter, para, lang));
	} else {
		ops_tag(setter->arena, ops, TAG_LINK, info->attrs);
	}
}

static void end_leaf(struct setter *setter, const struct span_info *info, struct ops *ops) {
	if (info == NULL) {
		return;
	}
	ops_tag_end(setter->arena, ops);
	if (is_reference(info)) {
		ops_tag_end(setter->arena, ops);
	}
}

void inline_set(struct setter *setter, const struct inline_para *para, size_t i, struct text_set *set) {
	para_set(para->para, &para->lines[i], para->width, setter->arena, set);
}

void inline_ops(struct setter *setter, struct inline_para *para, size_t i, double x, double y, bool as_artifact,
                struct ops *ops) {
	ops_words(setter->arena, ops, para, i, x, y, as_artifact);
}

static bool in_part(const struct span_info *info, enum words_part part) {
	return part == WORDS_ALL || info->is_lead == (part == WORDS_LEAD);
}

size_t inline_lead_end(const struct inline_para *para) {
	size_t end = 0;

	for (size_t i = 0; i < para->line_count; i++) {
		uint32_t at = 0, mark;
		while (para_next_mark(para->para, &para->lines[i], &at, &mark)) {
			if (!para->infos[mark].is_lead) {
				return i;
			}
			end = i;
		}
	}
	return end;
}

void inline_part_ops(struct setter *setter, struct inline_para *para, size_t i, double x, double y, enum words_part part,
                     bool as_artifact, struct ops *ops) {
	ops_words(setter->arena, ops, para, i, x, y, as_artifact);
	ops->v[ops->n - 1].u.words.part = part;
}

void inline_expand(struct setter *setter, const struct op *words, struct ops *ops) {
	const struct inline_para *para = words->u.words.para;
	const struct span_info *open = NULL;
	const char *open_lang = NULL;
	double baseline = words->u.words.y + inline_baseline(para);
	bool as_artifact = words->u.words.is_artifact;
	struct text_set set;

	inline_set(setter, para, words->u.words.line, &set);
	for (size_t r = 0; r < set.run_count; r++) {
		const struct text_run *run = &set.runs[r];
		const struct span_info *info = &para->infos[run->mark];

		if (!in_part(info, words->u.words.part)) {
			continue;
		}
		if (!as_artifact && !same_leaf(open, open_lang, info, run->lang) && open != info) {
			end_leaf(setter, open, ops);
			begin_leaf(setter, para, info, run->lang, ops);
			open = info;
			open_lang = run->lang;
		}
		/* Turned over with the page, the line is to be as it was set. */
		double run_x = para->mirrors ? para->width - run->x_pt - run->width_pt : run->x_pt;
		ops_text(setter->arena, ops, run, words->u.words.x + run_x, baseline - run->rise_pt, info->color);
		if (words->u.words.is_colored) {
			ops->v[ops->n - 1].u.text.color = words->u.words.color;
		}
	}
	if (!as_artifact) {
		end_leaf(setter, open, ops);
	}
}

/* A place in piece that an index leads to. */
static void place_entry(struct setter *setter, struct inline_para *para, const struct node *entry, struct piece *piece) {
	para->entry = entry;
	*ARENA_PUSH(setter->arena, piece->marks, piece->mark_count, piece->mark_cap) = entry;
	ops_dest(setter->arena, &piece->ops, entry->id, 0, 0);
}

static bool place_note(struct setter *setter, const struct node *note, struct piece *piece) {
	ops_dest(setter->arena, &piece->ops, inline_mark_name(setter, note), 0, 0);
	if (setter->doc->notes_at_end) {
		return true;
	}
	const struct note_box *box = note_set(setter, note);
	if (box == NULL) {
		return false;
	}
	*ARENA_PUSH(setter->arena, piece->notes, piece->note_count, piece->note_cap) = box;
	return true;
}

const char *inline_mark_name(struct setter *setter, const struct node *note) {
	return arena_printf(setter->arena, "note-%d-mark", note->u.note.number);
}

static const struct node *first_mark(const struct node *node, const char *dest) {
	if (node->kind == NODE_MARK) {
		return str_eq(node->u.mark.dest, dest) ? node : NULL;
	}
	for (const struct node *c = node->first; c != NULL; c = c->next) {
		const struct node *mark = first_mark(c, dest);
		if (mark != NULL) {
			return mark;
		}
	}
	return NULL;
}

const char *inline_marked_name(struct setter *setter, const struct node *remark) {
	const char *dest = remark->u.remark.dest;

	return dest != NULL && first_mark(remark->parent, dest) != NULL ? arena_printf(setter->arena, "%s-mark", dest) : NULL;
}

/* The remark under its table that a mark leads to first of all; NULL: another does, or it leads elsewhere. */
static const struct node *first_remark(const struct node *mark) {
	const struct node *table = mark;

	while (table != NULL && table->kind != NODE_TABLE) {
		table = table->parent;
	}
	for (const struct node *c = table != NULL ? table->first : NULL; c != NULL; c = c->next) {
		if (c->kind == NODE_REMARK && c->u.remark.dest != NULL && str_eq(c->u.remark.dest, mark->u.mark.dest)) {
			return first_mark(table, mark->u.mark.dest) == mark ? c : NULL;
		}
	}
	return NULL;
}

static void place_mark(struct setter *setter, const struct node *mark, struct piece *piece) {
	const struct node *remark = first_remark(mark);

	if (remark != NULL) {
		ops_dest(setter->arena, &piece->ops, inline_marked_name(setter, remark), 0, 0);
	}
}

/* The note whose mark is the last in the line: the next one may go on with it. */
static const struct span_info *last_note(const struct inline_para *para, size_t i) {
	const struct span_info *last = NULL;
	uint32_t at = 0, mark;

	while (para_next_mark(para->para, &para->lines[i], &at, &mark)) {
		last = para->infos[mark].kind == INFO_NOTE ? &para->infos[mark] : last;
	}
	return last;
}

bool inline_notes(struct setter *setter, struct inline_para *para, size_t i, struct piece *piece) {
	const struct span_info *before = para->has_notes && i > 0 ? last_note(para, i - 1) : NULL;
	uint32_t at = 0, mark;

	while (para->has_notes && para_next_mark(para->para, &para->lines[i], &at, &mark)) {
		const struct span_info *info = &para->infos[mark];
		if (info->entry != NULL && info->entry != para->entry) {
			place_entry(setter, para, info->entry, piece);
		}
		if (!is_reference(info) || info == before) {
			continue;
		}
		before = info;
		if (info->kind == INFO_MARK) {
			place_mark(setter, info->note, piece);
		} else if (!place_note(setter, info->note, piece)) {
			return false;
		}
	}
	return true;
}
