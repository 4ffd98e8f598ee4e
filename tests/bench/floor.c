#include "floor.h"

#include <cairo-ft.h>
#include <cairo-pdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "layout/page.h"
#include "render/pipeline.h"
#include "text/font.h"
#include "text/para.h"

/* A face at a size, kept as a painter would. */
struct sized_font {
	const struct face *face;
	double size_pt;
	cairo_scaled_font_t *font;
};

struct floor {
	cairo_t *cr;
	struct sized_font *fonts;
	size_t font_count, font_cap;
	cairo_glyph_t *glyphs;
	cairo_text_cluster_t *clusters;
	size_t glyph_cap, cluster_cap;
};

static cairo_scaled_font_t *make_font(const struct face *face, double size_pt) {
	cairo_font_face_t *font_face = cairo_ft_font_face_create_for_ft_face(face_freetype(face), 0);
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_matrix_t size, identity;

	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_matrix_init_scale(&size, size_pt, size_pt);
	cairo_matrix_init_identity(&identity);
	cairo_scaled_font_t *font = cairo_scaled_font_create(font_face, &size, &identity, options);
	cairo_font_options_destroy(options);
	cairo_font_face_destroy(font_face);
	return font;
}

static cairo_scaled_font_t *find_font(struct floor *floor, const struct text_run *run) {
	for (size_t i = 0; i < floor->font_count; i++) {
		if (floor->fonts[i].face == run->face && floor->fonts[i].size_pt == run->size_pt) {
			return floor->fonts[i].font;
		}
	}
	struct sized_font *sized = VEC_PUSH(floor->fonts, floor->font_count, floor->font_cap);
	*sized = (struct sized_font){ run->face, run->size_pt, make_font(run->face, run->size_pt) };
	return sized->font;
}

static cairo_status_t discard(void *closure, const unsigned char *data, unsigned length) {
	(void)data;
	*(size_t *)closure += length;
	return CAIRO_STATUS_SUCCESS;
}

static _Noreturn void fail(const char *what) {
	fprintf(stderr, "bench: floor: %s\n", what);
	_exit(1);
}

static void check(cairo_status_t status) {
	if (status != CAIRO_STATUS_SUCCESS) {
		fail(cairo_status_to_string(status));
	}
}

static void paint_run(struct floor *floor, const struct text_run *run, double x, double y) {
	size_t n = 0, m = 0;

	for (size_t i = 0; i < run->glyph_count; i++) {
		*VEC_PUSH(floor->glyphs, n, floor->glyph_cap) =
			(cairo_glyph_t){ run->glyphs[i].index, x + run->glyphs[i].x, y + run->glyphs[i].y };
	}
	for (size_t i = 0; i < run->cluster_count; i++) {
		*VEC_PUSH(floor->clusters, m, floor->cluster_cap) =
			(cairo_text_cluster_t){ run->clusters[i].num_bytes, run->clusters[i].num_glyphs };
	}
	cairo_set_scaled_font(floor->cr, find_font(floor, run));
	cairo_show_text_glyphs(floor->cr, run->utf8, (int)run->utf8_len, floor->glyphs, (int)n, floor->clusters, (int)m,
	                       run->is_backward ? CAIRO_TEXT_CLUSTER_FLAG_BACKWARD : 0);
	check(cairo_status(floor->cr));
}

static void paint_page(struct floor *floor, const struct page *page) {
	for (size_t i = 0; i < page->op_count; i++) {
		const struct op *op = &page->ops[i];
		if (op->kind == OP_TEXT && op->u.text.run->glyph_count > 0) {
			paint_run(floor, op->u.text.run, op->u.text.x, op->u.text.y);
		}
	}
	cairo_show_page(floor->cr);
}

/* CPU ms of Cairo alone: pages are made between. The process ends after it: nothing is freed. */
static double paint(struct page_feed *feed) {
	size_t bytes = 0;
	int64_t spent = 0, start = clock_cpu_us();
	cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(discard, &bytes, 595, 842);
	struct floor floor = { .cr = cairo_create(surface) };
	const struct page *page;
	struct err err = ERR_INIT;

	for (;;) {
		spent += clock_cpu_us() - start;
		if (!feed->impl->next(feed, &page, &err)) {
			fail(err.msg);
		}
		start = clock_cpu_us();
		if (page == NULL) {
			break;
		}
		paint_page(&floor, page);
	}
	check(cairo_status(floor.cr));
	cairo_destroy(floor.cr);
	cairo_surface_finish(surface);
	check(cairo_surface_status(surface));
	if (bytes == 0) {
		fail("nothing was painted");
	}
	return (double)(spent + clock_cpu_us() - start) / 1000;
}

static void run_child(struct pipeline *pipeline, const char *request, size_t len, int out) {
	struct pipeline_job job = {
		.id = "floor", .name = "floor", .text = request, .len = len, .accepted_ms = 1741910400000, .today = "2025-03-14",
	};
	struct errs errors = ERRS_INIT, warnings = ERRS_INIT;
	struct page_feed *pages = pipeline_set(pipeline, &job, NULL, &errors, &warnings);

	if (pages == NULL) {
		fail(errors.v[0].msg);
	}
	/* Cairo as everybody has it: core/pdf turns its compression off. */
	unsetenv("CAIRO_DEBUG_PDF");
	double ms = paint(pages);
	_exit(write(out, &ms, sizeof(ms)) == sizeof(ms) ? 0 : 1);
}

static int compare(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double floor_measure(const char *json, size_t json_len, const char *request, size_t request_len, int runs) {
	struct err err = ERR_INIT;
	struct catalogue *catalogue = catalogue_parse(json, json_len, &err);
	struct pipeline *pipeline = catalogue != NULL ? pipeline_new(catalogue, NULL, NULL, NULL, NULL, &err) : NULL;
	double *ms = mem_alloc((size_t)runs * sizeof(*ms));

	if (pipeline == NULL) {
		fail(err.msg);
	}
	for (int i = 0; i < runs; i++) {
		int pair[2], status;

		if (pipe(pair) != 0) {
			exit(1);
		}
		fflush(stdout);
		pid_t pid = fork();
		if (pid == 0) {
			run_child(pipeline, request, request_len, pair[1]);
		}
		if (read(pair[0], &ms[i], sizeof(ms[i])) != sizeof(ms[i]) || waitpid(pid, &status, 0) != pid || status != 0) {
			exit(1);
		}
		close(pair[0]);
		close(pair[1]);
	}
	qsort(ms, (size_t)runs, sizeof(*ms), compare);
	double median = ms[runs / 2];
	mem_free(ms);
	pipeline_free(pipeline);
	catalogue_free(catalogue);
	return median;
}
