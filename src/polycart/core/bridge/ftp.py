"""Bringing a bridge to a shop by FTP: its folder is written, an older one of ours is kept until it is known to work.

Everything here blocks and is meant for a thread. The account is used and forgotten; of what a server says only the
number is told, for its words may hold names and paths.
"""

from __future__ import annotations

import contextlib
import ftplib
import io
import re
import socket
import ssl
import time
from collections.abc import Callable, Generator, Mapping
from typing import Any, Literal

import msgspec

from polycart.core.bridge.package import FOLDER
from polycart.core.errors import (
    AlreadyExists,
    FtpFolderWrong,
    FtpNotWritable,
    FtpRefused,
    ParameterError,
    PolycartError,
)
from polycart.core.transport import AddressPolicy

STEP_SECONDS = 15.0
LARGEST_OLD = 1024 * 1024
"""Bytes of a file that is kept, to be put back where the new one does not work."""

Tls = Literal["offered", "any", "demanded"]
"""``offered``: TLS with a good certificate where the server has TLS; ``any``: whatever certificate; ``demanded``."""

_HOST = re.compile(r"(?:(?P<scheme>ftps?|ftpes)://)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:/@\[\]]+)(?::(?P<port>\d+))?/?")
_IMPLICIT = 990


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Where and as whom to write."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: Tls

    def __repr__(self) -> str:
        return f"<Account on {self.host}>"


class Found(msgspec.Struct, frozen=True):
    """What stood in the bridge's folder before: nothing (``None``), or its files."""

    files: dict[str, bytes] | None = None


def account(host: str, user: str | None, password: str | None, port: int | None, folder: str | None) -> Account:
    """Read the parameters ``ftp_*`` of a call; each that does not fit is named."""
    for name, value in (("ftp_user", user), ("ftp_password", password)):
        if value is None:
            raise ParameterError(f"Parameter '{name}' must be given with parameter 'ftp_host'.")
    for name, value in (("ftp_user", user), ("ftp_password", password), ("ftp_store_dir", folder)):
        if any(ord(letter) < 32 or ord(letter) == 127 for letter in value or ""):
            raise ParameterError(f"Parameter '{name}' is not valid. It must not hold control characters.")
    found = _HOST.fullmatch(host.strip())
    if found is None:
        raise ParameterError(
            "Parameter 'ftp_host' is not valid. It must be the name of a server such as ftp.example.com, "
            "with ftps:// before it where TLS is demanded."
        )
    tls: Tls = "offered" if not found["scheme"] else "any" if found["scheme"] == "ftp" else "demanded"
    chosen = port if port is not None else int(found["port"] or 21)
    if not 0 < chosen < 65536:
        raise ParameterError("Parameter 'ftp_port' is not valid. It must be from 1 to 65535.")
    return Account(
        host=found["host"].strip("[]"),
        port=chosen,
        user=user or "",
        password=password or "",
        folder=folder or "",
        tls=tls,
    )


def upload(
    to: Account, files: Mapping[str, bytes], *, policy: AddressPolicy, ours: Callable[[bytes], bool], seconds: float
) -> Found:
    """Write the bridge's files into the shop's folder; gives what stood there before.

    A bridge that is there already is only replaced where ``ours`` says so of its config.php.
    """
    with _opened(to, policy, seconds) as ftp:
        before = _before(ftp)
        if before.files is not None and not ours(before.files.get("config.php", b"")):
            raise AlreadyExists(
                f"There is a folder {FOLDER} in the shop already, which this account has not made: connect it with its "
                "'store_key', or remove it first."
            )
        try:
            if before.files is None:
                ftp.asked("MKD", FtpNotWritable, "lets no folder be made in 'ftp_store_dir'", ftp.mkd, FOLDER)
            for name, content in files.items():
                ftp.put(f"{FOLDER}/{name}", content)
            for mode, name in (("755", FOLDER), ("644", f"{FOLDER}/bridge.php")):
                with contextlib.suppress(ftplib.error_perm):  # not all servers know the command, or need it
                    ftp.sendcmd(f"SITE CHMOD {mode} {name}")
        except PolycartError as error:
            error.notes += _restored(ftp, before, files)
            raise
        return before


def take_back(to: Account, before: Found, files: Mapping[str, bytes], *, policy: AddressPolicy, seconds: float) -> None:
    """Bring the folder back to what it was; raises where something remains."""
    with _opened(to, policy, seconds) as ftp:
        if remains := _restored(ftp, before, files):
            raise FtpNotWritable(" ".join(remains))


def reveal(to: Account, name: str, *, policy: AddressPolicy, seconds: float) -> None:
    """Let everybody on the shop's server read a file of the bridge, where PHP is another user."""
    with _opened(to, policy, seconds) as ftp:
        ftp.permit("644", f"{FOLDER}/{name}")


def share(to: Account, folder: str, *, policy: AddressPolicy, seconds: float) -> None:
    """Make a folder inside the bridge's that everybody on the shop's server may write to, where PHP is another user."""
    with _opened(to, policy, seconds) as ftp:
        with contextlib.suppress(ftplib.error_perm):
            ftp.mkd(f"{FOLDER}/{folder}")
        for name, content in ((".htaccess", b"Require all denied\nDeny from all\n"), ("index.html", b"")):
            ftp.put(f"{FOLDER}/{folder}/{name}", content)
        ftp.permit("777", f"{FOLDER}/{folder}")


class _Ftp(ftplib.FTP_TLS):
    """An FTP session whose every address was checked, and that is over at its deadline."""

    def __init__(self, to: Account, policy: AddressPolicy, seconds: float) -> None:
        context = ssl.create_default_context()
        if to.tls == "any":
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        super().__init__(context=context, timeout=STEP_SECONDS)
        self._to = to
        self._policy = policy
        self._ends = time.monotonic() + seconds

    def begin(self) -> None:
        """Connect, turn TLS on where there is any, log in, go to the shop's folder."""
        self._connected()
        self._secured()
        try:
            # ftplib would turn TLS on by itself in login(): it is on already, or there is none.
            ftplib.FTP.login(self, self._to.user, self._to.password)  # noqa: S321 - shops have nothing else
            if isinstance(self.sock, ssl.SSLSocket):
                self.prot_p()
        except ftplib.Error as error:
            raise FtpRefused(f"The FTP server refuses 'ftp_user' or 'ftp_password' ({_number(error)}).") from None
        if self._to.folder:
            what = "has no folder 'ftp_store_dir', or does not let this user into it"
            self.asked("CWD", FtpFolderWrong, what, self.cwd, self._to.folder)

    def _connected(self) -> None:
        host, port = self._to.host, self._to.port
        self.host, self.port = host, port
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            raise FtpRefused(f"The name of the FTP server '{host}' could not be resolved: check 'ftp_host'.") from None
        if not all(self._policy.permits(str(row[4][0])) for row in found):
            raise self._policy.refused(host)
        last: OSError | None = None
        for *_, address in found[:4]:
            try:
                sock = socket.create_connection((str(address[0]), port), timeout=self._step())
            except OSError as error:
                last = error
                continue
            self._greeted(sock)
            return
        words = last.strerror if last is not None and last.strerror else "no answer in time"
        raise FtpRefused(
            f"No connection to the FTP server '{host}' on port {port} could be made ({words}): check 'ftp_host' and "
            "'ftp_port', and whether a firewall lets the gateway through."
        )

    def _greeted(self, sock: socket.socket) -> None:
        try:
            if self.port == _IMPLICIT and self._to.tls == "demanded":
                sock = self.context.wrap_socket(sock, server_hostname=self.host)
            self.sock, self.af = sock, sock.family
            self.file = sock.makefile("r", encoding=self.encoding)
            self.welcome = self.getresp()
        except ssl.SSLError as error:
            sock.close()
            raise self._untrusted(error) from None
        except (*ftplib.all_errors, UnicodeDecodeError):
            sock.close()
            raise FtpRefused(f"What answers at '{self.host}' on port {self.port} is no FTP server.") from None

    def _secured(self) -> None:
        if isinstance(self.sock, ssl.SSLSocket):
            return
        try:
            self.auth()
        except ftplib.Error:
            if self._to.tls == "demanded":
                raise FtpRefused(f"The FTP server '{self.host}' offers no TLS, which ftps:// demands.") from None
        except ssl.SSLError as error:
            raise self._untrusted(error) from None

    def _untrusted(self, error: ssl.SSLError) -> FtpRefused:
        why = getattr(error, "verify_message", None) or error.reason or "no secure connection"
        return FtpRefused(
            f"The TLS of the FTP server '{self.host}' can not be trusted ({why}): use the name that stands in its "
            "certificate, or write 'ftp_host' with ftp:// before it to take any certificate."
        )

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[Any, int | None]:
        """Open the data connection: to the checked address only, and within the TLS session of the control connection.

        Python takes the peer's address and not the one that PASV answers (CVE-2021-4189). vsftpd and ProFTPD refuse
        data connections that do not resume the session: https://security.appspot.com/vsftpd/vsftpd_conf.html
        (require_ssl_reuse).
        """
        connection, size = ftplib.FTP.ntransfercmd(self, cmd, rest)  # noqa: S321
        if isinstance(self.sock, ssl.SSLSocket):
            connection = self.context.wrap_socket(connection, server_hostname=self.host, session=self.sock.session)
        return connection, size

    def put(self, name: str, content: bytes) -> None:
        """Write one file."""
        self.asked("STOR", FtpNotWritable, f"lets {name} not be written", self._store, name, content)

    def _store(self, name: str, content: bytes) -> None:
        self.voidcmd("TYPE I")
        with self.transfercmd(f"STOR {name}") as connection:
            connection.settimeout(self._step())
            connection.sendall(content)
            if isinstance(connection, ssl.SSLSocket):
                with contextlib.suppress(OSError):  # many servers hang up without a word
                    connection.unwrap()
        self.voidresp()

    def permit(self, mode: str, name: str) -> None:
        """Set the permissions of a file or folder."""
        what = f"lets the permissions of {name} not be set to {mode}"
        self.asked("SITE CHMOD", FtpNotWritable, what, self.sendcmd, f"SITE CHMOD {mode} {name}")

    def take(self, name: str) -> bytes:
        """Read one file; one that is too large is not ours."""
        kept = io.BytesIO()

        def more(part: bytes) -> None:
            kept.write(part)
            if kept.tell() > LARGEST_OLD:
                raise AlreadyExists(f"In the folder {FOLDER} of the shop lies something else: remove it first.")

        self.retrbinary(f"RETR {name}", more)
        return kept.getvalue()

    def asked(self, what: str, kind: type[PolycartError], words: str, work: Callable[..., Any], *values: Any) -> Any:
        """Do one step; a refusal becomes ``kind``."""
        if self.sock is not None:
            self.sock.settimeout(self._step())
        try:
            return work(*values)
        except ftplib.Error as error:
            advice = ": give the FTP user the right to write there" if kind is FtpNotWritable else ": check it"
            raise kind(f"The FTP server {words} ({what}: {_number(error)}){advice}.") from None

    def _step(self) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(STEP_SECONDS, left)


@contextlib.contextmanager
def _opened(to: Account, policy: AddressPolicy, seconds: float) -> Generator[_Ftp]:
    ftp = _Ftp(to, policy, seconds)
    try:
        ftp.begin()
        yield ftp
        with contextlib.suppress(*ftplib.all_errors):
            ftp.quit()
    except TimeoutError:
        raise FtpRefused(f"The FTP server '{to.host}' did not answer in time.") from None
    except ssl.SSLError as error:
        raise ftp._untrusted(error) from None  # pyright: ignore[reportPrivateUsage]
    except (*ftplib.all_errors, UnicodeError) as error:
        raise FtpRefused(
            f"The connection to the FTP server '{to.host}' failed ({_number(error)}): a firewall may close its data "
            "connections (passive mode)."
        ) from None
    finally:
        ftp.close()


def _before(ftp: _Ftp) -> Found:
    """What is in the bridge's folder; ``None`` where there is no such folder."""
    here = ftp.pwd()
    try:
        ftp.cwd(FOLDER)
    except ftplib.error_perm:
        return Found()
    files: dict[str, bytes] = {}
    for name in ("config.php", "bridge.php"):
        with contextlib.suppress(ftplib.error_perm):
            files[name] = ftp.take(name)
    ftp.cwd(here)
    return Found(files)


def _restored(ftp: _Ftp, before: Found, files: Mapping[str, bytes]) -> list[str]:
    """Bring the folder back; gives a sentence on what remains."""
    try:
        for name in files:
            if before.files and name in before.files:
                ftp.put(f"{FOLDER}/{name}", before.files[name])
            else:
                with contextlib.suppress(ftplib.error_perm):
                    ftp.delete(f"{FOLDER}/{name}")
        if before.files is None:
            _emptied(ftp, FOLDER, depth=5)
            with contextlib.suppress(ftplib.error_perm):
                ftp.rmd(FOLDER)
            if _before(ftp).files is not None:
                return [f"The folder {FOLDER} could not be removed from the shop again: delete it."]
    except (*ftplib.all_errors, PolycartError):
        return [f"What was uploaded into the folder {FOLDER} could not be taken back: delete it."]
    return []


def _emptied(ftp: _Ftp, folder: str, *, depth: int) -> None:
    """Remove what the bridge has left in a folder that was made for it; what belongs to PHP's user stays."""
    with contextlib.suppress(ftplib.error_perm):
        ftp.delete(f"{folder}/.htaccess")  # which many servers leave out of their lists
    for name in ftp.nlst(folder) if depth else []:
        last = name.replace("\\", "/").rpartition("/")[2]
        if last in ("", ".", ".."):
            continue
        try:
            ftp.delete(f"{folder}/{last}")
        except ftplib.error_perm:
            with contextlib.suppress(ftplib.error_perm):
                _emptied(ftp, f"{folder}/{last}", depth=depth - 1)
                ftp.rmd(f"{folder}/{last}")


def _number(error: BaseException) -> str:
    text = str(error)
    return text[:3] if text[:3].isdigit() else type(error).__name__
