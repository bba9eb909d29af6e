"""What may race: the lectures' comparisons, each made from the learner's own settings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rnnlab.config import ModelConfig, RunConfig, UserError, declared
from rnnlab.config.model import COMPARED
from rnnlab.config.remedies import EXPLODING, PLAIN, Remedy
from rnnlab.gui.desks.run import Run
from rnnlab.models.counting import count_parameters
from rnnlab.models.sizing import with_parameters

MOST_RACERS = 6


@dataclass(frozen=True)
class Racer:
    """What one run of a race is called, and its settings."""

    name: str
    config: RunConfig


@dataclass(frozen=True)
class Team:
    """Runs that race together.

    Attributes:
        keys: The runs that are left, in the order of their turns.
        base: The learner's settings from which theirs were made.
    """

    keys: tuple[int, ...]
    base: RunConfig


class Teams:
    """Which runs race together; a run belongs to one team at most."""

    def __init__(self) -> None:
        self._teams: list[Team] = []

    def enter(self, runs: Sequence[Run], base: RunConfig) -> None:
        """Let runs race together."""
        self._teams.append(Team(tuple(run.key for run in runs), base))

    def of(self, key: int) -> Team | None:
        """The team of a run, if it is in one."""
        return next((team for team in self._teams if key in team.keys), None)

    def leave(self, key: int) -> None:
        """Take a run out of its team; who is left alone is in none."""
        team = self.of(key)
        if team is not None:
            self._teams.remove(team)
            left = tuple(other for other in team.keys if other != key)
            self._teams += [replace(team, keys=left)] if len(left) > 1 else []


def cells_of_one_size(base: RunConfig) -> list[Racer]:
    """RNN, GRU and LSTM with the same hidden size."""
    return [_racer(base.changed(cell=cell)) for cell in COMPARED]


def cells_of_one_count(base: RunConfig, vocabulary_size: int) -> list[Racer]:
    """RNN, GRU and LSTM with as many parameters as the settings ask for, as near as it goes."""
    parameters = count_parameters(base.model, vocabulary_size)
    models = [
        with_parameters(replace(base.model, cell=cell), vocabulary_size, parameters)
        for cell in COMPARED
    ]
    return [_racer(replace(base, model=model)) for model in models]


def remedies_against_plain(base: RunConfig, remedies: Sequence[Remedy]) -> list[Racer]:
    """The plain RNN and what lectures offer against its vanishing or exploding gradient."""
    return [Racer(remedy.title, remedy.config(base)) for remedy in (PLAIN, *remedies)]


def exploding(base: RunConfig) -> list[Racer]:
    """One RNN twice, without and with clipping."""
    return [Racer(remedy.title, remedy.config(base)) for remedy in EXPLODING]


def once_more(runs: Sequence[Run]) -> list[Racer]:
    """The settings of runs that are there, from fresh weights."""
    return [Racer(run.name, run.config) for run in runs]


def require_racers(racers: Sequence[Racer]) -> None:
    """Refuse what is no race.

    Raises:
        UserError: There are fewer than two, or too many.
    """
    if len(racers) < 2:
        raise UserError("A race needs two runs: show more curves with the eyes in the run list.")
    if len(racers) > MOST_RACERS:
        raise UserError(
            f"At most {MOST_RACERS} runs race at once, so that each is still seen to move; hide "
            f"{len(racers) - MOST_RACERS} of the {len(racers)} with the eyes in the run list."
        )


def _racer(config: RunConfig) -> Racer:
    words = declared(ModelConfig)["cell"].choices[config.model.cell]
    layers = f"{config.model.layers}×" if config.model.layers > 1 else ""
    return Racer(f"{words} {layers}{config.model.hidden_size}", config)
