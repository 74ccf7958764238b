/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "io/private-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* FALSE, as the caller's result. */
static gboolean
fail(GError **error, const char *path, int number)
{
  g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(number), "%s: %s", path,
              g_strerror(number));
  return FALSE;
}

/* --- reading --------------------------------------------------------------------------------- */

/* A link that leads nowhere is not nothing: what it leads to may come back. */
static int
why_not_opened(const char *path, int number)
{
  struct stat status;

  return number == ENOENT && lstat(path, &status) == 0 ? EIO : number;
}

/* Up to ROOM bytes; -1 with errno. */
static gssize
read_up_to(int fd, char *buffer, gsize room)
{
  gsize length = 0;

  while (length < room) {
    gssize got = read(fd, buffer + length, room - length);

    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return -1;
    if (got == 0)
      break;
    length += (gsize)got;
  }
  return (gssize)length;
}

/* FD's file; its text is copied nowhere else on the way. (transfer full) (nullable) */
static char *
read_file(int fd, const char *path, gsize max, gsize *ret_length, guint *ret_mode, GError **error)
{
  char *text;
  gssize length;
  gsize room;
  struct stat status;

  if (fstat(fd, &status) < 0) {
    fail(error, path, errno);
    return NULL;
  }
  if (!S_ISREG(status.st_mode) || status.st_size > (goffset)max) {
    fail(error, path, S_ISREG(status.st_mode) ? EFBIG : EINVAL);
    return NULL;
  }
  room = (gsize)status.st_size;
  text = g_malloc(room + 1);
  length = read_up_to(fd, text, room);
  if (length < 0) {
    fail(error, path, errno);
    ll_private_file_wipe(text, room);
    return NULL;
  }
  text[length] = '\0';
  *ret_length = (gsize)length;
  if (ret_mode)
    *ret_mode = status.st_mode & 07777;
  return text;
}

char *
ll_private_file_read(const char *path, gsize max, gsize *ret_length, guint *ret_mode,
                     GError **error)
{
  /* A pipe in its place is to hang nobody. */
  int fd = g_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);
  char *text;

  if (fd < 0) {
    fail(error, path, why_not_opened(path, errno));
    return NULL;
  }
  text = read_file(fd, path, max, ret_length, ret_mode, error);
  close(fd);
  return text;
}

void
ll_private_file_wipe(char *text, gsize length)
{
  if (!text)
    return;
  explicit_bzero(text, length);
  g_free(text);
}

/* --- writing --------------------------------------------------------------------------------- */

static gboolean
write_all(int fd, const char *text, gsize length)
{
  while (length > 0) {
    gssize written = write(fd, text, length);

    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return FALSE;
    text += written;
    length -= (gsize)written;
  }
  return fsync(fd) == 0;
}

/* A new file beside PATH, written as far as the disk; NULL with errno. (transfer full) */
static char *
write_beside(const char *path, const char *text, gsize length)
{
  g_autofree char *beside = g_strconcat(path, ".XXXXXX", NULL);
  int fd = g_mkstemp_full(beside, O_WRONLY | O_CLOEXEC, 0600);
  int number;

  if (fd < 0)
    return NULL;
  if (write_all(fd, text, length)) {
    if (close(fd) == 0)
      return g_steal_pointer(&beside);
    fd = -1;
  }
  number = errno;
  if (fd >= 0)
    close(fd);
  g_unlink(beside);
  errno = number;
  return NULL;
}

/* A new name is only for good when its directory is on disk. Not every file system can do that. */
static void
sync_directory(const char *path)
{
  g_autofree char *directory = g_path_get_dirname(path);
  int fd = g_open(directory, O_RDONLY | O_CLOEXEC | O_DIRECTORY, 0);

  if (fd < 0)
    return;
  (void)fsync(fd);
  close(fd);
}

/* BESIDE becomes PATH, where nothing is: rename() would replace what came there meanwhile. Some
 * file systems, those of memory sticks among them, have nothing else. */
static gboolean
put_where_nothing_is(const char *beside, const char *path)
{
  struct stat status;

  if (link(beside, path) == 0) {
    g_unlink(beside);
    return TRUE;
  }
  if (errno == EEXIST || lstat(path, &status) == 0) {
    errno = EEXIST;
    return FALSE;
  }
  return g_rename(beside, path) == 0;
}

static gboolean
put(const char *path, const char *text, gsize length, gboolean is_new, GError **error)
{
  g_autofree char *beside = write_beside(path, text, length);
  int number;

  if (!beside)
    return fail(error, path, errno);
  if (is_new ? put_where_nothing_is(beside, path) : g_rename(beside, path) == 0) {
    sync_directory(path);
    return TRUE;
  }
  number = errno;
  g_unlink(beside);
  return fail(error, path, number);
}

gboolean
ll_private_file_create(const char *path, const char *text, gsize length, GError **error)
{
  return put(path, text, length, TRUE, error);
}

/* Where PATH is a link, it is what it leads to that is replaced. */
gboolean
ll_private_file_replace(const char *path, const char *text, gsize length, GError **error)
{
  char *target = realpath(path, NULL);
  gboolean is_done = put(target ? target : path, text, length, FALSE, error);

  free(target);
  return is_done;
}
