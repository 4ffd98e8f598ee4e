/* What Gantt charts and timelines say in words and as tables. */
#include "doc/diagram.h"

#include <math.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/figure.h"

/* Of so many rows and events a sentence each. */
enum { ROWS_TOLD = 12, EVENTS_TOLD = 12 };

enum { USUAL_LEAST = 3 };    /* of a category that is said once for all of them */

/* A date as the language says it, as exact as it was given. */
static const char *date_words(const struct figure_words *w, const char *iso) {
	const char *style = strlen(iso) > 7 ? "long" : strlen(iso) > 4 ? "month" : "year";
	const char *said = w->doc->locale != NULL ? w->doc->locale->date(w->arena, w->lang, iso, style) : NULL;

	return said != NULL ? said : iso;
}

/* Label's words with {from} and {to} filled in, in the arena. */
static const char *fill_span(const struct figure_words *w, enum label label, const struct diagram_span *span) {
	struct buf out = BUF_INIT;
	struct figure_words inner = { w->arena, w->doc, w->lang, &out };

	figure_say(&inner, label, "from", span->from_date != NULL ? date_words(w, span->from_date) : "", "to",
	           span->to_date != NULL ? date_words(w, span->to_date) : "", NULL);
	const char *text = arena_strdup(w->arena, buf_str(&out));
	buf_fini(&out);
	return text;
}

/* Is the date, where there is one, a day, not a month or a year? */
static bool is_day(const char *date) {
	return date == NULL || strlen(date) == strlen("1994-01-10");
}

/*
 * The category that more than half of all are of, to be said once for all of them: after each it would weary. n, the number of
 * categories, where there is none.
 */
static size_t usual_category(const size_t *counts, size_t n, size_t all) {
	for (size_t c = 0; n > 1 && c < n; c++) {
		if (counts[c] >= USUAL_LEAST && counts[c] * 2 > all) {
			return c;
		}
	}
	return n;
}

static void say_usual(const struct figure_words *w, const struct diagram_category *categories, size_t n, size_t usual) {
	if (usual < n) {
		figure_say(w, LABEL_ALT_UNLESS, "what", figure_name(w, categories[usual].title), NULL);
	}
}

/* Of the rows that are told; what has a label of its own says its category beside it. */
static size_t usual_span(const struct figure_words *w, const struct node_gantt *gantt) {
	size_t *counts = arena_alloc(w->arena, (gantt->category_count + 1) * sizeof(*counts)), all = 0;

	for (size_t r = 0; r < gantt->row_count && r < ROWS_TOLD; r++) {
		all += gantt->rows[r].span_count;
		for (size_t i = 0; i < gantt->rows[r].span_count; i++) {
			counts[gantt->rows[r].spans[i].category] += gantt->rows[r].spans[i].label == NULL;
		}
	}
	return usual_category(counts, gantt->category_count, all);
}

static size_t usual_event(const struct figure_words *w, const struct node_timeline *timeline) {
	size_t *counts = arena_alloc(w->arena, (timeline->category_count + 1) * sizeof(*counts));
	size_t told = timeline->event_count < EVENTS_TOLD ? timeline->event_count : EVENTS_TOLD;

	for (size_t i = 0; i < told; i++) {
		counts[timeline->events[i].category]++;
	}
	return usual_category(counts, timeline->category_count, told);
}

/* What a span's colour and its label say of it; NULL: neither says anything, or the colour alone, and what is usual. */
static const char *span_note(const struct figure_words *w, const struct node_gantt *gantt, const struct diagram_span *span, size_t usual) {
	const char *category = gantt->category_count > 1 && (span->category != usual || span->label != NULL) ? gantt->categories[span->category].title : NULL;

	if (category == NULL || span->label == NULL || str_eq(category, span->label)) {
		return category != NULL ? category : span->label;
	}
	return arena_printf(w->arena, "%s%s%s", category, label_text(w->lang, LABEL_SEMICOLON), span->label);
}

static const char *span_words(const struct figure_words *w, const struct node_gantt *gantt, const struct diagram_span *span,
                              size_t usual) {
	bool of_days = is_day(span->from_date) && is_day(span->to_date);
	const char *when = span->is_moment ? date_words(w, span->from_date)
	                   : span->to_date == NULL && span->from_date == NULL ? "…"
	                   : span->to_date == NULL ? fill_span(w, of_days ? LABEL_SINCE_DAY : LABEL_SINCE, span)
	                   : span->from_date == NULL ? fill_span(w, of_days ? LABEL_UNTIL_DAY : LABEL_UNTIL, span)
	                                             : fill_span(w, of_days ? LABEL_SPAN_DAYS : LABEL_SPAN, span);

	const char *note = span_note(w, gantt, span, usual);
	return note != NULL ? arena_printf(w->arena, "%s (%s)", when, figure_name(w, note)) : when;
}

static void say_kind(const struct figure_words *w, enum label kind, const struct node_figure *figure, const char *fallback) {
	figure_say(w, LABEL_ALT_HEAD, "kind", label_text(w->lang, kind), "what", figure->title != NULL ? figure->title : fallback, NULL);
}

static void say_row(const struct figure_words *w, const char *name, const char *what) {
	figure_say(w, LABEL_ALT_ROW, "name", figure_name(w, name), "what", what, NULL);
}

/* Of n, told were told. */
static void say_left(const struct figure_words *w, size_t n, size_t told) {
	if (n > told) {
		figure_say(w, LABEL_ALT_LEFT, "n", figure_number(w, (double)(n - told), -1), NULL);
	}
}

void gantt_describe(const struct figure_words *w, const struct node *node) {
	const struct node_gantt *gantt = node->u.gantt;
	size_t usual = usual_span(w, gantt);
	struct buf rows = BUF_INIT;

	figure_say(&(struct figure_words){ w->arena, w->doc, w->lang, &rows }, LABEL_ROWS, "n", figure_number(w, (double)gantt->row_count, -1), NULL);
	say_kind(w, LABEL_GANTT, &gantt->base, arena_strndup(w->arena, buf_str(&rows), rows.len > 0 ? rows.len - 1 : 0));
	buf_fini(&rows);
	say_usual(w, gantt->categories, gantt->category_count, usual);
	for (size_t r = 0; r < gantt->row_count && r < ROWS_TOLD; r++) {
		const struct gantt_row *row = &gantt->rows[r];
		const char **spans = arena_alloc(w->arena, (row->span_count + 1) * sizeof(*spans));
		for (size_t i = 0; i < row->span_count; i++) {
			spans[i] = span_words(w, gantt, &row->spans[i], usual);
		}
		say_row(w, row->title, row->span_count > 0 ? figure_list(w, spans, row->span_count) : "–");
	}
	say_left(w, gantt->row_count, ROWS_TOLD);
}

/* Columns of words, not of numbers. */
static void begin_words(struct figure_table *table, const enum label *heads, size_t n) {
	const char *titles[4];

	for (size_t i = 0; i < n; i++) {
		titles[i] = label_text(table->words.lang, heads[i]);
	}
	figure_table_begin(table, titles, n);
	for (size_t i = 0; i < n; i++) {
		table->table->u.table.columns[i].align = ALIGN_LEFT;
	}
}

void gantt_tabulate(struct figure_table *table, const struct node *node) {
	static const enum label heads[] = { LABEL_WHAT, LABEL_FROM, LABEL_TO, LABEL_NOTE };
	const struct node_gantt *gantt = node->u.gantt;
	const struct figure_words *w = &table->words;

	begin_words(table, heads, 4);
	for (size_t r = 0; r < gantt->row_count; r++) {
		const struct gantt_row *row = &gantt->rows[r];
		if (row->group != NULL) {
			figure_table_group(table, row->group);
		}
		for (size_t i = 0; i < row->span_count; i++) {
			const struct diagram_span *span = &row->spans[i];
			const char *cells[] = {
				row->title, span->from_date != NULL ? date_words(w, span->from_date) : NULL,
				!span->is_moment && span->to_date != NULL ? date_words(w, span->to_date) : NULL,
				span_note(w, gantt, span, gantt->category_count),
			};
			figure_table_row(table, cells);
		}
	}
}

void timeline_describe(const struct figure_words *w, const struct node *node) {
	const struct node_timeline *timeline = node->u.timeline;
	size_t n = timeline->event_count, usual = usual_event(w, timeline);
	const char *first = n > 0 ? date_words(w, timeline->events[0].date) : "…";
	const char *span = n > 1 ? arena_printf(w->arena, "%s – %s", first, date_words(w, timeline->events[n - 1].date)) : first;

	say_kind(w, LABEL_TIMELINE, &timeline->base, span);
	say_usual(w, timeline->categories, timeline->category_count, usual);
	for (size_t i = 0; i < n && i < EVENTS_TOLD; i++) {
		const struct timeline_event *event = &timeline->events[i];
		const char *text = figure_name(w, event->text);
		if (timeline->category_count > 1 && event->category != usual) {
			text = arena_printf(w->arena, "%s (%s)", text, figure_name(w, timeline->categories[event->category].title));
		}
		say_row(w, date_words(w, event->date), text);
	}
	say_left(w, n, EVENTS_TOLD);
}

void timeline_tabulate(struct figure_table *table, const struct node *node) {
	static const enum label heads[] = { LABEL_DATE, LABEL_WHAT };
	const struct node_timeline *timeline = node->u.timeline;

	begin_words(table, heads, 2);
	for (size_t i = 0; i < timeline->event_count; i++) {
		const char *cells[] = { date_words(&table->words, timeline->events[i].date), timeline->events[i].text };
		figure_table_row(table, cells);
	}
}
