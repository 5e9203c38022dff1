"""How fast the map is, beside what else one could show it with: RESULTS.md.

`python -m benchmarks` measures everything and writes the results.
"""
