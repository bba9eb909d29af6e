"""What the window may load before torch is there."""

import subprocess
import sys

import pytest

LIGHT = ("beam", "choice", "manuscript", "transformations", "writing", "writing_log")


@pytest.mark.parametrize("name", LIGHT)
def test_choosing_and_writing_load_no_torch(name: str) -> None:
    code = f"import sys, rnnlab.generation.{name}; print('torch' in sys.modules)"
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert finished.stdout.strip() == "False", finished.stderr


def test_every_name_of_the_room_can_be_had() -> None:
    import rnnlab.generation as room

    missing = [name for name in room.__all__ if getattr(room, name, None) is None]
    assert missing == []
    with pytest.raises(AttributeError, match="nothing"):
        _ = room.nothing
