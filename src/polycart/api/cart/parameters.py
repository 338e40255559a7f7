"""Parameters that several cart methods share, described once."""

from __future__ import annotations

from typing import Annotated

from polycart.core.method import Doc

DeleteBridge = Annotated[bool, Doc("Remove the bridge from the shop, too.", True)]
