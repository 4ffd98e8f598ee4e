#include "pdf/pdf.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "layout/page.h"
#include "pdf/finish.h"
#include "pdf/meta.h"
#include "pdf/paint.h"
#include "pdf/reading.h"
#include "pdf/spell.h"
#include "pdf/tag.h"

static void spend(int64_t *cost, int64_t *since) {
	int64_t now = clock_cpu_us();

	*cost += now - *since;
	*since = now;
}

/* Page by page, so that no more than one page, and what Cairo made of it, is ever kept. */
static bool write_pages(struct painter *painter, struct finish *finish, struct tags *tags, struct page_feed *feed,
                        const struct pdf_meta *meta, bool to_end, struct pdf_cost *cost, struct err *err) {
	int64_t since = clock_cpu_us();

	while (to_end || !finish_must_restart(finish)) {
		const struct page *page;

		if (!feed->impl->next(feed, &page, err)) {
			return false;
		}
		spend(&cost->make_us, &since);
		bool ok = page ? painter_page(painter, tags, page, err) : tags_end(tags, err) && painter_end(painter, err);
		if (ok && !page && meta->parts) {
			painter_faces(painter, meta->parts);
		}
		spend(&cost->paint_us, &since);
		ok = ok && (page ? finish_read(finish, err) : finish_end(finish, feed, meta, err));
		spend(&cost->finish_us, &since);
		if (!ok || !page) {
			return ok;
		}
	}
	return true;
}

void pdf_parts_fini(struct pdf_parts *parts) {
	mem_free(parts->pages);
	mem_free(parts->faces);
	*parts = (struct pdf_parts){ 0 };
}

static void pdf_parts_reset(struct pdf_parts *parts) {
	if (parts) {
		parts->page_count = parts->face_count = 0;
	}
}

const char *pdf_painter(void) {
	static char name[40];

	snprintf(name, sizeof(name), "Cairo %s", paint_version());
	return name;
}

/*
 * Attempts that end where a glyph is found to be spelled wrongly, which most often is on an early page. The one after
 * them goes to the end, and knows all such glyphs then.
 */
enum { EARLY_ENDS = 3 };

/* One attempt; nothing stays in *out when it fails or has to be made again. */
static bool attempt(struct page_feed *feed, const struct pdf_meta *meta, struct spells *spells, bool to_end, struct buf *out,
                    struct pdf_cost *cost, bool *must_restart, struct err *err) {
	size_t start = out->len;
	struct tags tags;
	struct finish *finish;
	struct painter *painter;
	bool ok;

	pdf_parts_reset(meta->parts);
	tags_init(&tags);
	if (meta->reading) {
		tags_listen(&tags);
	}
	finish = finish_new(&tags, spells, meta->parts, out);
	painter = painter_new(finish_input(finish), err);
	ok = painter && write_pages(painter, finish, &tags, feed, meta, to_end, cost, err);
	*must_restart = ok && finish_must_restart(finish);
	if (ok && !*must_restart && meta->reading) {
		reading_put(&tags, meta->lang, meta->reading);
	}
	painter_free(painter);
	finish_free(finish);
	tags_fini(&tags);
	if (!ok || *must_restart) {
		out->len = start;
		out->p[start] = '\0';
	}
	return ok;
}

bool pdf_write(struct page_feed *feed, const struct pdf_meta *meta, struct buf *out, struct pdf_cost *cost,
               struct err *err) {
	struct spells *spells;
	bool must_restart = false, ok;

	*cost = (struct pdf_cost){ 0 };
	if (!meta_check(meta, err)) {
		return false;
	}
	if (feed->page_count == 0) {
		return err_set(err, ERR_BUG, "a PDF needs a page");
	}
	spells = spells_new();
	ok = attempt(feed, meta, spells, false, out, cost, &must_restart, err);
	for (int n = 1; ok && must_restart; n++) {
		spells_again(spells);
		feed->impl->rewind(feed);
		ok = attempt(feed, meta, spells, n == EARLY_ENDS, out, cost, &must_restart, err);
	}
	spells_free(spells);
	return ok;
}
