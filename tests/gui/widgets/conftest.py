"""The look that the widgets under test are given."""

import pytest
from PySide6.QtWidgets import QApplication

from rnnlab.gui.look import Look


@pytest.fixture
def look(qapp: QApplication) -> Look:
    return Look("light")
