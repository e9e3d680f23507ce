"""Giving up what the administrator may: for whom permissions of folders would else mean nothing."""

import ctypes
import os
import sys

_VERSION_3 = 0x20080522


def give_up():
    """Have this process heed the permissions of files, whoever started it."""
    if sys.platform == "linux" and os.geteuid() == 0:
        head = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
        if ctypes.CDLL(None, use_errno=True).capset(head, (ctypes.c_uint32 * 6)()):
            raise OSError(ctypes.get_errno(), "powers could not be given up")
