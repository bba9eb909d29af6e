"""Taking turns: runs that race make their steps one after another. Loads without torch."""

import threading
from queue import SimpleQueue

from rnnlab.training.commands import Command, YourTurn


class Turn:
    """The turn of a run that trains alone: always its own."""

    @property
    def mine(self) -> bool:
        """Whether this run may make a step now."""
        return True

    @property
    def behind(self) -> bool:
        """Whether another run has made more steps."""
        return False

    def arrive(self) -> None:
        """Be ready for the first step; the first turn is given when all are."""

    def made(self, steps: int) -> None:
        """Count steps that were made, and hand the turn on once as far as the others."""

    def leave(self) -> None:
        """Take part no more, whatever the reason; may be called again."""


class Ring:
    """Hands one turn round among the runs of a race.

    So they read the same batches side by side, only one at a time calculates, and the time of
    each can be compared. A run that waits for its turn waits for its commands: `YourTurn` in
    its queue wakes it, and whatever else is asked meanwhile is answered. All racers must be
    seated before the first of them begins.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seats: list[Seat] = []
        self._holder: Seat | None = None

    def seat(self, commands: SimpleQueue[Command]) -> "Seat":
        """Take a run in as the last one of a round.

        Args:
            commands: The queue that its loop looks at.
        """
        seat = Seat(self, commands)
        with self._lock:
            self._seats.append(seat)
        return seat

    def holds(self, seat: "Seat") -> bool:
        """Whether it is this run's turn."""
        with self._lock:
            return self._holder is seat

    def is_behind(self, seat: "Seat") -> bool:
        """Whether another run of the race has made more steps."""
        with self._lock:
            return self._is_behind(seat)

    def arrived(self, seat: "Seat") -> None:
        """Note that a run is ready; the last one to be so lets the race begin."""
        with self._lock:
            seat.ready = True
            self._begin()

    def count(self, seat: "Seat", steps: int) -> None:
        """Note the steps of a run and hand its turn on, unless others are further."""
        with self._lock:
            seat.steps += steps
            if self._holder is seat and not self._is_behind(seat):
                following = self._seats.index(seat) + 1
                self._give_to(self._seats[following % len(self._seats)])

    def remove(self, seat: "Seat") -> None:
        """Let a run go; if it was its turn, it is the next one's."""
        with self._lock:
            if seat not in self._seats:
                return
            place = self._seats.index(seat)
            del self._seats[place]
            if self._holder is seat:
                self._holder = None
                if self._seats:
                    self._give_to(self._seats[place % len(self._seats)])
            self._begin()

    def _begin(self) -> None:
        """Give the first turn, if all are ready and nobody has it yet."""
        if self._holder is None and self._seats and all(seat.ready for seat in self._seats):
            self._give_to(self._seats[0])

    def _give_to(self, seat: "Seat") -> None:
        self._holder = seat
        seat.commands.put(YourTurn())

    def _is_behind(self, seat: "Seat") -> bool:
        return any(other.steps > seat.steps for other in self._seats)


class Seat(Turn):
    """The place of one run in a `Ring`.

    Attributes:
        commands: The queue that its loop looks at.
        steps: Made since the race began.
        ready: Whether it can make its first step.
    """

    def __init__(self, ring: Ring, commands: SimpleQueue[Command]) -> None:
        self._ring = ring
        self.commands = commands
        self.steps = 0
        self.ready = False

    @property
    def mine(self) -> bool:
        """Whether it is this run's turn."""
        return self._ring.holds(self)

    @property
    def behind(self) -> bool:
        """Whether another run of the race has made more steps."""
        return self._ring.is_behind(self)

    def arrive(self) -> None:
        """Be ready for the first step; the first turn is given when all are."""
        self._ring.arrived(self)

    def made(self, steps: int) -> None:
        """Count steps that were made, and hand the turn on once as far as the others."""
        self._ring.count(self, steps)

    def leave(self) -> None:
        """Take part no more, whatever the reason; may be called again."""
        self._ring.remove(self)
