/* legend: names beside samples of what they name, side by side in rows from canvas->y down. For layout/ alone. */
#ifndef LAYOUT_LEGEND_H
#define LAYOUT_LEGEND_H

struct canvas;
struct canvas_text;

/* Lengths are points. */
struct legend {
	double sign, gap;            /* from a sample's left edge to its name; between entries */
	double x, lines;             /* where the next entry begins; how many the row has */
};

struct legend legend_begin(const struct canvas *canvas, double sign, double gap);

/*
 * The left edge of the next entry's sample: in a new row where it has no room in this one, and with its name broken where no row
 * has. The caller draws both at canvas->y, and then takes their room.
 */
double legend_next(struct canvas *canvas, struct legend *legend, struct canvas_text *name);
void legend_take(struct legend *legend, const struct canvas_text *name);

/* Moves canvas->y to space below the last row. */
void legend_end(struct canvas *canvas, const struct legend *legend, double space);

#endif
