#include "pdf/qpdf.h"

#include <dlfcn.h>

#include "base/err.h"

/* Debian 12 has the first, 13 the second: what is used of them is the same. */
static const char *const names[] = { "libqpdf.so.29", "libqpdf.so.30" };

const struct qpdf *qpdf_open(struct err *err) {
	static struct qpdf q;
	void *lib = NULL;
	const struct { const char *name; void **fn; } fns[] = {
#define X(name) { "qpdf_" #name, (void **)&q.name },
		QPDF_FNS(X)
#undef X
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !lib; i++) {
		lib = dlopen(names[i], RTLD_NOW);
	}
	if (!lib) {
		err_set(err, ERR_SYSTEM, "a finished PDF cannot be read: %s", dlerror());
		err_hint(err, "install the package libqpdf29 (Debian 12) or libqpdf30 (Debian 13)");
		return NULL;
	}
	for (size_t i = 0; i < sizeof(fns) / sizeof(*fns); i++) {
		*fns[i].fn = dlsym(lib, fns[i].name);
		if (!*fns[i].fn) {
			err_set(err, ERR_SYSTEM, "a finished PDF cannot be read: libqpdf has no %s", fns[i].name);
			return NULL;
		}
	}
	return &q;
}

bool qpdf_fail(const struct qpdf *q, qpdf_data data, const char *what, bool *is_locked, struct err *err) {
	qpdf_error error = q->has_error(data) ? q->get_error(data) : NULL;
	bool wants_password = error && q->get_error_code(data, error) == qpdf_e_password;

	if (is_locked) {
		*is_locked = wants_password;
	}

	if (wants_password) {
		return err_set(err, ERR_INPUT, "%s: it is encrypted, and the password is another", what);
	}
	return err_set(err, ERR_INPUT, "%s: %s", what, error ? q->get_error_message_detail(data, error) : "libqpdf does not say why");
}
