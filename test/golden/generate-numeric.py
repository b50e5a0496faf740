"""Writes numeric.json: true values of the numeric functions, from mpmath at 50 digits, rounded correctly to doubles.

Run with mpmath installed: python3 test/golden/generate-numeric.py
"""

import json
import math
from fractions import Fraction
from pathlib import Path

import mpmath
from mpmath import mp, mpf

mp.dps = 50

TINY = [5e-324, 3e-310, 2.2250738585072014e-308, 1e-300, 1e-160, 1e-17]


def double(x):
    """The double nearest to an mpf."""
    sign, mantissa, exponent, _ = mpf(x)._mpf_
    magnitude = Fraction(int(mantissa)) * Fraction(2) ** exponent
    return float(-magnitude if sign else magnitude)


def grid(step, count):
    """Multiples of a step that is no dyadic fraction."""
    return [i * step for i in range(1, count + 1)]


def powers(low, high, count):
    """`count` doubles from 10^low to 10^high, evenly spaced by logarithm."""
    return [double(mpf(10) ** (low + (high - low) * mpf(i) / (count - 1))) for i in range(count)]


def around(centres):
    """Each centre as a double, its neighbours, and points a little farther off."""
    points = []
    for centre in map(double, centres):
        points += [math.nextafter(centre, -math.inf), centre, math.nextafter(centre, math.inf)]
        points += [centre * (1 - 2.0**-20), centre * (1 + 2.0**-20)]
    return points


def both(points):
    """Each point with either sign."""
    return [signed for point in points for signed in (point, -point)]


def negated(points):
    return [-point for point in points]


def within(limit, points):
    return [point for point in points if abs(point) <= limit]


# Where x + 1/2 needs a bit more than x has: cos(pi x) must not be taken as sin(pi (x + 1/2)).
BINADE_ENDS = [3.7, 15.500000000000002, 1023.504684274439, 65535.8, 524287.7]
HALVES = [mpf(k) / 2 for k in [1, 2, 3, 4, 5, 7, 127, 2047, 1048575, 1999999]]
QUARTER_TURNS = [k * mp.pi / 2 for k in [1, 2, 3, 4, 5, 29, 999, 100001, 636618, 636619]]
HALF_LN2 = [k * mp.ln2 / 2 for k in [1, 2, 3, 4, 5, 7, 15, 31, 61, 99, 115]]
SQRT_HALF = [mp.sqrt(mpf(2)) * mpf(2) ** k for k in [-1022, -53, -2, -1, 0, 1, 1022]]
POWERS_OF_TWO = [mpf(2) ** k for k in [-1022, -53, -2, -1, 1, 2, 100, 1023]]

half_turns = within(1e6, both(TINY + grid(0.0371, 60) + around(HALVES) + BINADE_ENDS + powers(-12, 6, 40)))
radians = within(1e6, both(TINY + grid(0.0737, 60) + around(QUARTER_TURNS) + powers(-12, 6, 40)))
hyperbolic = both(TINY + grid(0.0287, 60) + around([x / 2 for x in HALF_LN2]) + around(HALF_LN2) + powers(-12, 6, 30))
exponents = negated([0.0] + TINY + grid(0.0571, 60) + around(HALF_LN2) + powers(-12, 4, 40) + [707.9, 708.1, 745.2])
near_one = [1 + x for x in both(powers(-15, -1, 40))] + [math.nextafter(1, 0), math.nextafter(1, 2)]
logarithms = [1.0, 2.2250738585072014e-308, 1.7976931348623157e308, 2.0**-53] + near_one + grid(0.0413, 60)
logarithms += around(SQRT_HALF + POWERS_OF_TWO) + powers(-307, 308, 40)
logarithms = [x for x in logarithms if 2.2250738585072014e-308 <= x < math.inf]

TABLES = {
    "sinPi": (mp.sinpi, half_turns),
    "cosPi": (mp.cospi, half_turns),
    "sin": (mp.sin, radians),
    "cos": (mp.cos, radians),
    "expOfNegative": (mp.exp, exponents),
    "tanh": (mp.tanh, hyperbolic),
    "sigmoid": (lambda x: 1 / (1 + mp.exp(-x)), hyperbolic),
    "log": (mp.log, logarithms),
}


def table(function, points):
    inputs = sorted(set(points))
    return {"inputs": inputs, "outputs": [double(function(mpf(x))) for x in inputs]}


def main():
    note = f"mpmath {mpmath.__version__} at {mp.dps} digits, by generate-numeric.py; values are the nearest doubles"
    lines = [f'"generatedBy": {json.dumps(note)}']
    for name, (function, points) in TABLES.items():
        rows = [f'  "{key}": {json.dumps(values)}' for key, values in table(function, points).items()]
        lines.append(f'"{name}": {{\n' + ",\n".join(rows) + "\n}")
    Path(__file__).with_name("numeric.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
