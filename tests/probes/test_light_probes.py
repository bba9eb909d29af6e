"""What the window reads before torch is there."""

import subprocess
import sys

# What holds results or needs numpy alone.
LIGHT = ("errors", "features", "reach", "report", "result", "tracking")


def test_plain_results_load_without_torch() -> None:
    modules = ", ".join(f"rnnlab.probes.{name}" for name in LIGHT)
    code = f"import sys, {modules}; print('torch' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "False"
