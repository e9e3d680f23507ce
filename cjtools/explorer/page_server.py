"""Voilà, for the person who started it alone: with a token, for this machine, reports included.

As it comes, Voilà shows its page to whoever reaches the port, which on a machine that several people use is each of
them; files beside it even where it asks for a token; and it answers under any host name, so that a page on the web
could have a browser fetch reports from it. Run by ``cjtools explore --page``.
"""

import sys
import threading
import webbrowser
from html import escape
from pathlib import Path

from jupyter_server.base.handlers import JupyterHandler
from tornado import web
from traitlets import default
from voila.app import Voila
from voila.static_file_handler import AllowListFileHandler


class ReportFiles(JupyterHandler, AllowListFileHandler):
    """The files that may be opened from the page, for whoever may open the page."""

    write_error = web.RequestHandler.write_error  # Jupyter's page of errors needs what Voilà does not have

    @web.authenticated
    def get(self, path, include_body=True):
        """Answer with a file."""
        return AllowListFileHandler.get(self, path, include_body)

    @web.authenticated
    def head(self, path):
        """Answer with what is known of a file."""
        return AllowListFileHandler.head(self, path)


class PageServer(Voila):
    """Voilà with a token of its own, made anew each time unless JUPYTER_TOKEN or ``--token`` name one."""

    @default("auto_token")
    def _auto_token_default(self):
        return True

    def init_settings(self):
        """Return the settings: only host names of this machine are answered."""
        return super().init_settings() | {"allow_remote_access": False}

    def init_handlers(self):
        """Return who answers what: files too are for whoever has the token."""
        return [
            (where, ReportFiles if handler is AllowListFileHandler else handler, *more)
            for where, handler, *more in super().init_handlers()
        ]

    @property
    def entrance(self):
        """The address of the page with its token, for the browser that is opened."""
        token = self.identity_provider.token
        return self.connection_url + (f"?token={token}" if token else "")

    def launch_browser(self):
        """Open a browser on the page by a file that leads to it: commands, and so addresses, are seen by all users."""
        page = Path(self.connection_dir) / "open.html"
        page.touch(mode=0o600)
        page.write_text(f'<!DOCTYPE html><meta http-equiv="refresh" content="0; url={escape(self.entrance)}">', "utf-8")
        try:
            browser = webbrowser.get(self.browser or None)
        except webbrowser.Error:
            self.log.warning("No web browser found; open the address above.")
            return
        threading.Thread(target=browser.open, args=[page.as_uri()], daemon=True).start()


if __name__ == "__main__":
    sys.exit(PageServer.launch_instance())
