"""The panes that may stand behind a tab; each, with its modules, is made at the first look."""

from typing import TYPE_CHECKING

from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.widgets.later import Later

if TYPE_CHECKING:
    from rnnlab.gui.panels.model_panel import ModelPanel
    from rnnlab.gui.panels.training_panel import TrainingPanel
    from rnnlab.gui.panes.beliefs_pane import BeliefsPane
    from rnnlab.gui.panes.connectivity_pane import ConnectivityPane
    from rnnlab.gui.panes.counting_pane import CountingPane
    from rnnlab.gui.panes.gates_pane import GatesPane
    from rnnlab.gui.panes.ladder_pane import LadderPane
    from rnnlab.gui.panes.memory_pane import MemoryPane
    from rnnlab.gui.panes.needles_pane import NeedlesPane
    from rnnlab.gui.panes.what_if_pane import WhatIfPane


class LatePanes:
    """Room for each pane, with the size that it needs at least."""

    def __init__(self, kit: Instrument, look: Look) -> None:
        self.model = Later(look, lambda: _model(kit, look), (58, 58))
        self.training = Later(look, lambda: _training(kit, look), (58, 58))
        self.counting = Later(look, lambda: _counting(kit, look), (475, 153))
        self.ladder = Later(look, lambda: _ladder(kit, look), (245, 151))
        self.memory = Later(look, lambda: _memory(kit, look), (329, 171))
        self.what_if = Later(look, lambda: _what_if(kit, look), (318, 220))
        self.needles = Later(look, lambda: _needles(kit, look), (150, 225))
        self.beliefs = Later(look, lambda: _beliefs(kit, look), (186, 220))
        self.gates = Later(look, lambda: _gates(kit, look), (158, 209))
        self.connections = Later(look, lambda: _connections(kit, look), (100, 173))


def _model(kit: Instrument, look: Look) -> "ModelPanel":
    from rnnlab.gui.panels.model_panel import ModelPanel

    return ModelPanel(look, kit.runs, kit.texts)


def _training(kit: Instrument, look: Look) -> "TrainingPanel":
    from rnnlab.gui.panels.training_panel import TrainingPanel

    return TrainingPanel(look, kit.runs)


def _counting(kit: Instrument, look: Look) -> "CountingPane":
    from rnnlab.gui.panes.counting_pane import CountingPane

    return CountingPane(
        look, kit.ngrams, kit.look_up, kit.growing, kit.smoothings, kit.runs, kit.poller
    )


def _ladder(kit: Instrument, look: Look) -> "LadderPane":
    from rnnlab.gui.panes.ladder_pane import LadderPane

    return LadderPane(
        look,
        kit.runs,
        kit.ngrams,
        kit.ladder,
        kit.overtaking,
        kit.speeds,
        kit.contest,
        kit.poller,
    )


def _memory(kit: Instrument, look: Look) -> "MemoryPane":
    from rnnlab.gui.panes.memory_pane import MemoryPane

    return MemoryPane(
        look, kit.runs, kit.watching, kit.looking, kit.reaching, kit.context, kit.poller
    )


def _what_if(kit: Instrument, look: Look) -> "WhatIfPane":
    from rnnlab.gui.panes.what_if_pane import WhatIfPane

    return WhatIfPane(look, kit.runs, kit.watching, kit.trying)


def _needles(kit: Instrument, look: Look) -> "NeedlesPane":
    from rnnlab.gui.panes.needles_pane import NeedlesPane

    return NeedlesPane(look, kit.needles, kit.poller)


def _beliefs(kit: Instrument, look: Look) -> "BeliefsPane":
    from rnnlab.gui.panes.beliefs_pane import BeliefsPane

    return BeliefsPane(look, kit.believing, kit.texts, kit.poller)


def _gates(kit: Instrument, look: Look) -> "GatesPane":
    from rnnlab.gui.panes.gates_pane import GatesPane

    return GatesPane(look, kit.runs, kit.watching, kit.pinning, kit.poller)


def _connections(kit: Instrument, look: Look) -> "ConnectivityPane":
    from rnnlab.gui.panes.connectivity_pane import ConnectivityPane

    return ConnectivityPane(look, kit.connections, kit.watching, kit.poller)
