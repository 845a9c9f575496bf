"""Storage: tables, one way to write, one way to read."""

from airace_server.store.errors import StoreError
from airace_server.store.store import Store

__all__ = ["Store", "StoreError"]
