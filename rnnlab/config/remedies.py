"""What lectures offer against vanishing and exploding gradients, as changes of settings.

Every remedy is the plain RNN with one idea applied, so that two of them raced on the same text
differ in that alone. Sizes, layers, optimiser and text are those of the learner's own settings.
Rectifiers have no ceiling and are trained with clipping, as Le, Jaitly and Hinton did.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rnnlab.config.hyper import Value
from rnnlab.config.run import RunConfig

_BATCHES = ("batch_size", "sequence_length", "carry_state")


@dataclass(frozen=True)
class Remedy:
    """A way to train a recurrent network, to be set against the plain one.

    Attributes:
        key: Its name in programs.
        title: Its name on screen, a few words.
        explanation: What it changes and why that helps, with the paper.
        changes: Setting name → value, all that differs from the learner's settings.
    """

    key: str
    title: str
    explanation: str
    changes: Mapping[str, Value]

    @property
    def changes_batches(self) -> bool:
        """Whether it reads the text in batches of its own.

        Those without share the batches of the learner's settings, so that they can be trained
        on identical ones.
        """
        return any(name in self.changes for name in _BATCHES)

    def config(self, base: RunConfig) -> RunConfig:
        """The settings ``base`` with the remedy applied.

        Every remedy can be applied to all settings that can be used.
        """
        return base.changed(**self.changes)


_PLAIN: Mapping[str, Value] = {
    "cell": "rnn-tanh",
    "tie_weights": False,
    "initialisation": "default",
    "recurrent_gain": 1.0,
    "reservoir": False,
    "gradient_clip": 0.0,
}


def _remedy(key: str, title: str, explanation: str, **changes: Value) -> Remedy:
    return Remedy(key, title, explanation, {**_PLAIN, **changes})


PLAIN = _remedy(
    "plain",
    "Plain RNN",
    "Elman’s network (1990) with tanh, PyTorch’s own initial weights and no clipping: going back "
    "in time the gradient is multiplied by the same matrix at every step, so it vanishes or "
    "explodes (Bengio, Simard and Frasconi 1994).",
)

REMEDIES: tuple[Remedy, ...] = (
    _remedy(
        "identity",
        "ReLU, identity",
        "Begins with rectifiers and the identity as recurrent matrix, so that the state, and the "
        "gradient with it, is at first handed on unchanged; with clipping at 1, because nothing "
        "bounds a rectifier (Le, Jaitly and Hinton 2015).",
        cell="rnn-relu",
        initialisation="identity",
        gradient_clip=1.0,
    ),
    _remedy(
        "orthogonal",
        "Orthogonal",
        "Begins with a random rotation as recurrent matrix: it keeps every length, so only tanh "
        "is left to shrink the gradient (Saxe, McClelland and Ganguli 2014).",
        initialisation="orthogonal",
    ),
    _remedy(
        "xavier",
        "Xavier",
        "Draws the weights with variance 2 / (inputs + outputs), so that signals and gradients "
        "begin neither too small nor too large (Glorot and Bengio 2010).",
        initialisation="xavier",
    ),
    _remedy(
        "he",
        "ReLU, He",
        "Rectifiers with weights of variance 2 / inputs, which makes up for the half of the "
        "signal that a rectifier cuts off; with clipping at 1, because nothing bounds a rectifier "
        "(He, Zhang, Ren and Sun 2015).",
        cell="rnn-relu",
        initialisation="he",
        gradient_clip=1.0,
    ),
    _remedy(
        "clipping",
        "Clipping",
        "Scales the gradient down to length 1 where it is longer: against exploding, not against "
        "vanishing (Pascanu, Mikolov and Bengio 2013).",
        gradient_clip=1.0,
    ),
    _remedy(
        "truncated",
        "Truncated BPTT",
        "Sends the gradient back through 8 tokens only and carries the state on: it cannot explode "
        "on so short a way, and what lies further back is not learnt (Williams and Peng 1990).",
        sequence_length=8,
        carry_state=True,
    ),
    _remedy(
        "gru",
        "GRU",
        "An update gate lets the state pass unchanged where it is closed, so the gradient has a "
        "way back that multiplies it by nearly 1 (Cho et al. 2014).",
        cell="gru",
    ),
    _remedy(
        "lstm",
        "LSTM, forget bias 1",
        "The cell is added to, not multiplied by a matrix, and a forget gate that begins open "
        "keeps it (Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and Cummins 2000).",
        cell="lstm",
        forget_bias=1.0,
    ),
    _remedy(
        "echo-state",
        "Echo state network",
        "The input and recurrent weights stay as they were drawn, with a spectral radius just "
        "below 1, and only the read-out learns: no gradient goes back through time (Jaeger 2001).",
        reservoir=True,
        spectral_radius=0.95,
    ),
)

# A rectified RNN whose gradient explodes on “Cats and clauses” read by characters. The whole
# recipe is given: whether, and when, a gradient explodes depends on all of it.
_EXPLODING: Mapping[str, Value] = {
    "cell": "rnn-relu",
    "layers": 1,
    "hidden_size": 128,
    "input_encoding": "embedding",
    "embedding_size": 64,
    "dropout": 0.0,
    "optimizer": "momentum",
    "learning_rate": 2.0,
    "schedule": "constant",
    "weight_decay": 0.0,
    "batch_size": 32,
    "sequence_length": 64,
    "carry_state": True,
}

EXPLODING: tuple[Remedy, Remedy] = (
    _remedy(
        "without-clipping",
        "Without clipping",
        "A plain RNN of rectifiers that takes long steps: its recurrent weights grow far above 1, "
        "and it learns all the same, until on one batch the gradient is multiplied at every step "
        "back and a single step along it throws the weights away (Pascanu, Mikolov and Bengio "
        "2013).",
        **_EXPLODING,
    ),
    _remedy(
        "with-clipping",
        "With clipping at 0.25",
        "The same network, first weights and batches, but a gradient longer than 0.25 is scaled "
        "down to that length: no single step can go far (Pascanu, Mikolov and Bengio 2013).",
        **{**_EXPLODING, "gradient_clip": 0.25},
    ),
)
