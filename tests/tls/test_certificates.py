"""`avala-edge tls`: what it makes, what it keeps, what it refuses."""

from __future__ import annotations

import ipaddress
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from avala_edge.errors import InvalidInput
from avala_edge.tls import TlsFolder, covers, issue, make_authority, parse_name, read_certificate
from tests.tls.process import init, run


def names_of(data_dir: Path) -> list[str]:
    return [str(name) for name in read_certificate(data_dir / "tls" / "server.pem").names]


def test_files_modes_names_and_what_the_operator_is_told(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    done = run("tls", "init", "--data-dir", str(data_dir), "--name", "Edge.LAN.", "--name", "10.0.0.5")
    assert done.returncode == 0, done.stderr
    modes = {path.name: path.stat().st_mode & 0o777 for path in (data_dir / "tls").iterdir()}
    assert modes == {"ca.pem": 0o644, "ca.key": 0o600, "server.pem": 0o644, "server.key": 0o600}
    assert (data_dir / "tls").stat().st_mode & 0o777 == 0o700
    assert set(names_of(data_dir)) == {"edge.lan", "10.0.0.5", "localhost", "127.0.0.1", "::1"}
    authority = read_certificate(data_dir / "tls" / "ca.pem")
    for expected in (authority.fingerprint, "SSL_CERT_FILE=", "ca.pem", "edge.lan"):
        assert expected in done.stdout
    shown = run("tls", "show", "--data-dir", str(data_dir)).stdout
    for expected in (authority.fingerprint, "CN=edge.lan", "10.0.0.5", "days left: 823", "days left: 3649"):
        assert expected in shown


def test_openssl_accepts_it_at_its_strictest(tmp_path: Path) -> None:
    authority = init(tmp_path, "--name", "edge.lan", "--name", "*.edge.lan", "--name", "8.8.8.8", "--name", "fd00::5")
    base = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", str(authority)]
    for check in (["-verify_hostname", "edge.lan"], ["-verify_hostname", "a.edge.lan"], ["-verify_ip", "8.8.8.8"]):
        done = subprocess.run([*base, *check, authority.with_name("server.pem")], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    elsewhere = subprocess.run(
        [*base, "-verify_hostname", "edge.example.com", authority.with_name("server.pem")], capture_output=True
    )
    assert elsewhere.returncode != 0


def test_a_stolen_authority_cannot_speak_for_other_sites(tmp_path: Path) -> None:
    authority = make_authority([parse_name("edge.lan")])
    with pytest.raises(InvalidInput, match=r"bank\.example"):
        issue(authority, [parse_name("bank.example")])
    (tmp_path / "ca.pem").write_bytes(authority.certificate_pem())
    thief = type(authority)(authority.certificate, authority.key)
    object.__setattr__(thief, "certificate", _without_constraints(authority))
    chain, _ = issue(thief, [parse_name("bank.example")])
    (tmp_path / "stolen.pem").write_bytes(chain)
    command = ["openssl", "verify", "-CAfile", tmp_path / "ca.pem", tmp_path / "stolen.pem"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode != 0
    assert "permitted subtree violation" in done.stdout + done.stderr


def _without_constraints(authority: object) -> object:
    """What a thief would sign with: same name, same key, no constraint to stop our own code."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    own = authority.certificate  # type: ignore[attr-defined]
    builder = x509.CertificateBuilder(
        own.issuer, own.subject, own.public_key(), 1, own.not_valid_before_utc, own.not_valid_after_utc
    )
    for extension in own.extensions:
        if not isinstance(extension.value, x509.NameConstraints):
            builder = builder.add_extension(extension.value, extension.critical)
    return builder.sign(authority.key, hashes.SHA384())  # type: ignore[attr-defined]


def test_nothing_is_overwritten_unasked_and_force_keeps_authority_and_names(tmp_path: Path) -> None:
    authority = init(tmp_path, "--name", "edge.lan")
    before = {path.name: path.read_bytes() for path in authority.parent.iterdir()}
    for arguments in ([], ["--new-ca"]):
        done = run("tls", "init", "--data-dir", str(tmp_path), *arguments)
        assert (done.returncode, len(done.stderr.strip().splitlines())) == (2, 1)
        assert "--force" in done.stderr
        assert {path.name: path.read_bytes() for path in authority.parent.iterdir()} == before
    init(tmp_path, "--force")
    after = {path.name: path.read_bytes() for path in authority.parent.iterdir()}
    assert "edge.lan" in names_of(tmp_path)
    assert [name for name in sorted(before) if before[name] == after[name]] == ["ca.key", "ca.pem"]
    init(tmp_path, "--force", "--new-ca")
    assert authority.read_bytes() != before["ca.pem"]
    outside = run("tls", "init", "--force", "--data-dir", str(tmp_path), "--name", "edge.example.com")
    assert (outside.returncode, "--new-ca" in outside.stderr) == (2, True)


@pytest.mark.parametrize(
    "name", ["edge.lan:8080", "https://edge", "10.0.0.300", "", " ", "é.lan", "*.lan", "0.0.0.0", "[::1]", "a..b", "-a"]
)
def test_a_bad_name_is_one_line_and_exit_code_2(tmp_path: Path, name: str) -> None:
    if name == "edge.lan:8080":
        done = run("tls", "init", "--data-dir", str(tmp_path / "data"), "--name", name)
        assert (done.returncode, len(done.stderr.strip().splitlines())) == (2, 1)
        assert "--name: 'edge.lan:8080'" in done.stderr
        assert not (tmp_path / "data").exists()
    with pytest.raises(InvalidInput):
        parse_name(name)


@pytest.mark.parametrize("days", ["0", "826"])
def test_days_have_bounds(tmp_path: Path, days: str) -> None:
    done = run("tls", "init", "--data-dir", str(tmp_path), "--days", days)
    assert (done.returncode, "--days" in done.stderr) == (2, True)


def test_a_damaged_or_ended_authority_is_named(tmp_path: Path) -> None:
    authority = init(tmp_path)
    authority.write_text("no certificate")
    done = run("tls", "init", "--force", "--data-dir", str(tmp_path))
    assert done.returncode == 2
    assert "ca.pem is no certificate" in done.stderr
    assert "--new-ca" in done.stderr
    ended = make_authority([parse_name("edge.lan")], now=datetime.now(UTC) - timedelta(days=3650))
    with pytest.raises(InvalidInput, match="--new-ca"):
        issue(ended, [parse_name("edge.lan")])


def test_show_without_a_certificate(tmp_path: Path) -> None:
    done = run("tls", "show", "--data-dir", str(tmp_path))
    assert (done.returncode, "tls init" in done.stderr) == (2, True)


def test_a_server_certificate_does_not_outlive_its_authority() -> None:
    old = make_authority([parse_name("edge.lan")], now=datetime.now(UTC) - timedelta(days=3600))
    chain, _ = issue(old, [parse_name("edge.lan")])
    server, authority = ssl.PEM_cert_to_DER_cert(chain.decode().split("-----END")[0] + "-----END CERTIFICATE-----"), old
    from cryptography import x509

    assert x509.load_der_x509_certificate(server).not_valid_after_utc == authority.certificate.not_valid_after_utc


def test_covers() -> None:
    names = [parse_name("edge.lan"), parse_name("*.edge.lan"), ipaddress.ip_address("10.0.0.5")]
    assert all(covers(names, host) for host in ("EDGE.lan", "a.edge.lan", "10.0.0.5"))
    assert not any(covers(names, host) for host in ("a.b.edge.lan", "lan", "10.0.0.6", "0.0.0.0", ""))


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "tls").write_text("a file")
    with pytest.raises(InvalidInput, match="tls"):
        TlsFolder(tmp_path).init(None, force=False, new_authority=False)
