"""rnnlab: a desktop laboratory for recurrent language models."""

import os

__version__ = "0.1.0"

# numpy's products are small here and stand beside torch's threads: with threads of its own for
# them, a network of 512 units writes at a seventeenth of the speed. numpy reads this when it is
# first imported, and nobody's own choice is overruled.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
