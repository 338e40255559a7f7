"""The folder of polycart's state: the database file and, unless the environment holds it, the master key."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from polycart.core.errors import ServiceUnavailable


class Home:
    """The state folder; everything in it is for its owner alone."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def open(cls, path: str | os.PathLike[str] | None = None) -> Home:
        """The folder at ``path``, else ``POLYCART_HOME``, else the XDG data folder; made with mode 0700."""
        chosen = Path(path or os.environ.get("POLYCART_HOME") or _data_home() / "polycart").expanduser().absolute()
        try:
            chosen.parent.mkdir(parents=True, exist_ok=True)
            chosen.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise ServiceUnavailable(f"The home folder {chosen} cannot be made: {error.strerror}.") from None
        return cls(chosen)

    @property
    def database(self) -> URL:
        """The database URL: ``POLYCART_DATABASE``, else the SQLite file of this folder."""
        told = os.environ.get("POLYCART_DATABASE")
        try:
            return make_url(told) if told else URL.create("sqlite", database=str(self.path / "polycart.db"))
        except ArgumentError:
            raise ServiceUnavailable("POLYCART_DATABASE is not a database URL.") from None

    @property
    def master_key_file(self) -> Path:
        """Where the master key is kept when ``POLYCART_MASTER_KEY`` is not set."""
        return self.path / "master.key"

    def read_secret(self, path: Path) -> str | None:
        """The text of a secret file, ``None`` where there is none; a file that others may read is refused."""
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            return None
        with os.fdopen(descriptor) as file:
            mode = stat.S_IMODE(os.fstat(descriptor).st_mode)
            if mode & 0o077:
                raise ServiceUnavailable(f"{path} can be read by others (mode {mode:04o}); run: chmod 600 {path}")
            return file.read()

    def write_secret(self, path: Path, text: str, *, replace: bool = False) -> bool:
        """Put a secret file in place whole and on disk; without ``replace`` the first of several writers wins."""
        draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            if replace:
                draft.replace(path)
            else:
                path.hardlink_to(draft)
        except FileExistsError:
            return False
        finally:
            draft.unlink(missing_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return True

    def __repr__(self) -> str:
        return f"<Home {self.path}>"


def _data_home() -> Path:
    """https://specifications.freedesktop.org/basedir-spec/latest/: a relative path in the variable is to be ignored."""
    told = os.environ.get("XDG_DATA_HOME", "")
    return Path(told) if told.startswith("/") else Path.home() / ".local/share"
