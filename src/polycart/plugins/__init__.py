"""The plugin builder: a plugin for shops under your own name, the bridge in it, your callback behind its button."""

from polycart.plugins.building import Built, build
from polycart.plugins.fields import Fields
from polycart.plugins.skeletons import Skeleton, skeletons

__all__ = ["Built", "Fields", "Skeleton", "build", "skeletons"]
