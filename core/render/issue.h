/*
 * issue: a job that issues an edition of a series: what its pages say of it, what plugins are told, and what is different from
 * the edition before. README.md here, "Editions".
 */
#ifndef RENDER_ISSUE_H
#define RENDER_ISSUE_H

#include <stdbool.h>
#include <stddef.h>

#include "doc/resolve.h"

struct arena;
struct build;
struct buf;
struct doc;
struct err;
struct errs;
struct json;
struct node;
struct request;

struct issue;

/*
 * What the service tells of the edition (WIRE_EDITION), in the arena, which must outlive the result, as must the request; NULL for NULL. What cannot be
 * read of the editions before is left out, with a warning.
 */
struct issue *issue_new(struct arena *arena, const struct json *edition, const struct request *request, const char *today, struct errs *warnings);

/* What plugins see as ctx.edition in that language; NULL for no edition. */
const struct json *issue_ctx(const struct issue *issue, const char *lang);

/* Cover, running lines: which edition it is, of which period, whether it is a correction. */
void issue_describe(const struct issue *issue, struct doc *doc);

/* What section id found in a language (0: the leading one): JSON (may be NULL: nothing that can be told). */
void issue_found(struct issue *issue, size_t language, const char *section, const struct json *found);

/* The document says all but what the nodes in late (NULL-terminated) are to hold, and cites what source knows. Once a language, the leading one first. */
void issue_say(struct issue *issue, const struct doc *doc, const struct node *const *late, resolve_source_fn source, void *ctx);

/*
 * All is said: compare it with the edition before, and with the one that it corrects, in the same languages (in the leading one alone where that one
 * has not all of them), and mark what is different in it.
 */
void issue_compare(struct issue *issue);

/* Was there an edition before in all of these languages? */
bool issue_compares(const struct issue *issue, const char *const *languages, size_t n);

/* What was different, in the words of a language (0: the leading one), as plugins are told it: a list; NULL where not all languages were compared. */
const struct json *issue_changes(const struct issue *issue, size_t language);

/* A correction says what it corrects, and what is different, in a section before all others of doc, which is in that language; true where it is none. */
bool issue_correct(struct issue *issue, struct build *build, struct doc *doc, size_t language, struct err *err);

/*
 * Where the request wants an edition only of what changed: why there is none; NULL where it is to be issued. late: as before.
 */
const char *issue_needless(const struct issue *issue, const struct request *request);

/* The dump to be kept: what the document says in each language, and what its sections found. */
void issue_dump(const struct issue *issue, struct buf *out);

/*
 * The differences of two dumps as JSON: { "from", "to" (title, as_of, lang), "differences", "findings" }, in the first language of the later
 * one that both have; what is different in the second alone is told in that, with its "lang". False with *err where they cannot be compared.
 */
bool issue_diff(struct arena *arena, const char *before, size_t before_len, const char *after, size_t after_len, struct buf *out,
                struct err *err);

#endif
