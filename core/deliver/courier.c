#include "deliver/courier.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "deliver/parcel.h"
#include "deliver/secret.h"
#include "deliver/target.h"

#define PARCEL_MAX ((size_t)64 << 20)
#define READ_SIZE  65536

static const struct carrier *const carriers[] = { &carrier_folder, &carrier_mail, &carrier_s3, &carrier_webhook };

static const struct carrier *carrier_of(const struct parcel *parcel) {
	for (size_t i = 0; i < sizeof(carriers) / sizeof(*carriers); i++) {
		if (str_eq(carriers[i]->kind, json_str(parcel->target, "kind", ""))) {
			return carriers[i];
		}
	}
	return NULL;
}

/* ---- the pipes ---- */

/* One line of descriptor 0, without its end. False at the end of it: whoever asked is gone. */
static bool read_line(struct buf *line) {
	for (;;) {
		buf_reserve(line, READ_SIZE);
		ssize_t n = read(0, line->p + line->len, READ_SIZE);    /* nothing follows a line before it is answered */
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0 || line->len + (size_t)n > PARCEL_MAX) {
			return false;
		}
		line->len += (size_t)n;
		line->p[line->len] = '\0';
		if (line->p[line->len - 1] == '\n') {
			line->p[--line->len] = '\0';
			return true;
		}
	}
}

static bool ask_to_send(void *ctx) {
	static const char question[] = "{\"sending\":true}\n";
	struct buf answer = BUF_INIT;

	(void)ctx;
	bool ok = file_write_fd(1, "the service", question, sizeof(question) - 1, NULL) && read_line(&answer) && str_eq(buf_str(&answer), "go");
	buf_fini(&answer);
	return ok;
}

static bool tell(const struct outcome *outcome) {
	static const char *const states[] = { [OUTCOME_DELIVERED] = "delivered", [OUTCOME_AGAIN] = "again", [OUTCOME_NEVER] = "never" };
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);

	json_begin(&out, '{');
	json_put_str(&out, "outcome", states[outcome->state]);
	json_put_text(&out, "place", outcome->state == OUTCOME_DELIVERED ? outcome->place : "");
	if (outcome->state != OUTCOME_DELIVERED) {
		json_put_str(&out, "message", outcome->err.msg);
		json_put_text(&out, "hint", outcome->err.hint);
		json_put_bool(&out, "doubtful", outcome->is_doubtful);
		json_put_num(&out, "after_seconds", outcome->after_seconds);
	}
	json_end(&out, '}');
	buf_addc(&text, '\n');
	bool ok = file_write_fd(1, "the service", text.p, text.len, NULL);
	buf_fini(&text);
	return ok;
}

/* ---- the work ---- */

static void hide_secrets(const struct parcel *parcel, struct outcome *outcome) {
	secrets_hide(parcel->secrets, outcome->err.msg);
	secrets_hide(parcel->secrets, outcome->err.hint);
	secrets_hide(parcel->secrets, outcome->place);
}

static void carry(struct parcel *parcel, courier_confine_fn confine, struct outcome *outcome) {
	struct sending sending = { .fn = ask_to_send };
	const struct carrier *carrier = carrier_of(parcel);
	const char *folder = str_eq(carrier->kind, "folder") ? json_str(parcel->target, "path", "") : "";
	const struct courier_rights rights = {
		.folder = file_is_dir(folder) ? folder : NULL,    /* that it is away the carrier says */
		.runs_program = json_lookup(parcel->target, "sendmail") != NULL,
	};
	struct err err = ERR_INIT;

	if (!confine(&rights, &err)) {
		outcome_again(outcome, &err);
	} else if (parcel->pdf_path != NULL && !parcel_load(parcel, &err)) {
		outcome_never(outcome, &err);
	} else {
		carrier->deliver(parcel, &sending, outcome);
	}
	hide_secrets(parcel, outcome);
}

int courier_main(courier_confine_fn confine) {
	struct buf text = BUF_INIT;
	struct parcel parcel;
	struct outcome outcome = { .state = OUTCOME_DELIVERED };
	struct err err = ERR_INIT;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0);
	if (!read_line(&text)) {
		buf_fini(&text);
		return 1;
	}
	if (!parcel_parse(&parcel, text.p, text.len, &err)) {
		outcome_never(&outcome, &err);
	} else if (carrier_of(&parcel) == NULL) {
		err_set(&err, ERR_BUG, "there is no carrier for targets of kind \"%s\"", json_str(parcel.target, "kind", ""));
		outcome_never(&outcome, &err);
	} else {
		carry(&parcel, confine, &outcome);
	}
	bool ok = tell(&outcome);
	parcel_fini(&parcel);
	buf_fini(&text);
	return ok ? 0 : 1;
}

/* ---- seen from `sitrep check` ---- */

static void format_probe(const char *name, const struct json *target, struct buf *text) {
	struct json_out out = JSON_OUT(text, 0);

	json_begin(&out, '{');
	json_put_str(&out, "id", "probe");
	json_put_str(&out, "event", "issued");
	json_put_str(&out, "target_name", name);
	json_key(&out, "target");
	json_add_value(&out, target);
	json_key(&out, "job");
	json_begin(&out, '{');
	json_end(&out, '}');
	json_end(&out, '}');
}

bool courier_probe(const char *name, const struct json *target, char place[512], struct err *err) {
	struct buf text = BUF_INIT;
	struct parcel parcel;
	struct outcome outcome = { .state = OUTCOME_DELIVERED };

	format_probe(name, target, &text);
	bool ok = parcel_parse(&parcel, text.p, text.len, err);
	if (ok) {
		carrier_of(&parcel)->probe(&parcel, &outcome);
		hide_secrets(&parcel, &outcome);
		str_copy(place, 512, outcome.place);
		ok = outcome.state == OUTCOME_DELIVERED;
		if (!ok) {
			*err = outcome.err;
		}
	}
	parcel_fini(&parcel);
	buf_fini(&text);
	return ok;
}

struct looking {
	struct secrets *secrets;
	struct errs *errors;
};

static void look_at_secret(void *ctx, const char *key, const struct json *secret) {
	struct looking *looking = ctx;

	struct err err = ERR_INIT;

	if (secret_read(looking->secrets, key, secret, &err) == NULL) {
		*errs_add(looking->errors) = err;
	}
}

void courier_look(const struct json *target, struct errs *errors) {
	const char *path = json_str(target, "path", NULL), *program = json_str(target, "sendmail", NULL), *ca = json_str(target, "ca", NULL);
	struct looking looking = { .secrets = secrets_new(), .errors = errors };

	target_each_secret(target, look_at_secret, &looking);
	secrets_free(looking.secrets);
	if (path != NULL && !file_is_dir(path)) {
		struct err *err = errs_add(errors);
		err_set(err, ERR_INPUT, "path: there is no folder %s", path);
		err_hint(err, "make it, or mount what it is");
	} else if (path != NULL && access(path, R_OK | W_OK | X_OK) != 0) {
		struct err *err = errs_add(errors);
		err_sys(err, "path: cannot write into %s", path);
		err_hint(err, "let the service's user write there");
	}
	if (program != NULL && access(program, X_OK) != 0) {
		struct err *err = errs_add(errors);
		err_sys(err, "sendmail: cannot run %s", program);
		err_hint(err, "install what it is, or give a server");
	}
	if (ca != NULL && access(ca, R_OK) != 0) {
		struct err *err = errs_add(errors);
		err_sys(err, "ca: cannot read %s", ca);
		err_hint(err, "it is the certificate, in PEM, of the authority that signed the server's");
	}
}
