/* line: total fit (Knuth and Plass, 1981) over plain numbers: knows no text. For text/ alone. */
#ifndef TEXT_LINE_H
#define TEXT_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A place where a line may end. width, stretch and shrink are sums from the paragraph's
 * beginning to the end of the line that would end here; next_* are the same to the
 * beginning of the line that would follow, past the space that is dropped between.
 */
struct line_break {
	double width, stretch, shrink;
	double next_width, next_stretch, next_shrink;
	double extra;                /* set only if the line ends here: the hyphen */
	double penalty;
	bool is_forced;
	bool is_hyphen;
	bool is_last;                /* the paragraph's end, or a forced break: the line need not be full */
};

struct line_opts {
	double width;
	double first_indent;         /* added to the first line */
	double tolerance;            /* the largest ratio of stretch allowed */
	double slack;                /* stretch that every line has beside its spaces'; ragged lines have no other */
	bool is_ragged;              /* spaces neither stretch nor shrink */
	bool is_emergency;           /* accepts what does not fit when nothing else is left */
};

/* What one line costs: ratio of stretch (negative: shrink), class of tightness, demerits for itself. */
struct line_cost {
	double ratio, demerits;
	int fitness;                 /* 0 tight, 1 decent, 2 loose, 3 very loose */
	bool is_over;                /* too long, even shrunk */
	bool is_past;                /* and so is every line from there to a later break: no hyphen is to blame */
};

/* The line from break a to break b. False: it is not allowed at this tolerance. */
bool line_judge(const struct line_opts *opts, const struct line_break *a, const struct line_break *b, bool is_first,
                struct line_cost *cost);

/* What a line hands on to the next: its class, and how many hyphens end the lines up to it. */
struct line_state {
	int fitness;
	int hyphens;                 /* in a row; LINE_HYPHENS stands for more, too */
};

enum { LINE_HYPHENS = 2 };       /* more lines than that in a row end in a hyphen only where nothing else is left */

/* The state behind the line from a to b, of class fitness. */
struct line_state line_state_after(struct line_state before, const struct line_break *b, int fitness);

/* What it costs beside that the line from a to b, of class fitness, follows one that left the state before. */
double line_next_to(const struct line_opts *opts, const struct line_break *a, const struct line_break *b,
                    struct line_state before, int fitness, bool is_first);

struct line_fitter;

struct line_fitter *line_fitter_new(void);
void line_fitter_free(struct line_fitter *fitter);   /* NULL is fine */

/*
 * Choose the breaks of least demerits in all. breaks[0] is the paragraph's beginning (only next_* matter), the last one
 * is forced. *chosen gets the indices of the line ends, in order, and is valid until the next call; returns how many,
 * 0 where nothing fits the tolerance (never in an emergency).
 */
size_t line_fit(struct line_fitter *fitter, const struct line_opts *opts, const struct line_break *breaks, size_t n,
                const uint32_t **chosen, double *demerits);

#endif
