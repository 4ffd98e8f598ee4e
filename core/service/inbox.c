#include "service/inbox.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "service/spool.h"

/* As it really is, whatever links lead there. */
static bool is_real_within(const char *path, const char *folder) {
	char *real_path = realpath(path, NULL), *real_folder = realpath(folder, NULL);
	bool is_within = real_path != NULL && real_folder != NULL && path_is_within(real_path, real_folder);

	free(real_path);
	free(real_folder);
	return is_within;
}

/* The configuration's own spool is looked at when that is checked; which one is served may be said elsewhere. */
static bool is_of_spool(const struct spool *spool, const char *inbox) {
	const char *const own[] = {
		spool->inbox, spool->outbox, spool->failed, spool->superseded, spool->claimed, spool->generations, spool->sending,
	};
	bool is_one = is_real_within(spool->root, inbox);

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
		is_one = is_one || is_real_within(inbox, own[i]);
	}
	return is_one;
}

void inboxes_init(struct inboxes *inboxes, enum inbox_kind kind, const struct spool *spool, const struct catalogue *catalogue) {
	const struct json *others = catalogue_value(catalogue, "inboxes");
	bool polls = str_eq(catalogue_str(catalogue, "intake.watch"), "poll");
	size_t n = 0;

	inboxes->v = mem_alloc((others->count + 1) * sizeof(*inboxes->v));
	if (kind == INBOX_OWN) {
		inboxes->v[n++] = (struct inbox){ .name = mem_strdup(""), .path = mem_strdup(spool->inbox), .claimed = mem_strdup(spool->claimed) };
	}
	for (const struct json *v = kind == INBOX_FURTHER ? others->first : NULL; v != NULL; v = v->next) {
		struct buf claimed = BUF_INIT;
		buf_addf(&claimed, "%s/.claimed", v->str);
		inboxes->v[n++] = (struct inbox){
			.name = mem_strdup(v->key), .path = mem_strdup(v->str), .claimed = buf_detach(&claimed, NULL), .is_of_spool = is_of_spool(spool, v->str),
		};
	}
	inboxes->n = n;
	for (size_t i = 0; i < n; i++) {
		inboxes->v[i].is_polled = polls || spool_network_kind(inboxes->v[i].path) != NULL;
	}
}

void inboxes_fini(struct inboxes *inboxes) {
	for (size_t i = 0; i < inboxes->n; i++) {
		mem_free(inboxes->v[i].name);
		mem_free(inboxes->v[i].path);
		mem_free(inboxes->v[i].claimed);
	}
	mem_free(inboxes->v);
	*inboxes = (struct inboxes){ NULL, 0 };
}

bool inbox_is_there(const struct inbox *inbox, struct err *err) {
	struct stat st;

	if (!file_is_dir(inbox->path)) {
		return err_set(err, ERR_SYSTEM, "the inbox %s is away: what lies in it waits until it is back", inbox->path);
	}
	if (inbox->is_of_spool) {
		err_set(err, ERR_SYSTEM, "the inbox %s is not served: it is a folder of the spool, or holds it", inbox->path);
		return err_hint(err, "give it a folder of its own: what the service writes would be taken for requests");
	}
	if (lstat(inbox->claimed, &st) == 0 && !S_ISDIR(st.st_mode)) {
		err_set(err, ERR_SYSTEM, "the inbox %s is not served: %s is no folder", inbox->path, inbox->claimed);
		return err_hint(err, "remove it: the service makes its own");
	}
	return true;
}

const struct inbox *inbox_of(const struct inboxes *inboxes, const char *key, const char **rest) {
	const char *mark = strstr(key, "//");
	size_t len = mark != NULL ? (size_t)(mark - key) : 0;

	*rest = mark != NULL ? mark + 2 : key;
	for (size_t i = 0; i < inboxes->n; i++) {
		if (strlen(inboxes->v[i].name) == len && memcmp(inboxes->v[i].name, key, len) == 0) {
			return &inboxes->v[i];
		}
	}
	return NULL;
}

char *inbox_file(const struct inboxes *inboxes, const char *key) {
	struct buf path = BUF_INIT;
	const char *rest;
	const struct inbox *inbox = inbox_of(inboxes, key, &rest);

	if (inbox == NULL) {
		return NULL;
	}
	buf_addf(&path, *rest != '\0' ? "%s/%s" : "%s%s", inbox->path, rest);
	return buf_detach(&path, NULL);
}

void inbox_key(struct buf *out, const char *folder, const char *name) {
	bool is_root = *folder == '\0' || str_suffix(folder, "//");

	buf_addf(out, "%s%s%s", folder, is_root ? "" : "/", name);
}

void inbox_root_key(struct buf *out, const struct inbox *inbox, const char *path) {
	if (*inbox->name != '\0') {
		buf_addf(out, "%s//", inbox->name);
	}
	buf_adds(out, path);
}
