/* note: what notes hang from; footnotes too long for the page of their mark are spread over the pieces that follow. For layout/ alone. */
#ifndef LAYOUT_NOTE_H
#define LAYOUT_NOTE_H

#include <stdbool.h>
#include <stddef.h>

struct inline_para;
struct setter;
struct vlist;

/* What a note hangs from, its mark again, broken to one line; back: the place it leads back to, NULL: nowhere. */
void note_label(struct setter *setter, struct inline_para *label, const char *back, double x, struct vlist *list);

/* What the footnotes of the pieces from on take on a page, points; 0: there are none. */
double notes_room(const struct setter *setter, const struct vlist *list, size_t from);

/*
 * See that no piece carries more notes than a page can take beside it: what is too much is divided by lines
 * and goes to the pieces after it (fresh, empty ones at the list's end), with a warning. False with setter->err.
 */
bool notes_spread(struct setter *setter, struct vlist *list);

#endif
