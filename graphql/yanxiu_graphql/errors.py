"""Refusals that only the schema can give."""

from yanxiu_core.access.permissions import Permission
from yanxiu_core.errors import Forbidden, Invalid
from yanxiu_core.work import Work


class BadInput(Invalid):
    """An argument whose form is wrong, such as a malformed global id."""

    code = "BAD_USER_INPUT"


def require_some(work: Work, permission: Permission | None) -> None:
    """Refuse a list whose permission the caller lacks altogether: an empty list would be a lie.

    Whoever holds it for some units, or for the own person, gets the rows within that reach. Raises Forbidden.
    """
    if permission is not None and work.access.reach(permission).nothing:
        raise Forbidden(
            f"您没有此项权限({permission.value}); 请联系县管理员授权",
            f"Permission {permission.value} is not granted; ask your county's administrator",
            permission=permission.value,
        )
