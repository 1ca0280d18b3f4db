"""TLS: the site's own certificates, made and renewed, and the server's certificate, checked and reloaded."""

from __future__ import annotations

from avala_edge.tls.authority import Authority, default_names, issue, make_authority
from avala_edge.tls.certificate import Certificate, Pair, fingerprint, read_certificate, read_pair
from avala_edge.tls.folder import TlsFolder
from avala_edge.tls.names import Name, covers, parse_name
from avala_edge.tls.serving import ServerTls, choose_tls, pair_of

__all__ = [
    "Authority",
    "Certificate",
    "Name",
    "Pair",
    "ServerTls",
    "TlsFolder",
    "choose_tls",
    "covers",
    "default_names",
    "fingerprint",
    "issue",
    "make_authority",
    "pair_of",
    "parse_name",
    "read_certificate",
    "read_pair",
]
