"""The window starts jobs before torch is there."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["mailbox", "messages", "task", "training_job"])
def test_loads_without_torch(module: str) -> None:
    code = f"import sys, rnnlab.jobs.{module}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
