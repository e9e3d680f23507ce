"""Named rules for showing figures: what is too small to show, what is rounded, how well the hidden must be hidden."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from cjtools.errors import CatalogueError, Problem, UnknownName
from cjtools.paths import folders
from cjtools.strict_files import read_yaml

FILE = "disclosure.yaml"
Status = Literal["published", "local", "illustrative"]


class Profile(BaseModel):
    """One rule."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    name: str = Field(description="How the rule is chosen.")
    description: str = Field(
        min_length=20, description="What the rule does, in plain words for the reader of a report."
    )
    for_status: list[Status] = Field(min_length=1, description="Statuses of figures that may be shown under the rule.")
    threshold: int = Field(
        ge=0, le=100, description="Counts from 1 up to one less than this are hidden; 0 hides none for being small."
    )
    protect_zero_and_all: bool = Field(
        description="Also hide the zeros of a breakdown whose total is not zero, and a category that is the whole of "
        "its total: 'all of them were ...' needs no small count."
    )
    secondary: bool = Field(description="Hide more figures until no hidden one can be worked out.")
    round_base: int = Field(
        ge=0,
        le=99,
        description="Round what is shown to the nearest multiple; 0 for none. Odd, so that no count lies half-way.",
    )
    minimum_width: int = Field(
        ge=1,
        le=100,
        description="Distance that must lie between the least and the greatest count that a hidden figure might be.",
    )
    primaries_known: bool = Field(
        False,
        description="Suppose that the reader knows which figures are hidden for being small, and so that they are "
        "below the threshold. Off by default: all hidden figures carry the same marker.",
    )

    @model_validator(mode="after")
    def _fits_together(self):
        if self.threshold == 1:
            raise ValueError("a threshold of 1 hides nothing: write 0 or at least 2")
        if self.round_base and self.round_base % 2 == 0:
            raise ValueError("round_base must be odd, so that no count lies half-way")
        if "local" in self.for_status and not (self.secondary and (self.threshold or self.round_base)):
            raise ValueError("local figures need secondary hiding with a threshold or rounding")
        return self

    @property
    def lets_all_pass(self):
        """Whether figures are shown as they are."""
        return not (self.threshold or self.round_base or self.protect_zero_and_all)


def load_profiles(path=None):
    """Return the rules by name.

    Parameters
    ----------
    path : Path, optional
        A file like ``data/catalogue/disclosure.yaml``, which is the default.

    Returns
    -------
    dict
        Name -> Profile.

    Raises
    ------
    CatalogueError
        With every fault of the file.
    """
    path = path or folders().catalogue / FILE
    profiles, problems = {}, []
    for name, fields in read_yaml(path).items():
        if not isinstance(fields, dict) or "name" in fields:
            problems.append(Problem("is not a rule with fields (its name is its key)", path.name, cell=str(name)))
            continue
        try:
            profiles[name] = Profile.model_validate({"name": name, **fields})
        except ValidationError as error:
            for fault in error.errors():
                where = ".".join(str(step) for step in (name, *fault["loc"]))
                problems.append(Problem(fault["msg"], path.name, cell=where))
    if problems:
        raise CatalogueError(problems)
    return profiles


def profile_for(status, name, profiles=None):
    """Return a rule by name, for figures of one status.

    Parameters
    ----------
    status : str
        "published", "local" or "illustrative".
    name : str
    profiles : dict, optional
        Name -> Profile; those of the catalogue by default.

    Returns
    -------
    Profile

    Raises
    ------
    UnknownName
        There is no such rule, or it must not be used for figures of this status.
    """
    profiles = load_profiles() if profiles is None else profiles
    allowed = ", ".join(key for key, profile in profiles.items() if status in profile.for_status)
    if name not in profiles:
        raise UnknownName(Problem(f"there is no disclosure rule '{name}'", FILE, allowed=allowed))
    if status not in profiles[name].for_status:
        found = f"{status} figures must not be shown under the disclosure rule '{name}'"
        raise UnknownName(Problem(found, allowed=allowed, todo="choose one of these"))
    return profiles[name]
