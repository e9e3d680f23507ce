"""What reports show of areas' own figures, written down so that later ones do not give away what was hidden."""

from contextlib import nullcontext, suppress

from cjtools.errors import CjtoolsError
from cjtools.evidence.check import evidence_of
from cjtools.evidence.measures import SHEET as MEASURES
from cjtools.kinds import ANNUAL, DELIVERY, OPI2016
from cjtools.results import distance, framework2016, local, local_measures
from cjtools.results.delivery import values_shown
from cjtools.results.doors import read_day
from cjtools.results.own_use import draws_on_own


def warnings_of(words, area, folder):
    """Return what disclosure control cannot put right in an area's own figures and local measures.

    Parameters
    ----------
    words : Catalogue
        The national one.
    area : dict
        Row of areas.csv.
    folder : Path
        ``data/raw/local/<area>``; it need not exist.

    Returns
    -------
    list of Problem
        For the partnership, not for pages; none where the files are refused, which the reports tell.
    """
    if not folder.is_dir():
        return []
    found = []
    with suppress(CjtoolsError):
        own = local.with_local(words, area, folder)
        found += local.release_warnings(own, area, folder)
        evidence = evidence_of(own, area, folder)
        profile = local.profile_of(folder)
        safe = local_measures.protected(evidence, area, folder, profile)
        found += distance.protected(safe, area, folder, profile).warnings
    return found


class Releases:
    """Writes down what reports show, each once in a run, and what the pages above them show.

    Parameters
    ----------
    root : Folders
    words : Catalogue
    """

    def __init__(self, root, words):
        self.root, self._words = root, words
        self._opened, self._written = {}, set()

    def of_report(self, task):
        """Write down what a report shows, before it is seen: a run that is killed cannot say it afterwards.

        Parameters
        ----------
        task : Task

        Raises
        ------
        CjtoolsError
            When what it shows cannot be written down; then it is not to be seen.
        """
        key = task.slug, task.outcome
        if key in self._written:
            return
        # a report that shows none of them is not to fail for what is wrong with them
        is_shown = draws_on_own(self._words, task.outcome, self.root.local / task.slug)
        with nullcontext() if is_shown else suppress(CjtoolsError):
            if self._of_area(task.slug):
                area, folder, _, evidence = self._open(task.slug)
                profile = local.profile_of(folder)
                local_measures.record_release(evidence, area, folder, profile, _shown(task, evidence, self._words))
                if task.kind is OPI2016:
                    distance.record_release(evidence, area, folder, profile)
        self._written.add(key)

    def of_pages(self, slug):
        """Write down the figures that the page of an area shows, as they are now, whoever was asked for.

        Raises
        ------
        CjtoolsError
            When they cannot be written down; then they are not to be shown.
        """
        self._opened.pop(slug, None)
        self._written.discard(slug)
        self._of_area(slug)

    def _of_area(self, slug):
        """Write down an area's own figures once, with the warnings on them; return whether it has own files at all."""
        area, folder, own, evidence = self._open(slug)
        if own is None:
            return False
        if slug not in self._written:
            profile = local.profile_of(folder)
            safe = local_measures.protected(evidence, area, folder, profile)
            local.record_release(own, area, folder, distance.protected(safe, area, folder, profile).warnings)
            self._written.add(slug)
        return True

    def _open(self, slug):
        """Return area, folder, the catalogue with its own outcomes, and its evidence; None for what is not there."""
        if slug not in self._opened:
            area, folder = self._words.reporter(slug), self.root.local / slug
            own = evidence = None
            # a fault in them is told by the report that it fails; then nothing is shown of them
            if folder.is_dir():
                with suppress(CjtoolsError):
                    with_own = local.with_local(self._words, area, folder)
                    evidence = evidence_of(with_own, area, folder)
                    own = with_own
            self._opened[slug] = area, folder, own, evidence
        return self._opened[slug]


def _shown(task, evidence, words):
    """Return the rows of the partnership's own measures that a report shows."""
    if task.kind is DELIVERY:
        return values_shown(evidence, read_day(task.on))
    if task.kind is ANNUAL:
        outcomes = dict.fromkeys(row.get("outcome") for row in evidence.of(MEASURES))
        return [row for outcome in outcomes for row in local_measures.shown_in(evidence, outcome, task.year)]
    if task.kind is OPI2016:
        return framework2016.values_shown(words.framework2016, evidence, task.year)
    return local_measures.shown_in(evidence, task.outcome, task.year)
