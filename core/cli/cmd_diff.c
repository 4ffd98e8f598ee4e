/* diff: what is different between two editions, as text, JSON or a PDF. */
#include <stdio.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/here.h"
#include "cli/say.h"
#include "cli/series.h"
#include "ledger/ledger.h"
#include "render/issue.h"

/* One of the two. */
struct side {
	char *series;
	int64_t number, revision;
	struct edition edition;
	char name[128];              /* for people: "weekly-brief:12" */
};

static void side_fini(struct side *side) {
	edition_fini(&side->edition);
	mem_free(side->series);
}

/* The last two editions of a series. */
static bool find_last(struct ledger *ledger, const char *series, struct side sides[2], struct err *err) {
	struct edition last, before = { .series = NULL };
	bool ok = series_edition(ledger, series, 0, -1, &last, err);

	if (!ok) {
		return false;
	}
	ok = ledger_edition_before(ledger, series, last.number, last.as_of, &before, err);
	if (ok && before.series == NULL) {
		err_set(err, ERR_INPUT, "the series '%s' has no edition before its last one, %lld, of that day or an earlier one", series, (long long)last.number);
		ok = err_hint(err, "`sitrep editions %s` lists them", series);
	}
	for (int i = 0; ok && i < 2; i++) {
		sides[i].series = mem_strdup(series);
		sides[i].number = i == 0 ? before.number : last.number;
		sides[i].revision = -1;
	}
	edition_fini(&before);
	edition_fini(&last);
	return ok;
}

/* A and B, SERIES N M, or SERIES alone. */
static bool read_sides(const struct call *call, struct ledger *ledger, struct side sides[2], struct err *err) {
	if (call->arg_count == 1) {
		return find_last(ledger, call->args[0], sides, err);
	}
	for (int i = 0; i < 2; i++) {
		struct buf text = BUF_INIT;
		if (call->arg_count == 3) {
			buf_addf(&text, "%s:%s", call->args[0], call->args[i + 1]);
		} else {
			buf_adds(&text, call->args[i]);
		}
		bool ok = series_find(ledger, buf_str(&text), &sides[i].series, &sides[i].number, &sides[i].revision, err);
		buf_fini(&text);
		if (!ok) {
			return false;
		}
	}
	return true;
}

static bool load_sides(struct ledger *ledger, struct side sides[2], struct err *err) {
	for (int i = 0; i < 2; i++) {
		struct side *side = &sides[i];
		if (!series_edition(ledger, side->series, side->number, side->revision, &side->edition, err)) {
			return false;
		}
		snprintf(side->name, sizeof(side->name), side->edition.revision > 0 ? "%s:%lld.%lld" : "%s:%lld", side->series,
		         (long long)side->number, (long long)side->edition.revision);
	}
	return true;
}

/* ---- as text ---- */

static void print_line(const char *mark, const char *text) {
	struct buf visible = BUF_INIT;

	if (text != NULL) {
		buf_add_visible(&visible, text);
		printf("    %s %s\n", mark, buf_str(&visible));
	}
	buf_fini(&visible);
}

/* What a block is called where its name in the JSON is no word. */
static const char *said_kind(const char *kind) {
	static const struct { const char *kind, *words; } kinds[] = {
		{ "facts", "block of facts" }, { "gantt", "Gantt chart" }, { "para", "paragraph" }, { "pull", "pull quote" }, { "runin", "run-in heading" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (str_eq(kind, kinds[i].kind)) {
			return kinds[i].words;
		}
	}
	return kind;
}

static void print_difference(const struct json *d) {
	static const char *const keys[] = { "block", "row", "column" };
	struct buf place = BUF_INIT, visible = BUF_INIT;

	const char *lang = json_str(d, "lang", NULL);

	buf_addf(&place, "%s %s", json_str(d, "how", ""), said_kind(json_str(d, "what", "")));
	if (lang != NULL) {
		buf_addf(&place, " in \"%s\"", lang);
	}
	for (size_t i = 0, n = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const char *part = json_str(d, keys[i], NULL);
		if (part != NULL && *part != '\0') {
			buf_addf(&place, "%s%s", n++ == 0 ? ": " : " › ", part);
		}
	}
	buf_add_visible(&visible, buf_str(&place));
	printf("  %s\n", buf_str(&visible));
	print_line("-", json_str(d, "before", NULL));
	print_line("+", json_str(d, "after", NULL));
	buf_fini(&place);
	buf_fini(&visible);
}

/* The headings that it stands under, or else its section. */
static const char *place_of(const struct json *d, const char *of_none) {
	const char *under = json_str(d, "under", "");

	return *under != '\0' ? under : json_str(d, "section_title", json_str(d, "section", of_none));
}

static void print_list(const struct json *list, const char *of_none) {
	const char *place = NULL;

	for (const struct json *d = list->first; d != NULL; d = d->next) {
		const char *own = place_of(d, of_none);
		if (place == NULL || !str_eq(place, own)) {
			struct buf visible = BUF_INIT;
			place = own;
			buf_add_visible(&visible, place);
			printf("%s\n", buf_str(&visible));
			buf_fini(&visible);
		}
		print_difference(d);
	}
}

static void print_text(const struct json *diff, const struct side sides[2], bool with_findings) {
	const struct json *differences = json_lookup(diff, "differences"), *findings = json_lookup(diff, "findings");

	printf("%s (as of %s) and %s (as of %s)\n", sides[0].name, sides[0].edition.as_of, sides[1].name, sides[1].edition.as_of);
	print_list(differences, "Sources");
	if (differences->count == 0) {
		printf("no difference\n");
	}
	if (with_findings && findings->count > 0) {
		printf("\nWhat sections found\n");
		print_list(findings, "");
	}
}

/* ---- as a PDF ---- */

/* The differences, with the names of the two, as the report edition-diff reads them. */
static void write_attachment(const struct json *diff, const struct side sides[2], struct buf *text) {
	static const char *const keys[] = { "from", "to" };
	struct json_out out = JSON_OUT(text, 0);

	json_begin(&out, '{');
	for (int i = 0; i < 2; i++) {
		json_key(&out, keys[i]);
		json_begin(&out, '{');
		json_put_str(&out, "name", sides[i].name);
		json_put_str(&out, "as_of", sides[i].edition.as_of);
		json_end(&out, '}');
	}
	json_key(&out, "differences");
	json_add_value(&out, json_lookup(diff, "differences"));
	json_end(&out, '}');
}

static void write_request(const struct side sides[2], struct buf *text) {
	struct json_out out = JSON_OUT(text, 0);
	const char *language = sides[1].edition.language;

	json_begin(&out, '{');
	json_put_str(&out, "report", "edition-diff");
	json_put_str(&out, "title", sides[1].edition.title);
	json_put_str(&out, "as_of", sides[1].edition.as_of);
	json_key(&out, "language");
	json_add_strn(&out, language, strcspn(language, " "));
	json_end(&out, '}');
}

static int write_pdf(const struct call *call, const struct json *diff, const struct side sides[2], const char *path) {
	struct err err = ERR_INIT;
	struct buf attached = BUF_INIT;
	struct here h;
	int status = EXIT_DONE;
	struct catalogue *catalogue = call_catalogue(call, &status);

	if (catalogue == NULL) {
		return status;
	}
	here_init(&h, catalogue, "edition-diff.json");
	write_request(sides, &h.input.text);
	write_attachment(diff, sides, &attached);
	h.input.files.v = mem_alloc(sizeof(*h.input.files.v));
	h.input.files.n = 1;
	h.input.files.v[0] = (struct attachment){ .name = mem_strdup("difference.json"), .bytes = bytes_copy(attached.p, attached.len) };
	h.is_read = true;
	if (!here_read(&h)) {
		status = here_say_refused(&h);
	} else if (!here_render(&h, NULL)) {
		status = say_failures(&h.errors);
	} else if (str_eq(path, "-")) {
		status = say_out(h.pdf.p, h.pdf.len) ? EXIT_DONE : EXIT_FAILED;
	} else if (!file_write(path, h.pdf.p, h.pdf.len, 0644, &err)) {
		status = say_failure(&err);
	} else {
		printf("%s\n", path);
	}
	say_warnings(&h.warnings);
	buf_fini(&attached);
	here_fini(&h);
	catalogue_free(catalogue);
	return status;
}

/* ---- the command ---- */

static int show(const struct call *call, const struct side sides[2]) {
	struct arena *arena = arena_new();
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	const struct edition *a = &sides[0].edition, *b = &sides[1].edition;
	const char *path = call_value(call, "output");
	int status = EXIT_DONE;

	if (!issue_diff(arena, a->dump.p != NULL ? a->dump.p : "", a->dump.len, b->dump.p != NULL ? b->dump.p : "", b->dump.len, &text, &err)) {
		status = say_failure(&err);
	} else if (call_has(call, "json")) {
		status = say_out(text.p, text.len) ? EXIT_DONE : EXIT_FAILED;
	} else {
		static const struct json_limits limits = { .max_depth = 64, .max_values = 4000000 };
		const struct json *diff = json_parse(arena, text.p, text.len, &limits, &err);
		if (diff == NULL) {
			status = say_failure(&err);
		} else if (path != NULL) {
			status = write_pdf(call, diff, sides, path);
		} else {
			print_text(diff, sides, call_has(call, "findings"));
		}
	}
	buf_fini(&text);
	arena_free(arena);
	return status;
}

static int run(const struct call *call) {
	struct err err = ERR_INIT;
	struct side sides[2] = { { .series = NULL }, { .series = NULL } };
	int status = EXIT_DONE;

	if (call->arg_count < 1 || call->arg_count > 3) {
		return say_misuse("diff", "it takes two editions: A B, SERIES N M, or SERIES alone for its last two");
	}
	char *spool = call_spool(call, &status);
	if (spool == NULL) {
		return status;
	}
	struct ledger *ledger = series_ledger(spool, &err);
	if (ledger != NULL && read_sides(call, ledger, sides, &err) && load_sides(ledger, sides, &err)) {
		status = show(call, sides);
	} else {
		status = say_failure(&err);
	}
	ledger_free(ledger);
	side_fini(&sides[0]);
	side_fini(&sides[1]);
	mem_free(spool);
	return status;
}

static const struct option options[] = {
	{ "findings", 0, NULL, "say also what sections found otherwise, value by value" },
	OPTION_JSON,
	{ "output", 'o', "FILE", "make a PDF of it; '-' is standard output" },
	OPTION_SPOOL,
	{ NULL, 0, NULL, NULL }
};

const struct command command_diff = {
	.name = "diff",
	.synopsis = "A B [--findings | --json | -o FILE.pdf]\nSERIES N M\nSERIES",
	.summary = "what is different between two editions",
	.help = "Blocks, rows and cells that were added, removed or changed from the first to the second, with their place; of SERIES alone between its last two editions. A and B are editions: SERIES:12 is edition 12 as last corrected, SERIES:12.0 as first issued; "
	        "the PDF of one is as good, wherever it lies, and so is its name in the outbox. The two may be of different series. What no series issued was not kept, and cannot be compared. What editions in two languages say is compared in both, and told in the first, or in the second where only that is different. That the day is another is no difference, nor are numbers of tables, notes and sources.",
	.options = options, .run = run,
};
