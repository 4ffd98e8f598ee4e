/* request: one request file, checked against the catalogue before anything runs. Pure: no I/O, no clock. */
#ifndef CATALOGUE_REQUEST_H
#define CATALOGUE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct catalogue;
struct errs;
struct json;

enum request_priority { REQUEST_URGENT, REQUEST_NORMAL, REQUEST_BULK };

/* What keys of a request take one of, NULL-terminated; priorities in the order of their enum. */
extern const char *const request_priorities[], *const request_papers[], *const request_note_places[], *const request_paragraphs[],
	*const request_issue_whens[];

/* One section instance of the job: its plugin and its parameters, typed, with defaults filled in. */
struct request_section {
	const char *plugin;
	const char *id;              /* "regional"; a second one is "regional-2" */
	const struct json *params;   /* object: name -> value (countries as alpha-3, dates as YYYY-MM-DD) */
	const struct json *keys;     /* object: name -> the request key it came from ("params.countries"), for messages */
};

struct request_limits {
	double section_seconds, report_seconds;
	int64_t memory_mb, pages, output_mb, blocks, depth, images;
};

/* A language that the report is issued in, and what it is called there. */
struct request_words {
	const char *language;
	const char *report_title;
	const char *title, *subtitle;        /* subtitle: NULL where there is none */
};

/* A checked request; lives in its arena, borrows from the catalogue. */
struct request {
	const char *report;
	struct request_words words;
	struct request_words second;         /* of a bilingual edition; language NULL: it is none */
	const char *as_of;           /* YYYY-MM-DD */
	const char *period_from, *period_to;     /* days it covers, both included; NULL: it covers none */
	const char *template;
	const char *notes;           /* "foot" or "end", NULL: as the template has it */
	const char *paragraphs;      /* "plain" or "numbered", NULL: plain */
	const char *watermark;       /* NULL: "Draft" where it is one */
	const char *marking;         /* NULL: the template's, if it has one */
	const char *paper;           /* NULL: the template's */
	const char *output_name;     /* NULL: the request's own name */
	const char *series;          /* that it is an edition of; NULL: none */
	const char *archive;         /* a level of PDF/A (doc/conformance.h), its own or the template's; NULL: none */
	const char *password;        /* the name of the one that the PDF is encrypted with; NULL: it is not */
	enum request_priority priority;
	bool is_draft;
	bool conforms, attaches;     /* it says itself what conformance, and what of attachments: the template's does not count */
	bool attach_data;            /* request, data and document go with the file */
	const char *on_section_error;    /* "fail", "gap" or "last-good" */
	struct request_limits limits;
	struct request_section *sections;
	size_t section_count;
	const struct json *params;   /* of the report, typed */
	const struct json *data;     /* object: data set -> value that replaces it, or NULL */
	const struct json *deliver;  /* targets that it goes to when it is issued: an array of names, or NULL */
	const struct json *notify;   /* targets that are told when it fails for good, likewise */
	bool only_changed;           /* an edition is issued only where something that matters changed */
	const struct json *material; /* the report's: ids of sections whose changes matter; NULL: of all */
	const struct json *root;     /* the request as parsed */
};

/*
 * Parse and check text. name is the file's, for messages; today (YYYY-MM-DD) is the day of acceptance in the
 * configured zone. All mistakes are collected in *errors, each with line, column, key path, source line and hint; false when there is one.
 */
bool request_check(struct arena *arena, const struct catalogue *catalogue, const char *name, const char *text, size_t len,
                   const char *today, struct request *request, struct errs *errors, struct errs *warnings);

/*
 * Whether the files that parameters of a checked request name are among those that came with it (NULL-terminated); what
 * is not is added to errors.
 */
bool request_files(struct arena *arena, const struct catalogue *catalogue, const char *name, const char *text, size_t len,
                   const struct request *request, const char *const *files, struct errs *errors);

/* NAME.error.json of a list of mistakes, and the other way round (wire, ledger). Format: README.md here. */
void request_errors_json(const struct errs *errors, const char *name, struct buf *out);
bool request_errors_parse(struct arena *arena, const char *text, size_t len, struct errs *errors);

/*
 * After how many milliseconds a section that has so many seconds of computing time is killed. A plugin that loops ends itself when it
 * has computed for the seconds it has, or ran for SECTION_WALL times as long, and says in which line; the kill stands behind that, for
 * what is in no line of Lua.
 */
#define SECTION_WALL 2
static inline int64_t request_deadline_ms(double seconds) {
	return (int64_t)(seconds * 1000 * SECTION_WALL) + 250;
}

/* What authors are told of a key ("as_of", "output.paper"), without a full stop; and of all of them, as Markdown. */
const char *request_help(const char *key);
void request_manual(struct buf *out);

/* The largest request that is read at all, bytes. */
#define REQUEST_MAX_BYTES (8u << 20)

#endif
