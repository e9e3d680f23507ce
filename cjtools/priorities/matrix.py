"""Where improvement activities stand on two axes, and in which quarter."""

from dataclasses import dataclass

from cjtools.priorities.scoring import HIGHEST, LOWEST

MIDDLE = (LOWEST + HIGHEST) / 2


@dataclass(frozen=True)
class Point:
    """An activity on two axes, each from 1 (little) to 5 (much).

    Attributes
    ----------
    activity : str
    first, second : float
    """

    activity: str
    first: float
    second: float

    @property
    def quadrant(self):
        """In which quarter it stands: 'more_less' has more than the middle of the first axis and less of the second.

        Empty in the very middle of an axis: it belongs to either side then.

        Examples
        --------
        >>> Point("I1", 4, 2).quadrant, Point("I2", 3, 2).quadrant
        ('more_less', '')
        """
        sides = [_side(self.first), _side(self.second)]
        return "_".join(sides) if all(sides) else ""


def _side(value):
    """Return whether a value is more or less than the middle; empty where it is neither."""
    return "more" if value > MIDDLE else "less" if value < MIDDLE else ""


def in_order(points):
    """Return points with most of the first axis first, and least of the second where that is the same."""
    return sorted(points, key=lambda point: (-point.first, point.second, point.activity))
