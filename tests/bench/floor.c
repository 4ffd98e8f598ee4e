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
#include "layout/page.h"
#include "render/catalogue.h"
#include "render/pipeline.h"
#include "text/font.h"
#include "text/para.h"

enum { MAX_FACES = 64 };

struct face_cache {
	const struct face *face[MAX_FACES];
	cairo_font_face_t *cairo[MAX_FACES];
	size_t n;
};

static cairo_font_face_t *face_lookup(struct face_cache *cache, const struct face *face) {
	for (size_t i = 0; i < cache->n; i++) {
		if (cache->face[i] == face) {
			return cache->cairo[i];
		}
	}
	if (cache->n == MAX_FACES) {
		abort();
	}
	cache->face[cache->n] = face;
	return cache->cairo[cache->n++] = cairo_ft_font_face_create_for_ft_face(face_freetype(face), 0);
}

static cairo_status_t discard(void *closure, const unsigned char *data, unsigned length) {
	(void)data;
	*(size_t *)closure += length;
	return CAIRO_STATUS_SUCCESS;
}

static void paint_run(cairo_t *cr, struct face_cache *faces, const struct text_run *run, double x, double y) {
	static cairo_glyph_t glyphs[65536];
	size_t n = run->glyph_count < 65536 ? run->glyph_count : 65536;

	for (size_t i = 0; i < n; i++) {
		glyphs[i] = (cairo_glyph_t){ run->glyphs[i].index, x + run->glyphs[i].x, y + run->glyphs[i].y };
	}
	cairo_set_font_face(cr, face_lookup(faces, run->face));
	cairo_set_font_size(cr, run->size_pt);
	cairo_show_text_glyphs(cr, run->utf8, (int)run->utf8_len, glyphs, (int)n,
	                       (const cairo_text_cluster_t *)run->clusters, (int)run->cluster_count,
	                       run->is_backward ? CAIRO_TEXT_CLUSTER_FLAG_BACKWARD : 0);
}

static double paint(const struct pages *pages, struct face_cache *faces) {
	size_t bytes = 0;
	int64_t start = clock_cpu_us();
	cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(discard, &bytes, pages->v[0].width_pt, pages->v[0].height_pt);
	cairo_t *cr = cairo_create(surface);

	for (size_t p = 0; p < pages->n; p++) {
		for (size_t i = 0; i < pages->v[p].op_count; i++) {
			const struct op *op = &pages->v[p].ops[i];
			if (op->kind == OP_TEXT) {
				paint_run(cr, faces, op->u.text.run, op->u.text.x, op->u.text.y);
			}
		}
		cairo_show_page(cr);
	}
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS || bytes == 0) {
		fprintf(stderr, "bench: floor: %s\n", cairo_status_to_string(cairo_surface_status(surface)));
		exit(1);
	}
	cairo_surface_destroy(surface);
	return (double)(clock_cpu_us() - start) / 1000;
}

static void run_child(struct pipeline *pipeline, const char *request, size_t len, int out) {
	struct pipeline_job job = {
		.id = "floor", .name = "floor", .text = request, .len = len, .accepted_ms = 1741910400000, .today = "2025-03-14",
	};
	struct errs errors = ERRS_INIT, warnings = ERRS_INIT;
	const struct pages *pages = pipeline_set(pipeline, &job, NULL, &errors, &warnings);

	if (pages == NULL) {
		fprintf(stderr, "bench: floor: %s\n", errors.v[0].msg);
		_exit(1);
	}
	struct face_cache faces = { .n = 0 };
	double ms = paint(pages, &faces);
	_exit(write(out, &ms, sizeof(ms)) == sizeof(ms) ? 0 : 1);
}

static int compare(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double floor_measure(const char *json, size_t json_len, const char *request, size_t request_len, int runs) {
	struct err err = ERR_INIT;
	struct catalogue *catalogue = catalogue_parse(json, json_len, &err);
	struct pipeline *pipeline = catalogue != NULL ? pipeline_new(catalogue, NULL, &err) : NULL;
	double *ms = mem_alloc((size_t)runs * sizeof(*ms));

	if (pipeline == NULL) {
		fprintf(stderr, "bench: floor: %s\n", err.msg);
		exit(1);
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
