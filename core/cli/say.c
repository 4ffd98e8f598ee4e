/* say: see say.h. */
#include "cli/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"

#define HELP_WIDTH   100         /* characters */
#define HELP_GAP_MAX 30          /* what stands in a column before is no longer */

#define BAR 24

static bool has_colours(void) {
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
	return isatty(2) && (no == NULL || *no == '\0') && !(term != NULL && str_eq(term, "dumb"));
}

char *say_path(const char *path) {
	char *cwd = getcwd(NULL, 0);
	size_t n = cwd != NULL ? strlen(cwd) : 0;
	char *shown = mem_strdup(n > 1 && str_prefix(path, cwd) && path[n] == '/' ? path + n + 1 : path);
	free(cwd);
	return shown;
}

/* "plugins/x/plugin.lua:52, line 8": each place as from here. */
static void show_callers(const char *from, char *shown, size_t size) {
	struct buf list = BUF_INIT;
	while (*from != '\0') {
		size_t n = strcspn(from, ",");
		char *one = mem_strndup(from, n), *path = say_path(one);
		buf_adds(&list, path);
		mem_free(path);
		mem_free(one);
		from += n;
		n = strspn(from, ", ");
		buf_add(&list, from, n);
		from += n;
	}
	str_copy(shown, size, buf_str(&list));
	buf_fini(&list);
}

/* The message is bold, caret and hint stand out; how err_format begins its lines is its header's word. */
static void say(const struct err *err, const char *colour) {
	struct buf text = BUF_INIT;
	struct err from_here = *err;
	char *file = say_path(err->at.file);
	STR_COPY(from_here.at.file, file);
	mem_free(file);
	show_callers(err->from, from_here.from, sizeof(from_here.from));
	err_format(&from_here, &text);
	bool has = has_colours(), is_first = true;
	for (const char *line = buf_str(&text); *line != '\0';) {
		size_t n = strcspn(line, "\n");
		const char *on = is_first ? colour : str_prefix(line, "    hint: ") ? "\033[36m" : NULL;
		fprintf(stderr, "%s%.*s%s\n", has && on != NULL ? on : "", (int)n, line, has && on != NULL ? "\033[0m" : "");
		line += n + (line[n] == '\n');
		is_first = false;
	}
	buf_fini(&text);
}

static int status_of(const struct err *err) {
	return err->code == ERR_INPUT ? EXIT_WRONG : EXIT_FAILED;
}

int say_failure(const struct err *err) {
	say(err, "\033[1;31m");
	return status_of(err);
}

int say_failures(const struct errs *errs) {
	int status = errs->n > 0 ? status_of(&errs->v[0]) : EXIT_FAILED;
	size_t following = 0;
	for (size_t i = 0; i < errs->n; i++) {
		following += errs->v[i].follows;
	}
	bool tells_all = following == errs->n;
	for (size_t i = 0; i < errs->n; i++) {
		if (tells_all || !errs->v[i].follows) {
			say_failure(&errs->v[i]);
		}
	}
	if (following > 0 && !tells_all) {
		fprintf(stderr, "%zu more mistake%s only because of %s\n", following, following == 1 ? " is there" : "s are there",
		        errs->n - following == 1 ? "this one" : "these");
	}
	if (errs->dropped > 0) {
		fprintf(stderr, "and %zu more\n", errs->dropped);
	}
	return status;
}

void say_warnings(const struct errs *warnings) {
	for (size_t i = 0; i < warnings->n; i++) {
		struct err warning = warnings->v[i];
		err_wrap(&warning, "warning");
		say(&warning, "\033[1;33m");
	}
}

void say_note(const char *fmt, ...) {
	va_list ap;
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

int say_misuse(const char *command, const char *fmt, ...) {
	va_list ap;
	fprintf(stderr, "sitrep %s: ", command);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\n    hint: `sitrep %s --help` says how it is used\n", command);
	return EXIT_WRONG;
}

/* How far a job is, reckoned from its phase: sections are most of the work before painting. */
static double share_done(const char *phase, int index, int count) {
	static const struct {
		const char *name;
		double from, to;
	} phases[] = {
		{ "check", 0, 0.02 },      { "collect", 0.02, 0.2 }, { "build", 0.2, 0.6 },
		{ "resolve", 0.6, 0.65 },  { "layout", 0.65, 0.8 },  { "paint", 0.8, 1 },
	};
	for (size_t i = 0; i < sizeof(phases) / sizeof(*phases); i++) {
		if (str_eq(phases[i].name, phase)) {
			double within = count > 0 ? (double)index / count : 0;
			return phases[i].from + (phases[i].to - phases[i].from) * within;
		}
	}
	return 0;
}

void say_progress(const char *name, const char *phase, const char *section, int index, int count, int page) {
	if (!isatty(2)) {
		return;
	}
	int full = (int)(share_done(phase, index, count) * BAR + 0.5);
	char bar[BAR + 1];
	for (int i = 0; i < BAR; i++) {
		bar[i] = i < full ? '#' : '.';
	}
	bar[BAR] = '\0';
	fprintf(stderr, "\r\033[K%s [%s] %s", name, bar, phase);
	if (section != NULL && *section != '\0') {
		fprintf(stderr, " %s (%d of %d)", section, index + 1, count);
	}
	if (page > 0) {
		fprintf(stderr, " page %d", page);
	}
}

void say_progress_end(void) {
	if (isatty(2)) {
		fputs("\r\033[K", stderr);
	}
}

static void say_gap(const struct json *gap) {
	fprintf(stderr, "gap: the section \"%s\" was left out: %s\n", json_str(gap, "section", ""), json_str(gap, "reason", ""));
}

void say_record(const struct json *record) {
	const struct json *warnings = json_lookup(record, "warnings"), *gaps = json_lookup(record, "gaps");
	for (const struct json *w = warnings != NULL ? warnings->first : NULL; w != NULL; w = w->next) {
		const char *section = json_str(w, "section", NULL);
		fprintf(stderr, "warning: %s%s%s%s\n", section != NULL ? "section \"" : "", section != NULL ? section : "",
		        section != NULL ? "\": " : "", json_str(w, "message", ""));
	}
	for (const struct json *g = gaps != NULL ? gaps->first : NULL; g != NULL; g = g->next) {
		say_gap(g);
	}
}

bool say_out(const char *p, size_t n) {
	return fwrite(p, 1, n, stdout) == n && fflush(stdout) == 0;
}

/* Where the rest of a long line stands: under its words, or under what stands behind a mark or a gap, as in a list of options. */
static size_t hang_of(const char *line, size_t n) {
	size_t begin = strspn(line, " ");
	const char *gap = begin < n ? memmem(line + begin, n - begin, "  ", 2) : NULL;

	if (gap != NULL && gap - line < HELP_GAP_MAX) {
		return (size_t)(gap - line) + strspn(gap, " ");
	}
	return begin + (str_prefix(line + begin, "- ") ? 2 : 0);
}

/* How many of a line's n bytes stand on one of width characters, which ends at a blank behind from; all where there is none. */
static size_t fitting(const char *line, size_t n, size_t from, size_t width) {
	size_t end = n, at = 0;
	uint32_t cp;

	for (size_t count = 0; at < n && (count <= width || end == n); count++) {
		end = line[at] == ' ' && at > from ? at : end;
		size_t len = utf8_decode(line + at, n - at, &cp);
		at += len > 0 ? len : 1;
	}
	return at == n && utf8_count(line, n) <= width ? n : end;
}

static void add_wrapped(struct buf *out, const char *line, size_t n) {
	size_t hang = hang_of(line, n), width = HELP_WIDTH, from = hang;

	while (n > 0) {
		size_t fits = fitting(line, n, from, width);
		buf_add(out, line, fits);
		buf_addc(out, '\n');
		line += fits;
		n -= fits;
		if (n > 0) {
			line++;    /* the blank */
			n--;
			buf_addf(out, "%*s", (int)hang, "");
			width = HELP_WIDTH - hang;
			from = 0;
		}
	}
}

bool say_help(const char *text) {
	struct buf out = BUF_INIT;
	bool may_begin = false, is_example = false;    /* after an empty line lines are set in by four: they stay as they are */

	for (size_t n; *text != '\0'; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		is_example = (may_begin || is_example) && str_prefix(text, "    ");
		may_begin = n == 0;
		if (n == 0 || is_example) {
			buf_add(&out, text, n);
			buf_addc(&out, '\n');
		} else {
			add_wrapped(&out, text, n);
		}
	}
	bool ok = say_out(out.p, out.len);
	buf_fini(&out);
	return ok;
}
