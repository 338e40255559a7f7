"""The file in a shop that stands in for a missing API."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated

from polycart.api.results import DeletedFlag, Updated
from polycart.core.method import Doc, Params, method


class BridgeDeleteParams(Params):
    """bridge.delete takes no parameters."""


class BridgeDownloadFileParams(Params, kw_only=True):
    """Parameters of bridge.download.file."""

    whitelabel: Annotated[bool, Doc("Leave the maker's name out of the files.", True)] = False


class BridgeUpdateParams(Params):
    """bridge.update takes no parameters."""


class methods:
    """Methods of the bridge resource."""

    delete = method("bridge.delete", "POST", BridgeDeleteParams, DeletedFlag, "Uninstall the bridge.")
    update = method("bridge.update", "POST", BridgeUpdateParams, Updated, "Bring the bridge in the shop up to date.")

    class download:
        """Methods under bridge.download."""

        file = method(
            "bridge.download.file", "GET", BridgeDownloadFileParams, bytes, "Fetch the bridge's files as a ZIP archive."
        )
