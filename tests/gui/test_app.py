"""Starting the window."""

import subprocess
import sys

import pytest

from rnnlab.gui.app import run_window


def test_without_a_screen_there_is_a_sentence_instead_of_an_abort(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert run_window([]) == 1
    assert "no screen" in capsys.readouterr().err


def test_the_window_is_there_before_torch() -> None:
    code = "import sys, rnnlab.gui.app; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_garbage_is_looked_for_again_after_the_start_but_not_in_what_it_has_loaded() -> None:
    code = """
import gc
from rnnlab.gui import collecting
collecting.pause()
paused = not gc.isenabled()
collecting.resume()
print(paused, gc.isenabled(), gc.get_freeze_count() > 1000)
"""
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout == "True True True\n"
