"""Learning machines: readable cells, and the same weights through torch’s fused kernels."""
