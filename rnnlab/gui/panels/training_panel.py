"""How the model is trained."""

from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.look import Look
from rnnlab.gui.panels.settings_panel import SettingsPanel

_GROUPS = {
    "": (
        "optimizer",
        "learning_rate",
        "schedule",
        "gradient_clip",
        "batch_size",
        "sequence_length",
        "epochs",
        "steps",
    ),
    "More": ("weight_decay", "carry_state", "validation_interval", "seed", "device", "threads"),
}


class TrainingPanel(SettingsPanel):
    """The form of the training."""

    def __init__(self, look: Look, runs: RunDesk) -> None:
        super().__init__(look, runs, _GROUPS)
