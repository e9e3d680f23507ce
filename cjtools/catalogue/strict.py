"""What all shapes of the catalogue's YAML files have in common."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Base: no unknown keys, no guessing of types, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
