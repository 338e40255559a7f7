"""Parameters that several cart methods share, described once."""

from __future__ import annotations

from typing import Annotated

from polycart.core.method import Doc

DeleteBridge = Annotated[bool, Doc("Uninstall the bridge, too.", True)]
