/* SPDX-FileCopyrightText: purple-link-local contributors
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

#include "io/location.h"
#include "io/responder.h"
#include "wire/about.h"
#include "wire/disco.h"
#include "wire/link.h"
#include "wire/mail.h"
#include "wire/presence.h"
#include "wire/security.h"
#include "wire/stanza.h"
#include "wire/welcome.h"

/* A running participant on the network: the one door between the face (plugin/) and everything
 * below. It publishes a presence, keeps the roster of others, and carries messages. Several in one
 * process are normal. */

typedef struct LlEndpoint LlEndpoint;

/* Why a message did not arrive, as far as it can be known. */
typedef enum {
  LL_UNDELIVERED_ABSENT,      /* nobody of that name is on the network */
  LL_UNDELIVERED_UNREACHABLE, /* no address of theirs let us connect */
  LL_UNDELIVERED_SILENT,      /* connected, but their program did not answer */
  LL_UNDELIVERED_REFUSED,     /* their program closed the stream before it took the message */
  LL_UNDELIVERED_BROKEN,      /* the connection broke before all of it had arrived */
  LL_UNDELIVERED_CROWDED,     /* too much waits for them already (limits.h) */
  LL_UNDELIVERED_SIGNED_OFF,  /* we left before it was sent */
  LL_UNDELIVERED_NEW_KEY,     /* who answers has another key than before: see distrusted() */
  LL_UNDELIVERED_NO_KEY,      /* who answers does not encrypt, and did before: likewise */
  LL_UNDELIVERED_PLAIN,       /* they can't encrypt, and the policy is to do so always */
  LL_UNDELIVERED_UNVERIFIED,  /* the policy wants a verified key, and theirs is not */
} LlUndelivered;

typedef enum {
  LL_ENDPOINT_ERROR_NO_RESPONDER, /* no mDNS responder answers */
  LL_ENDPOINT_ERROR_DENIED,       /* it does not let us publish or browse */
  LL_ENDPOINT_ERROR_LISTEN,       /* no port could be listened on */
  /* Our key, or what we know of others' keys, in the account's directory: */
  LL_ENDPOINT_ERROR_KEY_UNREADABLE, /* can't be read */
  LL_ENDPOINT_ERROR_KEY_EXPOSED,    /* others on this computer may read it */
  LL_ENDPOINT_ERROR_KEY_DAMAGED,    /* is not whole */
  LL_ENDPOINT_ERROR_KEY_UNKNOWN,    /* is of a later version of this program */
  LL_ENDPOINT_ERROR_KEY_UNWRITABLE, /* can't be written: disk full, no permission */
  LL_ENDPOINT_ERROR_FAILED,
} LlEndpointError;
#define LL_ENDPOINT_ERROR (ll_endpoint_error_quark())
GQuark ll_endpoint_error_quark(void);

/* In an account's directory: where messages for who is away wait. */
#define LL_ENDPOINT_WAITING "waiting"

/* What stays as it is while we are signed on. */
typedef struct {
  const char *user; /* we are USER@(this host) */
  guint16 port;     /* to listen on; where that is taken, the next free one */
  LlResponder responder;
  const char *directory;      /* the account's: our key, others' keys, and in LL_ENDPOINT_WAITING
                                 the messages for who is away (nullable: nothing is kept) */
  const char *const *domains; /* DNS-SD domains beyond the link to browse; NULL-ended (nullable) */
  LlPolicy policy;
  const char *pictures; /* where others' pictures are kept (nullable: nobody looks at any) */
} LlEndpointSettings;

/* What the owner is told; never from within a call into here, except where ll_endpoint_free() says
 * so. Names are presence names (wire/name.h); all arguments are the endpoint's (transfer none). */
typedef struct {
  /* We are on the network as NAME: at first, each time the name becomes another, and after
   * troubled(). WISHED is the name that was wanted: not equal to NAME when that one was taken.
   * While invisible NAME is the one that would be published. */
  void (*online)(gpointer owner, const char *name, const char *wished);
  /* We are not for the time being, or not yet, and nobody is seen; as soon as it is mended online()
   * comes. */
  void (*troubled)(gpointer owner, const GError *error);
  /* We are not, and will not be by ourselves: free the endpoint. */
  void (*failed)(gpointer owner, const GError *error);
  /* NAME is on the network and says PRESENCE: when it appears and at each real change. */
  void (*peer)(gpointer owner, const char *name, const LlPresence *presence);
  void (*peer_gone)(gpointer owner, const char *name);
  /* The picture of NAME has come, which was not there yet when peer() told of it. */
  void (*picture)(gpointer owner, const char *name);
  /* A message that says something (kind TEXT or ERROR), or asks for attention, came from the person
   * at NAME. */
  void (*message)(gpointer owner, const char *name, const LlMessage *message);
  /* The person at NAME is doing something else than before: COMPOSING, PAUSED (something is
   * written) or ACTIVE (neither). */
  void (*typing)(gpointer owner, const char *name, LlChatState state);
  /* Asks whether the user wants to hear NAME; at any time, also from within a call into here. May
   * ask ll_endpoint_security() in turn. */
  LlWelcome (*welcome)(gpointer owner, const char *name);
  /* NAME, who is NOT_YET welcome, wrote something, and has been told that it was not shown: each
   * time. */
  void (*knocked)(gpointer owner, const char *name);
  /* Talking with NAME is as safe as SECURITY says from now on: when a stream is there and there was
   * none before, also if it is as safe as the last one; and when it becomes something else, CHANGED
   * before distrusted(); not when streams end. */
  void (*security)(gpointer owner, const char *name, LlSecurity security);
  /* NAME answers with another key than before (WHY is NEW_KEY), or does not encrypt any more
   * (NO_KEY): nothing goes out and nothing of theirs is shown until ll_endpoint_accept(). Once for
   * each such key. */
  void (*distrusted)(gpointer owner, const char *name, LlUndelivered why);
  /* NAME, whom we had not met, has the key of somebody met as KNOWN_AS: it is the same person. */
  void (*recognised)(gpointer owner, const char *name, const char *known_as);
  /* The message ID to NAME, saying PLAIN, did not arrive; each at most once. */
  void (*undelivered)(gpointer owner, const char *name, guint64 id, const char *plain,
                      LlUndelivered why);
  /* What NAME's program said of itself, which may be nothing: once for all calls of
   * ll_endpoint_ask_about() since the last. */
  void (*about)(gpointer owner, const char *name, const LlAbout *about);
  /* The message ID to NAME, saying PLAIN, waits until they are back, or until we sign on again.
   * AT_RISK: it could not be saved, so it is lost if we quit. */
  void (*kept)(gpointer owner, const char *name, guint64 id, const char *plain, gboolean at_risk);
  /* Such a message is there now, as far as that can be known. */
  void (*delivered)(gpointer owner, const char *name, guint64 id, const char *plain);
} LlEndpointEvents;

/* ll_endpoint_new: sign on with PRESENCE (presence->port is set by the endpoint). Invisible
 * (VISIBLE FALSE) browses and chats but publishes nothing. EVENTS must outlive it; SETTINGS is
 * copied. Ends in online(), troubled() or failed(). (transfer full) */
LlEndpoint *ll_endpoint_new(const LlEndpointSettings *settings, const LlPresence *presence,
                            gboolean visible, const LlEndpointEvents *events, gpointer owner);
/* ll_endpoint_free: sign off: goodbye on the network, end tags on streams; undelivered() or kept()
 * is called from within for each message that was not sent, nothing else. */
void ll_endpoint_free(LlEndpoint *endpoint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LlEndpoint, ll_endpoint_free)

/* ll_endpoint_set_presence: say something else, or become (in)visible. */
void ll_endpoint_set_presence(LlEndpoint *endpoint, const LlPresence *presence, gboolean visible);
/* ll_endpoint_set_os: our operating system, for those who ask; NULL, as at first: they are not
 * told.
 */
void ll_endpoint_set_os(LlEndpoint *endpoint, const char *os);
/* ll_endpoint_set_picture: the user's picture is PICTURE, a file's bytes (nullable, as at first:
 * there is none). Others may have it while we are visible; where it is too large for an mDNS
 * message they have a smaller one, and the whole of it over the stream. FALSE: it can't be shown to
 * anybody. */
gboolean ll_endpoint_set_picture(LlEndpoint *endpoint, GBytes *picture);
/* ll_endpoint_picture_hash: which picture is to be shown of NAME, who is on the network: theirs as
 * far as it is here, and the last one until it is; NULL: none. (transfer none) (nullable) */
const char *ll_endpoint_picture_hash(const LlEndpoint *endpoint, const char *name);
/* ll_endpoint_picture: it: PNG, JPEG or GIF, and no harm to decode; NULL if the user has cleared
 * the directory. (transfer full) (nullable) */
GBytes *ll_endpoint_picture(LlEndpoint *endpoint, const char *hash);
/* ll_endpoint_peer: what NAME says; NULL when not on the network. (transfer none) (nullable) */
const LlPresence *ll_endpoint_peer(const LlEndpoint *endpoint, const char *name);
/* ll_endpoint_links: where NAME is seen; LlLink. NULL when not on the network. (transfer none)
 * (nullable) */
const GArray *ll_endpoint_links(const LlEndpoint *endpoint, const char *name);

/* ll_endpoint_locate: ask now at which addresses NAME listens. FOUND is called once, from the loop,
 * with what there is, unless it is cancelled before; then the handle is invalid, as it is when the
 * endpoint is freed. */
LlLocation *ll_endpoint_locate(LlEndpoint *endpoint, const char *name, LlLocated found,
                               gpointer data);
void ll_endpoint_cancel(LlEndpoint *endpoint, LlLocation *location);

/* ll_endpoint_add_contact, remove_contact: a person whom discovery does not find, by address: NAME
 * is "user@host:port" or the like (wire/contact.h). They are asked now and then whether they are
 * there, and shown by peer() under NAME. FALSE when NAME is no such thing. */
gboolean ll_endpoint_add_contact(LlEndpoint *endpoint, const char *name);
void ll_endpoint_remove_contact(LlEndpoint *endpoint, const char *name);

/* ll_endpoint_waiting: our messages that have not gone out; LlMail, the oldest first. (transfer
 * full) */
GPtrArray *ll_endpoint_waiting(LlEndpoint *endpoint);
/* ll_endpoint_withdraw: the message ID to NAME is not to be sent. FALSE: it has been. */
gboolean ll_endpoint_withdraw(LlEndpoint *endpoint, const char *name, guint64 id);

/* ll_endpoint_send: a chat message to NAME: PLAIN text (UTF-8, at most LL_MESSAGE_MAX bytes) and
 * the same formatted as an XHTML fragment (nullable). Kept until the peer's program has it;
 * undelivered() tells if it can't be. Gives the message's id. */
guint64 ll_endpoint_send(LlEndpoint *endpoint, const char *name, const char *plain,
                         const char *xhtml);

/* ll_endpoint_capabilities: what the program of NAME can do, as far as it has said so; flags, and 0
 * where nothing is known. */
LlCapability ll_endpoint_capabilities(LlEndpoint *endpoint, const char *name);

/* ll_endpoint_set_typing: we are in STATE in the conversation with NAME: COMPOSING, PAUSED
 * (something is written) or ACTIVE (neither). They are told if a stream is there and their program
 * wants to know. A message that is sent ends the typing by itself. */
void ll_endpoint_set_typing(LlEndpoint *endpoint, const char *name, LlChatState state);
/* ll_endpoint_nudge: ask NAME for attention. FALSE: there is no stream, or their program is not
 * known to understand it: say it in words. */
gboolean ll_endpoint_nudge(LlEndpoint *endpoint, const char *name);
/* ll_endpoint_set_policy: what is wanted of every stream from now on; those that there are and that
 * do not meet it end. */
void ll_endpoint_set_policy(LlEndpoint *endpoint, LlPolicy policy);
/* ll_endpoint_security: how safe it is to talk with NAME: of the stream that there is, else of what
 * is known of them; CHANGED as long as ll_endpoint_accept() is waited for. */
LlSecurity ll_endpoint_security(LlEndpoint *endpoint, const char *name);
/* ll_endpoint_distrust: why it is CHANGED: NEW_KEY or NO_KEY, as distrusted() told. FALSE: it is
 * not. */
gboolean ll_endpoint_distrust(LlEndpoint *endpoint, const char *name, LlUndelivered *ret_why);
/* ll_endpoint_fingerprint: the key's of NAME, or our own (NAME NULL), as of
 * ll_fingerprint_to_string(); where a new key waits for ll_endpoint_accept(), that one's. NULL
 * where none is known. (transfer full) (nullable) */
char *ll_endpoint_fingerprint(LlEndpoint *endpoint, const char *name);
/* ll_endpoint_safety_number: of that key and ours: to be compared with what NAME sees. (transfer
 * full) (nullable) */
char *ll_endpoint_safety_number(LlEndpoint *endpoint, const char *name);
/* ll_endpoint_set_verified: the numbers were the same (or are not believed any more). FALSE: no key
 * of NAME's is known, or a new one waits for ll_endpoint_accept(). */
gboolean ll_endpoint_set_verified(LlEndpoint *endpoint, const char *name, gboolean is_verified);
/* ll_endpoint_accept: what distrusted() told of NAME is all right: the new key is theirs, or they
 * do not encrypt any more. The caller has compared ll_endpoint_fingerprint() with what the user was
 * shown: it may have become another since. */
void ll_endpoint_accept(LlEndpoint *endpoint, const char *name);

/* Of the account whose directory is DIRECTORY, from its next sign-on on; LL_ENDPOINT_ERROR.
 * ll_endpoint_export_key: our key into the new file PATH, for another computer of the same person;
 * ll_endpoint_import_key: from such a file; ll_endpoint_renew_key: a new one. The old key is kept
 * beside it. */
gboolean ll_endpoint_export_key(const char *directory, const char *path, GError **error);
gboolean ll_endpoint_import_key(const char *directory, const char *path, GError **error);
gboolean ll_endpoint_renew_key(const char *directory, GError **error);

/* ll_endpoint_ask_about: ask NAME's program what it is, and what time it is there. TRUE: about()
 * tells within LL_REQUEST_SHOWN_SECONDS; FALSE: there is no open stream, or it can't tell. */
gboolean ll_endpoint_ask_about(LlEndpoint *endpoint, const char *name);
