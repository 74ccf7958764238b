# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later

# make bench: see tests/bench/bench.py for the arguments. What it needs is built for it alone.
EXTRA_LTLIBRARIES = tests/bench/meter.la
tests_bench_meter_la_SOURCES = tests/bench/meter.c
tests_bench_meter_la_CFLAGS = $(AM_CFLAGS) -fvisibility=default
tests_bench_meter_la_LDFLAGS = $(AM_LDFLAGS) -module -shared -avoid-version -rpath /nowhere
tests_bench_meter_la_LIBADD = -ldl

BENCH =
N =
bench: all tests/lan/headless$(EXEEXT) tests/bench/meter.la
	@$(AM_TESTS_ENVIRONMENT) '$(srcdir)/tests/bench/bench.py' $(BENCH) $(if $(N),-n $(N))
.PHONY: bench

EXTRA_DIST += tests/bench/bench.py tests/bench/callgrind.py tests/bench/crowd.py tests/bench/faults.py tests/bench/messages.py \
	tests/bench/meter.py tests/bench/watcher.py
