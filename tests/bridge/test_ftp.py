"""Uploads by FTP against a real server: written whole or taken back, never over a stranger's bridge, never astray."""

from __future__ import annotations

import datetime
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from polycart.core.bridge import ftp
from polycart.core.errors import (
    AlreadyExists,
    FtpFolderWrong,
    FtpNotWritable,
    FtpRefused,
    ParameterError,
    PolycartError,
    Unreachable,
)
from polycart.core.transport import LOOPBACK, AddressPolicy
from tests.bridge import servers

FILES = {"bridge.php": b"<?php // new\n", "config.php": b"<?php // keys\n"}
LOCAL = AddressPolicy(LOOPBACK)


def to(
    port: int, *, host: str = "127.0.0.1", password: str = servers.FTP_PASSWORD, folder: str | None = None
) -> ftp.Account:
    return ftp.account(host, servers.FTP_USER, password, port, folder)


def upload(where: ftp.Account, *, mine: bool = False, policy: AddressPolicy = LOCAL) -> ftp.Found:
    return ftp.upload(where, FILES, policy=policy, ours=lambda config: mine, seconds=20)


def take_back(where: ftp.Account, before: ftp.Found) -> None:
    ftp.take_back(where, before, FILES, policy=LOCAL, seconds=20)


def held(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of its own for localhost, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    pem = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    path = tmp_path / "cert.pem"
    path.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "site" / "shop"
    folder.mkdir(parents=True)
    (folder / "index.php").write_text("<?php\n")
    return folder


def test_both_files_come_into_the_folder_and_go_again(shop: Path) -> None:
    with servers.ftp(shop.parent) as port:
        where = to(port, folder="shop")
        before = upload(where)
        assert held(shop) == {"index.php": b"<?php\n", **{f"bridge2cart/{name}": text for name, text in FILES.items()}}
        (shop / "bridge2cart/state-1/nonce").mkdir(parents=True)
        (shop / "bridge2cart/state-1/.htaccess").write_text("Require all denied\n")
        (shop / "bridge2cart/state-1/nonce/1").write_text("")
        take_back(where, before)
    assert held(shop) == {"index.php": b"<?php\n"}
    assert not (shop / "bridge2cart").exists()


def test_a_strangers_bridge_is_not_touched(shop: Path) -> None:
    (shop / "bridge2cart").mkdir()
    (shop / "bridge2cart/config.php").write_text("theirs")
    was = held(shop)
    with servers.ftp(shop) as port, pytest.raises(AlreadyExists, match="store_key"):
        upload(to(port))
    assert held(shop) == was


def test_an_own_one_is_replaced_and_comes_back(shop: Path) -> None:
    (shop / "bridge2cart").mkdir()
    (shop / "bridge2cart/config.php").write_text("old")
    was = held(shop)
    with servers.ftp(shop) as port:
        before = upload(to(port), mine=True)
        assert (shop / "bridge2cart/config.php").read_bytes() == FILES["config.php"]
        take_back(to(port), before)
    assert held(shop) == was


def test_wrong_password_folder_and_rights_are_told_apart(shop: Path) -> None:
    with servers.ftp(shop) as port:
        with pytest.raises(FtpRefused, match="'ftp_user' or 'ftp_password'"):
            upload(to(port, password="wrong"))
        with pytest.raises(FtpFolderWrong, match="ftp_store_dir"):
            upload(to(port, folder="/nowhere"))
    with servers.ftp(shop, "perm=elr") as port, pytest.raises(FtpNotWritable, match="right to write"):
        upload(to(port))
    assert held(shop) == {"index.php": b"<?php\n"}


def test_what_breaks_off_in_the_middle_is_taken_back(shop: Path) -> None:
    with servers.ftp(shop, "perm=elrdfmMT") as port, pytest.raises(FtpNotWritable) as caught:
        upload(to(port))  # folders may be made there, files not
    assert caught.value.notes == []
    assert not (shop / "bridge2cart").exists()


def test_a_closed_port_is_told(shop: Path) -> None:
    with pytest.raises(FtpRefused, match="firewall"):
        upload(to(servers.free_port()))


def test_tls_is_used_where_it_is_offered_and_its_certificate_checked(
    shop: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with servers.ftp(shop, f"cert={certificate}", "tls=demanded") as port:
        with pytest.raises(FtpRefused, match="can not be trusted"):
            upload(to(port, host="localhost"))
        assert not (shop / "bridge2cart").exists()
        take_back(to(port, host="ftp://localhost"), upload(to(port, host="ftp://localhost")))
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        take_back(to(port, host="localhost"), upload(to(port, host="localhost")))
        upload(to(port, host="ftps://localhost"))
    assert set(held(shop)) == {"index.php", "bridge2cart/bridge.php", "bridge2cart/config.php"}


def test_demanded_tls_is_not_given_up(shop: Path) -> None:
    with servers.ftp(shop) as port, pytest.raises(FtpRefused, match="offers no TLS"):
        upload(to(port, host="ftps://127.0.0.1"))


def test_private_servers_are_called_only_where_that_is_allowed(shop: Path) -> None:
    with servers.ftp(shop) as port:
        for host in ("127.0.0.1", "localhost"):
            with pytest.raises(Unreachable, match="private"):
                upload(to(port, host=host), policy=AddressPolicy())


class Astray(threading.Thread):
    """An FTP server that answers PASV with the address of somebody else."""

    def __init__(self, victim: int) -> None:
        super().__init__(daemon=True)
        self.sock = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.sock.getsockname()[1]
        self.victim = victim
        self.said: list[str] = []

    def run(self) -> None:
        connection, _ = self.sock.accept()
        answers = {
            "AUTH": "502 no", "USER": "331 password", "PASS": "230 in", "PWD": '257 "/"', "CWD": "550 no",
            "MKD": "257 made", "TYPE": "200 ok", "DELE": "250 ok", "RMD": "250 ok", "QUIT": "221 bye",
            "PASV": f"227 (127,0,0,99,{self.victim >> 8},{self.victim & 255})",
        }  # fmt: skip
        with connection, connection.makefile("rw", newline="") as lines:
            lines.write("220 hello\r\n")
            lines.flush()
            for line in lines:
                word = line.split()[0].upper()
                self.said.append(word)
                lines.write(answers.get(word, "500 no") + "\r\n")
                lines.flush()


@pytest.fixture
def victim() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.99", 0)) as listening:
        listening.settimeout(0.2)
        yield listening


def test_a_server_can_not_send_the_data_to_somebody_else(victim: socket.socket) -> None:
    server = Astray(victim.getsockname()[1])
    server.start()
    try:
        with pytest.raises(PolycartError):
            upload(to(server.port))
        assert "PASV" in server.said
        with pytest.raises(TimeoutError):
            victim.accept()
    finally:
        server.sock.close()
        server.join(5)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        (("h", None, "p", None, None), "'ftp_user'"),
        (("h", "u", None, None, None), "'ftp_password'"),
        (("h", "u\r\nDELE x", "p", None, None), "control characters"),
        (("h", "u", "p\n", None, None), "control characters"),
        (("h", "u", "p", None, "/a\r\nRMD /"), "'ftp_store_dir'"),
        (("user@h", "u", "p", None, None), "'ftp_host'"),
        (("http://h", "u", "p", None, None), "'ftp_host'"),
        (("h/x", "u", "p", None, None), "'ftp_host'"),
        (("h", "u", "p", 70000, None), "'ftp_port'"),
    ],
)
def test_parameters_that_do_not_fit_are_named(parameters: tuple[Any, ...], words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        ftp.account(*parameters)


def test_the_account_is_not_shown() -> None:
    where = ftp.account("ftps://[::1]:990", "u", "the-secret", None, None)
    assert (where.host, where.port, where.tls) == ("::1", 990, "demanded")
    assert "the-secret" not in f"{where} {where!r}"
