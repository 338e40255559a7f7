"""The history of the database schema, run by ``Database.open``."""

HEAD = "0070"
"""The revision this release works on; a test holds it against the newest file in versions/."""
