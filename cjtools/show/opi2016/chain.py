"""The outcomes chain of 2016: from what is put in to what changes for Scotland, as a picture and as a list."""

from cjtools.drawing.chain import Link, chain_lines, chain_list, chain_svg
from cjtools.results.framework2016 import LEFT_OUT, MISSING
from cjtools.show.document import Nested, Picture, Say, example, in_parts, made_up
from cjtools.words import counted


@in_parts
def outcomes_chain(framework):
    """Return the outcomes chain, with how many indicators of each outcome have evidence.

    Parameters
    ----------
    framework : Return2016

    Returns
    -------
    Parts
    """
    yield from example(framework)
    links = [_link(framework, stage) for stage in framework.framework.chain]
    title = f"The outcomes chain{made_up(framework)}"
    alt = f"Diagram of {counted(len(links), 'stages')}, each leading to the next. The list says the same."
    picture = chain_svg(links, name="chain-svg", title=title, alt=alt)
    yield Picture("chain-figure", title, picture, alt, is_wide=True)
    yield Say("The same as a list:")
    yield Nested(chain_list(links), tuple(chain_lines(links)))


def _link(framework, stage):
    """Return one stage as it is drawn."""
    if stage.group is None:
        return Link(stage.title, tuple((item, "") for item in stage.items), stage.reach)
    outcomes = [outcome for outcome in framework.framework.outcomes if outcome.group == stage.group]
    items = tuple((outcome.title, _recorded(framework, outcome)) for outcome in outcomes)
    return Link(stage.title, items, stage.reach, is_ours=True)


def _recorded(framework, outcome):
    """Return on how many indicators of an outcome there is evidence."""
    states = [one.state for one in framework.of_outcome(outcome)]
    known = sum(state not in (LEFT_OUT, MISSING) for state in states)
    return f"evidence on {known or 'none'} of {counted(len(states), 'indicators')}"
