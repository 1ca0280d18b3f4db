"""What a server does about TLS: whether it needs it, with which certificate, and a renewed one while it runs."""

from __future__ import annotations

import ipaddress
import logging
import socket
import ssl
import stat
from datetime import UTC, datetime

from avala_edge.config import Config
from avala_edge.errors import InvalidInput
from avala_edge.tls.certificate import Certificate, Pair, read_pair
from avala_edge.tls.folder import TlsFolder
from avala_edge.tls.names import covers

WARN_DAYS = 30

_log = logging.getLogger(__name__)


def choose_tls(config: Config) -> ServerTls | None:
    """Return the TLS that the settings and the data directory ask for, None for plain HTTP where that may be.

    Raises:
        InvalidInput: the certificate cannot serve; or there is none, and others could read along.
    """
    pair = pair_of(config)
    if pair is not None:
        return ServerTls(pair)
    if config.allow_plain_http or _is_loopback(config.host):
        return None
    raise InvalidInput(
        f"{config.host or 'every address'} is open to the network, and keys must not travel in the clear. "
        "Three ways: `avala-edge tls init` makes a certificate; AVALA_EDGE_TLS_CERT and AVALA_EDGE_TLS_KEY name one "
        "that you have; a reverse proxy ends TLS, and AVALA_EDGE_ALLOW_PLAIN_HTTP=1 says so",
        field="--host",
    )


def pair_of(config: Config) -> Pair | None:
    """Return the certificate and key that a server would use, None when there are none."""
    if config.tls_cert is not None and config.tls_key is not None:
        return Pair(config.tls_cert, config.tls_key, "AVALA_EDGE_TLS_CERT", "AVALA_EDGE_TLS_KEY")
    return TlsFolder(config.data_dir).pair_there()


class ServerTls:
    """An SSL context for a listening socket, whose certificate can be replaced without closing anything."""

    def __init__(self, pair: Pair) -> None:
        """Check the certificate and its key, and load them; raise `InvalidInput`."""
        self._pair = pair
        self.certificate = _check(pair)
        # TLS 1.2 and later with Python's choice of ciphers. Without HSTS: a browser told to insist on TLS for a
        # private name, or `localhost`, could not reach anything else that ever answers there.
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.set_alpn_protocols(["http/1.1"])
        _load(self.context, pair)
        self.warn()

    def reload(self) -> None:
        """Take what is in the files now, for connections to come; raise `InvalidInput` and keep the old."""
        certificate = _check(self._pair)
        _load(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), self._pair)  # half of a bad pair must not reach the live context
        _load(self.context, self._pair)
        self.certificate = certificate
        self.warn()

    def warn(self) -> None:
        """Tell the log what an operator should do something about."""
        path, now = self._pair.certificate, datetime.now(UTC)
        if self.certificate.begins > now:
            _log.warning("%s is valid from %s only; is the clock right?", path, self.certificate.begins.date())
        if self.certificate.days_left(now) < WARN_DAYS:
            _log.warning(
                "%s ends on %s, in %d days; renew it, then send this process SIGHUP",
                path,
                self.certificate.ends.date(),
                self.certificate.days_left(now),
            )

    def shown_host(self, host: str) -> str:
        """Return what people should open to reach a server that listens on `host`."""
        names = self.certificate.names
        if covers(names, host):
            return host
        return next((str(name) for name in names if not str(name).startswith("*.")), host)


def _check(pair: Pair) -> Certificate:
    certificate = read_pair(pair)
    try:
        mode = pair.key.stat().st_mode
    except OSError as error:
        raise InvalidInput(f"{pair.key} cannot be read: {error.strerror}", field=pair.key_field) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        _log.warning("%s can be read by other users of this machine: chmod 600 it", pair.key)
    return certificate


def _load(context: ssl.SSLContext, pair: Pair) -> None:
    def refuse() -> str:
        raise InvalidInput(f"{pair.key} has a passphrase", field=pair.key_field)  # and never ask at a terminal

    try:
        context.load_cert_chain(pair.certificate, pair.key, password=refuse)
    except OSError as error:  # ssl.SSLError is one
        reason = getattr(error, "reason", None) or error.strerror
        raise InvalidInput(f"{pair.certificate} cannot serve: {reason}", field=pair.certificate_field) from error


def _is_loopback(host: str) -> bool:
    if not host:
        return False  # every address
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise InvalidInput(f"{host} cannot be bound: {error.strerror}", field="--host") from error
    return all(ipaddress.ip_address(str(row[4][0]).partition("%")[0]).is_loopback for row in found)
