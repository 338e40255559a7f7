"""Every platform that is built: each folder here is one, found by its name and nothing else."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

from polycart.api import METHODS
from polycart.core.emulate import complete
from polycart.core.platform import Platform


@cache
def platforms() -> dict[str, Platform[Any]]:
    """All built platforms by ``cart_id``; imported at first use."""
    found: dict[str, Platform[Any]] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.ispkg:
            platform: Platform[Any] = importlib.import_module(f"{__name__}.{module.name}").platform
            complete(platform, METHODS)
            found[platform.cart_id] = platform
    return dict(sorted(found.items()))
