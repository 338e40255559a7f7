"""The library: any store behind one typed face, in this process or through a server."""

from polycart.client.blocking import BlockingStore
from polycart.client.migration import migrate
from polycart.client.opening import connect, remote
from polycart.client.page import Page
from polycart.client.store import Store

__all__ = ["BlockingStore", "Page", "Store", "connect", "migrate", "remote"]
