"""Short-, medium- and long-term evidence: how many entries of each there are, outcome by outcome."""

from cjtools.show.document import Grid, Listed, example, in_parts, made_up, missing


@in_parts
def terms_of_2016(framework):
    """Return how many entries of each term there are for each outcome.

    Parameters
    ----------
    framework : Return2016

    Returns
    -------
    Parts
    """
    words = framework.framework
    yield Listed(tuple(f"{term.capitalize()}: {said}" for term, said in words.terms.items()))
    if not framework.evidence.of("opi_evidence"):
        yield missing(framework, "No evidence is recorded, of any term.", "2016 evidence")
        return
    yield from example(framework)
    heads = ("Outcome", *(term.capitalize() for term in words.terms), "Term not recorded")
    lines = [
        [outcome.title, *(str(count) for count in framework.terms(outcome).values())] for outcome in words.outcomes
    ]
    caption = f"Entries of evidence by term{made_up(framework)}"
    yield Grid("terms-2016", caption, heads, lines, (8, 2.2, 2.2, 2.2, 2.4), (1, 2, 3, 4))
    without = [heads[at] for at in range(1, len(words.terms) + 1) if all(line[at] == "0" for line in lines)]
    for term in without:
        yield missing(framework, f"No {term.lower()} evidence is recorded.", "2016 evidence")
