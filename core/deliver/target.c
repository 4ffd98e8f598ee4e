#include "deliver/target.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "deliver/phrase.h"

static const char *const conflicts[] = { "number", "replace", NULL };
static const char *const securities[] = { "starttls", "tls", "none", NULL };

static const struct target_key common_keys[] = {
	{ "at_once", TARGET_INTEGER, false, "2", 1, 16, NULL, "deliveries to it that may be under way at a time" },
	{ "kind", TARGET_STRING, true, NULL, 0, 0, NULL, "what it is" },
	{ "retry_seconds", TARGET_NUMBER, false, "30", 0.01, 86400, NULL,
	  "after a first attempt in vain; then twice as long each time, an hour at most, and a quarter more or less" },
	{ "timeout_seconds", TARGET_INTEGER, false, "120", 1, 3600, NULL, "for one attempt" },
	{ "tries", TARGET_INTEGER, false, "50", 1, 1000, NULL, "attempts until it is given up: two days, as retry_seconds has it" },
	{ NULL, TARGET_STRING, false, NULL, 0, 0, NULL, NULL }
};

static const struct target_key folder_keys[] = {
	{ "mode", TARGET_MODE, false, "0640", 0, 0, NULL, "permissions of the files, in octal" },
	{ "name", TARGET_PHRASE, false, "{name}", 0, 0, NULL, "what the file is called, without its ending; with '/' it goes into a subfolder" },
	{ "on_conflict", TARGET_CHOICE, false, "number", 0, 0, conflicts, "a name that is taken: give the new one a number, or replace the old" },
	{ "path", TARGET_PATH, true, NULL, 0, 0, NULL, "the folder; it must be there (a mount that is away is waited for)" },
	{ "record", TARGET_BOOLEAN, false, "true", 0, 0, NULL, "put the result record beside it, as NAME.json" },
	{ NULL, TARGET_STRING, false, NULL, 0, 0, NULL, NULL }
};

static const struct target_key mail_keys[] = {
	{ "attach", TARGET_BOOLEAN, false, "true", 0, 0, NULL, "attach the PDF, where it is not larger than max_mb" },
	{ "bcc", TARGET_ADDRESSES, false, NULL, 0, 0, NULL, "to whom it also goes without being named" },
	{ "ca", TARGET_PATH, false, NULL, 0, 0, NULL, "certificates that the server's is checked with; else the system's" },
	{ "cc", TARGET_ADDRESSES, false, NULL, 0, 0, NULL, "to whom it also goes" },
	{ "from", TARGET_ADDRESS, true, NULL, 0, 0, NULL, "whose mail it is" },
	{ "link", TARGET_PHRASE, false, NULL, 0, 0, NULL, "where readers find the PDF: \"https://reports.example/{folder}{file}\"" },
	{ "max_mb", TARGET_INTEGER, false, "15", 0, 1024, NULL, "a larger PDF is linked, not attached" },
	{ "password", TARGET_SECRET, false, NULL, 0, 0, NULL, "of user" },
	{ "reply_to", TARGET_ADDRESS, false, NULL, 0, 0, NULL, "where answers go" },
	{ "security", TARGET_CHOICE, false, "starttls", 0, 0, securities, "how the connection is kept private; none is for this machine only" },
	{ "sendmail", TARGET_PATH, false, NULL, 0, 0, NULL, "a local program that takes the message, in place of server: \"/usr/sbin/sendmail\"" },
	{ "server", TARGET_SERVER, false, NULL, 0, 0, NULL, "the SMTP server, with its port where that is not the usual one (587; tls: 465; none: 25)" },
	{ "subject", TARGET_TEXT, false, NULL, 0, 0, NULL, "else the title, of an edition its number, and the day" },
	{ "text", TARGET_TEXT, false, NULL, 0, 0, NULL, "what the mail says; lines whose {values} are all empty are left out" },
	{ "to", TARGET_ADDRESSES, true, NULL, 0, 0, NULL, "to whom it goes; when one of them is refused, none gets it" },
	{ "user", TARGET_STRING, false, NULL, 0, 0, NULL, "who Sitrep is for the server" },
	{ NULL, TARGET_STRING, false, NULL, 0, 0, NULL, NULL }
};

static const struct target_key webhook_keys[] = {
	{ "ca", TARGET_PATH, false, NULL, 0, 0, NULL, "certificates that the server's is checked with; else the system's" },
	{ "headers", TARGET_HEADERS, false, NULL, 0, 0, NULL, "further header fields: { Authorization = { file = \"…\" } }" },
	{ "link", TARGET_PHRASE, false, NULL, 0, 0, NULL, "where readers find the PDF; goes along as \"link\"" },
	{ "max_mb", TARGET_INTEGER, false, "15", 0, 1024, NULL, "a larger PDF does not go along" },
	{ "pdf", TARGET_BOOLEAN, false, "false", 0, 0, NULL, "the PDF goes along, in base64, as \"pdf\"" },
	{ "secret", TARGET_SECRET, false, NULL, 0, 0, NULL, "what requests are signed with (HMAC-SHA256)" },
	{ "url", TARGET_URL, true, NULL, 0, 0, NULL, "what is posted to; a secret where who knows it may post" },
	{ NULL, TARGET_STRING, false, NULL, 0, 0, NULL, NULL }
};

static const struct target_key s3_keys[] = {
	{ "bucket", TARGET_BUCKET, true, NULL, 0, 0, NULL, "the bucket" },
	{ "ca", TARGET_PATH, false, NULL, 0, 0, NULL, "certificates that the server's is checked with; else the system's" },
	{ "endpoint", TARGET_URL, true, NULL, 0, 0, NULL, "the service: \"https://s3.eu-central-1.amazonaws.com\"" },
	{ "key_id", TARGET_SECRET, true, NULL, 0, 0, NULL, "the access key's id" },
	{ "name", TARGET_PHRASE, false, "{folder}{name}", 0, 0, NULL, "the object's key, without its ending" },
	{ "path_style", TARGET_BOOLEAN, false, "true", 0, 0, NULL, "ENDPOINT/BUCKET/KEY; else BUCKET.ENDPOINT/KEY" },
	{ "record", TARGET_BOOLEAN, false, "true", 0, 0, NULL, "put the result record beside it, as NAME.json" },
	{ "region", TARGET_STRING, false, "us-east-1", 0, 0, NULL, "the region that requests are signed for" },
	{ "secret_key", TARGET_SECRET, true, NULL, 0, 0, NULL, "the secret access key" },
	{ "session_token", TARGET_SECRET, false, NULL, 0, 0, NULL, "of temporary credentials" },
	{ NULL, TARGET_STRING, false, NULL, 0, 0, NULL, NULL }
};

const struct target_kind target_kinds[] = {
	{ "folder", "files in a folder: a share, a mount", folder_keys },
	{ "mail", "an e-mail, through an SMTP server or a local sendmail", mail_keys },
	{ "s3", "objects in S3 or what speaks as it does", s3_keys },
	{ "webhook", "a POST of JSON that says what was issued", webhook_keys },
	{ NULL, NULL, NULL }
};

static const char *const type_names[] = {
	[TARGET_ADDRESS] = "an e-mail address (a string)",
	[TARGET_ADDRESSES] = "an e-mail address, or a list of them",
	[TARGET_BOOLEAN] = "true or false",
	[TARGET_BUCKET] = "the name of a bucket (a string)",
	[TARGET_CHOICE] = "a string",
	[TARGET_HEADERS] = "a table of strings or secrets by name",
	[TARGET_INTEGER] = "a whole number",
	[TARGET_MODE] = "permissions (a string)",
	[TARGET_NUMBER] = "a number",
	[TARGET_PATH] = "a path (a string)",
	[TARGET_PHRASE] = "a line, with {values}",
	[TARGET_SECRET] = "a secret: { file = \"…\" } or { env = \"…\" }",
	[TARGET_SERVER] = "a host (a string)",
	[TARGET_TEXT] = "a text, with {values}, or one a language: { en = \"…\", fr = \"…\" }",
	[TARGET_STRING] = "a string",
	[TARGET_URL] = "a URL (a string), or a secret",
};

struct check {
	const char *target, *dir;
	const struct target_kind *kind;
	struct json_out *out;
	struct errs *errors;
};

/* A mistake at targets.TARGET.KEY. */
static struct err *wrong(struct check *c, const char *key, const char *what) {
	struct err *err = errs_add(c->errors);

	err_set(err, ERR_INPUT, "targets.%s%s%s%s %s", c->target, *key != '\0' ? "." : "", key, what[0] == '"' || str_prefix(what, "there is") ? ":" : "", what);
	snprintf(err->key, sizeof(err->key), "targets.%s%s%s", c->target, *key != '\0' ? "." : "", key);
	return err;
}

static bool wrong_type(struct check *c, const struct target_key *key, const struct json *value) {
	char what[200];

	if (key->type == TARGET_SECRET && value->type == JSON_STRING) {
		err_hint(wrong(c, key->name, "holds a secret in plain text"),
		         "put it into a file that only the service may read, and write { file = \"secrets/%s\" }", c->target);
		return false;
	}
	snprintf(what, sizeof(what), "must be %s, not %s", type_names[key->type], json_type_name(value->type));
	wrong(c, key->name, what);
	return false;
}

bool target_name_fits(const char *name) {
	size_t n = strlen(name);

	return n > 0 && n <= 64 && strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == n;
}

/* Text that goes into a header or a URL: one line, nothing unseen. */
static bool is_line(const char *s) {
	for (; *s != '\0'; s++) {
		if ((unsigned char)*s < 0x20 || *s == 0x7F) {
			return false;
		}
	}
	return true;
}

/* "desk@example.org" or "Desk <desk@example.org>". The domain's form is the server's business. */
static bool is_address(const char *s) {
	const char *open = strchr(s, '<'), *at;
	size_t n = strlen(s);

	if (!is_line(s)) {
		return false;
	}
	if (open != NULL) {
		if (s[n - 1] != '>' || strchr(open + 1, '<') != NULL) {
			return false;
		}
		s = open + 1;
		n = strlen(s) - 1;
	}
	at = memchr(s, '@', n);
	return at != NULL && at > s && at + 1 < s + n && strcspn(s, " ,;\"()\\") >= n && memchr(at + 1, '@', n - (size_t)(at + 1 - s)) == NULL;
}

static bool is_server(const char *s) {
	const char *colon = strrchr(s, ':');
	size_t n = colon != NULL && strchr(s, ']') != s + strlen(s) - 1 ? (size_t)(colon - s) : strlen(s);
	int64_t port;

	return n > 0 && strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:[]") == strlen(s) &&
	       (s[n] == '\0' || str_int(s + n + 1, 1, 65535, &port));
}

/* Not an address either: a bucket may be part of a host's name. */
static bool is_bucket(const char *s) {
	static const char word[] = "abcdefghijklmnopqrstuvwxyz0123456789", digits[] = "0123456789.";
	size_t n = strlen(s);

	return n >= 3 && n <= 63 && strchr(word, s[0]) != NULL && strchr(word, s[n - 1]) != NULL &&
	       strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-.") == n && strstr(s, "..") == NULL && strspn(s, digits) != n;
}

static bool is_url(const char *s) {
	const char *host = str_prefix(s, "https://") ? s + 8 : str_prefix(s, "http://") ? s + 7 : NULL;

	return host != NULL && *host != '\0' && *host != '/' && strpbrk(s, " \"<>\\^`{|}") == NULL && is_line(s);
}

/* "https://user:password@host/" */
static bool has_login(const char *url) {
	const char *host = strstr(url, "://") + strlen("://"), *at = strchr(host, '@');

	return at != NULL && at < host + strcspn(host, "/?#");
}

static bool put_secret(struct check *c, const struct target_key *key, const char *name, const struct json *value) {
	const struct json *file = json_lookup(value, "file"), *env = json_lookup(value, "env");
	const struct json *one = file != NULL ? file : env;

	if (value->type != JSON_OBJECT || value->count != 1 || one == NULL || one->type != JSON_STRING || one->len == 0) {
		return wrong_type(c, key, value);
	}
	json_key(c->out, name);
	json_begin(c->out, '{');
	if (file != NULL) {
		struct arena *arena = arena_new();
		json_put_str(c->out, "file", file->str[0] == '/' ? file->str : arena_printf(arena, "%s/%s", c->dir, file->str));
		arena_free(arena);
	} else {
		json_put_str(c->out, "env", env->str);
	}
	json_end(c->out, '}');
	return true;
}

static bool put_headers(struct check *c, const struct target_key *key, const struct json *value) {
	bool ok = true;

	if (value->type != JSON_OBJECT && value->count > 0) {
		return wrong_type(c, key, value);
	}
	json_key(c->out, key->name);
	json_begin(c->out, '{');
	for (const struct json *h = value->first; h != NULL; h = h->next) {
		size_t n = strspn(h->key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
		if (n == 0 || h->key[n] != '\0' || (h->type == JSON_STRING && !is_line(h->str))) {
			wrong(c, key->name, "holds what is no header field");
			ok = false;
		} else if (h->type == JSON_STRING) {
			json_put_str(c->out, h->key, h->str);
		} else {
			ok = put_secret(c, key, h->key, h) && ok;
		}
	}
	json_end(c->out, '}');
	return ok;
}

static bool put_address(struct check *c, const struct target_key *key, const struct json *value) {
	if (value->type != JSON_STRING) {
		return wrong_type(c, key, value);
	}
	if (!is_address(value->str)) {
		char what[300];
		snprintf(what, sizeof(what), "\"%.200s\" is no e-mail address", value->str);
		err_hint(wrong(c, key->name, what), "write \"desk@example.org\" or \"The desk <desk@example.org>\"");
		return false;
	}
	json_add_str(c->out, value->str);
	return true;
}

static bool put_addresses(struct check *c, const struct target_key *key, const struct json *value) {
	bool ok = true;

	json_key(c->out, key->name);
	json_begin(c->out, '[');
	if (value->type != JSON_ARRAY) {
		ok = put_address(c, key, value);
	}
	for (const struct json *v = value->type == JSON_ARRAY ? value->first : NULL; v != NULL; v = v->next) {
		ok = put_address(c, key, v) && ok;
	}
	json_end(c->out, ']');
	if (ok && key->is_needed && value->type == JSON_ARRAY && value->count == 0) {
		err_hint(wrong(c, key->name, "names nobody"), "write %s = \"desk@example.org\", or a list of addresses", key->name);
		ok = false;
	}
	return ok;
}

static bool check_phrase(struct check *c, const struct target_key *key, const struct json *value) {
	struct err why = ERR_INIT;

	if (value->type != JSON_STRING) {
		return wrong_type(c, key, value);
	}
	if (key->type == TARGET_PHRASE && !is_line(value->str)) {
		wrong(c, key->name, "must be one line");
		return false;
	}
	if (!phrase_check(value->str, &why)) {
		struct err *err = wrong(c, key->name, why.msg);
		err_hint(err, "%s", why.hint);
		return false;
	}
	return true;
}

static bool put_text(struct check *c, const struct target_key *key, const struct json *value) {
	bool ok = true;

	if (value->type != JSON_OBJECT) {
		ok = check_phrase(c, key, value);
	}
	for (const struct json *v = value->type == JSON_OBJECT ? value->first : NULL; v != NULL; v = v->next) {
		ok = check_phrase(c, key, v) && ok;
	}
	if (ok) {
		json_key(c->out, key->name);
		json_add_value(c->out, value);
	}
	return ok;
}

static bool is_choice(const struct target_key *key, const char *word) {
	for (size_t i = 0; key->choices[i] != NULL; i++) {
		if (str_eq(key->choices[i], word)) {
			return true;
		}
	}
	return false;
}

/* starttls", "tls" or "none: within the quotes of a hint. */
static const char *list_choices(const struct target_key *key, char *text, size_t size) {
	size_t n = 0;

	for (size_t i = 0; key->choices[i] != NULL && n < size; i++) {
		const char *before = i == 0 ? "" : key->choices[i + 1] != NULL ? "\", \"" : "\" or \"";
		n += (size_t)snprintf(text + n, size - n, "%s%s", before, key->choices[i]);
	}
	return text;
}

static bool put_string(struct check *c, const struct target_key *key, const struct json *value) {
	const char *s = value->str, *bad = NULL, *hint = NULL;
	char what[300], choices[128];

	if (value->type != JSON_STRING || value->len == 0) {
		return wrong_type(c, key, value);
	}
	if (key->type == TARGET_CHOICE && !is_choice(key, s)) {
		bad = "is none of its values";
		hint = err_nearest(s, key->choices);
		hint = hint != NULL ? hint : list_choices(key, choices, sizeof(choices));
	} else if (key->type == TARGET_MODE && (strspn(s, "01234567") != value->len || value->len < 3 || value->len > 4)) {
		bad = "are no permissions";
		hint = "0640";
	} else if (key->type == TARGET_BUCKET && !is_bucket(s)) {
		bad = "is no bucket's name: 3 to 63 small letters, digits, '-' and '.'";
		hint = "our-reports";
	} else if (key->type == TARGET_SERVER && !is_server(s)) {
		bad = "is no host, nor one with a port";
		hint = "smtp.example.org:587";
	} else if (key->type == TARGET_URL && !is_url(s)) {
		bad = "is no URL";
		hint = str_eq(key->name, "endpoint") ? "https://s3.example.org" : "https://example.org/hook";
	} else if (key->type == TARGET_URL && has_login(s)) {
		err_hint(wrong(c, key->name, "holds a password in plain text"), "write the URL into a file, and %s = { file = \"secrets/%s\" }", key->name, c->target);
		return false;
	} else if (!is_line(s)) {
		bad = "must be one line";
	}
	if (bad != NULL) {
		snprintf(what, sizeof(what), "\"%.200s\" %s", s, bad);
		struct err *err = wrong(c, key->name, what);
		if (hint != NULL) {
			err_hint(err, "write it as \"%s\"", hint);
		}
		return false;
	}
	if (key->type == TARGET_PATH && *s != '/') {
		struct arena *arena = arena_new();
		json_put_str(c->out, key->name, arena_printf(arena, "%s/%s", c->dir, s));
		arena_free(arena);
	} else {
		json_put_str(c->out, key->name, s);
	}
	return true;
}

static bool put_number(struct check *c, const struct target_key *key, const struct json *value) {
	if (value->type != JSON_NUMBER || (key->type == TARGET_INTEGER && !value->is_int)) {
		return wrong_type(c, key, value);
	}
	if (value->number < key->min || value->number > key->max) {
		char what[120];
		snprintf(what, sizeof(what), "is %.15g: it takes %.15g to %.15g", value->number, key->min, key->max);
		wrong(c, key->name, what);
		return false;
	}
	json_key(c->out, key->name);
	json_add_value(c->out, value);
	return true;
}

static bool put_value(struct check *c, const struct target_key *key, const struct json *value) {
	switch (key->type) {
	case TARGET_ADDRESS:
		json_key(c->out, key->name);
		if (!put_address(c, key, value)) {
			json_add_null(c->out);    /* what has a mistake is read by nobody */
			return false;
		}
		return true;
	case TARGET_ADDRESSES:
		return put_addresses(c, key, value);
	case TARGET_BOOLEAN:
		if (value->type != JSON_BOOL) {
			return wrong_type(c, key, value);
		}
		json_put_bool(c->out, key->name, value->boolean);
		return true;
	case TARGET_HEADERS:
		return put_headers(c, key, value);
	case TARGET_INTEGER:
	case TARGET_NUMBER:
		return put_number(c, key, value);
	case TARGET_PHRASE:
		if (!check_phrase(c, key, value)) {
			return false;
		}
		json_put_str(c->out, key->name, value->str);
		return true;
	case TARGET_TEXT:
		return put_text(c, key, value);
	case TARGET_SECRET:
		return put_secret(c, key, key->name, value);
	case TARGET_URL:
		return value->type == JSON_OBJECT ? put_secret(c, key, key->name, value) : put_string(c, key, value);
	default:
		return put_string(c, key, value);
	}
}

static void put_fallback(struct check *c, const struct target_key *key) {
	switch (key->type) {
	case TARGET_BOOLEAN:
		json_put_bool(c->out, key->name, str_eq(key->fallback, "true"));
		break;
	case TARGET_INTEGER:
		json_put_int(c->out, key->name, strtoll(key->fallback, NULL, 10));
		break;
	case TARGET_NUMBER:
		json_put_num(c->out, key->name, strtod(key->fallback, NULL));
		break;
	default:
		json_put_str(c->out, key->name, key->fallback);
	}
}

static void check_keys(struct check *c, const struct json *value, const struct target_key *keys) {
	for (const struct target_key *key = keys; key->name != NULL; key++) {
		const struct json *given = json_lookup(value, key->name);
		if (given != NULL) {
			put_value(c, key, given);
		} else if (key->is_needed) {
			char what[200];
			snprintf(what, sizeof(what), "needs %s: %s", key->name, key->help);
			wrong(c, "", what);
		} else if (key->fallback != NULL) {
			put_fallback(c, key);
		}
	}
}

static bool has_key(const struct target_key *keys, const char *name) {
	while (keys->name != NULL && !str_eq(keys->name, name)) {
		keys++;
	}
	return keys->name != NULL;
}

static void check_unknown(struct check *c, const struct json *value) {
	const char **names = NULL;
	size_t n = 0, cap = 0;

	for (const struct target_key *key = common_keys; key->name != NULL; key++) {
		*VEC_PUSH(names, n, cap) = key->name;
	}
	for (const struct target_key *key = c->kind->keys; key->name != NULL; key++) {
		*VEC_PUSH(names, n, cap) = key->name;
	}
	*VEC_PUSH(names, n, cap) = NULL;
	for (const struct json *v = value->first; v != NULL; v = v->next) {
		if (has_key(common_keys, v->key) || has_key(c->kind->keys, v->key)) {
			continue;
		}
		struct err *err = errs_add(c->errors);
		const char *near = err_nearest(v->key, names);
		err_set(err, ERR_INPUT, "unknown key 'targets.%s.%s' of a target of kind \"%s\"", c->target, v->key, c->kind->name);
		snprintf(err->key, sizeof(err->key), "targets.%s.%.40s", c->target, v->key);
		if (near != NULL) {
			err_hint(err, "did you mean '%s'?", near);
		} else {
			err_hint(err, "`sitrep help targets` lists the keys of each kind");
		}
	}
	mem_free(names);
}

/* What two keys say together. */
static void check_mail(struct check *c, const struct json *value) {
	const struct json *server = json_lookup(value, "server"), *sendmail = json_lookup(value, "sendmail");
	const struct json *user = json_lookup(value, "user"), *password = json_lookup(value, "password");
	const struct json *security = json_lookup(value, "security"), *attach = json_lookup(value, "attach");

	if ((server == NULL) == (sendmail == NULL)) {
		err_hint(wrong(c, "", server == NULL ? "needs a server or a sendmail" : "has a server and a sendmail: it takes one of them"),
		         "server = \"smtp.example.org\", or sendmail = \"/usr/sbin/sendmail\"");
	}
	if ((user == NULL) != (password == NULL)) {
		err_hint(wrong(c, "", user == NULL ? "has a password and no user" : "has a user and no password"), "user = \"NAME\", password = { file = \"secrets/%s\" }", c->target);
	}
	if (password != NULL && security != NULL && security->type == JSON_STRING && str_eq(security->str, "none")) {
		err_hint(wrong(c, "security", "\"none\" would send the password for all to read"), "use \"starttls\" or \"tls\"");
	}
	if (attach != NULL && attach->type == JSON_BOOL && !attach->boolean && json_lookup(value, "link") == NULL) {
		err_hint(wrong(c, "", "attaches nothing and links to nothing"), "link = \"https://reports.example/{folder}{file}\"");
	}
}

static const struct target_kind *find_kind(struct check *c, const struct json *value) {
	const struct json *kind = json_lookup(value, "kind");
	const char *names[8] = { NULL };

	for (size_t i = 0; target_kinds[i].name != NULL; i++) {
		names[i] = target_kinds[i].name;
		if (kind != NULL && kind->type == JSON_STRING && str_eq(kind->str, names[i])) {
			return &target_kinds[i];
		}
	}
	struct err *err = wrong(c, kind != NULL ? "kind" : "", kind != NULL ? "there is no such kind" : "has no kind");
	const char *near = kind != NULL && kind->type == JSON_STRING ? err_nearest(kind->str, names) : NULL;
	if (near != NULL) {
		err_hint(err, "did you mean \"%s\"?", near);
	} else {
		err_hint(err, "kind = \"folder\", \"mail\", \"s3\" or \"webhook\"");
	}
	return NULL;
}

bool target_check(const char *name, const struct json *value, const char *dir, struct buf *text, struct errs *errors) {
	struct json_out out = JSON_OUT(text, 0);
	struct check c = { .target = name, .dir = dir, .out = &out, .errors = errors };
	size_t before = errors->n + errors->dropped;

	if (!target_name_fits(name)) {
		struct err *err = errs_add(errors);
		err_set(err, ERR_INPUT, "targets: \"%.64s\" is no name for a target", name);
		STR_COPY(err->key, "targets");
		err_hint(err, "take letters, digits, '-' and '_'");
		return false;
	}
	if (value->type != JSON_OBJECT) {
		err_hint(wrong(&c, "", "must be a table"), "%s = { kind = \"folder\", path = \"/srv/reports\" }", name);
		return false;
	}
	c.kind = find_kind(&c, value);
	if (c.kind == NULL) {
		return false;
	}
	json_begin(&out, '{');
	check_keys(&c, value, common_keys);
	check_keys(&c, value, c.kind->keys);
	json_end(&out, '}');
	check_unknown(&c, value);
	if (str_eq(c.kind->name, "mail")) {
		check_mail(&c, value);
	}
	return errors->n + errors->dropped == before;
}

bool target_known(const struct json *targets, const char *name, struct err *err) {
	size_t n = 0;

	if (json_lookup(targets, name) != NULL) {
		return true;
	}
	const char **names = mem_alloc((targets->count + 1) * sizeof(*names));
	for (const struct json *t = targets->first; t != NULL; t = t->next) {
		names[n++] = t->key;
	}
	err_set(err, ERR_INPUT, "there is no target '%s'", name);
	const char *near = err_nearest(name, names);
	err_hint(err, near != NULL ? "did you mean '%s'?" : "targets of the configuration are meant%s", near != NULL ? near : "");
	mem_free(names);
	return false;
}

const char *target_text(const struct json *target, const char *key, const char *language) {
	const struct json *text = json_lookup(target, key);

	if (text == NULL || text->type != JSON_OBJECT) {
		return text != NULL ? text->str : NULL;
	}
	const char *words = json_str(text, language, NULL);
	words = words != NULL ? words : json_str(text, "en", NULL);
	return words != NULL ? words : text->first != NULL ? text->first->str : NULL;
}

static bool is_secret(const struct json *value) {
	return value->type == JSON_OBJECT && value->count == 1 && (json_lookup(value, "file") != NULL || json_lookup(value, "env") != NULL);
}

void target_each_secret(const struct json *target, target_secret_fn fn, void *ctx) {
	for (const struct json *v = target->first; v != NULL; v = v->next) {
		const struct json *inner = v->type == JSON_OBJECT && str_eq(v->key, "headers") ? v->first : NULL;
		if (inner == NULL && is_secret(v) && !str_eq(v->key, "subject") && !str_eq(v->key, "text")) {
			fn(ctx, v->key, v);
		}
		for (; inner != NULL; inner = inner->next) {
			if (is_secret(inner)) {
				fn(ctx, inner->key, inner);
			}
		}
	}
}

static void manual_keys(const struct target_key *keys, struct buf *out) {
	for (const struct target_key *key = keys; key->name != NULL; key++) {
		buf_addf(out, "    %s  (%s", key->name, type_names[key->type]);
		for (size_t i = 0; key->choices != NULL && key->choices[i] != NULL; i++) {
			buf_addf(out, "%s\"%s\"", i == 0 ? ": " : ", ", key->choices[i]);
		}
		if (key->max > key->min) {
			buf_addf(out, ", %.15g to %.15g", key->min, key->max);
		}
		if (key->is_needed) {
			buf_adds(out, "; needed");
		} else if (key->fallback != NULL) {
			buf_addf(out, "; default %s", key->fallback);
		}
		buf_addf(out, ")\n        %s\n", key->help);
	}
}

void target_manual(struct buf *out) {
	buf_adds(out, "targets = { NAME = { kind = \"…\", … }, … } says where reports are delivered; requests and schedules name them:\n"
	              "deliver = { \"NAME\" } when a report is issued, notify = { \"NAME\" } when it fails for good or is late.\n\nOf every kind:\n");
	manual_keys(common_keys, out);
	for (const struct target_kind *kind = target_kinds; kind->name != NULL; kind++) {
		buf_addf(out, "\nkind = \"%s\": %s\n", kind->name, kind->help);
		manual_keys(kind->keys, out);
	}
	buf_adds(out, "\nValues that texts, names and links may hold:\n");
	for (const struct phrase_value *value = phrase_values; value->name != NULL; value++) {
		buf_addf(out, "    {%s}  %s\n", value->name, value->help);
	}
}
