/* labels: the words the engine prints itself ("Contents", "Table", "Page 3 of 17"), by language. */
#ifndef DOC_LABELS_H
#define DOC_LABELS_H

#include <stdbool.h>

struct arena;
struct doc;

/* One table in labels.c: adding a language is adding a column. {page}, {pages} and {day} are filled in by who prints them. */
enum label {
	LABEL_CONTENTS, LABEL_TABLE, LABEL_FIGURE,
	LABEL_IN_TABLE, LABEL_IN_FIGURE, LABEL_IN_SECTION,   /* as a reference in running text says it */
	LABEL_SOURCES, LABEL_PAGE_OF, LABEL_AS_OF,
	LABEL_CONTINUED, LABEL_DRAFT, LABEL_UNVERIFIED, LABEL_ACCESSED, LABEL_GAP, LABEL_LAST_GOOD, LABEL_NOTE,
	LABEL_REPLACED,              /* "Data set replaced by the request" */
	LABEL_NO_DATA,               /* in place of a plot that would be empty */
	LABEL_SOURCE,                /* before the source of a table, in a line under it */
	LABEL_SHADES,                /* before the least and greatest value of a heat table */
	LABEL_PART_OF,               /* "part {part} of {parts}" of a table divided by columns */
	LABEL_BASE_OLD,              /* "Facts as known on", before a day */
	LABEL_OTHERS,                /* slices that stand for several */
	LABEL_PERCENT, LABEL_QUARTER,    /* "{n}%", "Q{n}" */
	LABEL_VALUE, LABEL_SIZE,     /* heads of columns */
	LABEL_DATA_ANNEX,            /* heading of the annex */
	LABEL_DATA_OF,               /* "Data of {figure}": caption of a table there */
	LABEL_DATA_IN,               /* "Data: {table}.": under a figure */
	/* what charts are called, and what is said of them to who cannot see them */
	LABEL_CHART_AREA, LABEL_CHART_BAR, LABEL_CHART_DONUT, LABEL_CHART_DOT, LABEL_CHART_LINE, LABEL_CHART_PERCENT, LABEL_CHART_PIE,
	LABEL_CHART_SCATTER, LABEL_CHART_SLOPE, LABEL_CHART_SPARKLINE, LABEL_CHART_STACKED,
	LABEL_ALT_KIND, LABEL_ALT_KIND_SPAN, LABEL_ALT_HEAD, LABEL_ALT_SPAN, LABEL_ALT_PANELS, LABEL_ALT_SERIES, LABEL_ALT_NOTHING, LABEL_ALT_ONE, LABEL_ALT_SAME,
	LABEL_ALT_EXTREMES, LABEL_ALT_RUN, LABEL_ALT_RUN_PEAK, LABEL_ALT_RUN_DIP, LABEL_ALT_RUN_BOTH, LABEL_ALT_MORE, LABEL_ALT_SHARES,
	LABEL_ALT_POINTS, LABEL_ALT_BEST,
	LABEL_APPENDIX, LABEL_IN_APPENDIX, LABEL_IN_PARAGRAPH, LABEL_IN_ITEM,
	LABEL_NOTES,                 /* over endnotes */
	LABEL_BACK,                  /* where the number of a note leads */
	LABEL_LIST_OF_TABLES, LABEL_LIST_OF_FIGURES,
	LABEL_COLOPHON, LABEL_REPORT, LABEL_ISSUED, LABEL_ENGINE, LABEL_DATA, LABEL_FONTS, LABEL_PUBLISHER, LABEL_LICENCE,
	LABEL_CONTACT,
	LABEL_MAP, LABEL_MAP_ALONE,  /* what maps are called; as a sentence */
	LABEL_MAP_COUNTRY, LABEL_MAP_PLACES, /* head and group of a table of its data */
	LABEL_MAP_POINTS,            /* before the points' names, in an alt text */
	LABEL_MAP_KM,                /* on the bar of a map's scale */
	LABEL_MAP_POSITION,          /* under every map: it takes no position */
	LABEL_GANTT, LABEL_TIMELINE,     /* kinds of figures, as those of charts */
	LABEL_ROWS,                  /* how many a figure has */
	LABEL_SINCE, LABEL_UNTIL, LABEL_SPAN,    /* of stretches of time, within alt texts: years, months, … */
	LABEL_SINCE_DAY, LABEL_UNTIL_DAY, LABEL_SPAN_DAYS,   /* … and days */
	LABEL_ALT_ROW,               /* "{name}: {what}." */
	LABEL_ALT_UNLESS,            /* before them: what holds of each that says nothing else */
	LABEL_ALT_LEFT,              /* behind them: how many are not told */
	LABEL_FROM, LABEL_TO, LABEL_DATE, LABEL_WHAT,    /* heads of columns */
	LABEL_IN_NOTE, LABEL_IN_SOURCE,      /* before a number: what a mark in the text leads to */
	LABEL_COLON,                 /* between a name and what is said of it, with the spaces */
	LABEL_COMMA, LABEL_SEMICOLON,        /* between what is listed, with the space; they part figures from right to left */
	LABEL_IN_PAGE, LABEL_IN_PAGES, LABEL_ON_PAGE, LABEL_WORDS_PAGE,      /* "page 3", "pages 3–5", "on page 3", "{words} on page 3" in running text */
	LABEL_THE_REQUEST, LABEL_WITH_REQUEST, LABEL_THE_DOCUMENT,   /* what attachments are */
	LABEL_EDITION, LABEL_CUTOFF, /* "Edition {n}"; in place of LABEL_AS_OF there */
	LABEL_CORRECTED, LABEL_CORRECTION, LABEL_CORRECTS,   /* "Corrected on {day}"; heading and first sentence of what a correction says */
	LABEL_ADDED, LABEL_REMOVED, LABEL_CHANGED,           /* "added: {after}" … */
	LABEL_ALIKE,                                         /* "{after}" is what it was: what another language says of it changed */
	LABEL_QUOTED,                                        /* "{words}", in quotation marks: what something is called */
	LABELS
};

/* Those that have a column, NULL-terminated. */
extern const char *const label_languages[];

/* Has the language a column of its own? */
bool label_speaks(const char *lang);

/* In English where lang has no column of its own, or none for this label. */
const char *label_text(const char *lang, enum label label);

/* A label that has {page} in it, with the number in its place. In the arena. */
const char *label_page(struct arena *arena, const char *lang, enum label label, const char *number);

/*
 * The label in the document's language, of a bilingual edition in both: "Contents / Sommaire". In the arena, where
 * it is made.
 */
const char *label_both(struct arena *arena, const struct doc *doc, enum label label);

/* Between two wordings; its first space does not break, and tells it from a stroke that somebody wrote. */
#define LABEL_JOINT "\u00A0/ "

/* Two wordings at one place, as above; first alone where the second is NULL, empty or the same. */
const char *label_join(struct arena *arena, const char *first, const char *second);

/* The first wording alone; where the second begins, NULL: there is one. */
const char *label_first(struct arena *arena, const char *joined);
const char *label_second(const char *joined);

#endif
