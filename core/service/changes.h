/* changes: has anything that a catalogue is made of changed? Names, sizes and times are looked at, not bytes. */
#ifndef SERVICE_CHANGES_H
#define SERVICE_CHANGES_H

#include <stdint.h>

struct catalogue;

/* A number that differs when a file of the configuration was changed, added, removed or renamed. Blocking, for the thread pool. */
uint64_t changes_mark(const struct catalogue *catalogue);

#endif
