"""All tables of core in one place: importing this module fills `Base.metadata` for migrations and checks."""

from yanxiu_core.activities.models import Activity, ActivityAnswers, ActivitySegment, ActivityUnit
from yanxiu_core.adoptions.models import Adoption
from yanxiu_core.audit.models import AuditRecord
from yanxiu_core.calendars.models import CalendarPeriod, Window
from yanxiu_core.claims.models import Claim, ClaimAddition, ClaimDecision, ClaimVersion
from yanxiu_core.codes.models import Code
from yanxiu_core.evidence.models import Evidence
from yanxiu_core.external_trainings.models import ExternalTraining
from yanxiu_core.files.models import StoredFile
from yanxiu_core.forms.models import FormVersion
from yanxiu_core.imports.models import ImportProblem
from yanxiu_core.jobs.models import Job
from yanxiu_core.ledger.models import LedgerLine
from yanxiu_core.makeups.models import Makeup
from yanxiu_core.notices.models import NoticeRow, PublicNotice
from yanxiu_core.objections.models import Objection
from yanxiu_core.obligations.models import Obligation
from yanxiu_core.org_units.models import OrgEdge, OrgSuccession, OrgUnit, OrgUnitFact
from yanxiu_core.outbox.models import OutboxRow
from yanxiu_core.participations.models import Participation
from yanxiu_core.people.models import Person, PersonFact, PersonUnit
from yanxiu_core.records.models import Record
from yanxiu_core.review_groups.models import ReviewGroup, ReviewMember
from yanxiu_core.samples.models import Sample, SampleRow
from yanxiu_core.schedules.models import ScheduleMark
from yanxiu_core.seals.models import CertifiedResult, Seal
from yanxiu_core.switches.models import PluginSwitch
from yanxiu_core.templates.models import ExportTemplate
from yanxiu_core.tenancy.models import Tenant, TenantHead
from yanxiu_core.verdicts.models import StaleWindow, Verdict

CORE_MODELS = (
    Activity,
    ActivityAnswers,
    ActivitySegment,
    ActivityUnit,
    Adoption,
    AuditRecord,
    CalendarPeriod,
    CertifiedResult,
    Claim,
    ClaimAddition,
    ClaimDecision,
    ClaimVersion,
    Code,
    Evidence,
    ExportTemplate,
    FormVersion,
    ExternalTraining,
    ImportProblem,
    Job,
    LedgerLine,
    Makeup,
    NoticeRow,
    Objection,
    Obligation,
    OrgEdge,
    OrgSuccession,
    OrgUnit,
    OrgUnitFact,
    OutboxRow,
    Participation,
    Person,
    PersonFact,
    PersonUnit,
    PluginSwitch,
    PublicNotice,
    Record,
    ScheduleMark,
    ReviewGroup,
    ReviewMember,
    Sample,
    SampleRow,
    Seal,
    StaleWindow,
    StoredFile,
    Tenant,
    TenantHead,
    Verdict,
    Window,
)
