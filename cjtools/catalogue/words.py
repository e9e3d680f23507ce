"""The words of the project as one object: areas, places, measures, indicators, outcomes, and how they are looked up."""

import difflib
from dataclasses import dataclass, field
from functools import cached_property

from cjtools.areas import SCOTLAND, AreaNames
from cjtools.errors import Problem, UnknownName, did_you_mean
from cjtools.levels import CENTRE, COUNCIL, DIVISION, PLACE_KINDS


@dataclass(frozen=True, eq=False)  # as a key it is the very catalogue that was loaded
class Catalogue:
    """The words of the project: areas, places, measures, markers, sources, indicators, outcomes and layouts.

    Tables are lists of dicts as read, or dicts of them by id; ``indicators`` and ``outcomes`` are models by id.
    ``places`` are the police divisions, custody centres and health boards that some figures are published for.
    """

    areas: list
    aliases: dict
    groups: list
    measures: dict
    sources: list
    markers: list
    known_differences: list
    indicators: dict
    outcomes: dict
    layouts: list
    places: list = field(default_factory=list)
    framework: object = None
    checklist: object = None
    caveats: object = None
    partners: dict = field(default_factory=dict)
    data_items: dict = field(default_factory=dict)
    evidence_form: object = None
    statutory: object = None
    priorities: object = None
    improvement: object = None
    framework2016: object = None
    monitoring: object = None
    quality: object = None
    yearly_return: object = None
    partnerships: dict = field(default_factory=dict)
    columns: list = field(default_factory=list)

    @cached_property
    def councils(self):
        """The 32 councils in order of name."""
        return [area for area in self.areas if area["area_code"] != SCOTLAND]

    @cached_property
    def marker_meanings(self):
        """Marker -> what it means, in the words that stand first for it."""
        return {row["marker"]: row["meaning"] for row in reversed(self.markers)}

    @cached_property
    def area_names(self):
        """The lookup of every spelling."""
        return AreaNames(self.aliases)

    def names_of(self, areas):
        """Return the lookup of the names that a layout table's rows carry, and the official names among them.

        Parameters
        ----------
        areas : str
            The table's ``areas``: places are looked up among those of their kind only, because a police division may
            bear a council's name.

        Returns
        -------
        tuple
            (AreaNames, list of str)
        """
        kind = PLACE_KINDS.get(areas)
        if kind is None:
            return self.area_names, [area["area_name"] for area in self.areas]
        chosen = {place["place_name"]: place["place_code"] for place in self.places if place["kind"] == kind}
        codes = {code: code for code in chosen.values()}
        return AreaNames({**chosen, **codes, "Scotland": SCOTLAND, SCOTLAND: SCOTLAND}), list(chosen)

    def wanted_in(self, areas):
        """Return code -> name of the areas that a layout table should have all of; empty when it need not.

        Parameters
        ----------
        areas : str
            The table's ``areas``.
        """
        if areas == "all":
            return {area["area_code"]: area["area_name"] for area in self.areas}
        kind = PLACE_KINDS.get(areas)
        return {place["place_code"]: place["place_name"] for place in self.places if place["kind"] == kind}

    @cached_property
    def place_names(self):
        """Code -> name of every area, place and group."""
        names = {area["area_code"]: area["area_name"] for area in self.areas}
        names |= {place["place_code"]: place["place_name"] for place in self.places}
        names |= {row["area_code"]: row["area_name"] for row in self.partnerships.values()}
        return names | {group["group"]: group["name"] for group in self.groups}

    def place_of(self, area_code, level):
        """Return the place of a level that serves a council, or all of a partnership, or None; of centres the division.

        Parameters
        ----------
        area_code : str
        level : str
            'police division', 'custody centre' or 'health board'.

        Returns
        -------
        dict or None
            A row of places.csv; ``councils`` are the codes it serves.
        """
        kind = DIVISION if level == CENTRE else level
        groups = {row["area_code"]: set(row["members"]) for row in self.partnerships.values()}
        wanted = groups.get(area_code, {area_code})
        for place in self.places:
            if place["kind"] == kind and wanted <= set(place["councils"].split("; ")):
                return place
        return None

    def codes_at(self, level):
        """Return the codes of all places of a level; where custody centres are counted, of their divisions."""
        if level == COUNCIL:
            return {area["area_code"] for area in self.councils}
        kind = DIVISION if level == CENTRE else level
        return {place["place_code"] for place in self.places if place["kind"] == kind}

    def centres_of(self, division):
        """Return the custody centres of a police division, by its code."""
        return [place for place in self.places if place["kind"] == CENTRE and place["parent"] == division]

    @cached_property
    def marker_symbols(self):
        """Symbol as found in files -> standard marker."""
        return {row["symbol"]: row["marker"] for row in self.markers}

    def area(self, text):
        """Return the row of an area named by any spelling in the alias list, its code or its slug.

        Raises
        ------
        UnknownName
            With the nearest names.
        """
        slugs = {area["slug"]: area["area_code"] for area in self.areas}
        code = slugs.get(text.strip().casefold()) or self.area_names.code(text)
        for area in self.areas:
            if area["area_code"] == code:
                return area
        near = self.area_names.nearest(text, [area["area_name"] for area in self.councils])
        is_list = "," in text and any(self.area_names.code(part) for part in text.split(","))
        todo = "of several areas, give --area once for each" if is_list else ""
        todo = todo or ("" if near else "choose one from: cjtools list areas")
        allowed = did_you_mean(near) or "one of the 32 councils"
        raise UnknownName(Problem(f"area '{text}' is not known", allowed=allowed, todo=todo))

    def reporter(self, text):
        """Return the row of an area, or of a partnership of several councils that reports as one, by name or slug.

        Raises
        ------
        UnknownName
            With the nearest names.
        """
        plain = text.strip().casefold()
        for slug, row in self.partnerships.items():
            if plain in (slug, row["area_name"].casefold()):
                return row
        return self.area(text)

    def outcome(self, text):
        """Return the outcome named by id, number, title or alias.

        Raises
        ------
        UnknownName
            With the nearest names.
        """
        names = {}
        for outcome in self.outcomes.values():
            for name in (outcome.id, outcome.number, outcome.title, outcome.short_title, *outcome.aliases):
                names[name.casefold()] = outcome
        found = names.get(text.strip().casefold())
        if found:
            return found
        near = difflib.get_close_matches(text.casefold(), names, 3, cutoff=0.5)
        meant = did_you_mean(dict.fromkeys(names[name].id for name in near))
        allowed, todo = (meant, "") if meant else (", ".join(sorted(self.outcomes)), "choose one of these")
        raise UnknownName(Problem(f"outcome '{text}' is not known", allowed=allowed, todo=todo))

    def indicators_shown(self, outcome):
        """Return the indicators that reports on an outcome show: its own, the framework's, and those of background.

        Parameters
        ----------
        outcome : Outcome

        Returns
        -------
        tuple of Indicator
            Each once.
        """
        context = [one.id for one in self.indicators.values() if one.context and outcome.id in one.outcomes]
        names = [*outcome.indicator_ids, self.framework.overarching_indicator.indicator, *context]
        return tuple(self.indicators[name] for name in dict.fromkeys(names) if name in self.indicators)

    def partner_name(self, partner):
        """Return the name of a partner of partners.csv; one that is not listed there is named as it stands."""
        known = self.partners.get(partner)
        return known["name"] if known else partner

    def source(self, source, edition=""):
        """Return the row of a source in an edition, else the row of its family (empty edition), else None."""
        rows = [row for row in self.sources if row["source"] == source]
        exact = [row for row in rows if row["edition"] == edition]
        family = [row for row in rows if not row["edition"]]
        return (exact or family or [None])[0]
