/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Preloaded into a client, this counts how often a thread of it wakes up from waiting, how long its
 * main loop was away from waiting, and the calls that make the main loop wait for D-Bus. The counts
 * are in the file that LL_METER names (meter.py reads them), so whoever measures can look at them,
 * and set them back, while the client runs.
 */

typedef struct {
  _Atomic uint64_t wakes;      /* of any thread */
  _Atomic uint64_t main_wakes; /* of the main thread */
  _Atomic uint64_t timeouts;   /* of these, because its time was up */
  _Atomic uint64_t longest;    /* nanoseconds from the main thread's waking to its next waiting */
  _Atomic uint64_t blocking;   /* calls of the main thread that wait for D-Bus */
  char blocked_by[64];         /* the first of them, and the module that made it */
} Meter;

static Meter *meter;
static uint64_t awake_since; /* of the main thread; 0 before it first waits */

__attribute__((constructor)) static void
meter_open(void)
{
  const char *path = getenv("LL_METER");
  int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;

  if (fd >= 0 && ftruncate(fd, sizeof *meter) == 0)
    meter = mmap(NULL, sizeof *meter, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (fd < 0 || !meter || meter == MAP_FAILED) {
    perror("meter");
    abort();
  }
  close(fd);
}

static int
is_main(void)
{
  return syscall(SYS_gettid) == getpid();
}

static uint64_t
now(void)
{
  struct timespec time;

  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void
falls_asleep(void)
{
  uint64_t span;

  if (!is_main() || awake_since == 0)
    return;
  span = now() - awake_since;
  if (span > meter->longest)
    meter->longest = span;
}

static void
wakes_up(int ready, int may_wait)
{
  if (may_wait)
    meter->wakes++;
  if (!is_main())
    return;
  if (may_wait) {
    meter->main_wakes++;
    meter->timeouts += ready == 0;
  }
  awake_since = now();
}

/* The function that this one stands before. Plugins' libraries are not in the global scope. */
static void *
behind(const char *name, const char *library)
{
  void *function = dlsym(RTLD_NEXT, name);
  void *handle = function || !library ? NULL : dlopen(library, RTLD_LAZY | RTLD_NOLOAD);

  if (handle)
    function = dlsym(handle, name);
  if (!function) {
    fprintf(stderr, "meter: there is no %s\n", name);
    abort();
  }
  return function;
}

/* --- waiting ---------------------------------------------------------------------------------- */

#define WAITS(may_wait, name, types, arguments)                                                    \
  int name types                                                                                   \
  {                                                                                                \
    static int(*real) types;                                                                       \
    int ready;                                                                                     \
                                                                                                   \
    if (!real)                                                                                     \
      *(void **)&real = behind(#name, NULL);                                                       \
    falls_asleep();                                                                                \
    ready = real arguments;                                                                        \
    wakes_up(ready, may_wait);                                                                     \
    return ready;                                                                                  \
  }

#define MAY_WAIT(time) (!(time) || (time)->tv_sec > 0 || (time)->tv_nsec > 0)

WAITS(timeout != 0, poll, (struct pollfd * fds, nfds_t n, int timeout), (fds, n, timeout))
WAITS(MAY_WAIT(time), ppoll,
      (struct pollfd * fds, nfds_t n, const struct timespec *time, const sigset_t *mask),
      (fds, n, time, mask))
WAITS(timeout != 0, epoll_wait, (int fd, struct epoll_event *events, int n, int timeout),
      (fd, events, n, timeout))
WAITS(timeout != 0, epoll_pwait,
      (int fd, struct epoll_event *events, int n, int timeout, const sigset_t *mask),
      (fd, events, n, timeout, mask))
WAITS(!time || time->tv_sec > 0 || time->tv_usec > 0, select,
      (int n, fd_set *in, fd_set *out, fd_set *bad, struct timeval *time), (n, in, out, bad, time))

/* --- blocking calls of libdbus and GDBus ------------------------------------------------------ */

/* Their types don't matter: all arguments are as wide as a register, or passed on in one. */
typedef void *(*Function)(void *, void *, void *, void *, void *, void *, void *, void *, void *,
                          void *, void *, void *);

static _Thread_local int depth; /* one such call makes others */

/* libpurple itself asks NetworkManager, through libdbus-glib, whether there is a network. */
static void
count_blocking(const char *name, void *caller)
{
  Dl_info place = {.dli_fname = "?"};
  const char *module = dladdr(caller, &place) ? basename(place.dli_fname) : "?";

  if (!is_main() || depth > 0 || strncmp(module, "libdbus-glib", strlen("libdbus-glib")) == 0)
    return;
  if (meter->blocking++ == 0)
    snprintf(meter->blocked_by, sizeof meter->blocked_by, "%s, by %s", name, module);
}

#define BLOCKS(library, name)                                                                      \
  void *name(void *a, void *b, void *c, void *d, void *e, void *f, void *g, void *h, void *i,      \
             void *j, void *k, void *l);                                                           \
  void *name(void *a, void *b, void *c, void *d, void *e, void *f, void *g, void *h, void *i,      \
             void *j, void *k, void *l)                                                            \
  {                                                                                                \
    static Function real;                                                                          \
    void *result;                                                                                  \
                                                                                                   \
    if (!real)                                                                                     \
      *(void **)&real = behind(#name, library);                                                    \
    count_blocking(#name, __builtin_return_address(0));                                            \
    depth++;                                                                                       \
    result = real(a, b, c, d, e, f, g, h, i, j, k, l);                                             \
    depth--;                                                                                       \
    return result;                                                                                 \
  }

#define LIBDBUS "libdbus-1.so.3"
#define GDBUS   "libgio-2.0.so.0"

BLOCKS(LIBDBUS, dbus_bus_get)
BLOCKS(LIBDBUS, dbus_bus_get_private)
BLOCKS(LIBDBUS, dbus_bus_name_has_owner)
BLOCKS(LIBDBUS, dbus_bus_start_service_by_name)
BLOCKS(LIBDBUS, dbus_connection_flush)
BLOCKS(LIBDBUS, dbus_connection_send_with_reply_and_block)
BLOCKS(LIBDBUS, dbus_pending_call_block)
BLOCKS(GDBUS, g_bus_get_sync)
BLOCKS(GDBUS, g_dbus_connection_call_sync)
BLOCKS(GDBUS, g_dbus_connection_close_sync)
BLOCKS(GDBUS, g_dbus_connection_flush_sync)
BLOCKS(GDBUS, g_dbus_connection_new_for_address_sync)
BLOCKS(GDBUS, g_dbus_connection_new_sync)
BLOCKS(GDBUS, g_dbus_connection_send_message_with_reply_sync)
BLOCKS(GDBUS, g_dbus_proxy_call_sync)
BLOCKS(GDBUS, g_dbus_proxy_new_for_bus_sync)
BLOCKS(GDBUS, g_dbus_proxy_new_sync)
