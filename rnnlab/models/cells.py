"""The cells, one step at a time, with every gate in sight.

The recurrent ones stand here; what has no recurrence, in `feed_forward.py`.

Training runs the same weights through torch's fused kernels (`fused.py`); tests hold the two
equal. The biases come in pairs because torch keeps one for each of the two products.

Read ``σ`` as the logistic function, ``⊙`` as the product of matching elements, and ``W x``,
``U h`` as the matrices ``weight_ih`` and ``weight_hh`` with their biases. In the shapes, B is
the batch, I the width of the input and H the number of units.
"""

from collections.abc import Callable

from torch import Tensor
from torch.nn.functional import linear

from rnnlab.config import Cell
from rnnlab.models.feed_forward import average_step, window_step
from rnnlab.models.weights import Gates, LayerWeights, State

Step = Callable[[Tensor, State, LayerWeights], tuple[State, Gates]]


def rnn_tanh_step(x: Tensor, state: State, weights: LayerWeights) -> tuple[State, Gates]:
    """The plain recurrent network of Elman (1990).

    ``h' = tanh(W x + U h)``

    In lectures: ``a⟨t⟩ = tanh(Waa a⟨t−1⟩ + Wax x⟨t⟩ + ba)``.

    Args:
        x: Input, (B, I).
        state: ``(h,)``, (B, H).
        weights: One block of H rows.
    """
    (h,) = state
    h = (_from_input(x, weights) + _from_state(h, weights)).tanh()  # (B, H)
    return (h,), {}


def rnn_relu_step(x: Tensor, state: State, weights: LayerWeights) -> tuple[State, Gates]:
    """The same with a rectifier; with an identity recurrent matrix, Le et al. (2015).

    ``h' = max(0, W x + U h)``

    Args:
        x: Input, (B, I).
        state: ``(h,)``, (B, H).
        weights: One block of H rows.
    """
    (h,) = state
    h = (_from_input(x, weights) + _from_state(h, weights)).relu()  # (B, H)
    return (h,), {}


def gru_step(x: Tensor, state: State, weights: LayerWeights) -> tuple[State, Gates]:
    """Gated recurrent unit, Cho et al. (2014), as torch and cuDNN compute it.

    | ``r  = σ(Wr x + Ur h)``             reset
    | ``z  = σ(Wz x + Uz h)``             update
    | ``n  = tanh(Wn x + r ⊙ (Un h))``    candidate
    | ``h' = (1 − z) ⊙ n + z ⊙ h``

    In lectures: ``Γr = r``, ``c̃ = n``, ``c = h``, and ``Γu = 1 − z``, because lectures write
    ``c' = Γu ⊙ c̃ + (1 − Γu) ⊙ c``. The paper resets ``h`` before the product with ``Un``;
    here the product is reset, which a fused kernel can do.

    Args:
        x: Input, (B, I).
        state: ``(h,)``, (B, H).
        weights: Blocks reset, update, candidate: 3·H rows.
    """
    (h,) = state
    reset_x, update_x, candidate_x = _from_input(x, weights).chunk(3, dim=-1)  # (B, H) each
    reset_h, update_h, candidate_h = _from_state(h, weights).chunk(3, dim=-1)
    reset = (reset_x + reset_h).sigmoid()
    update = (update_x + update_h).sigmoid()
    candidate = (candidate_x + reset * candidate_h).tanh()
    h = (1 - update) * candidate + update * h
    return (h,), {"reset": reset, "update": update, "candidate": candidate}


def simplified_gru_step(x: Tensor, state: State, weights: LayerWeights) -> tuple[State, Gates]:
    """The GRU of introductory lectures, without a reset gate.

    | ``z  = σ(Wz x + Uz h)``         update
    | ``n  = tanh(Wn x + Un h)``      candidate
    | ``h' = (1 − z) ⊙ n + z ⊙ h``

    In lectures: ``Γu = 1 − z``, ``c̃ = n``, ``c = h``; see `gru_step`.

    Args:
        x: Input, (B, I).
        state: ``(h,)``, (B, H).
        weights: Blocks update, candidate: 2·H rows.
    """
    (h,) = state
    update, candidate = (_from_input(x, weights) + _from_state(h, weights)).chunk(2, dim=-1)
    update = update.sigmoid()  # (B, H)
    candidate = candidate.tanh()
    h = (1 - update) * candidate + update * h
    return (h,), {"update": update, "candidate": candidate}


def lstm_step(x: Tensor, state: State, weights: LayerWeights) -> tuple[State, Gates]:
    """Long short-term memory, Hochreiter and Schmidhuber (1997), forget gate Gers et al. (2000).

    | ``i  = σ(Wi x + Ui h)``         input
    | ``f  = σ(Wf x + Uf h)``         forget
    | ``g  = tanh(Wg x + Ug h)``      candidate
    | ``o  = σ(Wo x + Uo h)``         output
    | ``c' = f ⊙ c + i ⊙ g``
    | ``h' = o ⊙ tanh(c')``

    In lectures: ``Γu = i``, ``Γf = f``, ``Γo = o``, ``c̃ = g``, ``a = h``.

    Args:
        x: Input, (B, I).
        state: ``(h, c)``, (B, H) each.
        weights: Blocks input, forget, candidate, output: 4·H rows.
    """
    h, c = state
    blocks = _from_input(x, weights) + _from_state(h, weights)  # (B, 4·H)
    input_gate, forget, candidate, output = blocks.chunk(4, dim=-1)
    input_gate = input_gate.sigmoid()  # (B, H)
    forget = forget.sigmoid()
    candidate = candidate.tanh()
    output = output.sigmoid()
    c = forget * c + input_gate * candidate
    h = output * c.tanh()
    gates = {"input": input_gate, "forget": forget, "candidate": candidate, "output": output}
    return (h, c), gates


STEPS: dict[Cell, Step] = {
    "rnn-tanh": rnn_tanh_step,
    "rnn-relu": rnn_relu_step,
    "gru": gru_step,
    "gru-simplified": simplified_gru_step,
    "lstm": lstm_step,
    "window": window_step,
    "average": average_step,
}


def _from_input(x: Tensor, weights: LayerWeights) -> Tensor:
    return linear(x, weights.weight_ih, weights.bias_ih)  # (B, G·H)


def _from_state(h: Tensor, weights: LayerWeights) -> Tensor:
    return linear(h, weights.weight_hh, weights.bias_hh)  # (B, G·H)
