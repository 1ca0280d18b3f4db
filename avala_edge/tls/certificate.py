"""Reads certificates and keys from PEM files, and says in one line what is wrong with them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes

from avala_edge.errors import InvalidInput
from avala_edge.tls.names import Name

MOST_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Pair:
    """Where a certificate (chain, server's own first) and its key are, and what to call each when it is wrong."""

    certificate: Path
    key: Path
    certificate_field: str = "--data-dir"
    key_field: str = "--data-dir"


@dataclass(frozen=True)
class Certificate:
    """What people ask about a certificate."""

    subject: str
    issuer: str
    names: tuple[Name, ...]
    begins: datetime
    ends: datetime
    fingerprint: str

    def days_left(self, now: datetime | None = None) -> int:
        """Whole days until it ends; negative when it has ended."""
        return math.floor((self.ends - (now or datetime.now(UTC))).total_seconds() / 86_400)


def read_certificate(path: Path, *, field: str = "--data-dir") -> Certificate:
    """Read the first certificate of a PEM file.

    Raises:
        InvalidInput: it cannot be read, or is no certificate.
    """
    return describe(load_certificates(path, field=field)[0])


def read_pair(pair: Pair, *, now: datetime | None = None) -> Certificate:
    """Read a certificate with its key, as a server needs them.

    Raises:
        InvalidInput: one cannot be read, they do not belong together, or the certificate has expired.
    """
    certificate = load_certificates(pair.certificate, field=pair.certificate_field)[0]
    key = load_key(pair.key, field=pair.key_field)
    if _public_bytes(key) != _public_bytes(certificate):
        raise InvalidInput(f"{pair.key} is not the key of {pair.certificate}", field=pair.key_field)
    found = describe(certificate)
    if found.ends <= (now or datetime.now(UTC)):
        raise InvalidInput(f"{pair.certificate} expired on {found.ends:%Y-%m-%d}", field=pair.certificate_field)
    return found


def load_certificates(path: Path, *, field: str) -> Sequence[x509.Certificate]:
    """Return the certificates of a PEM file; raise `InvalidInput`."""
    try:
        return x509.load_pem_x509_certificates(_read(path, field))
    except ValueError as error:
        raise InvalidInput(f"{path} is no certificate in PEM form", field=field) from error


def load_key(path: Path, *, field: str) -> CertificateIssuerPrivateKeyTypes:
    """Return the private key of a PEM file; raise `InvalidInput`, also where it needs a passphrase."""
    try:
        key = serialization.load_pem_private_key(_read(path, field), password=None)
    except TypeError as error:
        raise InvalidInput(
            f"{path} has a passphrase, which nobody could type at a start; remove it", field=field
        ) from (error)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise InvalidInput(f"{path} is no private key in PEM form", field=field) from error
    return key  # type: ignore[return-value]  # other kinds match no certificate


def describe(certificate: x509.Certificate) -> Certificate:
    """Return what people ask about it."""
    return Certificate(
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        names=_names(certificate),
        begins=certificate.not_valid_before_utc,
        ends=certificate.not_valid_after_utc,
        fingerprint=fingerprint(certificate),
    )


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256, as browsers show it."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _names(certificate: x509.Certificate) -> tuple[Name, ...]:
    try:
        listed = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    addresses = listed.get_values_for_type(x509.IPAddress)
    return (
        *(name.lower() for name in listed.get_values_for_type(x509.DNSName)),
        *(a for a in addresses if not hasattr(a, "netmask")),
    )


def _read(path: Path, field: str) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}", field=field) from error
    if len(data) > MOST_BYTES:
        raise InvalidInput(f"{path} is too large for a PEM file", field=field)
    return data


def _public_bytes(holder: CertificateIssuerPrivateKeyTypes | x509.Certificate) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return holder.public_key().public_bytes(serialization.Encoding.DER, form)
