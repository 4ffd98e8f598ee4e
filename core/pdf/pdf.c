#include "pdf/pdf.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "layout/page.h"
#include "pdf/content.h"
#include "pdf/meta.h"
#include "pdf/objs.h"
#include "pdf/tag.h"
#include "pdf/tree.h"

/* What is kept from page to page. */
struct writer {
	struct page_feed *feed;
	struct objs *objs;
	struct tags tags;
	struct resources *resources;
	struct tree_page *pages;
	size_t page_count, page_cap;
	struct buf content;          /* of the page in hand */
	struct pdf_cost *cost;
	int64_t since_us;            /* CPU time not yet accounted for */
};

static void spend(struct writer *w, int64_t *cost_us) {
	int64_t now = clock_cpu_us();

	*cost_us += now - w->since_us;
	w->since_us = now;
}

static bool write_page(struct writer *w, const struct page *page, struct err *err) {
	struct tree_page *kept = VEC_PUSH(w->pages, w->page_count, w->page_cap);

	buf_reset(&w->content);
	if (!content_write(w->resources, &w->tags, page, &w->content, err)) {
		return false;
	}
	spend(w, &w->cost->paint_us);
	kept->num = objs_take(w->objs);
	kept->contents = objs_take(w->objs);
	objs_add_stream(w->objs, kept->contents, "", w->content.p, w->content.len);
	spend(w, &w->cost->finish_us);
	return true;
}

static bool write_pages(struct writer *w, struct err *err) {
	const struct page *page;

	for (;;) {
		if (!w->feed->impl->next(w->feed, &page, err)) {
			return false;
		}
		spend(w, &w->cost->make_us);
		if (!page) {
			return true;
		}
		if (!write_page(w, page, err)) {
			return false;
		}
	}
}

static bool write_end(struct writer *w, const struct pdf_meta *meta, struct err *err) {
	unsigned resources = objs_take(w->objs);
	bool ok = tags_end(&w->tags, err) && resources_write(w->resources, w->objs, resources, err) &&
	          tree_write(w->objs, &w->tags, w->pages, resources, w->feed, meta, err);

	spend(w, &w->cost->finish_us);
	return ok;
}

bool pdf_write(struct page_feed *feed, const struct pdf_meta *meta, struct buf *out, struct pdf_cost *cost, struct err *err) {
	size_t start = out->len;

	*cost = (struct pdf_cost){ 0 };
	if (!meta_check(meta, err)) {
		return false;
	}
	if (feed->page_count == 0) {
		return err_set(err, ERR_BUG, "a PDF needs a page");
	}
	struct writer w = {
		.feed = feed, .objs = objs_new(out), .resources = resources_new(), .content = BUF_INIT, .cost = cost,
		.since_us = clock_cpu_us(),
	};
	tags_init(&w.tags);
	bool ok = write_pages(&w, err) && write_end(&w, meta, err);
	tags_fini(&w.tags);
	resources_free(w.resources);
	objs_free(w.objs);
	mem_free(w.pages);
	buf_fini(&w.content);
	if (!ok) {
		out->len = start;
		out->p[start] = '\0';
	}
	return ok;
}
