# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later

# Built as all else, a fuzzer replays the inputs that are kept.
fuzz_tests = \
	tests/fuzz/fuzz-dbus \
	tests/fuzz/fuzz-dns \
	tests/fuzz/fuzz-markup \
	tests/fuzz/fuzz-name \
	tests/fuzz/fuzz-picture \
	tests/fuzz/fuzz-pins \
	tests/fuzz/fuzz-starttls \
	tests/fuzz/fuzz-stream \
	tests/fuzz/fuzz-txt \
	tests/fuzz/fuzz-xml
unit_tests += $(fuzz_tests)

fuzz_libs = tests/fuzz/libfuzz.la src/libengine.la src/libwire.la $(GLIB_LIBS) $(XML_LIBS)
fuzz_common = \
	tests/fuzz/fuzz.c tests/fuzz/html.c tests/fuzz/fuzz.h \
	tests/fuzz/nodes.c tests/fuzz/nodes.h \
	tests/fuzz/stanzas.c tests/fuzz/stanzas.h
check_LTLIBRARIES += tests/fuzz/libfuzz.la
tests_fuzz_libfuzz_la_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_fuzz_libfuzz_la_CFLAGS = $(ENGINE_CFLAGS)
tests_fuzz_libfuzz_la_SOURCES = $(fuzz_common)

tests_fuzz_fuzz_dbus_SOURCES = tests/fuzz/fuzz-dbus.c tests/fuzz/replay.c
tests_fuzz_fuzz_dbus_CPPFLAGS = $(ENGINE_CPPFLAGS) -DFUZZ_NOUN=\"dbus\"
tests_fuzz_fuzz_dbus_CFLAGS = $(ENGINE_CFLAGS)
tests_fuzz_fuzz_dbus_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_dns_SOURCES = tests/fuzz/fuzz-dns.c tests/fuzz/replay.c
tests_fuzz_fuzz_dns_CPPFLAGS = $(ENGINE_CPPFLAGS) -DFUZZ_NOUN=\"dns\"
tests_fuzz_fuzz_dns_CFLAGS = $(ENGINE_CFLAGS)
tests_fuzz_fuzz_dns_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_markup_SOURCES = tests/fuzz/fuzz-markup.c tests/fuzz/replay.c
tests_fuzz_fuzz_markup_CPPFLAGS = $(ENGINE_CPPFLAGS) -DFUZZ_NOUN=\"markup\"
tests_fuzz_fuzz_markup_CFLAGS = $(ENGINE_CFLAGS)
tests_fuzz_fuzz_markup_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_name_SOURCES = tests/fuzz/fuzz-name.c tests/fuzz/replay.c
tests_fuzz_fuzz_name_CPPFLAGS = $(ENGINE_CPPFLAGS) -DFUZZ_NOUN=\"name\"
tests_fuzz_fuzz_name_CFLAGS = $(ENGINE_CFLAGS)
tests_fuzz_fuzz_name_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_starttls_SOURCES = tests/fuzz/fuzz-starttls.c tests/fuzz/replay.c
tests_fuzz_fuzz_starttls_CPPFLAGS = $(ENGINE_CPPFLAGS) -DFUZZ_NOUN=\"starttls\"
tests_fuzz_fuzz_starttls_CFLAGS = $(ENGINE_CFLAGS)
tests_fuzz_fuzz_starttls_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_pins_SOURCES = tests/fuzz/fuzz-pins.c tests/fuzz/replay.c
tests_fuzz_fuzz_pins_CPPFLAGS = $(ENGINE_CPPFLAGS) -DFUZZ_NOUN=\"pins\"
tests_fuzz_fuzz_pins_CFLAGS = $(ENGINE_CFLAGS)
tests_fuzz_fuzz_pins_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_picture_SOURCES = tests/fuzz/fuzz-picture.c tests/fuzz/replay.c
tests_fuzz_fuzz_picture_CPPFLAGS = $(ENGINE_CPPFLAGS) -DFUZZ_NOUN=\"picture\"
tests_fuzz_fuzz_picture_CFLAGS = $(ENGINE_CFLAGS)
tests_fuzz_fuzz_picture_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_stream_SOURCES = tests/fuzz/fuzz-stream.c tests/fuzz/replay.c
tests_fuzz_fuzz_stream_CPPFLAGS = $(ENGINE_CPPFLAGS) -DFUZZ_NOUN=\"stream\"
tests_fuzz_fuzz_stream_CFLAGS = $(ENGINE_CFLAGS)
tests_fuzz_fuzz_stream_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_txt_SOURCES = tests/fuzz/fuzz-txt.c tests/fuzz/replay.c
tests_fuzz_fuzz_txt_CPPFLAGS = $(ENGINE_CPPFLAGS) -DFUZZ_NOUN=\"txt\"
tests_fuzz_fuzz_txt_CFLAGS = $(ENGINE_CFLAGS)
tests_fuzz_fuzz_txt_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_xml_SOURCES = tests/fuzz/fuzz-xml.c tests/fuzz/replay.c
tests_fuzz_fuzz_xml_CPPFLAGS = $(ENGINE_CPPFLAGS) -DFUZZ_NOUN=\"xml\"
tests_fuzz_fuzz_xml_CFLAGS = $(ENGINE_CFLAGS)
tests_fuzz_fuzz_xml_LDADD = $(fuzz_libs)

# make fuzz: clang builds everything once more, for libFuzzer, and each fuzzer runs FUZZ_SECONDS.
# make fuzz-corpus: what they came upon, as few and small inputs as show it, joins those kept.
FUZZ_CC = clang
FUZZ_SECONDS = 60
FUZZERS = $(patsubst tests/fuzz/fuzz-%$(EXEEXT),%,$(fuzz_tests))
fuzz_dir = tests/fuzz/libfuzzer
fuzz_flags = -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
fuzz_sources = $(src_libwire_la_SOURCES) $(src_libengine_la_SOURCES) $(fuzz_common) tests/fuzz/libfuzzer.c
fuzz_objects = $(patsubst %.c,$(fuzz_dir)/%.o,$(filter %.c,$(fuzz_sources)))

fuzz-compiler:
	@echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' | \
	  $(FUZZ_CC) -x c -fsanitize=fuzzer,address,undefined -o /dev/null - || { \
	  echo 'make fuzz needs clang with its sanitizers. On Debian and Ubuntu: apt-get install clang libclang-rt-dev' >&2; exit 1; }

$(fuzz_dir)/%.o: %.c $(filter %.h,$(fuzz_sources)) config.h | fuzz-compiler
	@$(MKDIR_P) $(@D)
	$(AM_V_CC)$(FUZZ_CC) $(DEFS) $(DEFAULT_INCLUDES) $(ENGINE_CPPFLAGS) $(CPPFLAGS) $(ENGINE_CFLAGS) \
	  $(fuzz_flags) -fsanitize=fuzzer-no-link -c -o $@ $<

$(fuzz_dir)/fuzz-%: $(fuzz_dir)/tests/fuzz/fuzz-%.o $(fuzz_objects)
	$(AM_V_CCLD)$(FUZZ_CC) $(fuzz_flags) -fsanitize=fuzzer -o $@ $^ $(GLIB_LIBS) $(XML_LIBS)

fuzz: $(FUZZERS:%=$(fuzz_dir)/fuzz-%)
	@$(srcdir)/tests/fuzz/run fuzz '$(srcdir)/tests/fuzz' $(fuzz_dir) $(FUZZ_SECONDS) $(FUZZERS)

fuzz-corpus: $(FUZZERS:%=$(fuzz_dir)/fuzz-%)
	@$(srcdir)/tests/fuzz/run keep '$(srcdir)/tests/fuzz' $(fuzz_dir) 0 $(FUZZERS)

clean-fuzz:
	rm -rf $(fuzz_dir)
clean-local: clean-fuzz
.PHONY: fuzz fuzz-corpus fuzz-compiler clean-fuzz
.PRECIOUS: $(fuzz_dir)/%.o

EXTRA_DIST += tests/fuzz/corpus tests/fuzz/libfuzzer.c tests/fuzz/run tests/fuzz/words.dict
