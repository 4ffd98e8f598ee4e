/* template_keys: see template_keys.h. Texts of help end lists of the manual, so they say what follows "name: ". */
#include "doc/template_keys.h"

#include <math.h>

#include "base/str.h"

#define STYLE(name, type, field, help) { name, type, offsetof(struct template_style, field), help }
#define FIELD(name, type, field, help) { name, type, offsetof(struct template, field), help }
#define END { NULL, TYPE_BOOL, 0, NULL }

const char *const template_aligns[] = { "justify", "left", "right", "center", NULL };

const struct template_key template_style_keys[] = {
	STYLE("align", TYPE_ALIGN, align, "\"justify\", \"left\", \"right\" or \"center\""),
	STYLE("bold", TYPE_BOOL, bold, "in the bold face"),
	STYLE("colour", TYPE_COLOR, color, "of the letters"),
	STYLE("first_indent", TYPE_LENGTH, first_indent, "of its first line, beside indent"),
	STYLE("font", TYPE_FONT, font, "a role of fonts"),
	STYLE("hang", TYPE_BOOL, hang, "marks at the ends of lines stand out of the margins a little"),
	STYLE("hyphenate", TYPE_BOOL, hyphenate, "words may be divided"),
	STYLE("indent", TYPE_LENGTH, indent, "of the whole from where lines begin"),
	STYLE("italic", TYPE_BOOL, italic, "in the slanting face"),
	STYLE("leading", TYPE_LENGTH, leading, "from baseline to baseline"),
	STYLE("oldstyle", TYPE_BOOL, oldstyle, "figures that rise and fall with small letters; not where tabular"),
	STYLE("size", TYPE_LENGTH, size, "of the letters"),
	STYLE("small_caps", TYPE_BOOL, small_caps, "small letters as small capitals"),
	STYLE("space_after", TYPE_LENGTH, space_after, "below it; of neighbours the larger counts"),
	STYLE("space_before", TYPE_LENGTH, space_before, "above it; none at a page's head"),
	STYLE("tabular", TYPE_BOOL, tabular, "figures all of one width"),
	STYLE("tracking", TYPE_NUMBER, tracking, "added between letters, in ems"),
	END,
};

const struct template_key template_margin_keys[] = {
	FIELD("bottom", TYPE_LENGTH, bottom, "below the text"),
	FIELD("left", TYPE_LENGTH, left, "where lines begin"),
	FIELD("right", TYPE_LENGTH, right, "where lines end"),
	FIELD("top", TYPE_LENGTH, top, "above the text"),
	END,
};

const struct template_key template_header_keys[] = {
	FIELD("center", TYPE_TEXT, header.center, "in its middle"),
	FIELD("distance", TYPE_LENGTH, header.distance, "from the text to its baseline"),
	FIELD("left", TYPE_TEXT, header.left, "where lines begin; in all three {title} {page} {pages} {page_of} {as_of} {edition} {section} {report}; what is empty goes with the \" · \" beside it"),
	FIELD("right", TYPE_TEXT, header.right, "where lines end"),
	FIELD("rule", TYPE_LENGTH, header.rule, "thickness of a rule between it and the text"),
	END,
};

const struct template_key template_footer_keys[] = {
	FIELD("center", TYPE_TEXT, footer.center, "in its middle"),
	FIELD("distance", TYPE_LENGTH, footer.distance, "from the text to its baseline"),
	FIELD("left", TYPE_TEXT, footer.left, "where lines begin"),
	FIELD("right", TYPE_TEXT, footer.right, "where lines end"),
	FIELD("rule", TYPE_LENGTH, footer.rule, "thickness of a rule between it and the text"),
	END,
};

static const struct template_key bilingual_keys[] = {
	FIELD("bold", TYPE_BOOL, bilingual.bold, "a second wording is bold where the first is"),
	FIELD("bottom", TYPE_LENGTH, bilingual.bottom, "margin in place of the page's, as are left, right and top; 0: that"),
	FIELD("colour", TYPE_COLOR, bilingual.color, "of a second wording; muted where it is not said"),
	FIELD("gap", TYPE_LENGTH, bilingual.gap, "between the two languages"),
	FIELD("italic", TYPE_BOOL, bilingual.italic, "a second wording slants"),
	FIELD("left", TYPE_LENGTH, bilingual.left, "where lines begin"),
	FIELD("right", TYPE_LENGTH, bilingual.right, "where lines end"),
	FIELD("rule", TYPE_LENGTH, bilingual.rule, "thickness of a rule between the two languages"),
	FIELD("scale", TYPE_NUMBER, bilingual.scale, "of a second wording's letters, from 0.5 to 1"),
	FIELD("top", TYPE_LENGTH, bilingual.top, "above the text"),
	END,
};

static const struct template_key columns_keys[] = {
	FIELD("gap", TYPE_LENGTH, columns.gap, "between columns"),
	FIELD("rule", TYPE_LENGTH, columns.rule, "thickness of a rule between columns"),
	END,
};

const struct template_key template_page_keys[] = {
	FIELD("grid", TYPE_LENGTH, grid, "body text stands on lines so far apart, on every page; 0: wherever it comes to stand"),
	FIELD("stretch", TYPE_LENGTH, stretch, "what a space between blocks may grow by for a page to end at its foot"),
	END,
};

static const struct template_key cover_keys[] = {
	FIELD("band", TYPE_LENGTH, cover.band, "height of a coloured band at the page's head"),
	FIELD("block", TYPE_BOOL, cover.block, "no page of its own: at the head of the first page"),
	FIELD("kicker", TYPE_TEXT, cover.kicker, "the line above the title; {report} and the like"),
	FIELD("logo", TYPE_TEXT, cover.logo, "a picture (PNG, JPEG, SVG) of the folder images beside the template"),
	FIELD("logo_alt", TYPE_TEXT, cover.logo_alt, "what it shows, for who cannot see it: whose it is, as a rule"),
	FIELD("logo_height", TYPE_LENGTH, cover.logo_height, "of the logo"),
	FIELD("rule_length", TYPE_LENGTH, cover.rule_length, "of the rule below the title"),
	FIELD("rule_width", TYPE_LENGTH, cover.rule_width, "thickness of that rule"),
	FIELD("shown", TYPE_BOOL, cover.shown, "there is one"),
	FIELD("title_top", TYPE_LENGTH, cover.title_top, "from the page's top to the title"),
	END,
};

static const struct template_key contents_keys[] = {
	FIELD("depth", TYPE_LEVEL, contents.depth, "levels of headings it goes down to where nobody says"),
	FIELD("figures", TYPE_BOOL, contents.figures, "a list of figures after it, where there are three"),
	FIELD("indent", TYPE_LENGTH, contents.indent, "of each level"),
	FIELD("leaders", TYPE_BOOL, contents.leaders, "dots between titles and pages"),
	FIELD("shown", TYPE_BOOL, contents.shown, "after the cover, where there are three chapters and nothing asks for one"),
	FIELD("tables", TYPE_BOOL, contents.tables, "a list of tables after it, where there are three"),
	END,
};

static const struct template_key table_keys[] = {
	FIELD("bad", TYPE_COLOR, table.bad, "ground of cells of that tone"),
	FIELD("column_rule", TYPE_LENGTH, table.column_rule, "thickness of rules between columns"),
	FIELD("foot_rule", TYPE_LENGTH, table.foot_rule, "thickness of the rule at its end"),
	FIELD("good", TYPE_COLOR, table.good, "ground of cells of that tone"),
	FIELD("head_filled", TYPE_BOOL, table.head_filled, "heads on the accent colour"),
	FIELD("head_rule", TYPE_LENGTH, table.head_rule, "thickness of the rule below its head"),
	FIELD("heat_high", TYPE_COLOR, table.heat_high, "of the greatest value"),
	FIELD("heat_low", TYPE_COLOR, table.heat_low, "of the least value"),
	FIELD("indent", TYPE_LENGTH, table.indent, "of rows, a level"),
	FIELD("key", TYPE_COLOR, table.key, "ground of cells of that tone"),
	FIELD("least_size", TYPE_LENGTH, table.least_size, "of letters in a table that is too wide, before it is divided"),
	FIELD("note_space", TYPE_LENGTH, table.note_space, "above the notes under it"),
	FIELD("pad_x", TYPE_LENGTH, table.pad_x, "beside what cells hold"),
	FIELD("pad_y", TYPE_LENGTH, table.pad_y, "above and below what cells hold"),
	FIELD("row_rule", TYPE_LENGTH, table.row_rule, "thickness of rules between rows"),
	FIELD("space_after", TYPE_LENGTH, table.space_after, "below it"),
	FIELD("space_before", TYPE_LENGTH, table.space_before, "above it"),
	FIELD("stub_bold", TYPE_BOOL, table.stub_bold, "cells that head their rows are bold"),
	FIELD("zebra", TYPE_BOOL, table.zebra, "every other row is shaded"),
	END,
};

static const struct template_key chart_keys[] = {
	FIELD("data", TYPE_TEXT, chart.data, "of figures that do not say it: \"none\", \"below\" or \"annex\""),
	FIELD("height", TYPE_LENGTH, chart.height, "of the plot"),
	FIELD("moves", TYPE_BOOL, chart.moves, "figures with a number that do not say their place stand on a later page where there is no room for them"),
	FIELD("space_after", TYPE_LENGTH, chart.space_after, "below a figure"),
	FIELD("space_before", TYPE_LENGTH, chart.space_before, "above a figure"),
	END,
};

static const struct template_key picture_keys[] = {
	FIELD("align", TYPE_ALIGN, picture.align, "of one that is narrower than its column"),
	END,
};

static const struct template_key map_keys[] = {
	FIELD("border", TYPE_COLOR, map.border, "between countries"),
	FIELD("coast", TYPE_COLOR, map.coast, "of land and sea"),
	FIELD("land", TYPE_COLOR, map.land, "of countries that say nothing"),
	FIELD("scale", TYPE_COLOR, map.scale, "of the highest numbers; lower ones are lighter"),
	FIELD("sea", TYPE_COLOR, map.sea, "and lakes"),
	END,
};

static const struct template_key callout_keys[] = {
	FIELD("bar", TYPE_LENGTH, callout.bar, "width of the bar beside it"),
	FIELD("pad", TYPE_LENGTH, callout.pad, "within it"),
	FIELD("space_after", TYPE_LENGTH, callout.space_after, "below it"),
	FIELD("space_before", TYPE_LENGTH, callout.space_before, "above it"),
	END,
};

static const struct template_key note_keys[] = {
	FIELD("at_end", TYPE_BOOL, note.at_end, "notes stand at the end, not at the foot of pages"),
	FIELD("between", TYPE_LENGTH, note.between, "from note to note"),
	FIELD("gap", TYPE_LENGTH, note.gap, "between the text and the rule above them"),
	FIELD("rule_length", TYPE_LENGTH, note.rule_length, "of that rule"),
	FIELD("rule_width", TYPE_LENGTH, note.rule_width, "thickness of that rule"),
	END,
};

static const struct template_key list_keys[] = {
	FIELD("between", TYPE_LENGTH, list.between, "from item to item"),
	FIELD("indent", TYPE_LENGTH, list.indent, "of each level"),
	END,
};

static const struct template_key paragraph_keys[] = {
	FIELD("number_width", TYPE_LENGTH, paragraph.number_width, "numbered paragraphs hang beside their numbers by so much"),
	END,
};

static const struct template_key facts_keys[] = {
	FIELD("pad", TYPE_LENGTH, facts.pad, "above and below a row of them"),
	FIELD("rule", TYPE_LENGTH, facts.rule, "thickness of the rules round all"),
	FIELD("space_after", TYPE_LENGTH, facts.space_after, "below them"),
	FIELD("space_before", TYPE_LENGTH, facts.space_before, "above them"),
	END,
};

static const struct template_key pull_keys[] = {
	FIELD("indent", TYPE_LENGTH, pull.indent, "from both sides of the text"),
	FIELD("rule", TYPE_LENGTH, pull.rule, "thickness of the rules above and below"),
	FIELD("space_after", TYPE_LENGTH, pull.space_after, "below it"),
	FIELD("space_before", TYPE_LENGTH, pull.space_before, "above it"),
	END,
};

static const struct template_key banner_keys[] = {
	FIELD("distance", TYPE_LENGTH, banner.distance, "from the page's edge"),
	FIELD("text", TYPE_TEXT, banner.text, "on every page, unless the request says another marking"),
	END,
};

static const struct template_key changes_keys[] = {
	FIELD("bar", TYPE_LENGTH, changes.bar, "its thickness; 0: there is none"),
	FIELD("distance", TYPE_LENGTH, changes.distance, "from the text"),
	END,
};

static const struct template_key colophon_keys[] = {
	FIELD("contact", TYPE_TEXT, colophon.contact, "a line of it"),
	FIELD("licence", TYPE_TEXT, colophon.licence, "a line of it"),
	FIELD("publisher", TYPE_TEXT, colophon.publisher, "a line of it"),
	FIELD("shown", TYPE_BOOL, colophon.shown, "at the end of every document"),
	END,
};

static const struct template_key sources_keys[] = {
	FIELD("accessed", TYPE_BOOL, sources.accessed, "their list says when each was read"),
	END,
};

static const struct template_key heading_keys[] = {
	FIELD("break_before_1", TYPE_BOOL, heading.break_before_1, "chapters begin a page"),
	FIELD("depth", TYPE_LEVEL, heading.depth, "numbers go down to this level"),
	FIELD("number_gap", TYPE_LENGTH, heading.number_gap, "between number and words"),
	FIELD("numbered", TYPE_BOOL, heading.numbered, "headings have numbers"),
	END,
};

const struct template_key template_color_keys[] = {
	FIELD("accent", TYPE_COLOR, accent, "headings, heads and links"),
	FIELD("highlight", TYPE_COLOR, highlight, "what is to be seen first"),
	FIELD("ink", TYPE_COLOR, ink, "text"),
	FIELD("muted", TYPE_COLOR, muted, "what is less"),
	FIELD("rule", TYPE_COLOR, rule, "thin lines"),
	FIELD("tint", TYPE_COLOR, tint, "grounds"),
	END,
};

const struct template_section template_sections[] = {
	{ "bilingual", bilingual_keys, NULL, "Editions in two languages: text stands side by side, a second wording behind the first in headings, captions, "
	  "cells and the like." },
	{ "columns", columns_keys, NULL, "Columns side by side." },
	{ "cover", cover_keys, NULL, "The title page, or the block at the head of the first page. A logo stands at its head, where its title begins." },
	{ "contents", contents_keys, NULL, "The table of contents." },
	{ "table", table_keys, NULL, "Tables and matrices." },
	{ "chart", chart_keys, "palette", "Charts, maps and diagrams. palette is a list of up to 12 colours, of series in their order; dark enough apart to be told in grey." },
	{ "map", map_keys, NULL, "Colours of maps." },
	{ "picture", picture_keys, NULL, "Pictures." },
	{ "callout", callout_keys, NULL, "Boxes set apart." },
	{ "note", note_keys, NULL, "Footnotes." },
	{ "list", list_keys, "bullets", "Lists. bullets are one to three signs, by depth: { \"•\", \"–\", \"·\" }." },
	{ "heading", heading_keys, "numbers", "Headings. numbers are forms by level: { \"{1I}.\", \"{2A}.\", \"({3a})\" }: a level, and one of 1 a A i I for how its count is written." },
	{ "paragraph", paragraph_keys, NULL, "Numbered paragraphs." },
	{ "facts", facts_keys, NULL, "Large figures, and states." },
	{ "pull", pull_keys, NULL, "Sentences set large." },
	{ "sources", sources_keys, NULL, "The list of sources." },
	{ "banner", banner_keys, NULL, "A marking at the head and foot of every page." },
	{ "changes", changes_keys, NULL, "A bar in the margin beside what an edition of a series says otherwise than the edition before." },
	{ "colophon", colophon_keys, NULL, "How the document was made." },
	{ NULL, NULL, NULL, NULL }
};

const struct template_styling template_stylings[STYLES] = {
	[STYLE_BODY] = { "body", STYLE_BODY, "running text" },
	[STYLE_H1] = { "h1", STYLE_BODY, "headings of level 1" },
	[STYLE_H2] = { "h2", STYLE_H1, "headings of level 2" },
	[STYLE_H3] = { "h3", STYLE_H2, "headings of level 3" },
	[STYLE_H4] = { "h4", STYLE_H3, "headings of level 4" },
	[STYLE_H5] = { "h5", STYLE_H4, "headings of level 5" },
	[STYLE_H6] = { "h6", STYLE_H5, "headings of level 6" },
	[STYLE_LIST] = { "list", STYLE_BODY, "lists" },
	[STYLE_QUOTE] = { "quote", STYLE_BODY, "quotations set apart" },
	[STYLE_CAPTION] = { "caption", STYLE_BODY, "of tables and figures" },
	[STYLE_TABLE_HEAD] = { "table_head", STYLE_BODY, "heads of tables" },
	[STYLE_TABLE_CELL] = { "table_cell", STYLE_TABLE_HEAD, "what tables hold" },
	[STYLE_TABLE_GROUP] = { "table_group", STYLE_TABLE_HEAD, "rows that head others" },
	[STYLE_NOTE] = { "note", STYLE_BODY, "footnotes" },
	[STYLE_TABLE_NOTE] = { "table_note", STYLE_NOTE, "notes and source under a table" },
	[STYLE_CALLOUT] = { "callout", STYLE_BODY, "boxes set apart" },
	[STYLE_CALLOUT_TITLE] = { "callout_title", STYLE_CALLOUT, "titles of boxes" },
	[STYLE_SOURCE] = { "source", STYLE_BODY, "the list of sources" },
	[STYLE_CHART_LABEL] = { "chart_label", STYLE_BODY, "words and numbers within figures" },
	[STYLE_CREDIT] = { "credit", STYLE_CHART_LABEL, "lines below figures" },
	[STYLE_CONTENTS_TITLE] = { "contents_title", STYLE_H1, "over the table of contents" },
	[STYLE_CONTENTS_1] = { "contents_1", STYLE_BODY, "its entries of level 1" },
	[STYLE_CONTENTS_2] = { "contents_2", STYLE_CONTENTS_1, "its entries of level 2" },
	[STYLE_CONTENTS_3] = { "contents_3", STYLE_CONTENTS_2, "its entries of level 3" },
	[STYLE_HEADER] = { "header", STYLE_BODY, "lines at the head of pages" },
	[STYLE_FOOTER] = { "footer", STYLE_HEADER, "lines at the foot of pages" },
	[STYLE_COVER_KICKER] = { "cover_kicker", STYLE_BODY, "the line above the title" },
	[STYLE_COVER_TITLE] = { "cover_title", STYLE_BODY, "the title of the document" },
	[STYLE_COVER_SUBTITLE] = { "cover_subtitle", STYLE_COVER_TITLE, "the line below the title" },
	[STYLE_COVER_LINE] = { "cover_line", STYLE_COVER_SUBTITLE, "day, author and the like" },
	[STYLE_WATERMARK] = { "watermark", STYLE_BODY, "across every page of a draft" },
	[STYLE_TERM] = { "term", STYLE_LIST, "what a definition defines" },
	[STYLE_QUOTE_BY] = { "quote_by", STYLE_QUOTE, "whose a quotation is" },
	[STYLE_PULL] = { "pull", STYLE_QUOTE, "sentences set large" },
	[STYLE_FACT_VALUE] = { "fact_value", STYLE_H1, "large figures" },
	[STYLE_FACT_LABEL] = { "fact_label", STYLE_CALLOUT, "what large figures count" },
	[STYLE_STATE] = { "state", STYLE_CALLOUT_TITLE, "states" },
	[STYLE_APPENDIX] = { "appendix", STYLE_H2, "\"Appendix A\" above its heading" },
	[STYLE_INDEX] = { "index", STYLE_SOURCE, "entries of an index" },
	[STYLE_ENDNOTE] = { "endnote", STYLE_SOURCE, "notes at the end" },
	[STYLE_COLOPHON] = { "colophon", STYLE_SOURCE, "how the document was made" },
	[STYLE_BANNER] = { "banner", STYLE_HEADER, "the marking of every page" },
};

void template_defaults(struct template *t) {
	t->top = t->bottom = t->left = t->right = 72;
	t->ink = (struct template_color){ 0.1, 0.1, 0.1 };
	t->accent = (struct template_color){ 0.12, 0.23, 0.37 };
	t->highlight = (struct template_color){ 0.69, 0.388, 0.105 };
	t->muted = (struct template_color){ 0.35, 0.39, 0.45 };
	t->rule = (struct template_color){ 0.76, 0.79, 0.82 };
	t->tint = (struct template_color){ 0.95, 0.96, 0.97 };
	t->columns.gap = 18;
	t->bilingual.color = t->muted;
	t->bilingual.gap = 18;
	t->bilingual.italic = true;
	t->bilingual.scale = 1;
	t->header.distance = 24;
	t->footer.distance = 28;
	t->cover.title_top = 240;
	t->cover.logo_height = 42;
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
	t->changes.distance = 8;
	t->heading.numbered = true;
	t->heading.depth = 6;
	t->heading.number_gap = 8;
}

/* ---- the manual ---- */

static void add_color(struct buf *out, const struct template_color *c) {
	buf_addf(out, "\"#%02x%02x%02x\"", (int)lround(c->r * 255), (int)lround(c->g * 255), (int)lround(c->b * 255));
}

/* What a key is when nobody says; nothing where that is another's, or nothing. */
static void add_default(struct buf *out, const struct template_key *key, const void *base) {
	const void *at = (const char *)base + key->offset;

	switch (key->type) {
	case TYPE_LENGTH:
	case TYPE_NUMBER:
		buf_addf(out, " (%g)", *(const double *)at);
		break;
	case TYPE_LEVEL:
		buf_addf(out, " (%d)", *(const int *)at);
		break;
	case TYPE_BOOL:
		buf_addf(out, " (%s)", *(const bool *)at ? "true" : "false");
		break;
	case TYPE_TEXT:
		if (*(const char *const *)at != NULL) {
			buf_addf(out, " (\"%s\")", *(const char *const *)at);
		}
		break;
	case TYPE_COLOR:
		buf_adds(out, " (");
		add_color(out, at);
		buf_addc(out, ')');
		break;
	case TYPE_ALIGN:
		buf_addf(out, " (\"%s\")", template_aligns[*(const enum template_align *)at]);
		break;
	case TYPE_FONT:
		break;
	}
}

/* base: what they are by default; NULL: that is another's. */
static void add_keys(struct buf *out, const struct template_key *keys, const void *base) {
	buf_addc(out, '\n');
	for (const struct template_key *key = keys; key->name != NULL; key++) {
		buf_addf(out, "- %s", key->name);
		if (base != NULL) {
			add_default(out, key, base);
		}
		buf_addf(out, ": %s.\n", key->help);
	}
}

static void add_title(struct buf *out, const char *name, const char *about) {
	buf_addf(out, "\n### `%s = { … }`\n\n%s\n", name, about);
}

void template_manual(struct buf *out) {
	struct template t = { 0 };

	template_defaults(&t);
	/* Of the accent colour and the tint. */
	t.table.heat_low = t.tint;
	t.table.heat_high = t.map.scale = t.accent;
	buf_adds(out, "\n## Templates\n\ntemplates/NAME.lua returns one table: where and how things are set, never what. Every key may be left out but fonts; in "
	              "brackets is what it is then. A length is a number of points, or \"22mm\", \"1.5cm\", \"2in\"; a colour is \"#1f3a5f\", \"white\" or one of "
	              "colours. name is the file's, summary says what it is for. extends = \"NAME\" takes over from another template what this one does "
	              "not say, key by key (a list as a whole).\n"
	              "\n    return { name = \"house\", extends = \"briefing\", summary = \"Ours\",\n             colours = { accent = \"#7a1f2b\" }, page = { paper = \"letter\" } }\n");
	add_title(out, "page", "The sheet. paper is \"a4\" (the default), \"a5\" or \"letter\"; margins = { top =, bottom =, left =, right = }; numbers = { front = "
	          "\"roman\" } counts the pages before the first chapter in small Roman numbers, { appendix = \"letter\" } those of appendices as A-1.");
	add_keys(out, template_page_keys, &t);
	buf_adds(out, "\nmargins:\n");
	add_keys(out, template_margin_keys, &t);
	add_title(out, "fonts", "Roles and the families that fill them: { serif = { \"Noto Serif\", … }, sans = { … } }. The first that has a character sets it. A family "
	          "may be { family = \"Noto Serif CJK SC\", optional = true }: it is asked last, and passed over where it is not installed; or { family = \"Noto "
	          "Naskh Arabic\", scale = 1.2 }: its letters are set that much larger, to match the others.");
	add_title(out, "colours", "What the others may name.");
	add_keys(out, template_color_keys, &t);
	add_title(out, "styles", "How the text of each kind of block is set. What a style leaves out is as in the one it is like, in brackets.");
	buf_addc(out, '\n');
	for (int i = 0; i < STYLES; i++) {
		const struct template_styling *style = &template_stylings[i];
		buf_addf(out, "- %s%s%s%s: %s.\n", style->name, i > 0 ? " (" : "", i > 0 ? template_stylings[style->like].name : "", i > 0 ? ")" : "", style->help);
	}
	buf_adds(out, "\nEach may say:\n");
	add_keys(out, template_style_keys, NULL);
	add_title(out, "header", "The line at the head of pages; footer = { … } is that at their foot.");
	add_keys(out, template_header_keys, &t);
	add_title(out, "output", "What finished files are, unless the request says otherwise. conformance = { \"pdf/a-3a\" }: every file is PDF/UA-1, and of PDF/A "
	          "what this lists, 2a, 2b, 2u, 3a, 3b or 3u. attach_data = true: request, data and document go with the file as attachments, which PDF/A-2 "
	          "does not allow.");
	for (const struct template_section *section = template_sections; section->name != NULL; section++) {
		add_title(out, section->name, section->about);
		add_keys(out, section->keys, &t);
	}
}

/* ---- for editors ---- */

static const char *const key_types[] = {
	[TYPE_LENGTH] = "number|string", [TYPE_LEVEL] = "integer", [TYPE_NUMBER] = "number", [TYPE_BOOL] = "boolean", [TYPE_TEXT] = "string",
	[TYPE_COLOR] = "string", [TYPE_ALIGN] = "\"justify\"|\"left\"|\"right\"|\"center\"", [TYPE_FONT] = "string",
};

static void add_class(struct buf *out, const char *name, const struct template_key *keys, const char *more) {
	buf_addf(out, "\n---@class template%s%s\n", *name != '\0' ? "." : "", name);
	for (const struct template_key *key = keys; key->name != NULL; key++) {
		buf_addf(out, "---@field %s? %s %s\n", key->name, key_types[key->type], key->help);
	}
	if (more != NULL) {
		buf_addf(out, "---@field %s? any\n", more);
	}
}

void template_library(struct buf *out) {
	add_class(out, "margins", template_margin_keys, NULL);
	add_class(out, "page", template_page_keys, NULL);
	buf_adds(out, "---@field paper? \"a4\"|\"a5\"|\"letter\"\n---@field margins? template.margins\n---@field numbers? table<string, string>\n");
	add_class(out, "colours", template_color_keys, NULL);
	add_class(out, "style", template_style_keys, NULL);
	add_class(out, "header", template_header_keys, NULL);
	add_class(out, "footer", template_footer_keys, NULL);
	for (const struct template_section *section = template_sections; section->name != NULL; section++) {
		add_class(out, section->name, section->keys, section->more);
	}
	buf_adds(out, "\n---What templates/NAME.lua returns.\n---@class template\n---@field name string\n---@field summary? string\n---@field extends? string\n"
	              "---@field page? template.page\n---@field fonts? table<string, (string|table)[]>\n---@field colours? template.colours\n"
	              "---@field styles? table<string, template.style>\n---@field header? template.header\n---@field footer? template.footer\n"
	              "---@field output? table<string, any>\n");
	for (const struct template_section *section = template_sections; section->name != NULL; section++) {
		buf_addf(out, "---@field %s? template.%s\n", section->name, section->name);
	}
}
