"""The reference of the commands, from the commands themselves."""

import re

import click

from cjtools.cli import cli
from fill.markdown import code, table


def commands_text(_page, _asked):
    """Return every command with its arguments and options."""
    return "\n\n".join(_command(path, command) for path, command in every_command())


def every_command(group=cli, above=("cjtools",)):
    """Return the commands that do something: (words, command), in order, groups opened."""
    found = []
    for name, command in sorted(group.commands.items()):
        path = (*above, name)
        found += every_command(command, path) if isinstance(command, click.Group) else [(path, command)]
    return found


def _command(path, command):
    """Return one command."""
    usage = " ".join([*path, *_usage(command)])
    pieces = [f"## {' '.join(path)}", f"```\n{usage}\n```", help_text(command.help or "")]
    options = [_option(one) for one in command.params if isinstance(one, click.Option)]
    if options:
        pieces.append(table(["Option", "What it does"], options))
    return "\n\n".join(pieces)


def _usage(command):
    """Return the arguments of a command as they are written."""
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    options = ["[OPTIONS]"] if any(isinstance(one, click.Option) for one in command.params) else []
    return [*options, *(one.make_metavar(click.Context(command)) for one in arguments)]


def _option(option):
    """Return an option with its value, its help and its default."""
    names = ", ".join(code(name) for name in option.opts)
    words = option.help or ""
    if option.required:
        words += " Needed."
    if option.show_default and option.default not in (None, ()):
        default = option.default if isinstance(option.default, str | int) else ", ".join(option.default)
        words += f" Default: {default}."
    return [names, words]


def help_text(words):
    """Return a command's help as Markdown: what click leaves as it is (``\\b``) becomes code.

    Examples
    --------
    >>> print(help_text("Make <out>/x.\\n\\n\\b\\ncjtools report"))
    Make `<out>/x`.
    <BLANKLINE>
    ```
    cjtools report
    ```
    """
    pieces = []
    for piece in words.split("\n\n"):
        piece = re.sub(r"(?m)^ +", "", piece)
        if piece.startswith("\b"):
            pieces.append("```\n" + piece.removeprefix("\b").strip("\n") + "\n```")
        else:
            pieces.append(re.sub(r"<\w+>[\w/.<>-]*[\w>]", lambda m: f"`{m[0]}`", piece))
    return "\n\n".join(pieces)
