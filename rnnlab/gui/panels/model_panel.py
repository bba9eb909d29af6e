"""The model: cell, sizes, initial weights, and how many parameters that makes."""

from rnnlab.config import ModelConfig, declared
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.gui.look import Look, cell_color
from rnnlab.gui.panels.settings_panel import SettingsPanel
from rnnlab.gui.widgets import SettingsForm, make_label
from rnnlab.models.counting import count_learnt, count_parameters

_GROUPS = {
    "": ("cell", "window", "layers", "hidden_size", "input_encoding", "embedding_size", "dropout"),
    "Initial weights": ("initialisation", "recurrent_gain", "forget_bias"),
    "More": ("tie_weights", "reservoir", "spectral_radius"),
}


class ModelPanel(SettingsPanel):
    """The form of the model, with its number of parameters before it is trained."""

    def __init__(self, look: Look, runs: RunDesk, texts: TextDesk) -> None:
        self.parameters = make_label("", "muted", wrap=True)
        super().__init__(look, runs, _GROUPS, above=self.parameters)
        self._texts = texts
        runs.settings_changed.connect(self._show_parameters)
        texts.corpus_changed.connect(self._show_parameters)
        self._show_parameters()

    def forms(self) -> list[SettingsForm]:
        """All forms; each cell has the colour of its curves beside its name."""
        forms = super().forms()
        cells = declared(ModelConfig)["cell"].choices
        forms[0].color_choices("cell", {cell: cell_color(cell) for cell in cells})
        return forms

    def _show_parameters(self) -> None:
        corpus = self._texts.corpus
        if corpus is None:
            self.parameters.setText("The number of parameters depends on the text.")
            return
        model, tokens = self._runs.settings.model, len(corpus.vocabulary)
        words = f"{count_parameters(model, tokens):,} parameters with this text’s {tokens:,} tokens"
        if model.is_reservoir:
            words += f"; {count_learnt(model, tokens):,} of them learn, the others stay as drawn"
        self.parameters.setText(words)
