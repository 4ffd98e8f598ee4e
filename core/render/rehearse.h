/* rehearse: a document that nobody reads, so that what is slow the first time is not slow in a job. */
#ifndef RENDER_REHEARSE_H
#define RENDER_REHEARSE_H

struct shaper;
struct template;

/*
 * Set and paint a page of every kind of block in each language that is known, and throw it away. What stays is
 * what libraries keep: hyphenation patterns, formats of dates, open faces, fonts at their sizes, shaped words.
 * A rehearsal that fails changes nothing: the job that meets the same mistake can say whose it is.
 */
void rehearse(const struct template *template, struct shaper *shaper);

#endif
