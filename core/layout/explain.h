/* explain: why each page of a book ended where it did. For layout/ alone. */
#ifndef LAYOUT_EXPLAIN_H
#define LAYOUT_EXPLAIN_H

struct arena;
struct book;
struct json_out;

/*
 * Into the open object, "pages": of each behind the cover its label, the section it begins in, how full it is, where it ends and
 * why; "other", where else it would best have ended, what that does and how many points more the document would have cost;
 * "floats" on it. The book must have been closed with its others.
 */
void explain_pages(struct arena *arena, const struct book *book, struct json_out *out);

#endif
