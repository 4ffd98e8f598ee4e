/*
 * letter: an e-mail as it goes over the wire (RFC 5322, MIME): written here rather than by libcurl, because a local sendmail takes the same
 * bytes. Pure.
 */
#ifndef DELIVER_LETTER_H
#define DELIVER_LETTER_H

#include <stdbool.h>

struct buf;
struct parcel;

/* Add the whole of it, lines ending in CR LF. The same parcel has the same Message-ID each time. */
void letter_format(const struct parcel *parcel, struct buf *out);

/* What stands between '<' and '>' of an address, or all of it; adds to *out. */
void letter_mailbox(const char *address, struct buf *out);

/* Add a header field's text, encoded where it is not plain (RFC 2047), folded; column: where it begins. */
void letter_add_words(struct buf *out, const char *text, int column);

#endif
