"""A status in the policy's own words, which never say 合格 before the county has certified it."""

from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.parts import Text

UNTIL_CERTIFIED = {"met": "on_track", "missed": "behind"}
"""预计达标 and 进度滞后 stand for what only a certified result may say."""


def label(policy: Policy, status: str, *, final: bool = True) -> Text:
    """The label of a status; one that is not `final` waits for the county's certification."""
    name = status if final else UNTIL_CERTIFIED.get(status, status)
    # A policy has no word of its own for what does not apply.
    found: Text = getattr(policy.labels, "not_judged" if name == "not_applicable" else name)
    return found
