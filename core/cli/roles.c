/* roles: the hidden commands in which Sitrep starts itself: the loader, the worker's warm slot, the courier, the sealer. */
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "catalogue/ical.h"
#include "catalogue/request.h"
#include "cli/command.h"
#include "deliver/courier.h"
#include "render/sandbox.h"
#include "render/worker.h"
#include "seal/seal.h"

#define LOADER_MEMORY_BYTES ((int64_t)1 << 30)
#define LOADER_CPU_SECONDS  60

/* The catalogue, or { "errors": [ … ] } with status 1, on standard output. */
static int run_loader(const struct call *call) {
	const struct sandbox_limits limits = { .memory_bytes = LOADER_MEMORY_BYTES, .cpu_seconds = LOADER_CPU_SECONDS };
	struct err err = ERR_INIT;
	struct buf json = BUF_INIT;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	struct sandbox *sandbox = sandbox_new(SANDBOX_LOADER, &err);
	struct catalogue_paths paths = call->paths;
	paths.pack = call_value(call, "pack");
	paths.check_data = call_has(call, "check-data");
	paths.with_lint = call_has(call, "with-lint");
	paths.with_tests = call_has(call, "with-tests");
	paths.report = call_value(call, "report");
	paths.template = call_value(call, "template");
	if (paths.report == NULL) {
		ical_load(NULL);    /* once confined, no library can be mapped; where it cannot, a calendar that needs it says so */
	}
	bool ok = sandbox != NULL && sandbox_enter(sandbox, &limits, &err) && catalogue_build(&paths, &json, &err);
	if (!ok) {
		struct errs errors = { .v = &err, .n = 1 };
		buf_reset(&json);
		request_errors_json(&errors, err.at.file, &json);
	}
	if (!file_write_fd(1, "standard output", json.p, json.len, &err)) {
		ok = false;
	}
	buf_fini(&json);
	sandbox_free(sandbox);
	/* Not exit(): what a sanitizer does at the end takes calls that a confined process has no more. */
	_exit(ok ? EXIT_DONE : EXIT_FAILED);
}

static int run_worker(const struct call *call) {
	return worker_main(call->arg_count > 0 ? call->args[0] : NULL);
}

/* What runs a sendmail keeps its privileges: sendmail is setgid on most systems, and is run by nobody who gave them up. */
static bool confine_courier(const struct courier_rights *rights, struct err *err) {
	const struct sandbox_limits limits = { .writable = rights->folder };
	if (rights->runs_program) {
		return true;
	}
	struct sandbox *sandbox = sandbox_new(SANDBOX_COURIER, err);
	bool ok = sandbox != NULL && sandbox_enter(sandbox, &limits, err);
	sandbox_free(sandbox);
	return ok;
}

static int run_courier(const struct call *call) {
	(void)call;
	_exit(courier_main(confine_courier));
}

/* What reads a PDF that it does not trust reads nothing else. */
static bool confine_sealer(struct err *err) {
	const struct sandbox_limits limits = { .memory_bytes = LOADER_MEMORY_BYTES, .cpu_seconds = LOADER_CPU_SECONDS };
	struct sandbox *sandbox = sandbox_new(SANDBOX_LOADER, err);
	bool ok = sandbox != NULL && sandbox_enter(sandbox, &limits, err);
	sandbox_free(sandbox);
	return ok;
}

static int run_sealer(const struct call *call) {
	(void)call;
	_exit(seal_main(confine_sealer));
}

static const struct option loader_options[] = {
	{ "check-data", 0, NULL, "let data plugins check their data" },
	{ "pack", 0, "DIR", "with a pack that is to be added" },
	{ "with-lint", 0, NULL, "look at the code and texts of plugins, too" },
	{ "with-tests", 0, NULL, "read the tests of plugins, too" },
	{ "report", 0, "NAME", "only what a request for this report needs; \"\": the configuration alone" },
	{ "template", 0, "NAME", "and what this template needs" },
	{ NULL },
};

const struct command command_loader = {
	.name = "loader", .synopsis = "", .summary = "print the catalogue", .is_hidden = true,
	.help = "Read the configuration and print the catalogue as JSON. Started by Sitrep itself.", .options = loader_options, .run = run_loader,
};

const struct command command_worker = {
	.name = "worker", .synopsis = "[FOLDER]", .summary = "a warm slot", .is_hidden = true,
	.help = "Wait for jobs on descriptor 3; FOLDER holds the plugins' files. Started by Sitrep itself.", .run = run_worker,
};

const struct command command_sealer = {
	.name = "sealer", .synopsis = "", .summary = "encrypt and sign one PDF", .is_hidden = true,
	.help = "Read an order and a PDF on standard input and write the sealed one to standard output. Started by Sitrep itself.", .run = run_sealer,
};

const struct command command_courier = {
	.name = "courier", .synopsis = "", .summary = "carry one parcel to its target", .is_hidden = true,
	.help = "Read a parcel on standard input and say on standard output what became of it. Started by Sitrep itself.", .run = run_courier,
};
