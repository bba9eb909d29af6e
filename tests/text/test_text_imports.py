"""What importing the room costs."""

import json
import subprocess
import sys

HEAVY = ("torch", "requests", "charset_normalizer", "platformdirs", "pydoc", "pydoc_data")


def test_importing_the_room_imports_nothing_heavy() -> None:
    code = "import json, sys, rnnlab.text; print(json.dumps(sorted(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert set(json.loads(answer.stdout)) & set(HEAVY) == set()
