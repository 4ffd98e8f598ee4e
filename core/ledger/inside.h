/* inside: what a ledger is, for the files that implement ledger.h. */
#ifndef LEDGER_INSIDE_H
#define LEDGER_INSIDE_H

#include <stdbool.h>

struct rows;

struct ledger {
	struct rows *rows;
	bool in_batch;
	unsigned claims;     /* so far, by this process: whose turn it is */
};

#endif
