"""Misbehaviour of simulated shops that a test may switch on: limits, failures half-way, slow, cut or foreign bodies."""

import msgspec


class Faults(msgspec.Struct):
    """What is wrong with the shop just now; everything is off until asked for and after `clear()`."""

    limited: int = 0
    retry_after: int = 1
    writes_left: int | None = None
    write_status: int = 500
    delay: float = 0.0
    body_delay: float = 0.0
    html: bool = False
    truncated: bool = False
    revoked: bool = False
    redirect: str = ""

    def rate_limit_next(self, n: int, retry_after: int = 1) -> None:
        """The next `n` requests are answered 429 with that Retry-After."""
        self.limited, self.retry_after = n, retry_after

    def fail_after_writes(self, n: int, status: int = 500) -> None:
        """`n` writes succeed, the one after them fails without effect, later ones succeed again."""
        self.writes_left, self.write_status = n, status

    def slow(self, seconds: float) -> None:
        """Every answer starts this much later."""
        self.delay = seconds

    def slow_body(self, seconds: float) -> None:
        """Every answer pauses this long in the middle of its body."""
        self.body_delay = seconds

    def html_with_200(self) -> None:
        """Every answer is a maintenance page with status 200."""
        self.html = True

    def truncated_json(self) -> None:
        """Every JSON body ends in the middle."""
        self.truncated = True

    def revoke_key(self) -> None:
        """The credentials are unknown from now on."""
        self.revoked = True

    def redirect_to(self, url: str) -> None:
        """Every request is sent on (301) to the same path under `url`."""
        self.redirect = url

    def clear(self) -> None:
        """Everything works again."""
        fresh = type(self)()
        for name in self.__struct_fields__:
            setattr(self, name, getattr(fresh, name))

    def takes_limit(self) -> bool:
        """Whether this request is one of those refused with 429."""
        if self.limited <= 0:
            return False
        self.limited -= 1
        return True

    def takes_write(self) -> bool:
        """Whether this write is the one that fails."""
        if self.writes_left is None:
            return False
        self.writes_left -= 1
        if self.writes_left < 0:
            self.writes_left = None
            return True
        return False


class PagingFaults(Faults):
    """Faults of a shop whose pages may shift."""

    shifted: bool = False

    def shift_page(self) -> None:
        """The next page that is not the first begins one record early, as if one was added meanwhile."""
        self.shifted = True

    def takes_shift(self, start: int) -> int:
        """How many records early this page begins."""
        if not self.shifted or start <= 0:
            return 0
        self.shifted = False
        return 1
