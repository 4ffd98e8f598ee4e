#include "deliver/secret.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "deliver/target.h"

#define SECRET_MAX 65536
#define HIDDEN_MIN 4

struct secrets {
	char **v;
	size_t n, cap;
};

struct secrets *secrets_new(void) {
	return mem_alloc(sizeof(struct secrets));
}

void secrets_free(struct secrets *secrets) {
	if (secrets == NULL) {
		return;
	}
	for (size_t i = 0; i < secrets->n; i++) {
		explicit_bzero(secrets->v[i], strlen(secrets->v[i]));
		mem_free(secrets->v[i]);
	}
	mem_free(secrets->v);
	mem_free(secrets);
}

/* One that a line cannot hold would end a header field and begin another. */
static bool is_usable(const char *s, const char *key, const char *where, struct err *err) {
	if (*s == '\0') {
		return err_set(err, ERR_INPUT, "%s: %s is empty", key, where);
	}
	for (; *s != '\0'; s++) {
		if ((unsigned char)*s < 0x20 || *s == 0x7F) {
			return err_set(err, ERR_INPUT, "%s: %s holds a line break or control character", key, where);
		}
	}
	return true;
}

static bool read_file(const char *path, const char *key, struct buf *text, struct err *err) {
	if (!file_read(path, SECRET_MAX, text, err)) {
		err_hint(err, "write the secret into it, as one line, and let the service's user alone read it");
		return err_wrap(err, "%s", key);
	}
	while (text->len > 0 && (text->p[text->len - 1] == '\n' || text->p[text->len - 1] == '\r')) {
		text->p[--text->len] = '\0';
	}
	if (strlen(text->p) != text->len) {
		return err_set(err, ERR_INPUT, "%s: the file %s holds a NUL", key, path);
	}
	return true;
}

static bool read_env(const char *name, const char *key, struct buf *text, struct err *err) {
	const char *value = getenv(name);

	if (value == NULL) {
		err_set(err, ERR_INPUT, "%s: the service's environment has no %s", key, name);
		return err_hint(err, "set it where the service is started, or use { file = \"…\" }");
	}
	buf_adds(text, value);
	return true;
}

const char *secret_read(struct secrets *secrets, const char *key, const struct json *ref, struct err *err) {
	const char *file = json_str(ref, "file", NULL), *env = json_str(ref, "env", "");
	struct buf text = BUF_INIT, where = BUF_INIT;
	const char *value = NULL;

	buf_addf(&where, file != NULL ? "the file %s" : "the environment's %s", file != NULL ? file : env);
	if ((file != NULL ? read_file(file, key, &text, err) : read_env(env, key, &text, err)) &&
	    is_usable(buf_str(&text), key, buf_str(&where), err)) {
		value = *VEC_PUSH(secrets->v, secrets->n, secrets->cap) = mem_strdup(buf_str(&text));
	}
	explicit_bzero(text.p, text.len);
	buf_fini(&text);
	buf_fini(&where);
	return value;
}

void secrets_hide(const struct secrets *secrets, char *text) {
	for (size_t i = 0; i < secrets->n; i++) {
		size_t n = strlen(secrets->v[i]);
		/* What is shorter stands in half of all words, and keeps nobody out. */
		for (char *at = text; n >= HIDDEN_MIN && (at = strstr(at, secrets->v[i])) != NULL; at += n) {
			memset(at, '*', n);
		}
	}
}

struct naming {
	const char **names;
	size_t n, cap;
};

static void add_name(void *ctx, const char *key, const struct json *secret) {
	struct naming *naming = ctx;
	const char *env = json_str(secret, "env", NULL);

	(void)key;
	if (env != NULL) {
		*VEC_PUSH(naming->names, naming->n, naming->cap) = env;
	}
}

static bool is_named(const struct naming *naming, const char *entry) {
	for (size_t i = 0; i < naming->n; i++) {
		size_t n = strlen(naming->names[i]);
		if (strncmp(entry, naming->names[i], n) == 0 && entry[n] == '=') {
			return true;
		}
	}
	return false;
}

extern char **environ;

char **secrets_environment(const struct json *targets, const char *keep) {
	struct naming hidden = { NULL, 0, 0 }, kept = { NULL, 0, 0 };
	char **v = NULL;
	size_t n = 0, cap = 0;

	for (const struct json *t = targets != NULL ? targets->first : NULL; t != NULL; t = t->next) {
		target_each_secret(t, add_name, keep != NULL && str_eq(t->key, keep) ? &kept : &hidden);
	}
	for (char **entry = environ; *entry != NULL; entry++) {
		if (!is_named(&hidden, *entry) || is_named(&kept, *entry)) {
			*VEC_PUSH(v, n, cap) = *entry;
		}
	}
	*VEC_PUSH(v, n, cap) = NULL;
	mem_free(hidden.names);
	mem_free(kept.names);
	return v;
}
