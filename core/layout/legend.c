#include "layout/legend.h"

#include <math.h>

#include "layout/canvas.h"

static const double ROW_GAP = 2;

struct legend legend_begin(const struct canvas *canvas, double sign, double gap) {
	return (struct legend){ .sign = sign, .gap = gap, .x = canvas->x, .lines = 1 };
}

double legend_next(struct canvas *canvas, struct legend *legend, struct canvas_text *name) {
	if (legend->x > canvas->x && legend->x + legend->sign + name->width > canvas->x + canvas->width) {
		legend->x = canvas->x;
		canvas->y += canvas->leading * legend->lines + ROW_GAP;
		legend->lines = 1;
	}
	if (name->lines == 1 && legend->sign + name->width > canvas->width) {
		canvas_text_break(canvas, name, canvas->width - legend->sign);
	}
	return legend->x;
}

void legend_take(struct legend *legend, const struct canvas_text *name) {
	legend->lines = fmax(legend->lines, (double)name->lines);
	legend->x += legend->sign + name->width + legend->gap;
}

void legend_end(struct canvas *canvas, const struct legend *legend, double space) {
	canvas->y += canvas->leading * legend->lines + space;
}
