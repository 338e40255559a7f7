"""The cart.parameters resource."""

from __future__ import annotations

from typing import Annotated

from polycart.core.method import Doc

DeleteBridge = Annotated[bool, Doc("The delete bridge.")]
Value = Annotated[str, Doc("The value.")]
