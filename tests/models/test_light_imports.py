"""What the window needs before torch is there loads without it."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "module",
    [
        "rnnlab.models.counting",
        "rnnlab.models.sizing",
        "rnnlab.models.blocks",
        "rnnlab.models.cores",
        "rnnlab.config.remedies",
        "rnnlab.probes",
    ],
)
def test_loads_without_torch(module: str) -> None:
    code = f"import sys, {module}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("room", ["rnnlab.models", "rnnlab.probes"])
def test_every_name_that_is_promised_is_there(room: str) -> None:
    module = __import__(room, fromlist=["*"])
    assert all(hasattr(module, name) for name in module.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        getattr(module, "no_such" + "_name")
