/* pipeline: see pipeline.h; the sections are in pipeline_sections.c, the record is in pipeline_record.c. */
#include "render/pipeline_part.h"

#include <stdlib.h>

#include "base/day.h"
#include "base/file.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/version.h"
#include "catalogue/catalogue.h"
#include "doc/conformance.h"
#include "doc/contrast.h"
#include "doc/figure.h"
#include "doc/image.h"
#include "doc/labels.h"
#include "doc/pair.h"
#include "doc/resolve.h"
#include "doc/template.h"
#include "layout/layout.h"
#include "lua/host.h"
#include "pdf/pdf.h"
#include "render/about.h"
#include "render/colophon.h"
#include "render/costs.h"
#include "render/issue.h"
#include "render/keep.h"
#include "text/locale.h"

static const char *const phase_names[PHASES] = {
	[PHASE_CHECK] = "check", [PHASE_COLLECT] = "collect", [PHASE_BUILD] = "build",
	[PHASE_RESOLVE] = "resolve", [PHASE_LAYOUT] = "layout", [PHASE_PAINT] = "paint",
};

const char *pipeline_phase_name(enum pipeline_phase phase) {
	return phase_names[phase];
}

/* ---- getting warm ---- */

struct needed {
	struct pipeline *pipeline;
	const char *kept;            /* see pipeline_new */
	struct host_plugin *v;
	size_t n, cap;
};

static void need_plugin(void *ctx, const struct json *plugin) {
	struct needed *needed = ctx;
	struct arena *arena = needed->pipeline->arena;

	*ARENA_PUSH(arena, needed->v, needed->n, needed->cap) = (struct host_plugin){
		.name = plugin->key, .dir = json_str(plugin, "dir", ""), .manifest = plugin,
		.kept = needed->kept != NULL ? path_join(arena, needed->kept, plugin->key) : NULL,
	};
}

static bool open_host(struct pipeline *pipeline, const char *kept, const char *report, struct err *err) {
	struct needed needed = { .pipeline = pipeline, .kept = kept };

	catalogue_each_plugin(pipeline->catalogue, report, need_plugin, &needed);
	pipeline->host = host_new(needed.v, needed.n, err);
	return pipeline->host != NULL;
}

static bool open_looks(struct pipeline *pipeline, const char *report, const char *template, struct pipeline *former, struct err *err) {
	const char *own = report != NULL ? json_str(catalogue_report(pipeline->catalogue, report), "template", "") : NULL;

	return looks_open(&pipeline->looks, pipeline->arena, pipeline->catalogue, template != NULL ? template : own,
	                  former != NULL ? &former->looks : NULL, err);
}

void pipeline_warm(struct pipeline *pipeline) {
	struct buf words = BUF_INIT;

	host_words(pipeline->host, &words);
	looks_warm(&pipeline->looks, buf_str(&words));
	buf_fini(&words);
}

/* Drawing an SVG takes what cannot be loaded in a job. What is wrong with it is told by the first job that needs it. */
static void warm_pictures(const struct pipeline *pipeline) {
	size_t n;
	const struct host_file *files = host_files(pipeline->host, &n);

	bool has_svg = looks_have_svg(&pipeline->looks);
	for (size_t i = 0; i < n; i++) {
		has_svg = has_svg || (str_prefix(files[i].path, "images/") && image_kind_of(files[i].path) == IMAGE_SVG);
	}
	if (has_svg) {
		pdf_warm_vector();
	}
}

struct pipeline *pipeline_new(const struct catalogue *catalogue, const char *kept, const char *report, const char *template,
                              struct pipeline *former, struct err *err) {
	struct pipeline *pipeline = mem_alloc(sizeof(*pipeline));

	pipeline->catalogue = catalogue;
	pipeline->arena = arena_new();
	pipeline->attached.arena = pipeline->arena;
	pipeline->reading = (struct buf)BUF_INIT;
	pipeline->manifest = (struct manifest)MANIFEST_INIT;
	if (!open_looks(pipeline, report, template, former, err) || !open_host(pipeline, kept, report, err)) {
		pipeline_free(pipeline);
		return NULL;
	}
	if (report == NULL) {
		pdf_warm_vector();       /* whatever a request may bring */
		pipeline_warm(pipeline);
	} else {
		warm_pictures(pipeline);
	}
	return pipeline;
}

void pipeline_free(struct pipeline *pipeline) {
	if (pipeline == NULL) {
		return;
	}
	layout_free(pipeline->layout);
	costs_free(pipeline->costs);
	arena_free(pipeline->parsed);
	looks_fini(&pipeline->looks);
	host_free(pipeline->host);
	map_free(pipeline->gaps);
	map_free(pipeline->kept);
	buf_fini(&pipeline->reading);
	errs_fini(&pipeline->warnings);
	manifest_fini(&pipeline->manifest);
	arena_free(pipeline->arena);
	mem_free(pipeline);
}

void pipeline_share(const struct pipeline *pipeline) {
	looks_share(&pipeline->looks);
}

void pipeline_hash(const struct pipeline *pipeline) {
	looks_hash(&pipeline->looks);
}

static bool is_bilingual(const struct pipeline *pipeline) {
	return pipeline->request.second.language != NULL;
}

size_t pipeline_languages(const struct pipeline *pipeline) {
	return is_bilingual(pipeline) ? 2 : 1;
}

struct doc *pipeline_document(struct pipeline *pipeline, size_t language) {
	return language == 0 ? &pipeline->doc : &pipeline->second;
}

/* ---- phases ---- */

static struct costs_held held(const struct pipeline *pipeline) {
	return (struct costs_held){ arena_used(pipeline->arena), host_bytes(pipeline->host) };
}

static void end_phase(struct pipeline *pipeline) {
	pipeline->spent_us[pipeline->phase] += clock_cpu_us() - pipeline->phase_began_us;
	costs_end(pipeline->costs, held(pipeline));
}

void pipeline_begin_phase(struct pipeline *pipeline, enum pipeline_phase phase, const char *section, size_t index, size_t count) {
	const struct pipeline_events *events = pipeline->events;

	end_phase(pipeline);
	pipeline->phase = phase;
	pipeline->phase_began_us = clock_cpu_us();
	costs_begin(pipeline->costs, phase_names[phase], section, held(pipeline));
	if (events != NULL && events->on_phase != NULL) {
		int round = pipeline->round * (int)count;
		events->on_phase(events->ctx, phase, section, round + (int)index, pipeline->rounds * (int)count);
	}
}

bool pipeline_fail(struct errs *errors, const struct err *err) {
	*errs_add(errors) = *err;
	return false;
}

/* ---- the job and its request ---- */

/* What outlives the parsed request: all of it but params and data. */
static void own_request(struct pipeline *pipeline) {
	struct request *request = &pipeline->request;
	const char **const texts[] = {
		&request->report, &request->words.language, &request->words.report_title, &request->words.title, &request->words.subtitle,
		&request->second.language, &request->second.report_title, &request->second.title, &request->second.subtitle,
		&request->as_of, &request->period_from, &request->period_to, &request->template, &request->notes, &request->paragraphs, &request->watermark, &request->marking, &request->paper,
		&request->output_name, &request->series, &request->archive, &request->password, &request->on_section_error,
	};
	_Static_assert(offsetof(struct request, limits) == 24 * sizeof(void *), "a text that is new in struct request is copied here too");

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		*texts[i] = arena_strdup(pipeline->arena, *texts[i]);
	}
	request->sections = arena_copy(pipeline->arena, request->sections, request->section_count * sizeof(*request->sections));
	for (size_t i = 0; i < request->section_count; i++) {
		request->sections[i].plugin = arena_strdup(pipeline->arena, request->sections[i].plugin);
		request->sections[i].id = arena_strdup(pipeline->arena, request->sections[i].id);
	}
}

/* The document says all now: what sections were made from need not be held while it is set. */
static void drop_sources(struct pipeline *pipeline) {
	struct request *request = &pipeline->request;

	for (size_t i = 0; i < request->section_count; i++) {
		request->sections[i].params = request->sections[i].keys = NULL;
	}
	request->params = request->data = request->deliver = request->notify = request->root = NULL;
	arena_free(pipeline->parsed);
	pipeline->parsed = NULL;
	host_end(pipeline->host);
}

static bool begin_host(struct pipeline *pipeline, const struct request_words *words, struct errs *errors) {
	const struct request *request = &pipeline->request;
	struct host_section *sections = arena_alloc(pipeline->arena, (request->section_count + 1) * sizeof(*sections));
	struct err err = ERR_INIT;

	for (size_t i = 0; i < request->section_count; i++) {
		const struct request_section *s = &request->sections[i];
		sections[i] = (struct host_section){ .plugin = s->plugin, .id = s->id, .params = s->params, .keys = s->keys };
	}
	struct host_job *job = arena_alloc(pipeline->arena, sizeof(*job));
	*job = (struct host_job){
		.arena = pipeline->arena,
		.report = request->report, .title = words->title, .as_of = request->as_of, .language = words->language,
		.period_from = request->period_from, .period_to = request->period_to,
		.is_bilingual = is_bilingual(pipeline),
		.now = pipeline->now,
		.seed = hash_bytes(pipeline->job->text, pipeline->job->len),
		.sections = sections, .section_count = request->section_count,
		.data = request->data,
		.records = pipeline->is_kept, .edition = issue_ctx(pipeline->issue, words->language),
		.files = pipeline->job->files, .file_count = pipeline->job->file_count,
		.memory_bytes = request->limits.memory_mb << 20,
		.section_seconds = request->limits.section_seconds,
		.section_wall_seconds = SECTION_WALL * request->limits.section_seconds,
	};
	return host_begin(pipeline->host, job, &err) || pipeline_fail(errors, &err);
}

/* ---- the document ---- */

struct cover_lines {
	const struct pipeline *pipeline;
	const char *lang;
	const char **v;
	size_t n, cap;
};

/* One that the report uses, and that knows nothing of the last year, say. */
static void add_old_base(void *ctx, const struct json *plugin) {
	struct cover_lines *lines = ctx;
	const struct pipeline *pipeline = lines->pipeline;
	const char *end = json_str(json_lookup(plugin, "covers"), "to", NULL);
	struct day today, to;

	if (end == NULL || !day_parse(end, &to) || !day_parse(pipeline->job->today, &today)) {
		return;
	}
	if (day_number(today) - day_number(to) > catalogue_int(pipeline->catalogue, "base_max_age_days")) {
		*ARENA_PUSH(pipeline->arena, lines->v, lines->n, lines->cap) =
		        arena_printf(pipeline->arena, "%s %s", label_text(lines->lang, LABEL_BASE_OLD),
		                     locale_date(pipeline->arena, lines->lang, end, "long"));
	}
}

/* What the cover must say beside title and day: data that the request replaced, a base that has grown old. */
static void add_cover_lines(struct pipeline *pipeline, struct doc *doc) {
	struct cover_lines lines = { .pipeline = pipeline, .lang = doc->lang };

	for (const char *const *name = host_replaced(pipeline->host); name != NULL && *name != NULL; name++) {
		*ARENA_PUSH(pipeline->arena, lines.v, lines.n, lines.cap) =
		        arena_printf(pipeline->arena, "%s%s%s", label_text(doc->lang, LABEL_REPLACED), label_text(doc->lang, LABEL_COLON), *name);
	}
	catalogue_each_plugin(pipeline->catalogue, pipeline->request.report, add_old_base, &lines);
	doc->cover_lines = lines.v;
	doc->cover_line_count = lines.n;
}

static enum figure_data figure_data(const struct template *template) {
	const char *data = template->chart.data;

	return str_eq(data, "annex") ? FIGURE_DATA_ANNEX : str_eq(data, "below") ? FIGURE_DATA_BELOW : FIGURE_DATA_NONE;
}

static bool is_tolerant(const struct pipeline *pipeline) {
	return str_eq(catalogue_str(pipeline->catalogue, "accessibility"), "warn");
}

static bool describe_doc(struct pipeline *pipeline, const struct request_words *words, struct doc *doc, struct errs *errors) {
	static const struct doc_locale locale = { locale_number, locale_date, locale_list, locale_country, locale_sort_keys };
	const struct request *request = &pipeline->request;
	const struct look *look = looks_lookup(&pipeline->looks, request->template);
	struct err err = ERR_INIT;

	if (look == NULL) {
		err_set(&err, ERR_BUG, "template '%s' was not made warm", request->template);
		return pipeline_fail(errors, &err);
	}
	if (look->shaper == NULL) {
		return pipeline_fail(errors, &look->wrong);
	}
	if (!look_read_logo(pipeline->arena, look, &err)) {
		return pipeline_fail(errors, &err);
	}
	const struct template *t = look->template;
	*doc = (struct doc){
		.title = words->title, .subtitle = words->subtitle,
		.report = request->report, .report_title = words->report_title, .lang = words->language, .as_of = request->as_of,
		.created = pipeline->now, .is_tolerant = is_tolerant(pipeline), .is_draft = request->is_draft, .locale = &locale,
		.figure_data = figure_data(t),
		.watermark = request->watermark,
		.marking = request->marking != NULL ? request->marking : t->banner.text,
		.notes_at_end = request->notes != NULL ? str_eq(request->notes, "end") : t->note.at_end,
		.paras_numbered = request->paragraphs != NULL && str_eq(request->paragraphs, "numbered"),
		.sources_accessed = t->sources.accessed,
		.colophon_at_end = t->colophon.shown,
		.heading_depth = t->heading.numbered && t->heading.depth > 0 ? t->heading.depth : -1,
		.heading_formats = t->heading.numbers, .heading_format_count = t->heading.number_count,
	};
	issue_describe(pipeline->issue, doc);
	return true;
}

static bool has_colophon(const struct doc *doc) {
	for (const struct node *section = doc->root->first; section != NULL; section = section->next) {
		for (const struct node *c = section->first; c != NULL; c = c->next) {
			if (c->kind == NODE_COLOPHON) {
				return true;
			}
		}
	}
	return doc->colophon_at_end;
}

static void fill_colophon(struct pipeline *pipeline, struct doc *doc) {
	struct colophon colophon = {
		.catalogue = pipeline->catalogue, .request = &pipeline->request, .now = pipeline->now,
		.template = looks_lookup(&pipeline->looks, pipeline->request.template)->template,
	};

	if (has_colophon(doc)) {
		colophon.files = host_files(pipeline->host, &colophon.file_count);
		colophon_fill(pipeline->arena, &colophon, doc);
	}
}

static bool next_told(struct page_feed *base, const struct page **page, struct err *err) {
	struct told_feed *feed = (struct told_feed *)base;

	if (!feed->made->impl->next(feed->made, page, err)) {
		return false;
	}
	if (*page != NULL && feed->events != NULL && feed->events->on_page != NULL) {
		feed->events->on_page(feed->events->ctx, ++feed->page);
	}
	return true;
}

static void rewind_told(struct page_feed *base) {
	struct told_feed *feed = (struct told_feed *)base;

	feed->page = 0;
	feed->made->impl->rewind(feed->made);
}

static bool lay_out(struct pipeline *pipeline, struct errs *errors) {
	static const struct page_feed_impl impl = { next_told, rewind_told };
	const struct request *request = &pipeline->request;
	const struct look *look = looks_lookup(&pipeline->looks, request->template);
	const struct layout_limits limits = { .max_pages = (size_t)request->limits.pages, .explains = pipeline->job->explain };
	struct err err = ERR_INIT;

	/* What is to be refused was, when the template was read. */
	if (is_tolerant(pipeline)) {
		size_t before = pipeline->warnings.n;
		contrast_check(look->template, &pipeline->warnings);
		for (size_t i = before; i < pipeline->warnings.n; i++) {
			err_wrap(&pipeline->warnings.v[i], "template '%s'", look->name);
		}
	}
	struct template *sheet = arena_copy(pipeline->arena, look->template, sizeof(*sheet));
	if (request->paper != NULL) {
		template_paper(request->paper, &sheet->width, &sheet->height);
	}
	if (is_bilingual(pipeline)) {
		template_make_bilingual(sheet);
	}
	pipeline->first_change = pipeline->warnings.n;
	pipeline->layout = layout_new(pipeline->arena, &pipeline->doc, sheet, look->shaper, &limits, &pipeline->warnings, &err);
	if (pipeline->layout == NULL) {
		return pipeline_fail(errors, &err);
	}
	pipeline->last_change = pipeline->warnings.n;
	struct page_feed *made = layout_feed(pipeline->layout);
	pipeline->pages = (struct told_feed){ .feed = *made, .made = made, .events = pipeline->events };
	pipeline->pages.feed.impl = &impl;
	return true;
}

bool pipeline_source(void *ctx, const char *key, struct doc_source *source, struct err *why) {
	struct pipeline *pipeline = ctx;

	if (host_source(pipeline->host, key, source, why)) {
		return true;
	}
	for (size_t i = 0; i < map_count(pipeline->kept); i++) {
		if (keep_source(map_value(pipeline->kept, i), key, source)) {
			*why = (struct err)ERR_INIT;
			return true;
		}
	}
	return false;
}

/* ---- in one language or two ---- */

/* Plugins begin in that language. */
static bool enter(struct pipeline *pipeline, size_t language, struct errs *errors) {
	const struct request *request = &pipeline->request;

	return begin_host(pipeline, language == 0 ? &request->words : &request->second, errors) && pipeline_collect(pipeline, errors);
}

static bool write_document(struct pipeline *pipeline, size_t language, struct errs *errors) {
	const struct request *request = &pipeline->request;
	const struct request_words *words = language == 0 ? &request->words : &request->second;

	return describe_doc(pipeline, words, pipeline_document(pipeline, language), errors) && enter(pipeline, language, errors) &&
	       pipeline_build(pipeline, language, errors);
}

/*
 * What is different from the edition before can be told once it is known in both languages. Only where it is to be told
 * is each of them entered a second time, for the sections that tell it.
 */
static bool is_entered_again(const struct pipeline *pipeline) {
	const char *languages[] = { pipeline->request.words.language, pipeline->request.second.language };

	return is_bilingual(pipeline) && pipeline_has_late(pipeline) && issue_compares(pipeline->issue, languages, 2);
}

static bool write_documents(struct pipeline *pipeline, struct errs *errors) {
	size_t n = pipeline_languages(pipeline);
	bool again = is_entered_again(pipeline), ok = true;

	pipeline->rounds = (int)(again ? 2 * n : n);
	for (size_t i = 0; ok && i < n; i++) {
		pipeline->round = (int)i;
		ok = write_document(pipeline, i, errors) && (n == 1 || again || pipeline_build_late(pipeline, i, errors));
	}
	if (!ok) {
		return false;
	}
	if (n > 1) {
		pipeline_set_gaps(pipeline);
	}
	pipeline_compare(pipeline);
	for (size_t i = 0; ok && again && i < n; i++) {
		pipeline->round++;
		ok = enter(pipeline, i, errors) && pipeline_build_late(pipeline, i, errors);
	}
	ok = ok && (n > 1 || pipeline_build_late(pipeline, 0, errors)) && pipeline_correct(pipeline, errors);
	if (ok) {
		pipeline_set_gaps(pipeline);
	}
	return ok;
}

static bool resolve(struct pipeline *pipeline, struct doc *doc, struct errs *errors) {
	fill_colophon(pipeline, doc);
	add_cover_lines(pipeline, doc);
	return doc_resolve(pipeline->arena, doc, pipeline_source, pipeline, errors, &pipeline->warnings);
}

/* Each language is resolved for itself, the second with the first one's sources: its numbers are the same then. */
static bool finish_document(struct pipeline *pipeline, struct errs *errors) {
	struct doc *doc = &pipeline->doc, *second = &pipeline->second;

	doc->second = is_bilingual(pipeline) ? second : NULL;
	if (!resolve(pipeline, doc, errors)) {
		return false;
	}
	if (!is_bilingual(pipeline)) {
		return true;
	}
	second->sources = doc->sources;
	second->source_count = doc->source_count;
	return resolve(pipeline, second, errors) && doc_pair(pipeline->arena, doc, errors);
}

static void note_inputs(struct pipeline *pipeline) {
	const struct pipeline_job *job = pipeline->job;
	struct manifest_inputs inputs = {
		.catalogue = pipeline->catalogue, .request = &pipeline->request, .request_sha256 = pipeline->seed, .request_len = job->len,
		.issued = pipeline->now, .today = job->today, .look = looks_lookup(&pipeline->looks, pipeline->request.template),
		.attached = job->files, .attached_count = job->file_count, .edition = job->edition, .left_out = job->skip, .kept = pipeline->kept,
	};

	inputs.files = host_files(pipeline->host, &inputs.file_count);
	pipeline->manifest.inputs = manifest_inputs(pipeline->arena, &inputs);
}

static bool check_files(struct pipeline *pipeline, struct errs *errors) {
	const struct pipeline_job *job = pipeline->job;
	const char **names = arena_alloc(pipeline->arena, (job->file_count + 1) * sizeof(*names));

	for (size_t i = 0; i < job->file_count; i++) {
		names[i] = job->files[i].name;
	}
	return request_files(pipeline->parsed, pipeline->catalogue, job->name, job->text, job->len, &pipeline->request, names, errors);
}

/* Tolerated: a document that keeps some readers out. */
static bool is_faulty(const struct pipeline *pipeline) {
	return pipeline->doc.fault_count + pipeline->second.fault_count > 0;
}

/* Level A of PDF/A is a promise to readers: it is not given with a document that is known to break it. */
static bool check_level(struct pipeline *pipeline, struct errs *errors) {
	const struct conformance *archive = conformance_lookup(pipeline->request.archive);
	struct err err = ERR_INIT;

	if (archive == NULL || archive->level != 'A' || !is_faulty(pipeline)) {
		return true;
	}
	err_set(&err, ERR_INPUT, "the document keeps some readers out, as its warnings say: it cannot be \"%s\"", archive->name);
	err_hint(&err, "mend what they tell of, or ask for \"pdf/a-%db\"", archive->part);
	return pipeline_fail(errors, &err);
}

static bool run_phases(struct pipeline *pipeline, struct errs *errors) {
	struct request *request = &pipeline->request;
	const struct pipeline_job *job = pipeline->job;

	pipeline->costs = job->explain ? costs_new() : NULL;
	pipeline_begin_phase(pipeline, PHASE_CHECK, NULL, 0, 0);
	pipeline->parsed = arena_new();
	if (!request_check(pipeline->parsed, pipeline->catalogue, job->name, job->text, job->len, job->today, request, errors,
	                   &pipeline->warnings) ||
	    !check_files(pipeline, errors)) {
		return false;
	}
	pipeline->is_kept = keep_wanted(request);
	own_request(pipeline);
	pipeline_skip(pipeline);
	pipeline->issue = issue_new(pipeline->arena, job->edition, request, job->today, &pipeline->warnings);
	if (!write_documents(pipeline, errors)) {
		return false;
	}
	pipeline->needless = issue_needless(pipeline->issue, request);
	if (pipeline->needless != NULL) {
		return false;
	}
	pipeline_begin_phase(pipeline, PHASE_RESOLVE, NULL, 0, 0);
	if (!finish_document(pipeline, errors) || !check_level(pipeline, errors)) {
		return false;
	}
	note_inputs(pipeline);
	if (request->attach_data) {
		attached_add_request(&pipeline->attached, &pipeline->doc, arena_copy(pipeline->arena, job->text, job->len), job->len, job->files,
		                     job->file_count);
		attached_add_document(&pipeline->attached, &pipeline->doc);
	}
	if (job->trial == NULL) {
		drop_sources(pipeline);
	}
	pipeline_begin_phase(pipeline, PHASE_LAYOUT, NULL, 0, 0);
	return lay_out(pipeline, errors);
}

static bool is_told(const struct errs *errs, const struct err *err) {
	bool is = false;

	for (size_t i = 0; i < errs->n && !is; i++) {
		is = str_eq(errs->v[i].msg, err->msg) && str_eq(errs->v[i].section, err->section);
	}
	return is;
}

/* What is found in both languages is told once. */
static void copy_errs(struct errs *to, const struct errs *from, bool once) {
	for (size_t i = 0; i < from->n; i++) {
		if (!once || !is_told(to, &from->v[i])) {
			*errs_add(to) = from->v[i];
		}
	}
}

struct page_feed *pipeline_set(struct pipeline *pipeline, const struct pipeline_job *job,
                               const struct pipeline_events *events, struct errs *errors, struct errs *warnings) {
	pipeline->job = job;
	pipeline->events = events;
	pipeline->phase_began_us = clock_cpu_us();
	clock_format_utc(job->accepted_ms, pipeline->now);
	hash_hex(job->text, job->len, pipeline->seed);
	bool ok = run_phases(pipeline, errors);
	copy_errs(&pipeline->warnings, host_warnings(pipeline->host), is_bilingual(pipeline));
	host_quote(pipeline->host, &pipeline->warnings);
	host_quote(pipeline->host, errors);
	copy_errs(warnings, &pipeline->warnings, is_bilingual(pipeline));
	return ok ? &pipeline->pages.feed : NULL;
}

const char *pipeline_needless(const struct pipeline *pipeline) {
	return pipeline->needless;
}

bool pipeline_dump(const struct pipeline *pipeline, struct buf *out) {
	if (pipeline->issue != NULL) {
		issue_dump(pipeline->issue, out);
	}
	return pipeline->issue != NULL;
}

const struct doc *pipeline_doc(const struct pipeline *pipeline) {
	return &pipeline->doc;
}

/* What the file says of itself. */
static void tell_about(struct pipeline *pipeline, struct about *about) {
	const struct request *request = &pipeline->request;
	const struct about_report report = {
		.doc = &pipeline->doc, .name = request->report, .as_of = request->as_of, .period_from = request->period_from,
		.period_to = request->period_to, .series = request->series, .edition = json_int(pipeline->job->edition, "number", 0),
	};

	about_tell(pipeline->arena, &report, about);
}

bool pipeline_paint(struct pipeline *pipeline, struct buf *pdf, struct buf *record, struct errs *errors) {
	const struct doc *doc = &pipeline->doc;
	struct err err = ERR_INIT;
	const struct template *sheet = looks_lookup(&pipeline->looks, pipeline->request.template)->template;
	struct about about;
	tell_about(pipeline, &about);
	struct pdf_meta meta = {
		.title = doc->title, .author = sheet->colophon.publisher, .subject = doc->subtitle != NULL ? doc->subtitle : doc->report_title,
		.keywords = about.keywords, .properties = about.properties, .property_count = about.n, .lang = doc->lang,
		.second_lang = doc->second != NULL ? doc->second->lang : NULL, .created = doc->created, .creator = "Sitrep " SITREP_VERSION, .id_seed = pipeline->manifest.inputs,
		.is_faulty = is_faulty(pipeline), .archive = pipeline->request.archive, .reading = pipeline->job->explain ? &pipeline->reading : NULL, .parts = &pipeline->manifest.parts,
	};
	size_t start = pdf->len;

	manifest_attach(&pipeline->manifest, &meta, &pipeline->attached);
	pipeline_begin_phase(pipeline, PHASE_PAINT, NULL, 0, 0);
	struct pdf_cost cost;
	if (!pdf_write(&pipeline->pages.feed, &meta, pdf, &cost, &err) || !manifest_seal(&pipeline->manifest, pdf, start, &err)) {
		return pipeline_fail(errors, &err);
	}
	end_phase(pipeline);
	pipeline->finish_us = cost.finish_us;
	pipeline->make_us = cost.make_us;
	pipeline_record(pipeline, record);
	return true;
}

const char *pipeline_section_id(const struct pipeline *pipeline, size_t i) {
	return pipeline->request.sections[i].id;
}

size_t pipeline_section_count(const struct pipeline *pipeline) {
	return pipeline->request.section_count;
}

bool pipeline_keep(struct pipeline *pipeline, size_t i, struct buf *out) {
	const char *id = pipeline->request.sections[i].id;
	const char *calls = pipeline->is_kept && pipeline_gap(pipeline, id) == NULL ? host_recorded(pipeline->host, i) : NULL;

	if (calls != NULL) {
		keep_format(out, id, pipeline->request.as_of, &pipeline->doc, pipeline->nodes[0][i], calls);
	}
	return calls != NULL;
}
