"""The commands that open something to work in: JupyterLab, and the explorer. No logic here."""

import sys

import click

# what is not known here goes to the server, such as --allow-root in a container
SERVER = {"ignore_unknown_options": True}
PORT = click.option("--port", type=int, help="Port of this machine. [default: the first that is free]")
NO_BROWSER = click.option("--no-browser", is_flag=True, help="Do not open a browser; the address is printed.")
MORE = click.argument("more", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS OF THE SERVER]")


def _serve(command):
    """Run a server until it is ended, and end as it did; figures are read first where they were not."""
    from cjtools import catalogue
    from cjtools.cli import build_when_needed
    from cjtools.explorer.serve import serve
    from cjtools.paths import folders

    build_when_needed(folders(), catalogue.load())
    sys.exit(serve(command))


def _options(no_browser, port, more):
    """Return options as both servers take them."""
    return [*(["--no-browser"] if no_browser else []), *([f"--port={port}"] if port else []), *more]


@click.command(context_settings=SERVER)
@NO_BROWSER
@PORT
@MORE
def lab(no_browser, port, more):
    """Open JupyterLab on a page that says which notebook is for what.

    Further options go to JupyterLab, such as --allow-root.
    """
    from cjtools.explorer import serve

    _serve(serve.lab(serve.START, _options(no_browser, port, more)))


@click.command(context_settings=SERVER)
@click.option("--page", "is_page", is_flag=True, help="As a page by itself, without JupyterLab around it (Voilà).")
@NO_BROWSER
@PORT
@MORE
def explore(is_page, no_browser, port, more):
    """Open the explorer, to look around in the figures.

    Further options go to JupyterLab, or to Voilà.

    \b
    cjtools explore
    cjtools explore --page --port 8866
    """
    from cjtools.explorer import serve

    options = _options(no_browser, port, more)
    _serve(serve.page(options) if is_page else serve.lab(serve.EXPLORER, options))
