"""What is refused about kinds."""

from yanxiu_core.errors import Conflict


class KindReserved(Conflict):
    """What is of this kind is written by its plugin's own commands alone."""

    code = "KIND_RESERVED"
