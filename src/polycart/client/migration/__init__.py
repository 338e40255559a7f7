"""Carries what one store has to another: its losses told, each record once, only what changed, and back again."""

from polycart.client.migration.report import Count, Loss, Report, Trouble, Undone
from polycart.client.migration.run import migrate
from polycart.client.migration.undoing import undo

__all__ = ["Count", "Loss", "Report", "Trouble", "Undone", "migrate", "undo"]
