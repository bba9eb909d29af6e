"""What the window needs before torch is there loads without it."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["records", "commands", "history", "memory"])
def test_loads_without_torch(module: str) -> None:
    code = f"import sys, rnnlab.training.{module}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
