"""Dropout that draws from a generator of its own, so that a run file can keep its place."""

import torch
from torch import Tensor

from rnnlab.models.errors import ModelError


class Dropout:
    """Sets a share of numbers to zero and scales the others up, Srivastava et al. (2014).

    Torch's own dropout draws from the generator that all of torch shares, so that whatever
    else is drawn during training would change its course.

    Args:
        seed: The same seed gives the same zeros on the same kind of device.
    """

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._generator = torch.Generator().manual_seed(seed)

    def __call__(self, x: Tensor, share: float) -> Tensor:
        """Leave out a share of ``x``, of any shape."""
        kept = torch.empty_like(x).bernoulli_(1.0 - share, generator=self._on(x.device))
        return x * kept.div_(1.0 - share)

    def state(self) -> Tensor:
        """Where the generator stands, for `set_state`: bytes, (N,) uint8 on the CPU."""
        return self._generator.get_state()

    def set_state(self, state: Tensor, device: torch.device) -> None:
        """Go on from ``state``; one from another kind of device means nothing here and is dropped.

        Args:
            state: As `state` gave it.
            device: Where the next numbers will be drawn.

        Raises:
            ModelError: It has the size of one, but is none.
        """
        generator = self._on(device)
        if state.dtype != torch.uint8 or state.shape != generator.get_state().shape:
            return
        try:
            generator.set_state(state.cpu())
        except RuntimeError as error:
            raise ModelError(
                "The random state of the dropout is damaged; open another copy of the run."
            ) from error

    def _on(self, device: torch.device) -> torch.Generator:
        if self._generator.device.type != device.type:
            self._generator = torch.Generator(device).manual_seed(self._seed)
        return self._generator
