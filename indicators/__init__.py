"""The catalogue, the observations, kota and other measures of need. Pure functions."""
