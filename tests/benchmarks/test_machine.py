"""What is said of the machine."""

import json
from pathlib import Path

from rnnlab.benchmarks.machine import describe_machine, processor_name


def test_the_processor_is_called_what_its_maker_calls_it(tmp_path: Path) -> None:
    info = tmp_path / "cpuinfo"
    info.write_text("processor\t: 0\nmodel name\t: AMD EPYC 9: B\nmodel name\t: other\n")
    assert processor_name(info) == "AMD EPYC 9: B"


def test_a_processor_without_a_name_has_at_least_a_kind(tmp_path: Path) -> None:
    assert processor_name(tmp_path / "missing")


def test_the_machine_fits_into_json() -> None:
    assert json.loads(json.dumps(describe_machine())) == describe_machine()
