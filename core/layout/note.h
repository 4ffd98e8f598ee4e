/* note: footnotes too long for the page of their mark are spread over the pieces that follow. For layout/ alone. */
#ifndef LAYOUT_NOTE_H
#define LAYOUT_NOTE_H

struct setter;
struct vlist;

/*
 * See that no piece carries more notes than a page can take beside it: what is too much is divided by lines
 * and goes to the pieces after it (fresh, empty ones at the list's end), with a warning.
 */
void notes_spread(struct setter *setter, struct vlist *list);

#endif
