"""`avala-edge tls init|show`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from avala_edge.cli.options import DataDir, config_of
from avala_edge.errors import InvalidInput

if TYPE_CHECKING:
    from avala_edge.tls import Certificate

tls = typer.Typer(help="Certificates for serving over TLS.", no_args_is_help=True)

MOST_NAMES = 100


@tls.command()
def init(
    name: Annotated[
        list[str] | None,
        typer.Option(help="Host name or address that clients open; repeat it. Default: this machine's host name."),
    ] = None,
    days: Annotated[int, typer.Option(help="How long the server certificate lasts, at most 825.")] = 825,
    force: Annotated[
        bool, typer.Option("--force", help="Renew the server certificate; its names stay unless --name says otherwise.")
    ] = False,
    new_ca: Annotated[
        bool, typer.Option("--new-ca", help="Make a new site CA too; every client must then trust it anew.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Make a CA for this site and a server certificate that it signs, in the data directory.

    `avala-edge serve` uses them from then on; a running server takes a renewed certificate on SIGHUP. localhost,
    127.0.0.1 and ::1 are always among the names. Nothing leaves this machine.
    """
    from avala_edge.tls import TlsFolder, parse_name, read_certificate
    from avala_edge.tls.authority import LOOPBACK, MOST_DAYS

    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput(f"must be 1 to {MOST_DAYS} (Apple's systems refuse longer), but is {days}", field="--days")
    given = [parse_name(text) for text in name or ()]
    if len(given) > MOST_NAMES:
        raise InvalidInput(f"at most {MOST_NAMES}, but got {len(given)}", field="--name")
    folder = TlsFolder(_data_dir(data_dir))
    names = list(dict.fromkeys([*given, *LOOPBACK])) if given else None
    is_new = folder.init(names, days=days, force=force, new_authority=new_ca)
    server, authority = read_certificate(folder.server.certificate), read_certificate(folder.authority)
    typer.echo(f"Server certificate: {folder.server.certificate}, until {server.ends:%Y-%m-%d}")
    typer.echo(f"For: {', '.join(str(each) for each in server.names)}")
    typer.echo(f"Site CA, {'new' if is_new else 'as before'}: {folder.authority}, until {authority.ends:%Y-%m-%d}")
    typer.echo(f"SHA-256 of the site CA: {authority.fingerprint}")
    if is_new:
        _tell_clients(folder.authority)
    typer.echo("A running server takes the certificate on SIGHUP if it has TLS already, else when started again.")


@tls.command()
def show(data_dir: DataDir = None) -> None:
    """Show the certificates that `avala-edge serve` would use: subject, names, validity, fingerprint, days left."""
    from avala_edge.tls import TlsFolder, pair_of, read_certificate

    config = config_of(data_dir)
    pair = pair_of(config)
    if pair is None:
        raise InvalidInput("there is no certificate; `avala-edge tls init` makes one", field="--data-dir")
    _show("server", pair.certificate, read_certificate(pair.certificate, field=pair.certificate_field))
    folder = TlsFolder(config.data_dir)
    if pair == folder.server and folder.authority.exists():
        _show("site CA", folder.authority, read_certificate(folder.authority))


def _show(what: str, path: Path, found: Certificate) -> None:
    names: Sequence[object] = found.names
    left = found.days_left()
    rows = {
        what: path,
        "subject": found.subject,
        "issuer": found.issuer,
        "names": ", ".join(str(name) for name in names),
        "valid": f"{found.begins:%Y-%m-%d %H:%M} to {found.ends:%Y-%m-%d %H:%M} UTC",
        "days left": "expired" if left < 0 else left,
        "SHA-256": found.fingerprint,
    }
    for label, value in rows.items():
        if value != "":
            typer.echo(f"{label + ':':<11}{value}")


def _tell_clients(authority: Path) -> None:
    typer.echo(
        "On each client, once: copy that file (never ca.key), compare the SHA-256, and\n"
        f"  programs:  SSL_CERT_FILE=/path/to/{authority.name} (Python, OpenSSL; curl --cacert)\n"
        "  Chrome, Edge, Safari: import it into the system's or browser's trusted authorities\n"
        "  Firefox:   Settings, Certificates, View Certificates, Authorities, Import: identify websites"
    )


def _data_dir(given: Path | None) -> Path:
    return config_of(given).data_dir
