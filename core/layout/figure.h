/*
 * figure: what all drawn blocks have in common: a caption before them, one Figure element with an alt text, a
 * height that no page is too low for. What a block draws is its own. For layout/ alone.
 */
#ifndef LAYOUT_FIGURE_H
#define LAYOUT_FIGURE_H

#include <stdbool.h>

struct canvas;
struct node;
struct setter;
struct vlist;

/*
 * Draw the block canvas->node from canvas->y = 0 down, and leave canvas->y at its foot. height is wanted of its plot,
 * what it stands for apart (legend, names); asked again with less where all does not fit a page. False with the setter's err.
 */
typedef bool (*figure_draw_fn)(struct canvas *canvas, double height);

bool chart_draw(struct canvas *canvas, double height);       /* chart.c */
bool map_draw(struct canvas *canvas, double height);         /* map.c */
bool picture_draw(struct canvas *canvas, double height);     /* picture.c */

/* Narrow canvas's x and width to the picture and its words, and say how high it is then. */
double picture_place(struct canvas *canvas);
bool gantt_draw(struct canvas *canvas, double height);       /* gantt.c */
bool timeline_draw(struct canvas *canvas, double height);    /* timeline.c */

/* How high a map is by itself: as its part of the earth is, within reason. */
double map_height(const struct canvas *canvas);

/* Append any block whose kind node_is_figure(). */
bool figure_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);

#endif
