"""``rnnlab probe``: gates and gradients through a text."""

import argparse
from pathlib import Path
from typing import Any

from rnnlab.cli.output import show_json
from rnnlab.config import ConfigError
from rnnlab.probes import LossAt, probe, probe_to_json
from rnnlab.session import load_run, open_codec, open_model


def run(options: argparse.Namespace) -> None:
    """Print gradient norms through time and the mean of every gate."""
    loss_at = _loss_at(options.loss_at)
    saved = load_run(Path(options.run))
    codec = open_codec(saved)
    ids = codec.encode(options.text)
    result = probe_to_json(probe(open_model(saved), ids, loss_at), codec.vocabulary.decode(ids))
    if options.json:
        show_json(result)
    else:
        _show(result)


def _loss_at(text: str) -> LossAt:
    if text == "last":
        return "last"
    if text == "all":
        return "all"
    try:
        return int(text)
    except ValueError:
        raise ConfigError(
            "loss_at", f"--loss-at must be last, all or a number, not “{text}”."
        ) from None


def _show(result: dict[str, Any]) -> None:
    by_input = result.get("input_gradient_norm")  # of a network without recurrence
    by = "the vector of each token" if by_input else "the state after each token"
    for layer, norms in enumerate(by_input or result["hidden_gradient_norm"], start=1):
        print(f"layer {layer}: norm of the gradient of the loss by {by}")
        for token, norm in zip(result["tokens"], norms, strict=False):
            shown = "not finite" if norm is None else f"{norm:.6e}"
            print(f"  {token!r:>12}  {shown}")
