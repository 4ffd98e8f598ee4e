/* pipeline_sections: collect and build, section by section: what fails is a gap, or what was last issued, or the end. */
#include <string.h>

#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "catalogue/catalogue.h"
#include "doc/build.h"
#include "doc/labels.h"
#include "lua/host.h"
#include "render/issue.h"
#include "render/pipeline_part.h"
#include "text/locale.h"

#define TEXT_MAX (64u << 20)     /* bytes of a document's text: more was not meant */

const char *pipeline_gap(const struct pipeline *pipeline, const char *section) {
	return map_lookup(pipeline->gaps, section);
}

/* A section failed in a way that could be caught: by the report's policy a gap, or the end. */
static bool section_failed(struct pipeline *pipeline, const char *section, const struct err *err, struct errs *errors) {
	struct err *warning;

	if (str_eq(pipeline->request.on_section_error, "fail")) {
		return pipeline_fail(errors, err);
	}
	map_put(pipeline->gaps, section, arena_strdup(pipeline->arena, err->msg));
	warning = errs_add(&pipeline->warnings);
	*warning = *err;
	err_wrap(warning, "section '%s' was left out", section);
	return true;
}

void pipeline_skip(struct pipeline *pipeline) {
	static char ended[] = "its process had to be ended";

	pipeline->gaps = map_new();
	pipeline->kept = map_new();
	for (const char *const *id = pipeline->job->skip; id != NULL && *id != NULL; id++) {
		map_put(pipeline->gaps, *id, ended);
	}
}

/*
 * A report that fails is not issued, but its author has all of its mistakes told at once: other sections go on, as long as
 * there is time.
 */
static bool goes_on(const struct errs *errors) {
	const enum err_code last = errors->n > 0 ? errors->v[errors->n - 1].code : ERR_LIMIT;
	return last != ERR_LIMIT && last != ERR_LATE;
}

bool pipeline_collect(struct pipeline *pipeline, struct errs *errors) {
	const struct request *request = &pipeline->request;
	bool ok = true;

	for (size_t i = 0; i < request->section_count; i++) {
		struct err err = ERR_INIT;
		const char *id = request->sections[i].id;

		if (pipeline_gap(pipeline, id) != NULL) {
			continue;
		}
		pipeline_begin_phase(pipeline, PHASE_COLLECT, id, i, request->section_count);
		if (!host_collect(pipeline->host, i, &err) && !section_failed(pipeline, id, &err, errors)) {
			ok = false;
			if (!goes_on(errors)) {
				break;
			}
		}
		if (pipeline->issue != NULL && pipeline->round < (int)pipeline_languages(pipeline)) {
			issue_found(pipeline->issue, (size_t)pipeline->round, id, host_found(pipeline->host, i, pipeline->arena));
		}
	}
	return ok;               /* what was not found would be missed by every build */
}

/* A visible page part in place of a section that could not be built. */
static void set_gap(struct pipeline *pipeline, const struct doc *doc, struct node *section) {
	struct arena *arena = pipeline->arena;
	const char *plugin = section->u.section.name;

	section->first = section->last = NULL;
	section->u.section.is_gap = true;
	struct node *heading = node_append(arena, section, NODE_HEADING);
	heading->u.heading.level = 1;
	node_append_text(arena, heading, json_str(catalogue_plugin(pipeline->catalogue, plugin), "summary", plugin));
	struct node *callout = node_append(arena, section, NODE_CALLOUT);
	callout->u.callout.tone = "warning";
	node_append_text(arena, node_append(arena, callout, NODE_PARA), label_text(doc->lang, LABEL_GAP));
}

/* The section as it was last issued, if it was, and not for a later day than the report's. */
static const struct json *kept_section(const struct pipeline *pipeline, const char *id) {
	for (size_t i = 0; pipeline->is_kept && i < pipeline->job->kept_count; i++) {
		const struct json *kept = pipeline->job->kept[i];
		if (str_eq(json_str(kept, "section", ""), id) && strcmp(json_str(kept, "as_of", "9999"), pipeline->request.as_of) <= 0) {
			return kept;
		}
	}
	return NULL;
}

/* Under the section's heading: that it is not of today. */
static bool build_kept_note(struct pipeline *pipeline, struct build *build, struct node *section, const char *day,
                            struct err *err) {
	struct arena *arena = pipeline->arena;
	const char *lang = pipeline->request.words.language, *when = locale_date(arena, lang, day, "long");
	const char *text = label_text(lang, LABEL_LAST_GOOD), *at = strstr(text, "{day}");
	const char *said = arena_printf(arena, "%.*s%s%s", (int)(at - text), text, when, at + strlen("{day}"));
	struct node *last = section->last, *note;

	build_origin(build, NULL, section->id, NULL, 0);
	note = build_open(build, NODE_CALLOUT, NULL, err);
	if (note == NULL) {
		return false;
	}
	note->u.callout.tone = "warning";
	if (build_open(build, NODE_PARA, NULL, err) == NULL || !build_text(build, said, err)) {
		return false;
	}
	build_close(build);
	build_close(build);
	if (last != NULL && section->first->kind == NODE_HEADING && section->first != last) {
		last->next = NULL;
		section->last = last;
		node_link(section, section->first, note);
	}
	return true;
}

/* Nothing where there is none, or it can no longer be set. */
static void build_kept(struct pipeline *pipeline, struct build *build, size_t i, struct node *node) {
	const struct json *kept = kept_section(pipeline, pipeline->request.sections[i].id);
	struct err err = ERR_INIT;

	if (kept == NULL) {
		return;
	}
	if (host_replay(pipeline->host, i, build, json_lookup(kept, "calls"), &err) &&
	    build_kept_note(pipeline, build, node, json_str(kept, "as_of", ""), &err)) {
		map_put(pipeline->kept, pipeline->request.sections[i].id, (void *)kept);
		return;
	}
	err_wrap(&err, "section '%s' cannot be set as it was last issued", pipeline->request.sections[i].id);
	*errs_add(&pipeline->warnings) = err;
	while (build_current(build) != node) {
		build_close(build);
	}
	node->first = node->last = NULL;
}

/* What failed in one language is a gap in all, unless what was last issued stands there. */
void pipeline_set_gaps(struct pipeline *pipeline) {
	for (size_t language = 0; language < pipeline_languages(pipeline); language++) {
		const struct doc *doc = pipeline_document(pipeline, language);
		for (struct node *section = doc->root->first; section != NULL; section = section->next) {
			if (pipeline_gap(pipeline, section->id) != NULL && map_lookup(pipeline->kept, section->id) == NULL) {
				set_gap(pipeline, doc, section);
			}
		}
	}
}

/*
 * Build section i below a node of its own; where it fails, by the report's policy, what was last issued stands
 * there, or nothing yet.
 */
static bool build_section(struct pipeline *pipeline, size_t language, size_t i, struct errs *errors) {
	const struct request_section *section = &pipeline->request.sections[i];
	struct build *build = pipeline->builds[language];
	struct node *node = pipeline->nodes[language][i];
	struct err err = ERR_INIT;

	build_again(build, node);
	bool ok = pipeline_gap(pipeline, section->id) != NULL || host_build(pipeline->host, i, build, &err) ||
	          section_failed(pipeline, section->id, &err, errors);
	if (!ok || pipeline_gap(pipeline, section->id) != NULL) {
		/* Back to the section's node, whatever was open; what was built of it goes. */
		while (build_current(build) != node) {
			build_close(build);
		}
		node->first = node->last = NULL;
	}
	if (ok && pipeline_gap(pipeline, section->id) != NULL) {
		build_kept(pipeline, build, i, node);
		node->u.section.is_gap = node->first == NULL;
	}
	build_close(build);
	return ok;
}

static bool open_sections(struct pipeline *pipeline, size_t language, struct errs *errors) {
	const struct request *request = &pipeline->request;
	struct build *build = pipeline->builds[language];

	pipeline->nodes[language] = arena_alloc(pipeline->arena, (request->section_count + 1) * sizeof(*pipeline->nodes[language]));
	for (size_t i = 0; i < request->section_count; i++) {
		const struct request_section *section = &request->sections[i];
		struct err err = ERR_INIT;
		build_origin(build, section->plugin, section->id, NULL, 0);
		struct node *node = build_open(build, NODE_SECTION, section->id, &err);
		if (node == NULL) {
			return pipeline_fail(errors, &err);
		}
		node->u.section.name = section->plugin;
		pipeline->nodes[language][i] = node;
		build_close(build);
	}
	return true;
}

/* Does it tell of the others, and is built when they are? */
static bool is_late(const struct pipeline *pipeline, size_t i) {
	return json_bool(catalogue_plugin(pipeline->catalogue, pipeline->request.sections[i].plugin), "last", false);
}

bool pipeline_has_late(const struct pipeline *pipeline) {
	size_t i = 0;

	while (i < pipeline->request.section_count && !is_late(pipeline, i)) {
		i++;
	}
	return i < pipeline->request.section_count;
}

static bool build_those(struct pipeline *pipeline, size_t language, bool late, struct errs *errors) {
	const struct request *request = &pipeline->request;
	bool ok = true;

	for (size_t i = 0; i < request->section_count; i++) {
		if (is_late(pipeline, i) != late) {
			continue;
		}
		pipeline_begin_phase(pipeline, PHASE_BUILD, request->sections[i].id, i, request->section_count);
		if (!build_section(pipeline, language, i, errors)) {
			ok = false;
			if (!goes_on(errors)) {
				break;
			}
		}
	}
	return ok;
}

bool pipeline_build(struct pipeline *pipeline, size_t language, struct errs *errors) {
	const struct request *request = &pipeline->request;
	const struct doc_limits limits = {
		.max_nodes = (size_t)request->limits.blocks, .max_depth = (size_t)request->limits.depth,
		.max_pictures = (size_t)request->limits.images, .max_text = TEXT_MAX,
	};

	pipeline->builds[language] = build_new(pipeline->arena, pipeline_document(pipeline, language), &limits);
	return open_sections(pipeline, language, errors) && build_those(pipeline, language, false, errors);
}

bool pipeline_build_late(struct pipeline *pipeline, size_t language, struct errs *errors) {
	host_changes(pipeline->host, issue_changes(pipeline->issue, language));
	return build_those(pipeline, language, true, errors);
}

void pipeline_compare(struct pipeline *pipeline) {
	const struct node **late = arena_alloc(pipeline->arena, (pipeline->request.section_count + 1) * sizeof(*late));

	for (size_t language = 0; language < pipeline_languages(pipeline); language++) {
		size_t n = 0;
		for (size_t i = 0; i < pipeline->request.section_count; i++) {
			if (is_late(pipeline, i)) {
				late[n++] = pipeline->nodes[language][i];
			}
		}
		late[n] = NULL;
		issue_say(pipeline->issue, pipeline_document(pipeline, language), late, pipeline_source, pipeline);
	}
	issue_compare(pipeline->issue);
}

bool pipeline_correct(struct pipeline *pipeline, struct errs *errors) {
	struct err err = ERR_INIT;
	bool ok = true;

	for (size_t i = 0; ok && i < pipeline_languages(pipeline); i++) {
		ok = issue_correct(pipeline->issue, pipeline->builds[i], pipeline_document(pipeline, i), i, &err) || pipeline_fail(errors, &err);
	}
	return ok;
}
