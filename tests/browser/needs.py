"""What the checks in a browser need beside Python, said in one sentence when it is missing.

Run before anything is installed, by whatever Python is there: nothing but the standard library is used.
"""

import os
import shutil
import sys

# program -> what Debian and Ubuntu call the packages that bring it; without a font Chromium draws empty boxes
PROGRAMS = {"chromium": "chromium fonts-liberation", "java": "default-jre-headless", "npm": "nodejs npm"}


def chromium():
    """Return where Chromium is: what the variable CHROMIUM names, else the one on the path; None without."""
    return shutil.which(os.environ.get("CHROMIUM") or "chromium")


def missing():
    """Return the programs that are not there, in the order of PROGRAMS."""
    return [name for name in PROGRAMS if not (chromium() if name == "chromium" else shutil.which(name))]


def packages(programs):
    """Return the Debian packages that bring programs, in one line.

    Examples
    --------
    >>> packages(["java", "npm"])
    'default-jre-headless nodejs npm'
    """
    return " ".join(PROGRAMS[name] for name in programs)


def sentence(programs):
    """Return what is missing and how to get it."""
    return (
        f"The checks in a browser did not run: {', '.join(programs)} not found. "
        f"On Debian and Ubuntu: apt-get install {packages(programs)}; a Chromium elsewhere is named by CHROMIUM=PATH."
    )


if __name__ == "__main__":
    lacking = missing()
    if "--packages" in sys.argv:
        print(packages(lacking))
    elif lacking:
        sys.exit(sentence(lacking))
