"""Makes the figures of all workbooks in their order: what follows another measure comes after it."""

from .cases import make_cases
from .figures import Figures
from .orders import make_orders
from .services import make_services


def make_figures(world):
    """Make every figure of every workbook.

    Parameters
    ----------
    world : World

    Returns
    -------
    Figures
    """
    figures = Figures(world)
    make_orders(figures)
    make_cases(figures)
    make_services(figures)
    return figures
