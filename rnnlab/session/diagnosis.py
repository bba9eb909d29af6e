"""What a report about a bug needs to say about program and machine."""

import platform
from typing import Any

from rnnlab import __version__

PACKAGES = ("torch", "PySide6-Essentials", "pyqtgraph", "numpy", "safetensors")


def versions() -> dict[str, Any]:
    """Versions of the program and of what it stands on."""
    return {
        "rnnlab": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "packages": {name: _version(name) for name in PACKAGES},
    }


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # brings half of email

    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
