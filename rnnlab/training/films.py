"""Pictures of what is inside a run, taken at many moments of training, bounded in number."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from rnnlab.probes.result import Activations
from rnnlab.text.vocabulary import IntArray

if TYPE_CHECKING:
    # Only for types: the window reads a history before it has loaded torch.
    from rnnlab.probes.groups import GroupFlow

FloatArray = npt.NDArray[np.float64]

MOST_PROBES = 400
_ROOM = 8  # pictures, to begin with
GROUP_COLUMNS = ("weight_norm", "gradient_norm", "clipped_norm", "update_norm")
BINS = 20


class Film:
    """Arrays of one shape at many moments.

    When it is full every second picture is dropped and from then on only every second one
    is kept, so that the pictures stay evenly spread over the run. They lie in one array, which
    after a few pictures has all the memory that it will ever have: pictures with memory of
    their own would go by hundreds and come one by one for as long as a run trains.

    Args:
        name: Its arrays in a run file begin with it.
        content: What the pictures are called there.

    Attributes:
        steps: When each picture was taken.
    """

    def __init__(self, name: str, content: str) -> None:
        self._steps_name, self._rhythm_name = f"{name}_steps", f"{name}_rhythm"
        self._content_name = f"{name}_{content}"
        self.clear()

    def clear(self) -> None:
        """Forget all pictures."""
        self.steps: list[int] = []
        self._data: FloatArray = np.empty((0, 0))
        self._stride = 1
        self._seen = 0

    @property
    def pictures(self) -> FloatArray:
        """A view, (moments, …); it must not be changed, and is not by what comes later."""
        return self._data[: len(self.steps)]

    def append(self, step: int, picture: FloatArray) -> None:
        """Add a picture; one of another shape starts the film afresh."""
        if not len(self._data) or picture.shape != self._data.shape[1:]:
            self.clear()
            self._data = np.empty((_ROOM, *picture.shape))
        if self._seen % self._stride == 0:
            self._keep(step, picture)
        self._seen += 1
        if len(self.steps) > MOST_PROBES:
            self._thin()

    def _keep(self, step: int, picture: FloatArray) -> None:
        """Add a picture; when the first room is full there comes the whole."""
        if len(self.steps) == len(self._data):
            self._move_to_whole_room(self.pictures)
        self._data[len(self.steps)] = picture
        self.steps.append(step)

    def _thin(self) -> None:
        """Let every second picture go, in a new array: views of the old one stay true."""
        self._move_to_whole_room(self.pictures[::2])
        del self.steps[1::2]
        self._stride *= 2

    def _move_to_whole_room(self, pictures: FloatArray) -> None:
        """Go on with these pictures in a new array, which is filled: the system gives it now."""
        self._data = np.full((MOST_PROBES + 1, *pictures.shape[1:]), np.nan)
        self._data[: len(pictures)] = pictures

    def evenly_spaced(self) -> tuple[FloatArray, IntArray]:
        """An even grid of steps, (moments,), and at each the index of the newest picture.

        Pictures are taken when time allows, so that they are not evenly spaced by themselves.
        """
        steps = np.array(self.steps, dtype=np.float64)
        grid = np.linspace(steps[0], steps[-1], len(steps))
        newest = np.searchsorted(steps, grid, side="right") - 1
        return grid, newest.astype(np.int32)

    def arrays(self) -> dict[str, FloatArray]:
        """Plain arrays for a run file."""
        return {
            self._steps_name: np.array(self.steps, dtype=np.float64),
            self._content_name: self.pictures.copy(),
            self._rhythm_name: np.array([self._stride, self._seen], dtype=np.float64),
        }

    def load(self, arrays: Mapping[str, FloatArray], dimensions: int = 1) -> bool:
        """The inverse of `arrays`; what does not fit together is passed over.

        Args:
            arrays: By name; other names are passed over.
            dimensions: Of one picture.

        Returns:
            Whether there were pictures that fit.
        """
        names = (self._steps_name, self._content_name, self._rhythm_name)
        steps, pictures, rhythm = (arrays.get(name, np.empty(0)) for name in names)
        fits = steps.ndim == 1 and pictures.ndim == 1 + dimensions
        fits = fits and 0 < len(steps) == len(pictures) <= MOST_PROBES
        whole = np.isfinite(steps).all() and np.isfinite(rhythm).all()
        if not (fits and whole and rhythm.shape == (2,) and rhythm.min() >= 1):
            return False
        self.steps = [int(step) for step in steps]
        self._data = pictures.astype(np.float64)
        self._stride, self._seen = (int(number) for number in rhythm)
        return True


class GradientFilm(Film):
    """The gradient norm per time step at the top layer."""

    def __init__(self) -> None:
        super().__init__("film", "norms")

    @property
    def norms(self) -> FloatArray:
        """The pictures, (moments, T)."""
        return self.pictures


class NamedFilm(Film):
    """A film of which each picture has a named row for each of several things.

    Args:
        name: As in `Film`.
        content: As in `Film`.
        columns: Shape of a row.
    """

    def __init__(self, name: str, content: str, columns: tuple[int, ...]) -> None:
        super().__init__(name, content)
        self._columns = columns
        self._names_name = f"{name}_names"
        self.names: tuple[str, ...] = ()

    def note(self, step: int, rows: Mapping[str, FloatArray]) -> None:
        """Add a picture by the names of its rows; other names start the film afresh."""
        if tuple(rows) != self.names:
            self.clear()
            self.names = tuple(rows)
        if rows:
            self.append(step, np.stack(list(rows.values())))

    def over_time(self, name: str) -> FloatArray:
        """A view of one name's rows, (moments, columns …); empty if it is not there."""
        if name not in self.names:
            return np.empty((0, *self._columns))
        return self.pictures[:, self.names.index(name)]

    def arrays(self) -> dict[str, FloatArray]:
        """Plain arrays for a run file; names as the bytes of their UTF-8, a line for each."""
        letters = np.frombuffer("\n".join(self.names).encode(), dtype=np.uint8)
        return {**super().arrays(), self._names_name: letters.astype(np.float64)}

    def load(self, arrays: Mapping[str, FloatArray], dimensions: int = 1) -> bool:
        """As in `Film`; also passed over where the names do not fit the pictures."""
        names = _names_in(arrays.get(self._names_name, np.empty(0)))
        if not super().load(arrays, 1 + len(self._columns)):
            return False
        if self.pictures[0].shape != (len(names), *self._columns):
            self.clear()
            return False
        self.names = names
        return True


class GroupFilm(NamedFilm):
    """What steps did to each group of weights; the columns are `GROUP_COLUMNS`."""

    def __init__(self) -> None:
        super().__init__("groups", "norms", (len(GROUP_COLUMNS),))

    def add(self, step: int, groups: Sequence["GroupFlow"]) -> None:
        """Take note of one look."""
        self.note(
            step,
            {
                group.name: np.array([getattr(group, column) for column in GROUP_COLUMNS])
                for group in groups
            },
        )

    def column(self, group: str, column: str) -> FloatArray:
        """One norm of one group at every moment, (moments,)."""
        return self.over_time(group)[:, GROUP_COLUMNS.index(column)]


class GateFilm(NamedFilm):
    """How the values of each gate and of the state are distributed.

    A row is called ``forget.0`` for the forget gate of the first layer and holds what
    `shares_in_bins` gives of all its values, over units and tokens.
    """

    def __init__(self) -> None:
        super().__init__("gates", "shares", (BINS,))

    def add(self, step: int, seen: Activations) -> None:
        """Take note of one look."""
        signals = {**seen.gates, "hidden": seen.hidden}
        self.note(
            step,
            {
                f"{name}.{layer}": shares_in_bins(values, signal_bounds(name))
                for name, layers in signals.items()
                for layer, values in enumerate(layers)
            },
        )

    def shares(self, signal: str, layer: int) -> FloatArray:
        """The distribution at every moment, (moments, `BINS`)."""
        return self.over_time(f"{signal}.{layer}")


def signal_bounds(signal: str) -> tuple[float, float]:
    """Between what a gate or state is binned: a gate 0 … 1; candidate and state −1 … 1."""
    return (-1.0, 1.0) if signal in ("candidate", "hidden") else (0.0, 1.0)


def shares_in_bins(values: FloatArray, bounds: tuple[float, float]) -> FloatArray:
    """Which share of the values lies in each of `BINS` equal bins, (BINS,); they add up to 1.

    A bin holds its lower end. What lies outside, as the state of a ReLU may, is counted in
    the bin at that end. Values that are no numbers are left out; NaN if none is left.
    """
    low, high = bounds
    usable = values[~np.isnan(values)]
    places = np.clip((usable - low) * (BINS / (high - low)), 0, BINS - 1).astype(np.intp)
    counts = np.bincount(places, minlength=BINS)
    return counts / len(usable) if len(usable) else np.full(BINS, np.nan)


def _names_in(letters: FloatArray) -> tuple[str, ...]:
    """The names that were written as bytes; none if they are not."""
    if letters.ndim != 1 or not np.isin(letters, np.arange(256)).all():
        return ()
    try:
        return tuple(bytes(letters.astype(np.uint8)).decode().split("\n"))
    except UnicodeDecodeError:
        return ()
