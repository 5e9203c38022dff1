"""Colours of classes: ColorBrewer's, safe for the colour-blind and in grey."""

from branca.utilities import color_brewer

__all__ = [
    "BANDS",
    "BIVARIATE",
    "PALETTES",
    "class_colors",
    "diverging_colors",
    "palette_colors",
]

# palette -> scheme where an end is worse (dark is greater need), scheme of a context
PALETTES = {
    "warm": ("YlOrRd", "PuBu"),
    "cool": ("YlGnBu", "PuBu"),
    "grey": ("Greys", "Greys"),
}
_DIVERGING = "RdBu"
_FEWEST = 3  # ColorBrewer's schemes begin at three classes
_MOST = 9
# Two indicators in thirds: to the right the one grows, upwards (every three) the other.
# J. Stevens (2015), Bivariate choropleth maps: from light grey to a dark mixture.
BIVARIATE = (
    *("#e8e8e8", "#ace4e4", "#5ac8c8"),
    *("#dfb0d6", "#a5add3", "#5698b9"),
    *("#be64ac", "#8c62aa", "#3b4994"),
)

# Beside the city, from far better to far worse: ColorBrewer's RdBu, light grey between.
BANDS = ("#2166ac", "#92c5de", "#e3e3e3", "#f4a582", "#b2182b")


def class_colors(k: int, worse: str, palette: str = "warm") -> list[str]:
    """Colours for k classes, from the lowest values to the highest.

    Where the low end is worse the dark end is turned to the low values.

    >>> class_colors(3, "high")
    ['#ffeda0', '#feb24c', '#f03b20']
    """
    need, context = PALETTES[palette]
    colors = _scheme(context if worse == "neither" else need, k)
    return colors[::-1] if worse == "low" else colors


def palette_colors() -> dict[str, dict[str, list[list[str]]]]:
    """palette -> "need" or "context" -> colours for k classes at place k."""
    return {
        name: {
            sort: [_scheme(scheme, k) for k in range(_MOST + 1)]
            for sort, scheme in zip(("need", "context"), schemes, strict=True)
        }
        for name, schemes in PALETTES.items()
    }


def diverging_colors() -> list[list[str]]:
    """Colours for n classes on each side of no difference, at place n; blue is low."""
    sides: list[list[str]] = [[]]
    for n in range(1, 6):
        colors = [color.lower() for color in color_brewer(_DIVERGING, n=2 * n + 1)]
        # the pale middle colour goes: there is no class around nothing
        sides.append((colors[:n] + colors[n + 1 :])[::-1])
    return sides


def _scheme(scheme: str, k: int) -> list[str]:
    if k == 0:
        return []
    colors = [color.lower() for color in color_brewer(scheme, n=max(k, _FEWEST))]
    return colors[-k:] if k < _FEWEST else colors[:k]
