"""Colours of classes: ColorBrewer's, safe for the colour-blind and in grey."""

from branca.utilities import color_brewer

__all__ = ["class_colors"]

_NEED = "YlOrRd"  # an end is worse: dark is greater need
_CONTEXT = "PuBu"  # neither end is worse
_FEWEST = 3  # ColorBrewer's schemes begin at three classes


def class_colors(k: int, worse: str) -> list[str]:
    """Colours for k classes, from the lowest values to the highest.

    Where the low end is worse the dark end is turned to the low values.

    >>> class_colors(3, "high")
    ['#ffeda0', '#feb24c', '#f03b20']
    """
    scheme = _CONTEXT if worse == "neither" else _NEED
    colors = [color.lower() for color in color_brewer(scheme, n=max(k, _FEWEST))]
    colors = colors[-k:] if k < _FEWEST else colors[:k]
    return colors[::-1] if worse == "low" else colors
