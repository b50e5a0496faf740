"""Writes normal.json: what NumPy's default generator draws by standard_normal, for comparison bit for bit.

Run with numpy installed: python3 test/golden/generate-normal.py
"""

import hashlib
import json
from pathlib import Path

import numpy
from numpy.random import default_rng

SEED = 42
COUNT = 200_000
# Beyond this the numbers hang on the C library's log1p.
TAIL = 3.6541528853610088


def main():
    drawn = default_rng(SEED).standard_normal(COUNT)
    body = drawn[numpy.abs(drawn) <= TAIL]
    golden = {
        "generatedBy": f"NumPy {numpy.__version__} default_rng({SEED}).standard_normal({COUNT}), by generate-normal.py",
        "seed": SEED,
        "count": COUNT,
        "first": drawn[:8].tolist(),
        "scaled": default_rng(SEED).normal(3, 0.5, 4).tolist(),
        "sha256OfBody": hashlib.sha256(body.astype("<f8").tobytes()).hexdigest(),
        "tail": drawn[numpy.abs(drawn) > TAIL].tolist(),
    }
    Path(__file__).with_name("normal.json").write_text(json.dumps(golden, indent=1) + "\n")


main()
