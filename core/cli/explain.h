/* explain: what `sitrep render --explain` tells people. */
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

struct buf;
struct json;

/* A result record with an "explain" as text: why pages end where they do, what was changed, what each section took. */
void explain_text(const struct json *record, struct buf *out);

#endif
