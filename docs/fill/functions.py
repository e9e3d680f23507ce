"""The functions that notebooks use, as ``import cjtools as cj`` offers them."""

from inspect import isclass

import cjtools


def functions_text(_page, _asked):
    """Return a directive of Sphinx for each function, with its module's own docstring."""
    return "\n\n".join(f"## cj.{name}\n\n{_directive(name)}" for name in cjtools.__all__)


def _directive(name):
    """Return the directive that shows the docstring of a function."""
    offered = cjtools.__getattr__(name)  # not what a folder of the same name may have put there
    kind, members = ("autoclass", "\n   :members:") if isclass(offered) else ("autofunction", "")
    return f"```{{eval-rst}}\n.. {kind}:: {offered.__module__}.{offered.__name__}{members}\n```"
