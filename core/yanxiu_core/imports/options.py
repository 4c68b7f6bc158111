"""How an import is to be done."""

from datetime import date

from pydantic import BaseModel, ConfigDict


class ImportOptions(BaseModel):
    """`keep_valid`: write the good rows though others were refused. `confirm`: attendance confirms its activities.

    `valid_from`: what a roster newly says of a known person holds from that day on; without it, it corrects what was
    recorded before.
    """

    model_config = ConfigDict(frozen=True)

    dry_run: bool = False
    keep_valid: bool = False
    confirm: bool = True
    valid_from: date | None = None
