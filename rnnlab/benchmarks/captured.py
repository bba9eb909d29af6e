"""The bare loop in two faster forms, for devices where Python cannot keep up."""

from collections.abc import Callable
from typing import cast

import torch
from torch import Tensor

from rnnlab.benchmarks.plain_modules import CellLoop
from rnnlab.benchmarks.plain_torch import Carried, PlainLoop
from rnnlab.benchmarks.timing import Work
from rnnlab.config import RunConfig
from rnnlab.models import State
from rnnlab.text import Corpus

WARM_UP = 3
Recorder = Callable[[Work], Work]
Compiler = Callable[[torch.nn.Module], torch.nn.Module]


def record_graph(work: Work) -> Work:
    """Record the kernels of some work as a CUDA graph; what comes back starts them all at once.

    The work is done a few times before, beside the main stream, so that libraries have chosen
    their kernels, as torch's notes on CUDA graphs ask for.
    """
    beside_main: Callable[[], torch.cuda.Stream] = torch.cuda.Stream
    stream = beside_main()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(WARM_UP):
            work()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        work()
    return graph.replay


class CapturedLoop:
    """A `PlainLoop` whose step is recorded once and played again with other numbers.

    Args:
        config: As in `PlainLoop`.
        corpus: As in `PlainLoop`.
        record: Makes something from the work that does it again.
    """

    def __init__(self, config: RunConfig, corpus: Corpus, record: Recorder = record_graph) -> None:
        on_card = config.training.device == "cuda"
        self._loop = PlainLoop(config, corpus, capturable=on_card)
        inputs, targets, _ = self._loop.next_batch()
        self._inputs, self._targets = inputs.clone(), targets.clone()
        self._loop.rewind()
        with torch.no_grad():
            _, after = self._loop.model(self._inputs, None)
        self._state = cast(State, tuple(map(torch.zeros_like, _tensors(after))))
        self._single = not isinstance(after, tuple)
        self._loss = self._inputs.new_zeros((), dtype=torch.float32)
        self._play = record(self._learn)

    def step(self) -> Tensor:
        """Read one batch and move the weights; the loss before that, (), until the next step."""
        inputs, targets, begins = self._loop.next_batch()
        self._inputs.copy_(inputs)
        self._targets.copy_(targets)
        if begins:
            for tensor in self._state:
                tensor.zero_()
        self._play()
        return self._loss

    def _learn(self) -> None:
        """One step between tensors that stay where they are."""
        before: Carried = self._state[0] if self._single else self._state
        loss, after = self._loop.learn(self._inputs, self._targets, before)
        self._loss.copy_(loss)
        for tensor, new in zip(self._state, _tensors(after), strict=True):
            tensor.copy_(new)


def compiled_cells(
    config: RunConfig, corpus: Corpus, compile_module: Compiler | None = None
) -> PlainLoop:
    """The loop over torch's cells with the cell compiled; it is compiled by its first step."""
    loop = PlainLoop(config, corpus, by_steps=True)
    part = loop.model.rnn
    assert isinstance(part, CellLoop)
    part.cell = (compile_module or _compile)(part.cell)
    return loop


def _compile(module: torch.nn.Module) -> torch.nn.Module:
    return cast(torch.nn.Module, torch.compile(module))


def _tensors(state: Carried) -> State:
    if isinstance(state, tuple):
        return state
    return () if state is None else (state,)
