/* pipeline_record: what a job says of itself when it is done; with explain, also why it came out as it did. */
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/version.h"
#include "catalogue/catalogue.h"
#include "layout/layout.h"
#include "lua/host.h"
#include "render/costs.h"
#include "render/pipeline_part.h"
#include "render/trial.h"

static void put_ms(struct json_out *out, const char *key, int64_t us) {
	json_put_num(out, key, (double)us / 1000);
}

static void record_times(const struct pipeline *pipeline, struct json_out *out) {
	const int64_t *us = pipeline->spent_us;

	json_key(out, "cpu_ms");
	json_begin(out, '{');
	put_ms(out, "check", us[PHASE_CHECK]);
	put_ms(out, "lua", us[PHASE_COLLECT] + us[PHASE_BUILD]);
	put_ms(out, "resolve", us[PHASE_RESOLVE]);
	put_ms(out, "layout", us[PHASE_LAYOUT] + pipeline->make_us);
	put_ms(out, "paint", us[PHASE_PAINT] - pipeline->finish_us - pipeline->make_us);
	put_ms(out, "finish", pipeline->finish_us);
	json_end(out, '}');
}

static void record_sources(const struct doc *doc, struct json_out *out) {
	json_key(out, "sources");
	json_begin(out, '[');
	for (size_t i = 0; i < doc->source_count; i++) {
		const struct doc_source *s = &doc->sources[i];
		json_begin(out, '{');
		json_put_int(out, "number", s->number);
		json_put_str(out, "key", s->key);
		json_put_str(out, "title", s->title);
		json_put_str(out, "date", s->date);
		json_put_str(out, "url", s->url);
		json_end(out, '}');
	}
	json_end(out, ']');
}

static void record_gaps(const struct pipeline *pipeline, struct json_out *out) {
	json_key(out, "gaps");
	json_begin(out, '[');
	for (size_t i = 0; i < map_count(pipeline->gaps); i++) {
		json_begin(out, '{');
		json_put_str(out, "section", map_key(pipeline->gaps, i));
		json_put_str(out, "reason", map_value(pipeline->gaps, i));
		const struct json *kept = map_lookup(pipeline->kept, map_key(pipeline->gaps, i));
		json_put_text(out, "as_issued", kept != NULL ? json_str(kept, "as_of", NULL) : NULL);
		json_end(out, '}');
	}
	json_end(out, ']');
}

static void record_inputs(const struct pipeline *pipeline, struct json_out *out) {
	size_t n;
	const struct host_file *files = host_files(pipeline->host, &n);

	json_key(out, "inputs");
	json_begin(out, '[');
	for (size_t i = 0; i < n; i++) {
		json_begin(out, '{');
		json_key(out, "path");
		json_add_str(out, arena_printf(pipeline->arena, "plugins/%s/%s", files[i].plugin, files[i].path));
		json_put_str(out, "sha256", files[i].sha256);
		json_end(out, '}');
	}
	for (size_t i = 0; i < pipeline->job->file_count; i++) {
		const struct host_attachment *file = &pipeline->job->files[i];
		char hash[HASH_HEX];
		hash_hex(file->p, file->len, hash);
		json_begin(out, '{');
		json_put_str(out, "path", arena_printf(pipeline->arena, "request/%s", file->name));
		json_put_str(out, "sha256", hash);
		json_end(out, '}');
	}
	json_end(out, ']');
}

/* What the layout had to scale, cut or divide: its warnings. */
static void explain_changes(const struct pipeline *pipeline, struct json_out *out) {
	json_key(out, "changed");
	json_begin(out, '[');
	for (size_t i = pipeline->first_change; i < pipeline->last_change; i++) {
		const struct err *warning = &pipeline->warnings.v[i];
		json_begin(out, '{');
		json_put_str(out, "what", warning->msg);
		json_put_text(out, "section", warning->section);
		json_put_text(out, "file", warning->at.file);
		json_put_int(out, "line", warning->at.line);
		json_end(out, '}');
	}
	json_end(out, ']');
}

/* Below the section's own node. */
static int64_t count_blocks(const struct node *node) {
	int64_t n = 0;
	for (const struct node *c = node->first; c != NULL; c = c->next) {
		n += node_is_inline(c->kind) ? 0 : 1 + count_blocks(c);
	}
	return n;
}

static void explain_sections(const struct pipeline *pipeline, struct json_out *out) {
	json_key(out, "sections");
	json_begin(out, '[');
	for (size_t i = 0; i < pipeline->request.section_count; i++) {
		json_begin(out, '{');
		const char *id = pipeline->request.sections[i].id;
		json_put_str(out, "section", id);
		json_put_str(out, "plugin", pipeline->request.sections[i].plugin);
		put_ms(out, "collect_ms", costs_cpu_us(pipeline->costs, "collect", id));
		put_ms(out, "build_ms", costs_cpu_us(pipeline->costs, "build", id));
		json_put_int(out, "bytes", costs_bytes(pipeline->costs, id));
		json_put_int(out, "blocks", count_blocks(pipeline->nodes[0][i]));
		json_end(out, '}');
	}
	json_end(out, ']');
}

static void explain(const struct pipeline *pipeline, struct json_out *out) {
	json_key(out, "explain");
	json_begin(out, '{');
	layout_explain(pipeline->layout, out);
	explain_changes(pipeline, out);
	explain_sections(pipeline, out);
	json_key(out, "events");
	costs_write(pipeline->costs, out);
	json_put_int(out, "bytes", (int64_t)arena_used(pipeline->arena));
	json_put_str(out, "reading_order", buf_str(&pipeline->reading));
	json_end(out, '}');
}

static void record_language(const struct request *request, struct json_out *out) {
	if (request->second.language == NULL) {
		json_put_str(out, "language", request->words.language);
		return;
	}
	json_key(out, "language");
	json_begin(out, '[');
	json_add_str(out, request->words.language);
	json_add_str(out, request->second.language);
	json_end(out, ']');
}

static void record_period(const struct request *request, struct json_out *out) {
	if (request->period_from != NULL) {
		json_key(out, "period");
		json_begin(out, '{');
		json_put_str(out, "from", request->period_from);
		json_put_str(out, "to", request->period_to);
		json_end(out, '}');
	}
}

void pipeline_record(struct pipeline *pipeline, struct buf *record) {
	const struct request *request = &pipeline->request;
	struct json_out out = JSON_OUT(record, 0);

	json_begin(&out, '{');
	json_put_str(&out, "report", request->report);
	json_put_str(&out, "title", request->words.title);
	json_put_str(&out, "as_of", request->as_of);
	record_period(request, &out);
	record_language(request, &out);
	json_put_str(&out, "template", request->template);
	json_put_int(&out, "pages", (int64_t)pipeline->pages.feed.page_count);
	json_put_str(&out, "generation", catalogue_generation(pipeline->catalogue));
	json_put_str(&out, "engine", SITREP_VERSION);
	record_times(pipeline, &out);
	record_gaps(pipeline, &out);
	record_sources(&pipeline->doc, &out);
	record_inputs(pipeline, &out);
	json_put_parsed(&out, "manifest", buf_str(&pipeline->manifest.text));
	if (pipeline->job->explain) {
		explain(pipeline, &out);
	}
	if (pipeline->job->trial != NULL) {
		trial_record(pipeline->arena, pipeline->host, pipeline->job->trial, &pipeline->doc, pipeline->pages.feed.page_count,
		             &pipeline->warnings, &out);
	}
	json_end(&out, '}');
}
