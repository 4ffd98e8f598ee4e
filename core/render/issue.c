#include "render/issue.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/make.h"
#include "catalogue/request.h"
#include "doc/build.h"
#include "doc/difference.h"
#include "doc/differ.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "doc/said.h"
#include "text/locale.h"

#define DUMP_FORMAT 1
#define LANGUAGES 2
#define CORRECTED_MAX 40         /* differences that a correction lists */

/* An edition that was issued before. */
struct earlier {
	const struct json *about;    /* number, revision, as_of, issued, period_from, period_to; NULL: there is none */
	const struct said *said[LANGUAGES];
	size_t said_count;
	const struct json *findings[LANGUAGES];
};

struct issue {
	struct arena *arena;
	const struct json *about;    /* as told by the service */
	const struct request *request;
	const char *today;
	struct earlier previous, corrected;
	struct json *findings[LANGUAGES];    /* by section id; the leading language first */
	struct said *said[LANGUAGES];        /* by this document, the leading language first */
	size_t said_count;
	struct differences changes[LANGUAGES];       /* since the edition before, in as many languages as both have: all, or */
	size_t changed_count;                        /* the leading one alone, or none */
	struct differences corrections[LANGUAGES];   /* of what is corrected, in the same way */
	size_t corrected_count;
};

/* ---- what was issued before ---- */

static const struct json *parse_dump(struct arena *arena, const char *text, size_t len, const struct json_limits *limits) {
	const struct json *dump = json_parse(arena, text, len, limits, NULL);

	return dump != NULL && json_int(dump, "format", 0) == DUMP_FORMAT ? dump : NULL;
}

/* Where a dump has what sections found in each of its languages. */
static const char *const findings_keys[LANGUAGES] = { "findings", "findings_second" };

static void read_dump(struct arena *arena, const struct json *dump, struct earlier *earlier) {
	const struct json *list = json_lookup(dump, "said");
	size_t n = 0;

	for (const struct json *v = list != NULL ? list->first : NULL; v != NULL && n < LANGUAGES; v = v->next) {
		earlier->findings[n] = json_lookup(dump, findings_keys[n]);
		earlier->said[n] = said_parse(arena, v);
		n += earlier->said[n] != NULL;
	}
	earlier->said_count = n;
}

static void read_earlier(struct issue *issue, const char *key, struct earlier *earlier, struct errs *warnings) {
	const struct json *about = json_lookup(issue->about, key), *dump = json_lookup(about, "dump");

	if (about == NULL) {
		return;
	}
	earlier->about = about;
	if (dump != NULL && json_int(dump, "format", 0) == DUMP_FORMAT) {
		read_dump(issue->arena, dump, earlier);
	}
	if (earlier->said_count == 0) {
		struct err *err = errs_add(warnings);
		err_set(err, ERR_INPUT, "what edition %lld of %s said was not kept, or cannot be read: nothing is compared with it",
		        (long long)json_int(about, "number", 0), json_str(issue->about, "series", ""));
	}
}

/* ---- what plugins are told ---- */

static void copy_keys(struct arena *arena, struct json *to, const struct json *from, const char *const *keys) {
	for (; *keys != NULL; keys++) {
		const struct json *value = json_lookup(from, *keys);
		if (value != NULL) {
			make_add(arena, to, *keys, value);
		}
	}
}

/* What its sections found in that language; in the leading one where they did not in that; NULL: nothing is known. */
static const struct json *findings_in(const struct earlier *earlier, const char *lang) {
	for (size_t i = 0; i < earlier->said_count; i++) {
		if (str_eq(earlier->said[i]->lang, lang) && earlier->findings[i] != NULL) {
			return earlier->findings[i];
		}
	}
	return earlier->findings[0];
}

static struct json *describe_earlier(struct arena *arena, const struct earlier *earlier, const char *lang) {
	static const char *const keys[] = { "number", "revision", "as_of", "issued", "period_from", "period_to", NULL };
	struct json *told = make_object(arena);
	const struct json *findings = findings_in(earlier, lang);

	copy_keys(arena, told, earlier->about, keys);
	if (findings != NULL) {
		make_add(arena, told, "findings", findings);
	}
	return told;
}

struct issue *issue_new(struct arena *arena, const struct json *edition, const struct request *request, const char *today, struct errs *warnings) {
	if (edition == NULL) {
		return NULL;
	}
	struct issue *issue = arena_alloc(arena, sizeof(*issue));
	*issue = (struct issue){ .arena = arena, .about = edition, .request = request, .today = today };
	for (size_t i = 0; i < LANGUAGES; i++) {
		issue->findings[i] = make_object(arena);
	}
	read_earlier(issue, "previous", &issue->previous, warnings);
	read_earlier(issue, "corrected", &issue->corrected, warnings);
	return issue;
}

const struct json *issue_ctx(const struct issue *issue, const char *lang) {
	static const char *const keys[] = { "series", "number", "revision", "reason", NULL };

	if (issue == NULL) {
		return NULL;
	}
	struct json *told = make_object(issue->arena);
	copy_keys(issue->arena, told, issue->about, keys);
	if (issue->previous.about != NULL) {
		make_add(issue->arena, told, "previous", describe_earlier(issue->arena, &issue->previous, lang));
	}
	if (issue->corrected.about != NULL) {
		make_add(issue->arena, told, "corrected", describe_earlier(issue->arena, &issue->corrected, lang));
	}
	return told;
}

/* ---- cover and running lines ---- */

/* text with key filled by value. */
static const char *fill(struct arena *arena, const char *text, const char *key, const char *value) {
	const char *at = strstr(text, key);

	return at == NULL ? text : arena_printf(arena, "%.*s%s%s", (int)(at - text), text, value, at + strlen(key));
}

/* Without the year that day is written with at its end, where to is of the same one: "26 October". */
static const char *without_year(struct arena *arena, const char *day, const char *from, const char *to) {
	const char *year = arena_strndup(arena, from, 4);
	size_t n = strlen(day);

	if (strncmp(from, to, 4) != 0 || !str_suffix(day, year)) {
		return day;
	}
	n -= strlen(year);
	return n > 0 && day[n - 1] == ' ' ? arena_strndup(arena, day, n - 1) : day;
}

/* "16–22 November 2026" where it lies in one month and days come first, "26 October – 1 November 2026" in one year, else both days in full. */
static const char *period_words(struct arena *arena, const char *lang, const char *from, const char *to) {
	const char *first = locale_date(arena, lang, from, "long"), *last = locale_date(arena, lang, to, "long");

	if (first == NULL || last == NULL || str_eq(from, to)) {
		return last != NULL ? last : to;
	}
	size_t digits = strspn(first, "0123456789"), others = strspn(last, "0123456789");
	if (strncmp(from, to, 7) == 0 && digits > 0 && others > 0 && str_eq(first + digits, last + others)) {
		return arena_printf(arena, "%.*s–%s", (int)digits, first, last);
	}
	return arena_printf(arena, "%s – %s", str_suffix(last, arena_strndup(arena, to, 4)) ? without_year(arena, first, from, to) : first, last);
}

void issue_describe(const struct issue *issue, struct doc *doc) {
	if (issue == NULL) {
		return;
	}
	struct arena *arena = issue->arena;
	const char *from = issue->request->period_from, *to = issue->request->period_to;
	const char *number = arena_printf(arena, "%lld", (long long)json_int(issue->about, "number", 0));
	const char *words = fill(arena, label_text(doc->lang, LABEL_EDITION), "{n}", number);

	if (from != NULL && to != NULL) {
		words = arena_printf(arena, "%s%s%s", words, label_text(doc->lang, LABEL_COMMA), period_words(arena, doc->lang, from, to));
	}
	doc->edition = words;
	if (issue->corrected.about != NULL) {
		doc->corrected = fill(arena, label_text(doc->lang, LABEL_CORRECTED), "{day}", locale_date(arena, doc->lang, issue->today, "long"));
	}
}

/* ---- what is different ---- */

void issue_found(struct issue *issue, size_t language, const char *section, const struct json *found) {
	if (issue != NULL && found != NULL) {
		make_add(issue->arena, issue->findings[language], section, found);
	}
}

static const struct said *said_in(const struct said *const *said, size_t n, const char *lang) {
	for (size_t i = 0; i < n; i++) {
		if (str_eq(said[i]->lang, lang)) {
			return said[i];
		}
	}
	return NULL;
}

static const struct json *as_json(struct arena *arena, const struct differences *differences) {
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);

	differences_format(differences, &out);
	const struct json *json = json_parse(arena, arena_strndup(arena, text.p, text.len), text.len, NULL, NULL);
	buf_fini(&text);
	return json;
}

/* What a year is told of goes back to this day, which is another for each edition as its own is; in the arena. */
static const char *year_before(struct arena *arena, const char *iso) {
	bool is_leap_day = str_eq(iso + strlen("2028"), "-02-29");

	return arena_printf(arena, "%04d%s", atoi(iso) - 1, is_leap_day ? "-02-28" : iso + strlen("2028"));
}

void issue_say(struct issue *issue, const struct doc *doc, const struct node *const *late, resolve_source_fn source, void *ctx) {
	if (issue != NULL && issue->said_count < LANGUAGES) {
		const char *days[4] = { year_before(issue->arena, issue->request->as_of) };
		if (issue->request->period_from != NULL && issue->request->period_to != NULL) {
			days[1] = issue->request->period_from;
			days[2] = issue->request->period_to;
		}
		struct said *said = said_read(issue->arena, doc, late, days);
		said_name_sources(said, source, ctx);
		issue->said[issue->said_count++] = said;
	}
}

/* In all languages, or where the earlier one has not all of them in the leading one; how many they are. */
static size_t compare(struct issue *issue, const struct earlier *earlier, struct differences out[LANGUAGES]) {
	const struct said *before[LANGUAGES], *after[LANGUAGES];
	size_t n = 0;

	for (; n < issue->said_count; n++) {
		after[n] = issue->said[n];
		before[n] = said_in(earlier->said, earlier->said_count, after[n]->lang);
		if (before[n] == NULL) {
			break;
		}
	}
	if (n == 0 || (n == issue->said_count && differ(issue->arena, before, after, n, out))) {
		return n;
	}
	return differ(issue->arena, before, after, 1, out);
}

void issue_compare(struct issue *issue) {
	if (issue != NULL) {
		issue->changed_count = compare(issue, &issue->previous, issue->changes);
		issue->corrected_count = compare(issue, &issue->corrected, issue->corrections);
	}
}

bool issue_compares(const struct issue *issue, const char *const *languages, size_t n) {
	bool does = issue != NULL;

	for (size_t i = 0; does && i < n; i++) {
		does = said_in(issue->previous.said, issue->previous.said_count, languages[i]) != NULL;
	}
	return does;
}

const struct json *issue_changes(const struct issue *issue, size_t language) {
	bool is_told = issue != NULL && issue->changed_count > 0 && issue->changed_count == issue->said_count;

	return is_told ? as_json(issue->arena, &issue->changes[language]) : NULL;
}

/* ---- is it to be issued? ---- */

static bool counts(const struct request *request, const char *section) {
	const struct json *v = request->material != NULL ? request->material->first : NULL;

	while (v != NULL && !str_eq(v->str, section)) {
		v = v->next;
	}
	return request->material == NULL || v != NULL;
}

/* A section's own word, else whether it says something else. */
static bool is_different(const struct issue *issue, const char *section) {
	const struct json *found = json_lookup(issue->findings[0], section), *own = json_lookup(found, "material");

	if (own != NULL && own->type == JSON_BOOL) {
		return own->boolean;
	}
	for (size_t i = 0; i < issue->changes[0].n; i++) {
		const char *of = issue->changes[0].v[i].section;
		if (of != NULL && str_eq(of, section)) {
			return true;
		}
	}
	return false;
}

const char *issue_needless(const struct issue *issue, const struct request *request) {
	if (issue == NULL || !request->only_changed || issue->corrected.about != NULL || issue->changed_count == 0 ||
	    str_eq(json_str(issue->about, "reissue", "none"), "again")) {
		return NULL;
	}
	for (size_t i = 0; i < request->section_count; i++) {
		if (counts(request, request->sections[i].id) && is_different(issue, request->sections[i].id)) {
			return NULL;
		}
	}
	/* A section that was left out is a change of the report itself. */
	for (size_t i = 0; i < issue->changes[0].n; i++) {
		const struct difference *d = &issue->changes[0].v[i];
		if (str_eq(d->what, "section") && counts(request, d->section)) {
			return NULL;
		}
	}
	return arena_printf(issue->arena, "nothing that matters changed since edition %lld, as of %s",
	                    (long long)json_int(issue->previous.about, "number", 0), json_str(issue->previous.about, "as_of", ""));
}

/* ---- a correction ---- */

static bool add_para(struct build *build, const char *text, struct err *err) {
	bool ok = build_open(build, NODE_PARA, NULL, err) != NULL && build_text(build, text, err);

	if (ok) {
		build_close(build);
	}
	return ok;
}

static const char *difference_words(struct issue *issue, const char *lang, const struct difference *d) {
	static const enum label labels[] = {
		[DIFFERENCE_ADDED] = LABEL_ADDED, [DIFFERENCE_REMOVED] = LABEL_REMOVED, [DIFFERENCE_CHANGED] = LABEL_CHANGED,
	};
	const char *section = str_eq(d->what, "source") ? label_text(lang, LABEL_SOURCES) : d->section_title;
	const char *parts[] = { section, d->block, d->row, d->column };
	struct buf place = BUF_INIT;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (parts[i] != NULL && *parts[i] != '\0') {
			buf_addf(&place, "%s%s", place.len > 0 ? " › " : "", parts[i]);
		}
	}
	const char *text = label_text(lang, d->is_alike ? LABEL_ALIKE : labels[d->how]), *before, *after;
	difference_narrow(issue->arena, d, &before, &after);
	text = fill(issue->arena, text, "{before}", before != NULL ? before : "");
	text = fill(issue->arena, text, "{after}", after != NULL ? after : "");
	text = place.len > 0 ? arena_printf(issue->arena, "%s%s%s", buf_str(&place), label_text(lang, LABEL_COLON), text) : text;
	buf_fini(&place);
	return text;
}

static bool add_item(struct build *build, const char *text, struct err *err) {
	bool ok = build_open(build, NODE_ITEM, NULL, err) != NULL && add_para(build, text, err);

	if (ok) {
		build_close(build);
	}
	return ok;
}

static bool add_differences(struct issue *issue, struct build *build, const struct differences *list, const char *lang, struct err *err) {
	struct node *node = build_open(build, NODE_LIST, NULL, err);

	if (node == NULL) {
		return false;
	}
	node->u.list.start = 1;
	for (size_t i = 0; i < list->n && i < CORRECTED_MAX; i++) {
		if (!add_item(build, difference_words(issue, lang, &list->v[i]), err)) {
			return false;
		}
	}
	bool has_more = list->n > CORRECTED_MAX;
	bool ok = !has_more || add_item(build, "…", err);
	build_close(build);
	return ok;
}

/* Heading, when and why, and what is different. */
static bool write_correction(struct issue *issue, struct build *build, const struct doc *doc, size_t language, struct err *err) {
	const char *reason = json_str(issue->about, "reason", NULL), *lang = doc->lang;
	const char *issued = json_str(issue->corrected.about, "issued", "");
	const char *day = locale_date(issue->arena, lang, arena_strndup(issue->arena, issued, strnlen(issued, 10)), "long");
	const struct differences *list = &issue->corrections[language];
	struct node *heading = build_open(build, NODE_HEADING, NULL, err);

	if (heading == NULL) {
		return false;
	}
	heading->u.heading.level = 1;
	heading->u.heading.unnumbered = true;
	if (!build_text(build, label_text(lang, LABEL_CORRECTION), err)) {
		return false;
	}
	build_close(build);
	const char *text = fill(issue->arena, label_text(lang, LABEL_CORRECTS), "{day}", day != NULL ? day : issued);
	if (!add_para(build, text, err) || (reason != NULL && !add_para(build, reason, err))) {
		return false;
	}
	/* A list that only one language has would stand beside nothing. */
	bool is_told = issue->corrected_count == issue->said_count && list->n > 0;
	return !is_told || add_differences(issue, build, list, lang, err);
}

bool issue_correct(struct issue *issue, struct build *build, struct doc *doc, size_t language, struct err *err) {
	if (issue == NULL || issue->corrected.about == NULL) {
		return true;
	}
	struct node *root = doc->root, *last = root->last;
	build_origin(build, NULL, "correction", NULL, 0);
	struct node *node = build_open(build, NODE_SECTION, "correction", err);
	if (node == NULL) {
		return false;
	}
	node->u.section.name = "correction";
	bool ok = write_correction(issue, build, doc, language, err);
	while (build_current(build) != root) {
		build_close(build);
	}
	last->next = NULL;
	root->last = last;
	node_link(root, NULL, node);
	return ok;
}

/* ---- dumps ---- */

void issue_dump(const struct issue *issue, struct buf *text) {
	struct json_out out = JSON_OUT(text, 0);

	json_begin(&out, '{');
	json_put_int(&out, "format", DUMP_FORMAT);
	json_key(&out, "said");
	json_begin(&out, '[');
	for (size_t i = 0; i < issue->said_count; i++) {
		said_format(issue->said[i], &out);
	}
	json_end(&out, ']');
	for (size_t i = 0; i < issue->said_count; i++) {
		json_key(&out, findings_keys[i]);
		json_add_value(&out, issue->findings[i]);
	}
	json_end(&out, '}');
}

static void put_side(struct json_out *out, const char *key, const struct said *said) {
	json_key(out, key);
	json_begin(out, '{');
	json_put_str(out, "title", said->title);
	json_put_str(out, "as_of", said->as_of);
	json_put_str(out, "lang", said->lang);
	json_end(out, '}');
}

/* What is different in the second language alone is told in that. */
static void tell_second(struct differences *list, const struct differences *second, const char *lang) {
	for (size_t i = 0; i < list->n; i++) {
		if (list->v[i].is_alike) {
			list->v[i] = second->v[i];
			list->v[i].lang = lang;
		}
	}
}

bool issue_diff(struct arena *arena, const char *before, size_t before_len, const char *after, size_t after_len, struct buf *text,
                struct err *err) {
	const struct json *dumps[2] = { parse_dump(arena, before, before_len, NULL), parse_dump(arena, after, after_len, NULL) };
	struct earlier sides[2] = { { .about = NULL }, { .about = NULL } };
	struct differences blocks[LANGUAGES] = { { NULL, 0, 0 }, { NULL, 0, 0 } }, findings = { NULL, 0, 0 };
	const struct said *old[LANGUAGES], *fresh[LANGUAGES];
	size_t n = 0;

	if (dumps[0] == NULL || dumps[1] == NULL) {
		return err_set(err, ERR_INPUT, "what the %s edition said was not kept, or cannot be read", dumps[0] == NULL ? "first" : "second");
	}
	read_dump(arena, dumps[0], &sides[0]);
	read_dump(arena, dumps[1], &sides[1]);
	for (size_t i = 0; i < sides[1].said_count; i++) {
		fresh[n] = sides[1].said[i];
		old[n] = said_in(sides[0].said, sides[0].said_count, fresh[n]->lang);
		n += old[n] != NULL;
	}
	if (n == 0) {
		err_set(err, ERR_INPUT, "the two editions share no language");
		return err_hint(err, "editions are compared in a language that both were issued in");
	}
	if (n == 1 || !differ(arena, old, fresh, n, blocks)) {
		differ(arena, old, fresh, 1, blocks);
	} else {
		tell_second(&blocks[0], &blocks[1], fresh[1]->lang);
	}
	differ_findings(arena, findings_in(&sides[0], fresh[0]->lang), findings_in(&sides[1], fresh[0]->lang), &findings);
	struct json_out out = JSON_OUT(text, 2);
	json_begin(&out, '{');
	put_side(&out, "from", old[0]);
	put_side(&out, "to", fresh[0]);
	json_key(&out, "differences");
	differences_format(&blocks[0], &out);
	json_key(&out, "findings");
	differences_format(&findings, &out);
	json_end(&out, '}');
	buf_addc(text, '\n');
	return true;
}
