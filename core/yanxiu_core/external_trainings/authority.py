"""Who may do what with a certificate, and how far his word goes."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.external_trainings.errors import OwnTraining
from yanxiu_core.external_trainings.models import STATES, ExternalTraining
from yanxiu_core.ledger.models import CERTIFIED, REGISTERED, REVIEWED
from yanxiu_core.people.homes import home_unit_on
from yanxiu_core.work import Work


def home_of(work: Work, person_id: UUID, ends_on: date) -> UUID | None:
    """The unit where a person was at home on the last day of a training: it is that unit's to look after."""
    found: UUID | None = work.session.scalar(select(home_unit_on(work.tenant_id, person_id, ends_on)))
    return found


def may_write(work: Work, person_id: UUID, unit_id: UUID | None) -> None:
    """One's own, or those of people at home in a unit that is reached. Raises Forbidden."""
    if work.access.reach(Permission.TRAININGS_WRITE).person_id != person_id:
        work.require(Permission.TRAININGS_WRITE, unit_id)


def may_decide(work: Work, row: ExternalTraining) -> str:
    """The state that the caller's word gives this certificate. Raises OwnTraining for one's own, Forbidden."""
    if work.actor.person_id == row.person_id:
        raise OwnTraining(
            f"证书 {row.certificate} 是您本人的, 须由他人审核",
            f"Certificate {row.certificate} is your own; somebody else decides on it",
            field="ids",
        )
    unit_id = home_of(work, row.person_id, row.ends_on)
    work.require(Permission.TRAININGS_CONFIRM, unit_id)
    return assurance(work, row.person_id, unit_id)


def assurance(work: Work, person_id: UUID, unit_id: UUID | None) -> str:
    """How far a certificate is assured that the caller enters: nobody's word goes for himself, a school's for its people."""
    reach = work.access.reach(Permission.TRAININGS_CONFIRM)
    if work.actor.person_id == person_id:
        return REGISTERED
    if reach.everything:
        return CERTIFIED
    return REVIEWED if reach.covers_unit(unit_id) else REGISTERED


def rank(state: str) -> int:
    """The place of a state, from the least assured on."""
    return STATES.index(state)
