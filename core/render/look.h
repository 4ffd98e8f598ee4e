/*
 * look: a template, ready to set with: its fonts are open and its logo is read. Got once, before any job; for
 * pipeline.c, and who asks beforehand (looks_check).
 */
#ifndef RENDER_LOOK_H
#define RENDER_LOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct arena;
struct catalogue;
struct fonts;
struct shaper;
struct template;

struct look {
	const char *name;            /* the template's, of the catalogue */
	struct template *template;
	struct fonts *fonts;
	struct shaper *shaper;       /* NULL: it cannot be set with */
	struct err wrong;            /* why; told to each job that asks for it */
	char *families;              /* that the fonts are of, told apart */
	bool is_warm;                /* looks_warm has been here */
	const char *logo;            /* its bytes, judged by the job that needs it; NULL: there is none */
	size_t logo_len;
};

/* Begins as zeroes. What is no font lives in the arena it was opened with. */
struct looks {
	struct look *v;
	size_t n, cap;
};

/*
 * Open the templates of the catalogue, or the one called only. Where former (NULL: nothing) has fonts of the same families they are taken
 * out of it, with all words that were shaped with them. One of all that is wrong in itself (a font that is not installed) is kept from no
 * other's jobs; else false with *err. looks_fini is due either way.
 */
bool looks_open(struct looks *looks, struct arena *arena, const struct catalogue *catalogue, const char *only, struct looks *former,
                struct err *err);
void looks_fini(struct looks *looks);

/* What is wrong on this machine with templates of the catalogue. */
void looks_check(const struct catalogue *catalogue, struct errs *errors);

/* Shape words, which most documents say, and set a page with each; once. */
void looks_warm(struct looks *looks, const char *words);

/* Before a child is forked, and after: the files of its fonts are hashed for it while it is at work (text/font.h). */
void looks_share(const struct looks *looks);
void looks_hash(const struct looks *looks);

/* Whether a logo is an SVG: what draws it is loaded before any job (pdf_warm_vector). */
bool looks_have_svg(const struct looks *looks);

/* Borrowed; NULL: it was not opened. */
const struct look *looks_lookup(const struct looks *looks, const char *name);

/*
 * Decode the logo into the template, where nothing it does can harm: in the job. False with *err where it is no
 * picture.
 */
bool look_read_logo(struct arena *arena, const struct look *look, struct err *err);

#endif
