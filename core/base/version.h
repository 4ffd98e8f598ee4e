/* version: of the engine, as `--version`, the result record and the PDF say it. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#define SITREP_VERSION "0.1.0"

#endif
