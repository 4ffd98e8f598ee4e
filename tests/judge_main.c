/* Print what a reader would find wrong in each file; exit 1 where there is something. Margins in millimetres. */
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "judge/judge.h"

#define POINTS(mm) (strtod(mm, NULL) * 72 / 25.4)
#define HANG 2.5                 /* marks at the ends of lines stand out of the margins by so much */

int main(int argc, char **argv) {
	struct buf pdf = BUF_INIT, report = BUF_INIT;
	struct judge_rare rare = { 0 };
	struct err err = ERR_INIT;
	int bad = 0;

	if (argc < 6) {
		fputs("usage: judge TOP BOTTOM LEFT RIGHT FILE...\n", stderr);
		return 2;
	}
	const struct judge_page page = { .top = POINTS(argv[1]), .bottom = POINTS(argv[2]), .left = POINTS(argv[3]), .right = POINTS(argv[4]), .hang = HANG };
	for (int i = 5; i < argc; i++) {
		size_t alone = rare.alone;
		buf_reset(&pdf);
		buf_reset(&report);
		if (!file_read(argv[i], (size_t)1 << 30, &pdf, &err)) {
			fprintf(stderr, "%s\n", err.msg);
			return 2;
		}
		bool is_good = judge_looks(pdf.p, pdf.len, &page, &rare, &report);
		if (rare.alone > alone) {
			buf_addf(&report, "%zu lines stand alone at a page's foot or head\n", rare.alone - alone);
		}
		if (!is_good || rare.alone > alone) {
			printf("%s:\n%s", argv[i], buf_str(&report));
			bad = 1;
		}
	}
	buf_fini(&pdf);
	buf_fini(&report);
	return bad;
}
