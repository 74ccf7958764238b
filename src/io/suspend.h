/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/* This computer going to sleep and waking up, as systemd-logind tells of it on the system bus
 * (org.freedesktop.login1, "Inhibitor Locks"). Where there is no logind nothing is told.
 * io/endpoint owns one, to say goodbye in time. */

typedef struct LlSuspend LlSuspend;

/* From the loop; it may be freed from within. */
typedef struct {
  void (*sleeping)(gpointer owner); /* there is half a second to say goodbye */
  void (*awake)(gpointer owner);
} LlSuspendEvents;

/* ll_suspend_new: EVENTS must outlive it. Tells nothing before ll_suspend_listen(). (transfer full)
 */
LlSuspend *ll_suspend_new(const LlSuspendEvents *events, gpointer owner);
/* ll_suspend_listen: if there is no connection to the bus (any more), try to get one. */
void ll_suspend_listen(LlSuspend *suspend);
/* ll_suspend_free: NULL is fine. */
void ll_suspend_free(LlSuspend *suspend);
