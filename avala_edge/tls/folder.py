"""The `tls` folder of a data directory: the site's authority and server certificate as files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from avala_edge.errors import InvalidInput
from avala_edge.store import open_folder, write_atomically
from avala_edge.tls.authority import MOST_DAYS, Authority, default_names, issue, make_authority
from avala_edge.tls.certificate import Pair, load_certificates, load_key, read_certificate, read_pair
from avala_edge.tls.names import Name

_PRIVATE = 0o600


class TlsFolder:
    """Where `avala-edge tls init` writes and the server looks."""

    def __init__(self, data_dir: Path) -> None:
        """Name the files; nothing is read or made."""
        self.path = data_dir / "tls"
        self.authority = self.path / "ca.pem"
        self.authority_key = self.path / "ca.key"
        self.server = Pair(self.path / "server.pem", self.path / "server.key")

    def init(self, names: Sequence[Name] | None, *, days: int = MOST_DAYS, force: bool, new_authority: bool) -> bool:
        """Make what is missing; with `force` renew the server certificate. True when the authority is new.

        Without names the server certificate keeps those that it has.

        Raises:
            InvalidInput: files are there without `force`, or are damaged, or a name is outside the authority's.
        """
        try:
            return self._init(names, days, force, new_authority)
        except OSError as error:
            raise InvalidInput(f"{self.path} cannot be used: {error.strerror}", field="--data-dir") from error

    def pair_there(self) -> Pair | None:
        """Return the server's certificate and key, None when there is no certificate; raise `InvalidInput`."""
        try:
            return self.server if self.server.certificate.exists() else None
        except OSError as error:
            raise InvalidInput(f"{self.path} cannot be read: {error.strerror}", field="--data-dir") from error

    def authority_there(self) -> Path | None:
        """Return the site's CA where there is one that can be read, for clients on this machine."""
        return self.authority if os.access(self.authority, os.R_OK) else None

    def _init(self, names: Sequence[Name] | None, days: int, force: bool, new_authority: bool) -> bool:
        if not force:
            self._refuse_to_overwrite(new_authority)
        chosen = tuple(names or self._names_so_far() or default_names())
        authority = None if new_authority else self._read_authority()
        made = authority is None
        if authority is None:
            authority = make_authority([*chosen, *default_names()])
        chain, key = issue(authority, chosen, days=days)
        open_folder(self.path.parent)
        open_folder(self.path)
        if made:
            write_atomically(self.authority_key, authority.key_pem(), mode=_PRIVATE)
            write_atomically(self.authority, authority.certificate_pem())
        # A crash between the two leaves a pair that does not match, which the server refuses by name.
        write_atomically(self.server.key, key, mode=_PRIVATE)
        write_atomically(self.server.certificate, chain)
        return made

    def _refuse_to_overwrite(self, new_authority: bool) -> None:
        kept = [self.server.certificate, self.server.key]
        if new_authority:
            kept += [self.authority, self.authority_key]
        there = next((path for path in kept if path.exists()), None)
        if there is not None:
            raise InvalidInput(f"{there} is there already; --force renews the server certificate", field="--force")

    def _names_so_far(self) -> tuple[Name, ...]:
        try:
            return read_certificate(self.server.certificate).names
        except InvalidInput:
            return ()

    def _read_authority(self) -> Authority | None:
        if not self.authority.exists() and not self.authority_key.exists():
            return None
        try:
            read_pair(Pair(self.authority, self.authority_key))
        except InvalidInput as error:
            raise InvalidInput(f"{error.message}; --force --new-ca makes another CA", field="--force") from error
        certificate = load_certificates(self.authority, field="--data-dir")[0]
        return Authority(certificate, load_key(self.authority_key, field="--data-dir"))
