"""Why a simulated bridge did not do something: the words of the real one."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A word for the client, one sentence, and what else is told."""

    def __init__(self, word: str, says: str = "", **more: Any) -> None:
        super().__init__(says or word)
        self.word = word
        self.says = says
        self.more = more

    def told(self) -> dict[str, Any]:
        """The object that stands for it in an answer."""
        return {"code": self.word, "says": self.says, **self.more}


def need(condition: object, word: str, says: str = "", **more: Any) -> None:
    """Refuse unless a condition holds."""
    if not condition:
        raise Refused(word, says, **more)


DATABASE_WORDS = {1062: "duplicate", 1048: "constraint", 1292: "value", 1366: "value"}


def database_refused(number: int) -> Refused:
    """The refusal of the database, by its number."""
    return Refused(DATABASE_WORDS.get(number, "database"), f"The database refused with error {number}.", errno=number)
