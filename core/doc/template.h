/*
 * template: where and how things are set, never what; data from templates/NAME.lua. Every key a template may have is in
 * one table in template.c. Lengths are points; in the file a number is points, a string may say "22mm", "1.5cm", "2in".
 */
#ifndef DOC_TEMPLATE_H
#define DOC_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct errs;
struct image;
struct json;

/*
 * A role ("serif") and the families that fill it, the first preferred; names is NULL-terminated. So is optional:
 * { family = "Noto Serif CJK SC", optional = true } is asked after all others, and passed over where it is not
 * installed; of { family = "Noto Naskh Arabic", scale = 1.2 } letters are that much larger.
 */
struct template_family {
	const char *role;
	const char *const *names, *const *optional;
	const double *scales;        /* of names, then of optional */
};

struct template_color { double r, g, b; };       /* 0 to 1, sRGB */

enum template_align { TEMPLATE_JUSTIFY, TEMPLATE_LEFT, TEMPLATE_RIGHT, TEMPLATE_CENTER };

/* How the text of one kind of block is set. */
struct template_style {
	int font;                    /* index of template_families */
	double size, leading;        /* leading: from baseline to baseline */
	bool bold, italic, small_caps, tabular, hyphenate;
	bool hang;                   /* marks at the ends of lines stand out of the margins a little */
	bool oldstyle;               /* figures with ascenders and descenders; not where tabular */
	double tracking;             /* em, added between letters */
	struct template_color color;
	enum template_align align;
	double space_before, space_after;    /* of neighbours the larger counts; none at a page's head */
	double indent;               /* of the whole block from the left */
	double first_indent;         /* of its first line */
};

/* The styles a template sets, each a key of its table "styles". */
enum template_style_id {
	STYLE_BODY, STYLE_H1, STYLE_H2, STYLE_H3, STYLE_H4, STYLE_H5, STYLE_H6, STYLE_LIST, STYLE_QUOTE, STYLE_CAPTION,
	STYLE_TABLE_HEAD, STYLE_TABLE_CELL, STYLE_TABLE_GROUP, STYLE_NOTE, STYLE_TABLE_NOTE, STYLE_CALLOUT, STYLE_CALLOUT_TITLE, STYLE_SOURCE,
	STYLE_CHART_LABEL, STYLE_CREDIT, STYLE_CONTENTS_TITLE, STYLE_CONTENTS_1, STYLE_CONTENTS_2, STYLE_CONTENTS_3, STYLE_HEADER, STYLE_FOOTER,
	STYLE_COVER_KICKER, STYLE_COVER_TITLE, STYLE_COVER_SUBTITLE, STYLE_COVER_LINE, STYLE_WATERMARK,
	STYLE_TERM, STYLE_QUOTE_BY, STYLE_PULL, STYLE_FACT_VALUE, STYLE_FACT_LABEL, STYLE_STATE, STYLE_APPENDIX, STYLE_INDEX,
	STYLE_ENDNOTE, STYLE_COLOPHON, STYLE_BANNER,
	STYLES
};

/* Three places of a running line; texts may hold {title} {page} {pages} {page_of} {as_of} {section} {report}; NULL: empty. */
struct template_running {
	const char *left, *center, *right;
	double distance;             /* from the text area to its baseline */
	double rule;                 /* thickness of a rule between, 0: none */
};

enum { TEMPLATE_PALETTE_MAX = 12 };

struct template {
	const char *name;
	double width, height;        /* of the page */
	double top, bottom, left, right;     /* margins */
	double grid;                 /* body text stands on lines so far apart on every page; 0: wherever it comes to stand */
	double stretch;              /* what a space between blocks may grow by for a page to end at the foot of its area */
	bool front_roman;            /* pages before the first chapter are i, ii, iii; the first chapter's is 1 */
	bool appendix_letter;        /* pages of appendix A are */
	struct {
		double gap, rule;            /* between columns; thickness of the line there, 0: none */
	} columns;
	struct {
		double top, bottom, left, right;     /* margins of a bilingual edition; 0: the page's */
		double gap, rule;            /* between its two languages; thickness of the line there, 0: none */
		struct template_color color; /* of a second wording behind the first: in headings, captions, cells */
		bool italic, bold;           /* bold: where the first one is, too */
		double scale;                /* of its size */
	} bilingual;
	const struct template_family *families;
	size_t family_count;
	struct template_style styles[STYLES];
	struct template_color ink, accent, highlight, muted, rule, tint;
	struct template_running header, footer;
	struct {
		bool shown;
		double title_top;            /* of the title's first line from the page's top */
		double rule_width, rule_length;  /* of the accent rule under the title */
		double band;                 /* height of the coloured band at the head, 0: none */
		const char *kicker;          /* line above the title; placeholders as in running lines */
		bool block;                  /* no page of its own: title and lines at the head of the first page */
		const char *logo, *logo_alt; /* a picture at its head, by its path; NULL: none */
		double logo_height;
		const struct image *image;   /* the logo, by who reads it for a job; NULL: none */
	} cover;
	struct {
		bool shown;                  /* set after the cover where nothing asks for contents and there are three chapters */
		int depth;                   /* levels of headings it goes down to where nobody says */
		bool tables, figures;        /* lists of them after it, where there are three or more */
		double indent;               /* a level */
		bool leaders;                /* dots between title and page number */
	} contents;
	struct {
		double pad_x, pad_y;         /* inside a cell */
		double head_rule, row_rule, foot_rule;   /* thicknesses; 0: none */
		double column_rule;          /* between columns; 0: none */
		bool zebra, head_filled;     /* tinted rows; header on the accent colour */
		bool stub_bold;              /* cells that head their rows */
		double indent;               /* of rows, a level */
		double least_size;           /* of letters in a table that is too wide, before it is divided */
		double note_space;           /* above the notes under it */
		struct template_color good, bad, key;    /* grounds of cells, by tone */
		struct template_color heat_low, heat_high;   /* of the least and greatest value; dark enough apart to be told in grey */
		double space_before, space_after;
	} table;
	struct {
		struct template_color palette[TEMPLATE_PALETTE_MAX];
		size_t palette_count;
		double height;               /* of the plot */
		double space_before, space_after;
		const char *data;            /* of figures that do not say it: "none", "below" or "annex" */
		bool moves;                  /* figures with a number that do not say their place: PLACE_AUTO */
	} chart;
	struct {
		enum template_align align;   /* of one that is narrower than its column */
	} picture;
	struct {
		struct template_color sea, land, border, coast;      /* land: of countries that say nothing */
		struct template_color scale;     /* of the highest numbers; lower ones are lighter */
	} map;
	struct {
		double pad, bar;             /* inside; width of the coloured bar at the left */
		double space_before, space_after;
	} callout;
	struct {
		double number_width;         /* numbered paragraphs hang beside their numbers by so much */
	} paragraph;
	struct {
		double pad, rule;            /* above and below a row of facts; thickness of the rules round all */
		double space_before, space_after;
	} facts;
	struct {
		double rule, indent;         /* thickness of the rules above and below; from both sides of the text */
		double space_before, space_after;
	} pull;
	struct {
		const char *text;            /* at the head and foot of every page, unless the request says another; NULL: none */
		double distance;             /* from the page's edge */
	} banner;
	struct {
		double bar, distance;        /* thickness of the bar beside what an edition says otherwise than the one before (0: none); from the text */
	} changes;
	struct {
		bool accessed;               /* their list says when each was read */
	} sources;
	struct {
		bool shown;                  /* at the end of every document */
		const char *publisher, *licence, *contact;   /* lines of it; NULL: none */
	} colophon;
	struct {
		double rule_length, rule_width;  /* above the notes */
		bool at_end;                 /* notes are endnotes */
		double gap;                  /* between the text and the rule */
		double between;              /* from note to note */
	} note;
	struct {
		double indent;               /* a level */
		const char *bullet[3];       /* by depth */
		double between;              /* items of a list */
	} list;
	struct {
		bool numbered;               /* headings carry their numbers */
		int depth;                   /* down to this level */
		const char *numbers[6];      /* forms of number_heading() by level */
		size_t number_count;
		double number_gap;           /* between number and words */
		bool break_before_1;         /* level 1 begins a page */
	} heading;
};

/*
 * Check the template's table (as JSON), what it extends put in by who loads it, against what a template may say
 * and fill in what it leaves out. NULL with all mistakes in *errors, each with the path of its key
 * ("styles.body.size"). Lives in the arena; json must outlive it.
 */
struct template *template_parse(struct arena *arena, const struct json *json, struct errs *errors);

const struct template_family *template_families(const struct template *template, size_t *n);

/* The chapter of the authors' manual on templates, as Markdown: all keys, from the tables that the parser reads. */
void template_manual(struct buf *out);
void template_library(struct buf *out);       /* as classes for editors */

/* Give pages the margins that it has for bilingual editions. */
void template_make_bilingual(struct template *template);

/* The named paper's size in points; false when there is none of that name. */
bool template_paper(const char *name, double *width, double *height);

#endif
