/* Print what keeps each file from being PDF/UA-1; exit 1 where there is something. */
#include <stdio.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "pdfcheck.h"

int main(int argc, char **argv) {
	struct buf pdf = BUF_INIT, report = BUF_INIT;
	struct err err = ERR_INIT;
	int bad = 0;

	for (int i = 1; i < argc; i++) {
		buf_reset(&pdf);
		buf_reset(&report);
		if (!file_read(argv[i], (size_t)1 << 30, &pdf, &err)) {
			fprintf(stderr, "%s\n", err.msg);
			return 2;
		}
		if (!pdfcheck(pdf.p, pdf.len, &report)) {
			printf("%s:\n%s", argv[i], buf_str(&report));
			bad = 1;
		}
	}
	buf_fini(&pdf);
	buf_fini(&report);
	return bad;
}
