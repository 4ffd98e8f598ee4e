#include "doc/contrast.h"

#include <math.h>
#include <stdio.h>

#include "base/err.h"
#include "base/str.h"
#include "doc/template_keys.h"

static const double LARGE = 3;
static const double LARGE_PT = 18, LARGE_BOLD_PT = 14;
static const struct template_color white = { 1, 1, 1 };

static double linear(double v) {
	return v <= 0.03928 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

double contrast_luminance(struct template_color c) {
	return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

double contrast_ratio(struct template_color a, struct template_color b) {
	double la = contrast_luminance(a), lb = contrast_luminance(b);

	return (fmax(la, lb) + 0.05) / (fmin(la, lb) + 0.05);
}

/* Two colours that are told, and what letters in them need. */
struct told {
	struct template_color ink, ground;
	double least;
};

struct check {
	const struct template *t;
	struct errs *faults;
	struct told told[STYLES];
	size_t told_count;
};

/* Letters of style in ink (its own colour, mostly) on a ground. */
struct pair {
	const char *key;             /* of the ink */
	const char *ground_name;
	enum template_style_id style;
	struct template_color ink, ground;
};

static void format_color(struct template_color c, char text[8]) {
	snprintf(text, 8, "#%02x%02x%02x", (unsigned)lround(c.r * 255), (unsigned)lround(c.g * 255), (unsigned)lround(c.b * 255));
}

struct template_color contrast_mend(struct template_color ink, struct template_color ground, double least) {
	struct template_color to = contrast_luminance(ground) > 0.18 ? (struct template_color){ 0, 0, 0 } : white, c = ink;

	for (int i = 1; i <= 100 && contrast_ratio(c, ground) < least; i++) {
		double share = i / 100.0;
		c = (struct template_color){ ink.r + (to.r - ink.r) * share, ink.g + (to.g - ink.g) * share, ink.b + (to.b - ink.b) * share };
		/* As it will be read again. */
		c = (struct template_color){ round(c.r * 255) / 255, round(c.g * 255) / 255, round(c.b * 255) / 255 };
	}
	return c;
}

static bool is_same(struct template_color a, struct template_color b) {
	return a.r == b.r && a.g == b.g && a.b == b.b;
}

/* Whether to mend a colour that is told mends this. */
static bool is_told(struct check *c, const struct pair *pair, double least) {
	for (size_t i = 0; i < c->told_count; i++) {
		const struct told *told = &c->told[i];
		if (is_same(told->ink, pair->ink) && is_same(told->ground, pair->ground) && told->least >= least) {
			return true;
		}
	}
	if (c->told_count < STYLES) {
		c->told[c->told_count++] = (struct told){ pair->ink, pair->ground, least };
	}
	return false;
}

static void check_pair(struct check *c, const struct pair *pair) {
	const struct template_style *style = &c->t->styles[pair->style];
	bool is_large = style->size >= (style->bold ? LARGE_BOLD_PT : LARGE_PT);
	double least = is_large ? LARGE : CONTRAST_NORMAL, ratio = contrast_ratio(pair->ink, pair->ground);
	char ink[8], ground[8], mended[8];

	if (ratio >= least) {
		return;
	}
	struct err *err = errs_add(c->faults);
	format_color(pair->ink, ink);
	format_color(pair->ground, ground);
	format_color(contrast_mend(pair->ink, pair->ground, least), mended);
	/* Cut, never rounded up to what is asked for. */
	err_set(err, ERR_INPUT, "'%s' (%s) on %s (%s) has a contrast of %.1f to 1; %s need %.1f (WCAG 2.1, AA)", pair->key, ink,
	        pair->ground_name, ground, floor(ratio * 10) / 10, is_large ? "large letters" : "letters", least);
	STR_COPY(err->key, pair->key);
	err_hint(err, "%s does", mended);
	err->follows = is_told(c, pair, least);
}

static void check_style(struct check *c, enum template_style_id id, const char *ground_name, struct template_color ground) {
	struct pair pair = { .ground_name = ground_name, .style = id, .ink = c->t->styles[id].color, .ground = ground };
	char key[64];

	snprintf(key, sizeof(key), "styles.%s.colour", template_stylings[id].name);
	pair.key = key;
	check_pair(c, &pair);
}

/* What stands on other grounds than paper. */
static void check_grounds(struct check *c) {
	const struct template *t = c->t;
	static const enum template_style_id cells[] = { STYLE_TABLE_CELL, STYLE_TABLE_GROUP };
	static const enum template_style_id callout[] = { STYLE_CALLOUT, STYLE_CALLOUT_TITLE };
	const struct { const char *name; struct template_color color; } tones[] = {
		{ "table.good", t->table.good }, { "table.bad", t->table.bad }, { "table.key", t->table.key },
	};

	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++) {
		/* Also where the template has no stripes: a table may ask for them. */
		check_style(c, cells[i], "colours.tint", t->tint);
	}
	for (size_t i = 0; i < sizeof(tones) / sizeof(*tones); i++) {
		check_style(c, STYLE_TABLE_CELL, tones[i].name, tones[i].color);
	}
	for (size_t i = 0; i < sizeof(callout) / sizeof(*callout); i++) {
		check_style(c, callout[i], "colours.tint", t->tint);
	}
	if (t->table.head_filled) {
		const struct pair head = { "table.head_filled (white)", "colours.accent", STYLE_TABLE_HEAD, white, t->accent };
		check_pair(c, &head);
	}
}

/* Colours that letters have besides their styles'. */
static void check_colors(struct check *c) {
	const struct template *t = c->t;
	const struct pair pairs[] = {
		{ "colours.accent", "paper", STYLE_BODY, t->accent, white },             /* links, marks, numbers */
		{ "colours.muted", "paper", STYLE_TABLE_CELL, t->muted, white },         /* cells of that tone */
		{ "colours.muted", "colours.tint", STYLE_TABLE_CELL, t->muted, t->tint },
		{ "colours.muted", "paper", STYLE_CHART_LABEL, t->muted, white },
		{ "colours.ink", "paper", STYLE_CHART_LABEL, t->ink, white },
		{ "colours.highlight", "paper", STYLE_CHART_LABEL, t->highlight, white },        /* the day in a plan */
		{ "bilingual.colour", "paper", STYLE_BODY, t->bilingual.color, white },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		check_pair(c, &pairs[i]);
	}
}

/* Its colours first: most styles have one of them. */
void contrast_check(const struct template *template, struct errs *faults) {
	struct check c = { .t = template, .faults = faults };

	check_colors(&c);
	for (int i = 0; i < STYLES; i++) {
		bool is_on_accent = i == STYLE_TABLE_HEAD && template->table.head_filled;
		/* A watermark lies behind the text and is no part of it. */
		if (i != STYLE_WATERMARK && !is_on_accent) {
			check_style(&c, (enum template_style_id)i, "paper", white);
		}
	}
	check_grounds(&c);
}
