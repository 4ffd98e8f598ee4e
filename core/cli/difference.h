/* difference: what changed between two texts, line by line, for people. */
#ifndef CLI_DIFFERENCE_H
#define CLI_DIFFERENCE_H

struct buf;

/*
 * Add the lines of before ("- ") that after lacks, and those of after ("+ ") that before lacks, with a line around each and the number
 * of the first ("@@ 12"); as many as fit on a screen, long ones cut round what differs. Nothing for texts that are alike.
 */
void difference_format(const char *before, const char *after, struct buf *out);

#endif
