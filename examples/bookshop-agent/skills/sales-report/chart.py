"""Prints a bar chart: `chart.py Jan=120.50 Feb=98` gives a line per value, a # for every 10."""

import sys

pairs = [argument.rsplit("=", 1) for argument in sys.argv[1:]]
width = max((len(label) for label, _ in pairs), default=0)
for label, amount in pairs:
    print(f"{label.ljust(width)}  {'#' * round(float(amount) / 10)} {float(amount):.2f}")
