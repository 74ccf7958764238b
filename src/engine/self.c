/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/self.h"

#include "wire/name.h"

struct LlSelf {
  char *user;
  char *machine;
  guint nth;
  char *name;
  char *wished;
  LlPresence *presence;
  gboolean visible;
};

LlSelf *
ll_self_new(const char *user, const LlPresence *presence, gboolean visible)
{
  LlSelf *self = g_new0(LlSelf, 1);

  self->user = g_strdup(user);
  self->presence = ll_presence_copy(presence);
  self->visible = visible;
  return self;
}

void
ll_self_free(LlSelf *self)
{
  if (!self)
    return;
  g_free(self->user);
  g_free(self->machine);
  g_free(self->name);
  g_free(self->wished);
  ll_presence_free(self->presence);
  g_free(self);
}

void
ll_self_set_machine(LlSelf *self, const char *machine)
{
  g_free(self->machine);
  self->machine = g_strdup(machine);
  self->nth = 0;
  g_free(self->wished);
  self->wished = ll_name_make(self->user, machine, 0);
  g_free(self->name);
  self->name = g_strdup(self->wished);
}

gboolean
ll_self_taken(LlSelf *self)
{
  if (self->nth + 1 >= LL_SELF_TRIES_MAX)
    return FALSE;
  self->nth++;
  g_free(self->name);
  self->name = ll_name_make(self->user, self->machine, self->nth);
  return TRUE;
}

const char *
ll_self_name(const LlSelf *self)
{
  return self->name;
}

const char *
ll_self_wished(const LlSelf *self)
{
  return self->wished;
}

void
ll_self_set_port(LlSelf *self, guint16 port)
{
  self->presence->port = port;
}

guint16
ll_self_port(const LlSelf *self)
{
  return self->presence->port;
}

static void
set_string(char **place, const char *text)
{
  char *copy = g_strdup(text);

  g_free(*place);
  *place = copy;
}

gboolean
ll_self_set_picture(LlSelf *self, const char *hash, const char *large)
{
  if (g_strcmp0(hash, self->presence->phsh) == 0 && g_strcmp0(large, self->presence->large) == 0)
    return FALSE;
  set_string(&self->presence->phsh, hash);
  set_string(&self->presence->large, large);
  return TRUE;
}

gboolean
ll_self_set_presence(LlSelf *self, const LlPresence *presence, gboolean visible)
{
  g_autoptr(LlPresence) copy = ll_presence_copy(presence);
  gboolean is_same;

  copy->port = self->presence->port;
  set_string(&copy->phsh, self->presence->phsh);
  set_string(&copy->large, self->presence->large);
  is_same = visible == self->visible && ll_presence_equal(copy, self->presence);
  ll_presence_free(self->presence);
  self->presence = g_steal_pointer(&copy);
  self->visible = visible;
  return !is_same;
}

gboolean
ll_self_is_visible(const LlSelf *self)
{
  return self->visible;
}

GBytes *
ll_self_txt(const LlSelf *self)
{
  g_autoptr(LlTxt) txt = ll_presence_to_txt(self->presence);

  return ll_txt_to_rdata(txt);
}
