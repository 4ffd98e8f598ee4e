/* markdown: Markdown into nodes; for build.c alone. The only user of cmark-gfm. */
#ifndef DOC_MARKDOWN_H
#define DOC_MARKDOWN_H

#include <stdbool.h>

struct arena;
struct build;
struct err;

/* Where the text of [^key] is looked up, and before that the mark of a remark of the table it stands in; NULL where there is none. */
struct markdown_notes {
	const char *(*find)(void *ctx, const char *key);
	void *ctx;
	const char *(*mark)(void *ctx, const char *key);
	void *mark_ctx;
};

/* As build_inlines and build_blocks in doc/build.h. */
bool markdown_inlines(struct arena *arena, struct build *build, const char *text, const struct markdown_notes *notes,
                      struct err *err);
bool markdown_blocks(struct arena *arena, struct build *build, const char *text, int base_level,
                     const struct markdown_notes *notes, struct err *err);

#endif
