/* viewer: a PDF is shown to a person, by the desktop's own means. */
#ifndef CLI_VIEWER_H
#define CLI_VIEWER_H

/* Start xdg-open with the file, and go on; what goes wrong is a note. */
void viewer_open(const char *path);

#endif
