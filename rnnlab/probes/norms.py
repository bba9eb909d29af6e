"""Lengths of vectors whose numbers may be very small."""

import torch
from torch import Tensor


def row_norms(rows: Tensor) -> Tensor:
    """Euclidean length of each row.

    The rows are scaled first: a gradient of 1e-200 has a length, though its square is no
    longer a number of float64.

    Args:
        rows: (R, H).

    Returns:
        (R,), NaN or infinite only where a row holds such a number.
    """
    largest = rows.abs().amax(dim=1)  # (R,)
    scale = torch.where(largest > 0, largest, 1.0)
    lengths: Tensor = torch.linalg.vector_norm(rows / scale.unsqueeze(1), dim=1)
    return scale * lengths
