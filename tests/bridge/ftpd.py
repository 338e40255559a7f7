"""A real FTP server, as a program of its own: ``ftpd.py PORT FOLDER USER PASSWORD [umask=…] [perm=…] [cert=…] …``."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Any

warnings.simplefilter("ignore")  # pyftpdlib still uses asyncore

from pyftpdlib.authorizers import DummyAuthorizer  # noqa: E402
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler  # noqa: E402
from pyftpdlib.servers import FTPServer  # noqa: E402


def main(port: str, folder: str, user: str, password: str, *told: str) -> None:
    """Serve until the process is ended."""
    options = dict(word.split("=", 1) for word in told)
    os.umask(int(options.get("umask", "022"), 8))
    authorizer = DummyAuthorizer()
    authorizer.add_user(user, password, folder, perm=options.get("perm", "elradfmwMT"))
    handler: Any = FTPHandler
    if "cert" in options:
        handler = TLS_FTPHandler
        handler.certfile = options["cert"]
        handler.tls_control_required = handler.tls_data_required = options.get("tls") == "demanded"
    handler.authorizer = authorizer
    handler.auth_failed_timeout = 0
    FTPServer(("127.0.0.1", int(port)), handler).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
