"""What the smoothings are called where there is little room."""

from rnnlab.config import NgramConfig, Smoothing


def smoothing_name(smoothing: Smoothing, config: NgramConfig) -> str:
    """A short name, with the parameter where that decides."""
    names: dict[Smoothing, str] = {
        "kneser-ney": "Kneser–Ney",
        "maximum-likelihood": "no smoothing",
        "add-delta": f"add {config.delta:.3g}",
        "witten-bell": "Witten–Bell",
        "absolute-discounting": "absolute discounting",
        "jelinek-mercer": "Jelinek–Mercer",
        "stupid-backoff": "stupid back-off, normalised",
    }
    return names[smoothing]
