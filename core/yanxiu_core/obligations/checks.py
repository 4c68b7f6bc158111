"""What an exception from a rule must be like before it is registered."""

from decimal import Decimal

from yanxiu_core.obligations.errors import ObligationInvalid
from yanxiu_core.obligations.inputs import ObligationInput
from yanxiu_core.obligations.models import EXEMPT, PRO_RATA, SET
from yanxiu_core.quantities import within

MOST = {PRO_RATA: 1, SET: 9_999}
"""The largest amount of each kind: the whole threshold, and a figure that is no typing error."""


def check(new: ObligationInput) -> Decimal | None:
    """The amount as it is stored. Raises ObligationInvalid (field named): kind, amount, document or approver."""
    amount = checked_amount(new.kind, new.amount)
    _check_document(new)
    return amount


def checked_amount(kind: str, given: Decimal | None) -> Decimal | None:
    """The amount of this kind as it is stored. Raises ObligationInvalid: kind or amount."""
    if kind not in {EXEMPT, *MOST}:
        raise ObligationInvalid(
            f"没有“{kind}”这种情形; 可用: {EXEMPT}(免考核)、{PRO_RATA}(按比例)、{SET}(另定)",
            f"There is no kind {kind!r}; there are: {EXEMPT}, {PRO_RATA}, {SET}",
            field="kind",
        )
    if kind == EXEMPT:
        if given is not None:
            raise ObligationInvalid("免考核不带数额", "An exemption has no amount", field="amount")
        return None
    most = MOST[kind]
    # A share keeps its further places (7/12); a figure is hours.
    if given is None or (stored := within(given, 0, most)) is None or not 0 <= given <= most:
        raise ObligationInvalid(
            f"数额应在 0 到 {most} 之间", f"The amount must be between 0 and {most}", field="amount"
        )
    return given if kind == PRO_RATA else stored


def _check_document(new: ObligationInput) -> None:
    for field, value in (("document", new.document), ("approver", new.approver)):
        if not value.strip():
            raise ObligationInvalid(
                "请写明所据文件和批准人", "Name the document and who approved it", field=field
            )
