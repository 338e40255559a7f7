"""The bridge resource."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated

from polycart.api.results import DeletedFlag, Updated
from polycart.core.method import Doc, Params, method


class BridgeDownloadFileParams(Params, kw_only=True):
    """Parameters of bridge.download.file."""

    whitelabel: Annotated[bool, Doc("The whitelabel.")] = False


class methods:
    """Methods of the bridge resource."""

    delete = method("bridge.delete", "POST", Params, DeletedFlag, "Call bridge.delete.")
    update = method("bridge.update", "POST", Params, Updated, "Call bridge.update.")

    class download:
        """Methods under bridge.download."""

        file = method("bridge.download.file", "GET", BridgeDownloadFileParams, bytes, "Call bridge.download.file.")
