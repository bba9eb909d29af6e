"""Numbers as people write them."""


def short_number(value: float) -> str:
    """Three digits and a letter: 950, 12.4k, 3.1M."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            digits = 0 if abs(value) >= 100 * size else 1
            return f"{value / size:.{digits}f}{letter}"
    return f"{value:.0f}"


def duration(seconds: float) -> str:
    """Minutes and seconds, with hours where there are any: 2:10, 1:05:00."""
    whole = max(round(seconds), 0)
    hours, rest = divmod(whole, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"


def byte_size(size: int) -> str:
    """A size in the unit that fits: 820 B, 12 kB, 1.1 MB."""
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{size / 1e3:.0f} kB"
    return f"{size / 1e6:.1f} MB"


def visible_token(token: str) -> str:
    """A token that can be seen: spaces and line ends get signs of their own."""
    signs = {" ": "␣", "\n": "⏎", "\t": "⇥"}
    if token in signs:
        return signs[token]
    return token if token.isprintable() else token.encode("unicode_escape").decode("ascii")
