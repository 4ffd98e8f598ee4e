/* words: what is said in mails and notices where the target says nothing of its own. */
#ifndef DELIVER_WORDS_H
#define DELIVER_WORDS_H

struct buf;
struct parcel;

/*
 * Add the "subject" (one line) or "text" of what is told: the target's own where it has one and a report was issued, else the usual one, in
 * the report's language where there are words in it, else in English. Of a correction or withdrawal the usual text is said, and before
 * its subject which of both it is.
 */
void words_say(const struct parcel *parcel, const char *key, struct buf *out);

#endif
