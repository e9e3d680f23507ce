"""Names of a package that are loaded when they are first used, so that importing it stays cheap."""

import importlib


def offer(package, modules):
    """Return what a package's ``__init__`` needs to offer names of its modules without importing those.

    Parameters
    ----------
    package : str
        Its ``__name__``.
    modules : dict
        Name -> module below the package that holds it.

    Returns
    -------
    tuple
        ``__getattr__``, ``__dir__`` and ``__all__`` of the package (PEP 562). With ``__dir__`` JupyterLab completes the
        names too.

    Examples
    --------
    >>> get, names, _ = offer("cjtools", {"open_study": "results.doors"})
    >>> names(), get("open_study").__module__
    (['open_study'], 'cjtools.results.doors')
    >>> get("open_studdy")
    Traceback (most recent call last):
    AttributeError: module 'cjtools' has no attribute 'open_studdy'
    """

    def get(name):
        if name not in modules:
            raise AttributeError(f"module '{package}' has no attribute '{name}'")
        return getattr(importlib.import_module(f"{package}.{modules[name]}"), name)

    def names():
        return sorted(modules)

    return get, names, names()
