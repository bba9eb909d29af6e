"""Labels at the ends of lines that do not cover each other."""

from collections.abc import Sequence


def spread(wanted: Sequence[float], height: float, low: float, high: float) -> list[float]:
    """Centres for labels of one height, as near to the wanted ones as their heights allow.

    Labels keep their order from top to bottom. When there is not enough room for all, they
    share it evenly.

    Args:
        wanted: Where each label would stand if it were alone.
        height: Height of a label.
        low: Upper end of the room, in the same units.
        high: Lower end of the room.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    distance = min(height, (high - low) / max(len(wanted), 1))
    blocks: list[tuple[float, int]] = []  # (first centre, labels that touch each other)
    for index in order:
        blocks.append((wanted[index], 1))
        blocks[-1] = _inside(blocks[-1], distance, low, high)
        while len(blocks) > 1 and _overlap(blocks[-2], blocks[-1], distance):
            blocks[-2:] = [_inside(_joined(blocks[-2], blocks[-1], distance), distance, low, high)]
    centres = [start + n * distance for start, count in blocks for n in range(count)]
    return [centre for _, centre in sorted(zip(order, centres, strict=True))]


def _overlap(upper: tuple[float, int], lower: tuple[float, int], distance: float) -> bool:
    return lower[0] - upper[0] < upper[1] * distance - 1e-9


def _joined(
    upper: tuple[float, int], lower: tuple[float, int], distance: float
) -> tuple[float, int]:
    """One block in which every label is, on average, as far from its place as before."""
    count = upper[1] + lower[1]
    moved = lower[0] - upper[1] * distance
    return (upper[0] * upper[1] + moved * lower[1]) / count, count


def _inside(
    block: tuple[float, int], distance: float, low: float, high: float
) -> tuple[float, int]:
    start, count = block
    last = high - distance / 2 - (count - 1) * distance
    return max(min(start, last), low + distance / 2), count
