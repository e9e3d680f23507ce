"""Makes the figures of homelessness, employability, transfers in treatment and referrals from police custody."""

from .chance import bell
from .figures import divide, follow, impose, mixture, scotland_total, share_out


def make_services(figures):
    """Make every figure of the workbooks on services around justice.

    Parameters
    ----------
    figures : Figures
    """
    world = figures.world
    for year in world.years:
        impose(figures, "homelessness_applications", year)
        from_prison = mixture(figures, "homeless_from_prison", "homelessness_applications", year, 0.5)
        every = figures.local("homelessness_applications", year)
        follow(figures, "homeless_from_prison", from_prison, year, upper=every)
    for year in world.years_of("nolb_participants"):
        impose(figures, "nolb_participants", year)
        convicted = mixture(figures, "nolb_participants_convictions", "nolb_participants", year, 0.75)
        every = figures.local("nolb_participants", year)
        follow(figures, "nolb_participants_convictions", convicted, year, upper=every)
        divide(figures, "nolb_participants_convictions", "sex", year)
    for year in world.years_of("treatment_transfers"):
        impose(figures, "treatment_transfers", year)
    for year in world.years_of("custody_held"):
        _custody(figures, year)


def _custody(figures, year):
    """Make the people held in each custody centre, and the referrals: a few in a hundred of them."""
    spread = figures.world.assumptions["spread"]["custody_held"]
    sizes = {
        centre: size * (1 + spread["level"] * bell("size", centre) + spread["year"] * bell("size", centre, year))
        for centre, size in _sizes(figures.world).items()
    }
    share_out(figures, "custody_held", year, sizes)
    held = figures.local("custody_held", year)
    everyone, referrals = sum(held.values()), scotland_total(figures, "custody_referrals", year)
    expected = {centre: referrals * count / everyone for centre, count in held.items()}
    follow(figures, "custody_referrals", expected, year, upper=held)
    divide(figures, "custody_referrals", "service", year)


def _sizes(world):
    """Return custody centre -> its share of recorded crime: that of its division, by the assumed sizes of centres."""
    sizes = {}
    for centre in world.places_of("custody centre"):
        division = world.places[centre]["parent"]
        others = [code for code in world.places_of("custody centre") if world.places[code]["parent"] == division]
        shares = world.assumptions["centre_shares"].get(division) or world.assumptions["centre_shares"][len(others)]
        sizes[centre] = world.crime[division] * shares[others.index(centre)]
    return sizes
