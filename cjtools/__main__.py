"""``python -m cjtools``: the commands, where the command itself is not on the path."""

from cjtools.cli import main

if __name__ == "__main__":
    main()
