"""The warm process that a long-lived program, such as a Jupyter server, keeps for its kernels."""

import atexit
import threading

from cjtools.kernels.process import WarmProcess


class Keeper:
    """Starts a warm process when the first kernel is asked for, and another when that one has died or is out of date.

    One that is out of date still has kernels that people work with: it ends with the last of them.
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._current = None
        self._retired = []

    def address(self, instead_of=None):
        """Return the address of a warm process; several threads may ask at once.

        Parameters
        ----------
        instead_of : str, optional
            Address of one that cannot be used any more. When another has taken its place already, that one is given.

        Returns
        -------
        str
        """
        with self._lock:
            self._retired = [warm for warm in self._retired if warm.runs]
            if self._current and not self._current.runs:
                self._current.close()
                self._current = None
            if self._current and self._current.address == instead_of:
                self._current.retire()
                self._retired.append(self._current)
                self._current = None
            if not self._current:
                self._current = WarmProcess()
                atexit.unregister(self.close)
                atexit.register(self.close)
            return self._current.address

    def close(self):
        """End all, with the kernels that still run."""
        with self._lock:
            for warm in (*self._retired, self._current):
                if warm:
                    warm.close()
            self._retired, self._current = [], None
