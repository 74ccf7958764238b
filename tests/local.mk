# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
TEST_EXTENSIONS = .t
TAP_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(TAP_DRIVER)
T_LOG_DRIVER = $(TAP_DRIVER)
AM_TESTS_ENVIRONMENT = \
	LL_SRCDIR='$(abs_top_srcdir)'; LL_BUILDDIR='$(abs_top_builddir)'; LL_ASAN='$(LL_ASAN)'; \
	LL_MODULE='$(abs_top_builddir)/.libs/liblinklocal.so'; LL_CC='$(CC)'; \
	LL_PLUGINDIR="$$($(PKG_CONFIG) --variable=plugindir purple)"; \
	LL_ARTEFACTS="$${LL_ARTEFACTS-$(abs_top_builddir)/tests/artefacts}"; \
	LL_TEST_CFLAGS='-std=gnu17 $(GLIB_CFLAGS) $(XML_CFLAGS) $(PURPLE_CFLAGS)'; \
	export LL_SRCDIR LL_BUILDDIR LL_ASAN LL_MODULE LL_CC LL_PLUGINDIR LL_ARTEFACTS \
	LL_TEST_CFLAGS;

# A layer's unit tests see and link that layer and what is below it; each folder lists its own.
unit_tests =
include tests/wire/local.mk
include tests/engine/local.mk
include tests/io/local.mk
include tests/plugin/local.mk
include tests/lan/local.mk
include tests/fuzz/local.mk
include tests/bench/local.mk

shell_tests = tests/layers.t tests/module.t tests/po.t tests/quickstart.t

check_PROGRAMS += $(unit_tests)
TESTS += $(LAN_TESTS) $(shell_tests) $(unit_tests)
EXTRA_DIST += tests/README tests/check.sh tests/cppcheck.cfg $(shell_tests)
