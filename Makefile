# Sitrep. `make demo` sets up, builds and shows a briefing; `make test` runs every test.
#
#   all       ./sitrep (the default)            demo      install what is missing, build, render a sample
#   run       the service in the foreground     test      layers, headers, unit, golden and service tests
#   golden    rewrite the expected dumps        layers    does an include go against core/DEPS?
#   headers   does each header compile alone?   bench     the figures of design "What good means"
#   faults    what must not bring it down       crash     N=300 kills at random, and nothing lost
#   errnos    every call of the service fails once; killpoints: it is killed at each; fuzz: libFuzzer on what comes from outside
#   powercut  the power goes at each sync, and nothing lost
#   vm        in a guest of its own: systemd, the clock set, suspension, NFS, N=20 deaths of the kernel; PARTS="systemd clock network death"
#   flood     N=100000 files at once            soak      N=2000 jobs, and nothing grows
#   same-bytes  every sample twice, in other surroundings
#   specimen  the specimen and the samples, looked at by machine; preflight: by PDFBox, as PDF/A
#   schedule-random   N=1000000 expressions and instants against a slow evaluator; schedule-load: N=10000 that wait, FIRE=100 that fire
#   random    N=200 documents, and what a reader would see of them
#   content   all that is checked of the base and the pages made from it; `make test` checks a part
#   install   with DESTDIR, PREFIX, SYSCONFDIR (or in small letters)   clean     remove what make made
#   library   the definitions for editors, after a change of what plugins are given
#   parts of test: unit lint plugin-check library-check golden-check content-check fuzz-check service-check; setup: what is missing is
#             installed; check: test without that; check-quick: without services
#
# SAN=1 builds with the address and undefined-behaviour sanitizers, in a tree of its own.
# T=name runs one unit test only: make unit T=json.

PKGS    = libuv lua5.4 cairo cairo-ft harfbuzz harfbuzz-subset freetype2 fontconfig \
          icu-uc icu-i18n sqlite3 libdeflate nettle yajl libseccomp libcmark-gfm libpng libjpeg expat
# Loaded when something needs them (pdf/vector.c, deliver/http.c, pdf/qpdf.c, seal/cms.c, catalogue/ical.c): only their headers are asked for here.
LOADED  = librsvg-2.0 libcurl libqpdf libcrypto libical
BUILD   = build$(if $(SAN),/san)
PREFIX ?= $(or $(prefix),/usr/local)
SYSCONFDIR ?= $(or $(sysconfdir),/etc)
CFLAGS ?= -O2 -g
SANFLAGS = $(if $(SAN),-fsanitize=address -fsanitize=undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
# A newer library may deprecate what the oldest one that counts has nothing else for (expat, Debian 13): told, and no error.
ALL     = -std=c11 -D_GNU_SOURCE -Icore -Wall -Wextra -Wno-missing-field-initializers -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror \
          -Wno-error=deprecated-declarations $(SANFLAGS) $(PKG_CFLAGS) $(CFLAGS)
LIBS    = $(PKG_LIBS) -lcmark-gfm-extensions -lhyphen -lm
TESTLIBS = -lcmocka -lqpdf

# Asked once, and quietly: on a fresh machine `make demo` installs pkg-config first.
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) $(LOADED) 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null)

SRC     = $(sort $(wildcard core/*/*.c))
HDR     = $(sort $(wildcard core/*/*.h))
DATA    = $(BUILD)/core/doc/world_map.o $(BUILD)/core/pdf/srgb.o
OBJ     = $(SRC:%.c=$(BUILD)/%.o) $(DATA)
LIBOBJ  = $(filter-out $(BUILD)/core/cli/main.o,$(OBJ))
TESTS   = $(sort $(wildcard tests/unit/test_$(or $(T),*).c))
TESTBIN = $(TESTS:%.c=$(BUILD)/%)
CHECKER = $(patsubst %.c,$(BUILD)/%.o,$(filter-out %_main.c,$(wildcard tests/pdfcheck*.c)))
JUDGE   = $(BUILD)/tests/judge/judge.o $(BUILD)/tests/judge/reader.o
PROGRAM = $(if $(SAN),$(BUILD)/sitrep,sitrep)

# Commands are shown by V=1.
Q       = $(if $(V),,@)
say     = $(if $(V),,@printf '%-3s %s\n' '$(1)' '$(2)')

all: $(if $(wildcard core/cli/main.c),$(PROGRAM),$(OBJ)) compile_commands.json

$(PROGRAM): $(OBJ)
	$(call say,ld,$@)
	$(Q)$(CC) $(ALL) -o $@ $(OBJ) $(LIBS)

$(BUILD)/%.o: %.c Makefile
	$(call say,cc,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL) -MMD -MP -c -o $@ $<

# Shapes of countries and a profile of sRGB, within the program: found wherever it runs, and read by the page.
$(BUILD)/core/doc/world_map.o: core/doc/world/world.map
$(BUILD)/core/pdf/srgb.o: /usr/share/color/icc/sRGB.icc
$(DATA): $(BUILD)/%.o: %.S
	$(call say,as,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) -c -o $@ $<

# An archive, so that a test links what it uses and no more.
$(BUILD)/libcore.a: $(LIBOBJ)
	@rm -f $@
	@ar rcs $@ $^

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(CHECKER) $(BUILD)/libcore.a
	$(call say,ld,$@)
	$(Q)$(CC) $(ALL) -o $@ $^ $(LIBS) $(TESTLIBS)

# Says of any PDF what keeps it from being PDF/UA-1: build/tests/pdfcheck FILE...
$(BUILD)/tests/pdfcheck: tests/pdfcheck_main.c $(CHECKER) $(BUILD)/libcore.a
	$(call say,ld,$@)
	$(Q)$(CC) $(ALL) -o $@ $^ $(LIBS) $(TESTLIBS)

# Says of any PDF what a reader would see wrong: build/tests/judge_pages TOP BOTTOM LEFT RIGHT FILE... (margins in mm)
$(BUILD)/tests/judge_pages: tests/judge_main.c $(JUDGE) $(BUILD)/libcore.a
	$(call say,ld,$@)
	$(Q)$(CC) $(ALL) -Itests -o $@ $^ $(LIBS) $(TESTLIBS)

-include $(OBJ:.o=.d) $(CHECKER:.o=.d) $(JUDGE:.o=.d) $(TESTS:%.c=$(BUILD)/%.d) $(BUILD)/tests/bench/bench.d $(BUILD)/tests/bench/floor.d $(BUILD)/tests/golden/golden.d $(BUILD)/tests/random/random.d

compile_commands.json: Makefile $(SRC)
	@{ sep='['; for f in $(SRC) $(TESTS); do \
		printf '%s\n{ "directory": "%s", "file": "%s", "command": "%s -c %s" }' \
			"$$sep" '$(CURDIR)' "$$f" '$(CC) $(ALL)' "$$f"; sep=','; done; printf '\n]\n'; } > $@

setup:
	@sh tests/setup.sh

demo: setup
	@$(MAKE) --no-print-directory all && sh tests/demo.sh

run: all
	./$(PROGRAM) serve

test: setup
	@$(MAKE) --no-print-directory check SAN=$(SAN)

# What only computes side by side, as many as there are cores; then what waits for services.
check: all layers headers
	@bad=0; $(MAKE) --no-print-directory -k -j$(shell nproc) --output-sync=target SAN=$(SAN) \
		content-check specimen unit random golden-check lint plugin-check library-check fuzz-check || bad=1; \
	$(MAKE) --no-print-directory SAN=$(SAN) service-check || bad=1; exit $$bad

# What needs no service, for while one works.
check-quick: all layers headers unit lint plugin-check library-check golden-check content-check

# In seconds. A test that is not over by then hangs: on a machine that is slow, or busy with others, one may take ten times as long as usual.
BOUND = $(if $(SAN),1800,900)

# The tests' binaries are told where the program under test is.
unit: $(TESTBIN)
	@SITREP=$(CURDIR)/$(PROGRAM) JOBS=$(shell nproc) tests/side-by-side $(BOUND) $(TESTBIN)

# The plugins' own tests.
plugin-check: all
	@./$(PROGRAM) plugin test > $(BUILD)/plugins.log 2>&1 && tail -1 $(BUILD)/plugins.log || { grep -v '^ok ' $(BUILD)/plugins.log; exit 1; }

# Definitions for editors; after a change of what plugins are given.
library: all
	@./$(PROGRAM) plugin library > /dev/null

# All Lua that the sandbox runs, with the names that it has.
lint: all
	@./$(PROGRAM) plugin check > $(BUILD)/check.log 2>&1 || { cat $(BUILD)/check.log; exit 1; }
	@luacheck --quiet --config plugins/library/luacheckrc plugins reports templates config --exclude-files plugins/library

library-check: all
	@SITREP=$(CURDIR)/$(PROGRAM) tests/library/run

golden-check: all $(BUILD)/tests/golden/golden
	@SITREP=$(CURDIR)/$(PROGRAM) GOLDEN=$(CURDIR)/$(BUILD)/tests/golden/golden tests/golden/run

# A part of what the base says and is said of it; content: all of it.
content-check: all $(BUILD)/tests/golden/golden
	@QUICK=1 SITREP=$(CURDIR)/$(PROGRAM) GOLDEN=$(CURDIR)/$(BUILD)/tests/golden/golden timeout 3600 tests/content/run

content: all $(BUILD)/tests/golden/golden
	@SITREP=$(CURDIR)/$(PROGRAM) GOLDEN=$(CURDIR)/$(BUILD)/tests/golden/golden tests/content/run

golden: all $(BUILD)/tests/golden/golden
	@SITREP=$(CURDIR)/$(PROGRAM) GOLDEN=$(CURDIR)/$(BUILD)/tests/golden/golden tests/golden/run --rewrite

# The specimen and the samples, looked at by machine.
specimen: all $(BUILD)/tests/pdfcheck $(BUILD)/tests/judge_pages
	@SITREP=$(CURDIR)/$(PROGRAM) TOOLS=$(CURDIR)/$(BUILD)/tests tests/specimen/run

# The same as PDF/A, by a judge of others': PDFBox, where it and a JDK are installed.
preflight: all
	@SITREP=$(CURDIR)/$(PROGRAM) tests/preflight/run

# Documents made at random, and what a reader would see of them, judged on the PDF; as a campaign with N=1000.
random: all $(BUILD)/tests/random/random
	@N=$(or $(N),$(if $(SAN),50,200)) SITREP=$(CURDIR)/$(PROGRAM) RANDOM_TEST=$(CURDIR)/$(BUILD)/tests/random/random tests/random/run

$(BUILD)/tests/random/random: $(BUILD)/tests/random/random.o $(JUDGE) $(LIBOBJ)
	$(call say,ld,$@)
	$(Q)$(CC) $(ALL) -o $@ $^ $(LIBS) $(TESTLIBS)

$(BUILD)/tests/golden/golden: $(BUILD)/tests/golden/golden.o $(LIBOBJ)
	$(call say,ld,$@)
	$(Q)$(CC) $(ALL) -o $@ $^ $(LIBS)

# The longest first.
FAULTS  = $(sort $(wildcard tests/faults/[0-9]*.sh))
LONGEST = tests/service/13-kill-points.sh
service-check: all $(BUILD)/tests/pdfcheck
	@SITREP=$(CURDIR)/$(PROGRAM) TOOLS=$(CURDIR)/$(BUILD)/tests JOBS=$(if $(SAN),$(shell nproc)) MAKE_INSTALL="$(MAKE) -C $(CURDIR) --no-print-directory install" \
		tests/side-by-side $(BOUND) $(LONGEST) $(FAULTS) $(filter-out $(LONGEST),$(sort $(wildcard tests/service/[0-9]*.sh)))

# On a quiet machine: what must end in time has no more than half a second.
faults: all
	@LATE_MS=500 SITREP=$(CURDIR)/$(PROGRAM) JOBS=$(if $(SAN),$(shell nproc)) tests/side-by-side $(BOUND) $(FAULTS)

# N kills at random moments, of the service, its slots and their children.
crash: all
	SITREP=$(CURDIR)/$(PROGRAM) KILLS=$(or $(N),300) sh tests/faults/03-crash.sh

# Every sample twice, in other surroundings.
same-bytes: all
	SITREP=$(CURDIR)/$(PROGRAM) SAMPLES=all sh tests/service/33-same-bytes.sh

# N random expressions, zones and instants against a slow, obvious evaluator.
schedule-random: $(BUILD)/tests/unit/test_calspec
	SCHEDULE_RANDOM=$(or $(N),1000000) nice $(BUILD)/tests/unit/test_calspec

# What N schedules cost, and how late runs are made when FIRE of them fire at once.
schedule-load: all
	SITREP=$(CURDIR)/$(PROGRAM) N=$(or $(N),10000) FIRE=$(or $(FIRE),100) sh tests/load/schedules.sh

# N files are dropped at once: what is lost, how long it takes to claim them, what it costs.
flood: all
	SITREP=$(CURDIR)/$(PROGRAM) FILES=$(or $(N),100000) CAMPAIGN=1 sh tests/faults/09-flood.sh

# N jobs of every outcome: descriptors, memory, zombies and leftovers, half way and at the end.
soak: all
	SITREP=$(CURDIR)/$(PROGRAM) JOBS=$(or $(N),2000) sh tests/faults/10-soak.sh

# A call of the running service fails, once each; all of them, a long while.
errnos: all
	SITREP=$(CURDIR)/$(PROGRAM) WITHIN=10 ERRNOS="ENOSPC EIO EMFILE ENOMEM EACCES EINTR" SITES="1 2 3 4 5 6 8 10" CALLS="openat renameat2 fsync fdatasync pwrite64 pread64 unlink fchmod mkdir newfstatat getdents64 ftruncate socketpair sendmsg" \
		sh tests/faults/07-errnos.sh

# A process is killed at its n-th call of each kind, for many n.
killpoints: all
	SITREP=$(CURDIR)/$(PROGRAM) POINTS="$$(seq -s' ' 1 $(or $(N),30))" CALLS="renameat2 fsync fdatasync unlink pwrite64 write openat ftruncate fchmod mkdir sendmsg close" \
		sh tests/service/13-kill-points.sh
	SITREP=$(CURDIR)/$(PROGRAM) JOBS=30 KILLS=50 POINTS="$$(seq -s' ' 1 $(or $(N),30))" CALLS="write fsync linkat unlink pwrite64 renameat2 close" \
		sh tests/service/45-deliver-crash.sh

# The power goes at each sync of the service, and the disk is what it may be then, four ways; SEEDS="1 2 3" for more chances.
powercut: all
	SITREP=$(CURDIR)/$(PROGRAM) EVERY=1 SEEDS="$(or $(SEEDS),1)" sh tests/faults/11-power-cut.sh

# What only a machine of one's own shows, emulated: as root, with packages that it names. The guest is made once, in build/vm.
vm: all
	@VM=$(CURDIR)/build/vm SITREP=$(CURDIR)/$(PROGRAM) MAKE_INSTALL="$(MAKE) -C $(CURDIR) --no-print-directory install" tests/vm/run

# libFuzzer on the parsers of what comes from outside: make fuzz T=wire SECONDS=60; without T all of them. New inputs go to build/fuzz/found.
FUZZED = claimed config cron errors ledger request rows wire
fuzz: all
	@$(MAKE) --no-print-directory CC=clang BUILD=build/fuzz CFLAGS="-O1 -g -Wno-error" PROGRAM=build/fuzz/sitrep \
		SANFLAGS="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined" build/fuzz/fuzz
	@mkdir -p build/fuzz/found && ./$(PROGRAM) loader -c tests/service/config/sitrep.lua | cat > build/fuzz/catalogue.json
	@for t in $(or $(T),$(FUZZED)); do mkdir -p build/fuzz/found/$$t; \
		T=$$t FUZZ_CATALOGUE=build/fuzz/catalogue.json build/fuzz/fuzz -max_total_time=$(or $(SECONDS),60) -max_len=65536 -print_final_stats=1 \
			-artifact_prefix=build/fuzz/$$t- build/fuzz/found/$$t tests/fuzz/corpus/$$t > build/fuzz/$$t.log 2>&1 \
			&& echo "ok   $$t, $$(sed -n 's/^stat::number_of_executed_units: *//p' build/fuzz/$$t.log) inputs" || { echo "FAIL $$t"; tail -40 build/fuzz/$$t.log; exit 1; }; \
	done

build/fuzz/fuzz: tests/fuzz/fuzz.c $(LIBOBJ)
	$(call say,ld,$@)
	$(Q)$(CC) $(ALL) -fsanitize=fuzzer -o $@ $^ $(LIBS)

$(BUILD)/tests/fuzz/replay: tests/fuzz/fuzz.c $(BUILD)/libcore.a
	$(call say,ld,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL) -DFUZZ_REPLAY -o $@ $^ $(LIBS)

fuzz-check: all $(BUILD)/tests/fuzz/replay
	@SITREP=$(CURDIR)/$(PROGRAM) FUZZ_REPLAY=$(CURDIR)/$(BUILD)/tests/fuzz/replay tests/fuzz/run

# core/DEPS: who may include whom; core/OWNERS: whose a library's headers are.
layers:
	@grep -Ho '#include "[a-z]*/[a-z_]*' core/*/*.[ch] | awk -F'[/:"]' ' \
		FILENAME == "core/DEPS" { n = split($$0, m, /[: ]+/); for (i = 1; i <= n; i++) ok[m[1], m[i]] = 1; next } \
		!(($$2, $$5) in ok) { print $$2 "/" $$3 " may not include " $$5 "/"; bad = 1 } \
		$$2 == "service" && (($$5 == "render" && $$6 !~ /^(wire|keep|sandbox)$$/) || ($$5 == "catalogue" && $$6 !~ /^(catalogue|request)$$/)) { \
			print $$2 "/" $$3 " may not include " $$5 "/" $$6 ".h"; bad = 1 } \
		END { exit bad }' core/DEPS -
	@grep -Ho '#include <[^>]*' core/*/*.[ch] | awk -F'[/:<]' ' \
		FILENAME == "core/OWNERS" { n = split($$0, m, /: | /); for (i = 2; i <= n; i++) own[m[1], m[i]] = 1; lib[m[1]] = 1; next } \
		{ for (l in lib) if (index($$5, l) == 1 && !((l, $$2) in own)) { \
			print $$2 "/" $$3 " may not include <" $$5 ">: it is not its library"; bad = 1 } } \
		END { exit bad }' core/OWNERS -

headers: $(HDR:%=$(BUILD)/%.ok)

$(BUILD)/%.h.ok: %.h $(HDR) Makefile
	@mkdir -p $(@D)
	@$(CC) $(ALL) -fsyntax-only -x c $< && touch $@

bench: all $(BUILD)/tests/bench/bench
	@sh tests/bench/run.sh

$(BUILD)/tests/bench/bench: $(BUILD)/tests/bench/bench.o $(BUILD)/tests/bench/floor.o $(LIBOBJ)
	$(call say,ld,$@)
	$(Q)$(CC) $(ALL) -o $@ $^ $(LIBS)

# The manual page is the commands' own help.
build/sitrep.1: $(PROGRAM)
	./$(PROGRAM) help --man > $@

# A configuration that is there already is the operator's: it stays.
install: all build/sitrep.1
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/sitrep
	install -D -m 644 build/sitrep.1 $(DESTDIR)$(PREFIX)/share/man/man1/sitrep.1
	mkdir -p $(DESTDIR)$(PREFIX)/share/sitrep $(DESTDIR)$(SYSCONFDIR)/sitrep
	cp -R plugins reports templates $(DESTDIR)$(PREFIX)/share/sitrep/
	for f in sitrep.lua schedules.lua calendars.lua; do [ -e $(DESTDIR)$(SYSCONFDIR)/sitrep/$$f ] || \
		sed -e 's|"\.\./spool"|"/var/spool/sitrep"|' -e 's|"\.\./|"$(PREFIX)/share/sitrep/|' config/$$f \
			> $(DESTDIR)$(SYSCONFDIR)/sitrep/$$f; done
	mkdir -p $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed -e 's|@PREFIX@|$(PREFIX)|g' -e 's|@SYSCONFDIR@|$(SYSCONFDIR)|g' config/systemd/sitrep.service > $(DESTDIR)$(PREFIX)/lib/systemd/system/sitrep.service
	install -D -m 644 config/systemd/network.conf $(DESTDIR)$(PREFIX)/share/sitrep/network.conf
	install -D -m 644 config/systemd/sysusers.conf $(DESTDIR)$(PREFIX)/lib/sysusers.d/sitrep.conf
	install -D -m 644 config/systemd/tmpfiles.conf $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/sitrep.conf

clean:
	rm -rf build sitrep compile_commands.json

.PHONY: vm schedule-load schedule-random all setup demo run test check check-quick unit plugin-check library library-check lint golden golden-check content content-check specimen preflight random fuzz fuzz-check errnos killpoints service-check faults crash powercut flood soak same-bytes layers headers bench install clean
.SECONDARY:
