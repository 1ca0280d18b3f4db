"""Makes certificates: an authority for one site, and server certificates that it signs."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from avala_edge.errors import InvalidInput
from avala_edge.tls.names import Name, parse_name

AUTHORITY_DAYS = 3650
MOST_DAYS = 825  # Apple's systems refuse server certificates that last longer
LOOPBACK: tuple[Name, ...] = ("localhost", ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1"))
# What no public site is called: a key that leaks from this box must not speak for anybody else's names.
_PRIVATE_DOMAINS = ("localhost", "local", "lan", "internal", "home.arpa")
_PRIVATE_NETWORKS = (
    *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"),
    *("::1/128", "fc00::/7", "fe80::/10"),
)
_CLOCK_SKEW = timedelta(days=1)  # clocks of machines without a network differ


@dataclass(frozen=True)
class Authority:
    """A certificate that clients are told to trust, and the key that signs in its name."""

    certificate: x509.Certificate
    key: CertificateIssuerPrivateKeyTypes

    def certificate_pem(self) -> bytes:
        """The part for everybody."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def key_pem(self) -> bytes:
        """The part for nobody."""
        return _key_pem(self.key)


def default_names() -> tuple[Name, ...]:
    """This machine's host name, where it is one, and the names of loopback."""
    try:
        own = parse_name(socket.gethostname())
    except InvalidInput:
        return LOOPBACK
    return (own, *(name for name in LOOPBACK if name != own))


def make_authority(names: Sequence[Name], *, now: datetime | None = None) -> Authority:
    """Make an authority that can sign for these names, what lies below them, and private networks; nothing else."""
    began = now or datetime.now(UTC)
    key = ec.generate_private_key(ec.SECP384R1())
    # Two authorities of one name and different keys confuse clients, hence the random end.
    common = f"avala-edge site CA {secrets.token_hex(4)}"
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, socket.gethostname()[:64] or "avala-edge"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )
    certificate = (
        _begin(subject, subject, key.public_key(), began - _CLOCK_SKEW, began + timedelta(days=AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(_permitted(names), None), critical=True)
        .sign(key, hashes.SHA384())
    )
    return Authority(certificate, key)


def issue(
    authority: Authority, names: Sequence[Name], *, days: int = MOST_DAYS, now: datetime | None = None
) -> tuple[bytes, bytes]:
    """Return a server's chain and key in PEM; it never outlives the authority.

    Raises:
        InvalidInput: a name is outside the authority's, or the authority has expired.
    """
    began = now or datetime.now(UTC)
    _check_permitted(authority.certificate, names)
    end = authority.certificate.not_valid_after_utc
    if end <= began + timedelta(days=1):
        raise InvalidInput(f"the site's CA ends on {end:%Y-%m-%d}; --force --new-ca makes another", field="--force")
    key = ec.generate_private_key(ec.SECP256R1())
    first = str(names[0])
    common = first if len(first) <= 64 else "avala-edge"
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
    begins = began - _CLOCK_SKEW
    ends = min(began + timedelta(days=days), begins + timedelta(days=MOST_DAYS), end)
    certificate = (
        _begin(subject, authority.certificate.subject, key.public_key(), begins, ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(_issuer_id(authority.certificate), critical=False)
        .sign(authority.key, _digest(authority.key))
    )
    return certificate.public_bytes(serialization.Encoding.PEM) + authority.certificate_pem(), _key_pem(key)


def _begin(
    subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey, begins: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _issuer_id(authority: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    try:
        own = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    except x509.ExtensionNotFound:  # an authority that somebody put there
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key())  # type: ignore[arg-type]
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own)


def _digest(key: CertificateIssuerPrivateKeyTypes) -> hashes.SHA384 | None:
    return None if isinstance(key, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey)) else hashes.SHA384()


def _permitted(names: Sequence[Name]) -> list[x509.GeneralName]:
    domains = dict.fromkeys((*(name.removeprefix("*.") for name in names if isinstance(name, str)), *_PRIVATE_DOMAINS))
    networks = [ipaddress.ip_network(text) for text in _PRIVATE_NETWORKS]
    for name in names:
        if not isinstance(name, str) and not any(name in network for network in networks):
            networks.append(ipaddress.ip_network(name))
    return [*(x509.DNSName(domain) for domain in domains), *(x509.IPAddress(network) for network in networks)]


def _check_permitted(certificate: x509.Certificate, names: Sequence[Name]) -> None:
    try:
        permitted = certificate.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees
    except x509.ExtensionNotFound:
        return
    for name in names:
        if not any(_is_within(name, subtree.value) for subtree in permitted or ()):
            raise InvalidInput(
                f"{name} is outside what the site's CA may sign for; --force --new-ca makes another, "
                "which every client must trust anew",
                field="--name",
            )


def _is_within(name: Name, subtree: object) -> bool:
    if isinstance(name, str):
        bare = name.removeprefix("*.")
        return isinstance(subtree, str) and (bare == subtree or bare.endswith(f".{subtree}"))
    return isinstance(subtree, (ipaddress.IPv4Network, ipaddress.IPv6Network)) and name in subtree


def _general(name: Name) -> x509.GeneralName:
    return x509.DNSName(name) if isinstance(name, str) else x509.IPAddress(name)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _key_pem(key: CertificateIssuerPrivateKeyTypes) -> bytes:
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
