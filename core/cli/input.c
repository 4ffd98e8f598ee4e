/* input: see input.h. */
#include "cli/input.h"

#include <errno.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/day.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/zone.h"
#include "catalogue/catalogue.h"
#include "catalogue/request.h"
#include "service/claim.h"

/* A pipe has no size to look at first, so file_read_fd would refuse it. */
static bool read_stdin(struct buf *text, struct err *err) {
	for (;;) {
		char bytes[16384];
		ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));
		if (n == 0) {
			return true;
		}
		if (n < 0 && errno != EINTR) {
			return err_sys(err, "cannot read standard input");
		}
		buf_add(text, bytes, n > 0 ? (size_t)n : 0);
		if (text->len > REQUEST_MAX_BYTES) {
			return err_set(err, ERR_INPUT, "standard input has more than %u bytes", REQUEST_MAX_BYTES);
		}
	}
}

bool input_read(const char *path, const struct catalogue *catalogue, struct input *input, struct err *err) {
	if (str_eq(path, "-")) {
		return read_stdin(&input->text, err);
	}
	if (!file_is_dir(path)) {
		return file_read(path, REQUEST_MAX_BYTES, &input->text, err);
	}
	const struct claim_limits limits = {
		.max_bytes = REQUEST_MAX_BYTES,
		.max_files = catalogue != NULL ? catalogue_int(catalogue, "intake.max_files") : INT64_MAX,
		.max_folder_bytes = catalogue != NULL ? catalogue_int(catalogue, "intake.max_folder_bytes") : INT64_MAX,
	};
	return claim_read_folder(path, &limits, &input->text, &input->files, err);
}

void input_fini(struct input *input) {
	buf_fini(&input->text);
	attachments_fini(&input->files);
}

const char *input_request(struct arena *arena, const char *path) {
	return file_is_dir(path) ? arena_printf(arena, "%s/" CLAIM_FOLDER_REQUEST, path) : input_shown(path);
}

const char *input_shown(const char *path) {
	return str_eq(path, "-") ? "<standard input>" : path;
}

char *input_name(struct arena *arena, const char *path) {
	size_t len = strlen(path);
	while (len > 1 && path[len - 1] == '/') {
		len--;
	}
	const char *plain = arena_strndup(arena, path, len);
	const char *base = str_eq(path, "-") ? "request" : path_base(plain);
	size_t n = strlen(base) - (str_suffix(base, ".json") ? 5 : 0);
	return arena_strndup(arena, base, n);
}

void input_today(const struct catalogue *catalogue, char today[11]) {
	struct day day = { 1970, 1, 1 };
	zone_day_at(clock_issued_ms(clock_now_ms()), catalogue_str(catalogue, "timezone"), &day);
	day_format(day, today);
}
