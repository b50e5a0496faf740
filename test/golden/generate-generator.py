"""Writes generator.json: what NumPy's default generator (SeedSequence and PCG64) draws, for comparison bit for bit.

Run with numpy installed: python3 test/golden/generate-generator.py
"""

import json
from pathlib import Path

import numpy
from numpy.random import SeedSequence, default_rng

SEEDS = [0, 1, 2, 42, 12345, 2147483647, 4294967295]

# Ranges of which Lemire's method accepts all, most or little more than half of the words, up to the widest.
RANGES = [(-5, 1000), (0, 2**31 - 1), (-(2**31), 3), (-(2**30), 2**31 - 2**29), (-(2**31), 2**31 - 1)]


def mixed(seed):
    """Alternate integers(3, 5) and random(): the half of a word that an integer leaves waits for the next integer."""
    generator = default_rng(seed)
    return [value for _ in range(4) for value in (int(generator.integers(3, 5)), generator.random())]


def draws(seed):
    """Each kind of draw from a fresh generator."""
    return {
        "seed": seed,
        "state": SeedSequence(seed).generate_state(8).tolist(),
        "raw64": [str(word) for word in default_rng(seed).bit_generator.random_raw(6)],
        "random": default_rng(seed).random(6).tolist(),
        "integers3to5": default_rng(seed).integers(3, 5, 8).tolist(),
        "uniform": default_rng(seed).uniform(-1, 1, 6).tolist(),
        "mixed": mixed(seed),
    }


def integers(low, high):
    return {"seed": 7, "low": low, "high": high, "draws": default_rng(7).integers(low, high, 20).tolist()}


def main():
    note = f"NumPy {numpy.__version__} default_rng: SeedSequence + PCG64, by generate-generator.py"
    lists = {"generators": [draws(seed) for seed in SEEDS], "integers": [integers(*limits) for limits in RANGES]}
    lines = [f'"generatedBy": {json.dumps(note)}']
    for name, entries in lists.items():
        lines.append(f'"{name}": [\n  ' + ",\n  ".join(map(json.dumps, entries)) + "\n]")
    Path(__file__).with_name("generator.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
