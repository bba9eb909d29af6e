"""``rnnlab info``: versions and devices, or what a run file holds."""

import argparse
from pathlib import Path
from typing import Any

from rnnlab.cli.output import show_json, show_table
from rnnlab.models.cores import logical_cores, physical_cores
from rnnlab.models.devices import available_devices
from rnnlab.session import load_run, read_manifest
from rnnlab.session.diagnosis import versions
from rnnlab.session.places import log_folder, recovery_root, settings_path
from rnnlab.text import CATALOGUE
from rnnlab.training.history import History


def run(options: argparse.Namespace) -> None:
    """Print what a bug report needs, or what a run file holds."""
    data = _program() if options.run is None else _run_file(Path(options.run))
    if options.json:
        show_json(data)
    else:
        show_table(_flat(data))


def _program() -> dict[str, Any]:
    return {
        **versions(),
        "cores": {"physical": physical_cores(), "logical": logical_cores()},
        "devices": {
            info.device: info.title if info.available else f"not available: {info.reason}"
            for info in available_devices()
        },
        "folders": {
            "logs": str(log_folder()),
            "settings": str(settings_path().parent),
            "recovery": str(recovery_root()),
        },
        "built_in_texts": {text.key: text.title for text in CATALOGUE},
    }


def _run_file(path: Path) -> dict[str, Any]:
    saved, manifest = load_run(path), read_manifest(path)
    validation = History.from_arrays(saved.history).validation.column("loss")
    return {
        "name": saved.name,
        "text": saved.corpus_name,
        "steps": saved.step,
        "tokens": saved.tokens,
        "vocabulary": len(saved.vocabulary),
        "parameters": sum(weight.numel() for weight in saved.weights.values()),
        "last_validation_loss": float(validation[-1]) if len(validation) else None,
        "saved": manifest.created.isoformat(),
        "saved_by": f"rnnlab {manifest.version}",
        "settings": saved.config.values(),
    }


def _flat(data: dict[str, Any], prefix: str = "") -> dict[str, object]:
    rows: dict[str, object] = {}
    for name, value in data.items():
        if isinstance(value, dict):
            rows |= _flat(value, f"{prefix}{name}.")
        else:
            rows[prefix + name] = "–" if value is None else value
    return rows
