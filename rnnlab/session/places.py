"""Where the user's system wants a program to keep what is not a document."""

from pathlib import Path

_PROGRAM = "rnnlab"


def settings_path() -> Path:
    """The file of the window's settings."""
    import platformdirs

    return platformdirs.user_config_path(_PROGRAM, appauthor=False) / "settings.json"


def recovery_root() -> Path:
    """The folder of the copies for the case of a crash; see `rnnlab.session.recovery`."""
    import platformdirs

    return platformdirs.user_state_path(_PROGRAM, appauthor=False) / "recovery"


def log_folder() -> Path:
    """The folder of logs and of traces of crashes."""
    import platformdirs

    return platformdirs.user_log_path(_PROGRAM, appauthor=False)


def documents_folder() -> Path:
    """Where runs go that are saved without being asked for a place."""
    import platformdirs

    return platformdirs.user_documents_path() / _PROGRAM
