#include "pdf/pdf.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "layout/page.h"
#include "pdf/finish.h"
#include "pdf/meta.h"
#include "pdf/paint.h"
#include "pdf/spell.h"
#include "pdf/tag.h"

static bool on_bytes(void *ctx, const void *p, size_t n, struct err *err) {
	(void)err;
	finish_feed(ctx, p, n);
	return true;
}

/* Page by page, so that no more than one page of Cairo's output is ever kept. */
static bool write_pages(struct painter *painter, struct finish *finish, struct tags *tags, const struct pages *pages,
                        const struct pdf_meta *meta, struct pdf_cost *cost, struct err *err) {
	int64_t t0 = clock_cpu_us(), t1;
	bool ok = true;

	for (size_t i = 0; i <= pages->n && ok && !finish_must_restart(finish); i++) {
		bool is_last = i == pages->n;

		ok = is_last ? tags_end(tags, err) && painter_end(painter, err)
		             : painter_page(painter, tags, &pages->v[i], err);
		t1 = clock_cpu_us();
		cost->paint_us += t1 - t0;
		ok = ok && (is_last ? finish_end(finish, pages, meta, err) : finish_read(finish, err));
		t0 = clock_cpu_us();
		cost->finish_us += t0 - t1;
	}
	return ok;
}

/* One attempt; nothing stays in *out when it fails or has to be made again. */
static bool attempt(const struct pages *pages, const struct pdf_meta *meta, struct spells *spells, struct buf *out,
                    struct pdf_cost *cost, bool *must_restart, struct err *err) {
	size_t start = out->len;
	struct tags tags;
	struct finish *finish;
	struct painter *painter;
	bool ok;

	tags_init(&tags);
	finish = finish_new(&tags, spells, out);
	painter = painter_new(on_bytes, finish, err);
	ok = painter && write_pages(painter, finish, &tags, pages, meta, cost, err);
	*must_restart = ok && finish_must_restart(finish);
	painter_free(painter);
	finish_free(finish);
	tags_fini(&tags);
	if (!ok || *must_restart) {
		out->len = start;
		out->p[start] = '\0';
	}
	return ok;
}

bool pdf_write(const struct pages *pages, const struct pdf_meta *meta, struct buf *out, struct pdf_cost *cost,
               struct err *err) {
	struct spells *spells;
	bool must_restart = false, ok;

	*cost = (struct pdf_cost){ 0 };
	if (!meta_check(meta, err)) {
		return false;
	}
	if (pages->n == 0) {
		return err_set(err, ERR_BUG, "a PDF needs a page");
	}
	spells = spells_new();
	ok = attempt(pages, meta, spells, out, cost, &must_restart, err);
	if (ok && must_restart) {
		spells_give_up(spells);
		ok = attempt(pages, meta, spells, out, cost, &must_restart, err);
	}
	spells_free(spells);
	return ok;
}
