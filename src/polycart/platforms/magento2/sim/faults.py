"""Misbehaviour that a test may switch on beyond that of every simulated shop: a queue that nobody works off."""

from polycart.sandbox.faults import PagingFaults


class Faults(PagingFaults):
    """What is wrong with the shop just now; everything is off until asked for and after `clear()`."""

    idle: bool = False

    def stop_consumers(self) -> None:
        """Asynchronous operations stay open until `Simulator.consume()` is called."""
        self.idle = True
