"""Disclosure control: a partnership's own figures are shown only when nobody can be recognised from them."""

from cjtools.disclosure.audit import audit, possible_values
from cjtools.disclosure.derived import Derived, counts_behind, derived_is_safe
from cjtools.disclosure.ledger import Ledger, check_release
from cjtools.disclosure.profiles import Profile, load_profiles, profile_for
from cjtools.disclosure.protect import Report, protect

__all__ = [
    "Derived",
    "Ledger",
    "Profile",
    "Report",
    "audit",
    "check_release",
    "counts_behind",
    "derived_is_safe",
    "load_profiles",
    "possible_values",
    "profile_for",
    "protect",
]
