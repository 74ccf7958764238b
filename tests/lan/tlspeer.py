# SPDX-FileCopyrightText: purple-link-local contributors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A peer made of bytes that speaks STARTTLS, in either role, with a certificate of its own.

Its TLS is OpenSSL's and not GnuTLS as ours is. What a test does not decide goes by XEP-0174 and RFC 6120:

    wire = friar.connect(juliet)
    wire.open_secure_stream(friar.name, juliet.name)
    wire.send("<message ...")                          # encrypted, as is all that is expected from then on

    wire = nurse.accept()
    wire.take_secure_stream(nurse.name)
    wire.expect("<body>hello</body>")

What is wrong is put together from single steps: take_stream(), start_tls(), send_beneath(), passes_to().
"""

import _ssl
import contextlib
import ctypes
import hashlib
import itertools
import os
import re
import shutil
import ssl
import subprocess
import tempfile
import warnings
from typing import Any, Callable, Optional, Union

from lan import Host, Lan, LanError
from rawpeer import RawPeer, Wire, header

NS_TLS = "urn:ietf:params:xml:ns:xmpp-tls"
NS_SASL = "urn:ietf:params:xml:ns:xmpp-sasl"

STARTTLS = f"<starttls xmlns='{NS_TLS}'/>"
STARTTLS_REQUIRED = f"<starttls xmlns='{NS_TLS}'><required/></starttls>"
PROCEED = f"<proceed xmlns='{NS_TLS}'/>"
EXTERNAL = f"<mechanisms xmlns='{NS_SASL}'><mechanism>EXTERNAL</mechanism></mechanisms>"
AUTH = f"<auth xmlns='{NS_SASL}' mechanism='EXTERNAL'>=</auth>"
SUCCESS = f"<success xmlns='{NS_SASL}'/>"

FEATURES = r"<stream:features[^>]*?(?:/>|>.*?</stream:features>)"
"""A regular expression: what a recipient offers, if that is anything."""

_ALGORITHMS = {
    "p256": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "p384": ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
    "ed25519": ["ED25519"],
    "rsa1024": ["RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
    "rsa2048": ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
}

_CONFIG = """
[req]
prompt = no
utf8 = yes
string_mask = utf8only
distinguished_name = subject
x509_extensions = extensions
[subject]
CN = {name}
[extensions]
subjectAltName = otherName:1.3.6.1.5.5.7.8.5;UTF8:{name}
"""

_VERSIONS = {"1.0": ssl.TLSVersion.TLSv1, "1.1": ssl.TLSVersion.TLSv1_1,
             "1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}

_stream_ids = itertools.count(1)


def features(*offers: str) -> str:
    """The features of a stream, with these in them."""
    return f"<stream:features>{''.join(offers)}</stream:features>"


def without_starttls(data: bytes) -> bytes:
    """What somebody in the middle leaves of it, for whom it is better not encrypted."""
    return re.sub(rb"<starttls[^>]*?(?:/>|>.*?</starttls>)", b"", data, flags=re.DOTALL)


# -- who somebody is ------------------------------------------------------------------------------


class Certificate:
    """A key and a self-signed certificate for it, in one file (PEM): also somebody else's, as if stolen."""

    def __init__(self, path: str):
        self.path = path

    @classmethod
    def make(cls, lan: Lan, name: str, kind: str = "p256",
             key: Optional["Certificate"] = None) -> "Certificate":
        """One for a presence name; `kind` is that of the new key (see _ALGORITHMS), if not that of `key` is
        to be in it."""
        directory = tempfile.mkdtemp(prefix="certificate-", dir=lan.dir)
        secret, config, path = (os.path.join(directory, file)
                                for file in ("key.pem", "config", "identity.pem"))
        if key:
            shutil.copy(key.path, secret)
        else:
            _openssl("genpkey", "-algorithm", *_ALGORITHMS[kind], "-out", secret)
        with open(config, "w", encoding="utf-8") as file:
            file.write(_CONFIG.format(name=name))
        certificate = _openssl("req", "-x509", "-new", "-key", secret, "-days", "3650",
                               "-config", config)
        with open(path, "wb") as file:
            file.write(_openssl("pkey", "-in", secret) + certificate)
        return cls(path)

    @property
    def fingerprint(self) -> str:
        """The key's, as our program shows it."""
        return _fingerprint(_openssl("pkey", "-in", self.path, "-pubout", "-outform", "DER"))


def _openssl(*arguments: str, stdin: Optional[bytes] = None) -> bytes:
    process = subprocess.run(["openssl", *arguments], input=stdin, capture_output=True, check=False)
    if process.returncode != 0:
        raise LanError(f"openssl {' '.join(arguments)}: {process.stderr.decode()}")
    return process.stdout


def _fingerprint(public_key: bytes) -> str:
    digits = hashlib.sha256(public_key).hexdigest().upper()
    return " ".join(digits[at:at + 4] for at in range(0, len(digits), 4))


# -- TLS ------------------------------------------------------------------------------------------

_VERIFY = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_void_p)
_libssl = ctypes.CDLL(_ssl.__file__)  # the one that Python itself uses
_libssl.SSL_CTX_set_verify.argtypes = [ctypes.c_void_p, ctypes.c_int, _VERIFY]
_take_any = _VERIFY(lambda _, __: 1)


def _ask_for_any_certificate(context: ssl.SSLContext) -> None:
    """For that Python has no words: asking, and taking whatever is shown."""
    context.verify_mode = ssl.CERT_OPTIONAL
    place = id(context) + object.__basicsize__
    _libssl.SSL_CTX_set_verify(ctypes.c_void_p.from_address(place), int(ssl.CERT_OPTIONAL),
                               _take_any)


def _context(server: bool, certificate: Optional[Certificate], versions: str,
             ciphers: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if server else ssl.PROTOCOL_TLS_CLIENT)
    lowest, _, highest = versions.partition("-")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of old versions
        context.minimum_version = _VERSIONS[lowest]
        context.maximum_version = _VERSIONS[highest or lowest]
    context.set_ciphers(ciphers)
    context.check_hostname = False
    _ask_for_any_certificate(context)
    if certificate:
        context.load_cert_chain(certificate.path)
    return context


class TlsWire(Wire):
    """One end of a TCP connection, on which TLS can begin.

    `received` and `segments` are what came, decrypted where there is TLS; `raw` all bytes as they came.
    `is_secure`: TLS is there; `tls_error`: why it is not, or no more; `said_goodbye`: the other side has
    ended it in order (close_notify).
    """

    def __init__(self, peer: "TlsPeer", sock: Any, remote: Any):
        self.peer = peer
        self.raw = b""
        self.tls: Optional[ssl.SSLObject] = None
        self.is_secure = False
        self.tls_error: Optional[str] = None
        self.said_goodbye = False
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._beyond: Optional[Wire] = None
        self._change: Callable[[bytes], bytes] = bytes
        super().__init__(peer.host, sock, remote)

    # -- bytes ------------------------------------------------------------------------------

    def _arrived(self, data: bytes) -> None:
        self.raw += data
        if self.tls:
            self._incoming.write(data)
            self._turn()
        else:
            self._heard(data)

    def _heard(self, data: bytes) -> None:
        super()._arrived(data)
        if self._beyond:
            changed = self._change(data)
            if changed:
                self._beyond.tries_to_send(changed)

    def _ended(self, how: str) -> None:
        super()._ended(how)
        if self._beyond:
            with contextlib.suppress(OSError):
                self._beyond.finish()

    def _turn(self) -> None:
        """TLS goes as far as it gets with what has come."""
        assert self.tls
        try:
            if not self.is_secure:
                self.tls.do_handshake()
                self.is_secure = True
            while True:
                data = self.tls.read(65536)
                if not data:
                    self.said_goodbye = True
                    break
                self._heard(data)
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError as error:
            self.tls_error = error.reason or str(error)
        with contextlib.suppress(OSError):  # who has gone hears no alert
            self._flush()

    def _flush(self) -> None:
        self.send_beneath(self._outgoing.read())

    def _send_all(self, raw: bytes) -> None:
        if self.tls:
            self.send_beneath(self.seal(raw))
        else:
            super()._send_all(raw)

    def seal(self, data: Union[bytes, str]) -> bytes:
        """The records that carry these bytes, which are the next to be sent, without sending them."""
        assert self.tls
        self._flush()
        self.tls.write(data.encode() if isinstance(data, str) else data)
        return self._outgoing.read()

    def send_beneath(self, raw: bytes) -> None:
        """Send exactly these bytes, TLS or not: records of another time, or none at all."""
        super()._send_all(raw)

    def passes_to(self, other: Wire, change: Callable[[bytes], bytes] = bytes) -> None:
        """Send on what was not yet expected and all that comes, as `change` makes it, and the end."""
        self._beyond, self._change = other, change
        waiting = change(self.unread)
        if waiting:
            other.tries_to_send(waiting)
        if self.end:
            self._ended(self.end)

    # -- TLS --------------------------------------------------------------------------------

    def start_tls(self, server: bool, certificate: Optional[Certificate] = None,
                  versions: str = "1.2-1.3", ciphers: str = "DEFAULT@SECLEVEL=1",
                  shows: bool = True, wait: bool = True) -> None:
        """Begin TLS behind what was last expected, and wait until it is there.

        `certificate` is the peer's if not given; `shows` False: none is shown. `versions` is one or a range,
        of 1.0 to 1.3; `ciphers` is as OpenSSL has them, for 1.2 and below ("ALL:@SECLEVEL=0" where versions
        are older).
        """
        certificate = (certificate or self.peer.certificate) if shows else None
        context = _context(server, certificate, versions, ciphers)
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.is_secure, self.tls_error, self.said_goodbye = False, None, False
        self.tls = context.wrap_bio(self._incoming, self._outgoing, server_side=server)
        early = self.unread
        self.received = self.received[:self._read_so_far]
        self._incoming.write(early)
        self._turn()
        if wait:
            self.await_tls()

    def await_tls(self, timeout: float = 20) -> None:
        """Wait until TLS is there."""
        self.host.lan.wait(lambda: self.is_secure or self.tls_error or self.end,
                           "the handshake ends", timeout)
        if not self.is_secure or self.tls_error:
            raise LanError(f"TLS is not there: {self.tls_error or self.end}")

    def expect_tls_failure(self, timeout: float = 20) -> str:
        """Wait until TLS fails, also later on; returns OpenSSL's reason, or how the connection ended."""
        return self.host.lan.wait(lambda: self.tls_error or self.end, "TLS fails", timeout)

    def end_tls(self) -> None:
        """Say goodbye (close_notify); the connection stays open."""
        assert self.tls
        with contextlib.suppress(ssl.SSLError):
            self.tls.unwrap()
        self._flush()

    @property
    def tls_version(self) -> str:
        """"TLSv1.3", say."""
        assert self.tls
        return self.tls.version() or ""

    @property
    def cipher(self) -> str:
        """The suite's name as OpenSSL has it."""
        assert self.tls
        suite = self.tls.cipher()
        return suite[0] if suite else ""

    @property
    def their_certificate(self) -> Optional[bytes]:
        """What the other side has shown, in DER; None if it has shown none."""
        assert self.tls
        return self.tls.getpeercert(binary_form=True)

    @property
    def their_fingerprint(self) -> Optional[str]:
        """Of its key, as our program shows it."""
        certificate = self.their_certificate
        if not certificate:
            return None
        public_key = _openssl("x509", "-inform", "DER", "-pubkey", "-noout", stdin=certificate)
        return _fingerprint(_openssl("pkey", "-pubin", "-outform", "DER", stdin=public_key))

    # -- streams ----------------------------------------------------------------------------

    def take_stream(self, sender: Optional[str], *offers: str,
                    version: Optional[str] = "1.0") -> "re.Match[bytes]":
        """Wait for a stream header and answer it, with these features; returns what matched."""
        match = self.expect(r"<stream:stream[^>]*>")
        to = re.search(rb"\sfrom=[\"']([^\"']*)", match[0])
        answer = header(sender, to[1].decode() if to else None, version,
                        f"stream-{next(_stream_ids)}")
        self.send(answer + (features(*offers) if version else ""))
        return match

    def ask_for_tls(self, sender: Optional[str], to: Optional[str], injected: str = "") -> None:
        """Open a stream, and be told to proceed with TLS; `injected` goes right behind <starttls/>."""
        self.open_stream(sender, to)
        offered = self.expect(FEATURES)[0]
        if b"<starttls" not in offered:
            raise LanError(f"no TLS is offered: {offered!r}")
        self.send(STARTTLS + injected)
        self.expect(r"<proceed[^>]*/>")

    def open_secure_stream(self, sender: Optional[str], to: Optional[str],
                           external: bool = True, **how: Any) -> None:
        """Open a stream with TLS as start_tls() makes it, and say who we are by it, if that is offered
        and `external`."""
        self.ask_for_tls(sender, to)
        self.go_on_with_tls(sender, to, external, **how)

    def go_on_with_tls(self, sender: Optional[str], to: Optional[str], external: bool = True, **how: Any) -> None:
        """Likewise, when the other side has told to proceed."""
        self.start_tls(server=False, **how)
        self.open_stream(sender, to)
        offered = self.expect(FEATURES)[0]
        if external and b"EXTERNAL" in offered:
            self.send(AUTH)
            self.expect(r"<success[^>]*/>")
            self.open_stream(sender, to)
            self.expect(FEATURES)

    def offer_tls(self, sender: Optional[str], offer: str = STARTTLS, injected: str = "") -> None:
        """Take a stream, and tell whoever opens it to proceed with TLS; `injected` goes right behind
        that."""
        self.take_stream(sender, offer)
        self.expect(r"<starttls[^>]*?(?:/>|>.*?</starttls>)")
        self.send(PROCEED + injected)

    def take_secure_stream(self, sender: Optional[str], external: bool = True,
                           **how: Any) -> None:
        """Take a stream with TLS as start_tls() makes it, on which the other side says who it is by its
        certificate if `external`."""
        self.offer_tls(sender)
        self.start_tls(server=True, **how)
        self.take_stream(sender, *([EXTERNAL] if external else []))
        if external:
            self.expect(r"<auth[^>]*EXTERNAL[^>]*?(?:/>|>.*?</auth>)")
            self.send(SUCCESS)
            self.take_stream(sender)


class TlsPeer(RawPeer):
    """A RawPeer with a certificate; the connections that it makes and takes are TlsWires.

    `certificate`: not one for its name, with a new key. The other options are RawPeer's.
    """

    def __init__(self, host: Host, username: str, certificate: Optional[Certificate] = None,
                 **options: Any):
        super().__init__(host, username, **options)
        self.certificate = certificate or Certificate.make(host.lan, self.name)

    def _wire(self, sock: Any, remote: Any) -> TlsWire:
        return TlsWire(self, sock, remote)
