"""All that core declares to be readable; the composition root adds what plugins declare."""

from yanxiu_core.activities.reads import ACTIVITY, ACTIVITY_SEGMENT, ACTIVITY_UNIT
from yanxiu_core.adoptions.reads import ADOPTION
from yanxiu_core.assignments.reads import ASSIGNMENT
from yanxiu_core.claims.reads import CLAIM, CLAIM_ADDITION, CLAIM_DECISION, CLAIM_VERSION
from yanxiu_core.evidence.reads import EVIDENCE
from yanxiu_core.external_trainings.reads import EXTERNAL_TRAINING
from yanxiu_core.facts.reads import ORG_UNIT_FACT, PERSON_FACT
from yanxiu_core.forms.reads import FORM_ANSWERS, FORM_VERSION
from yanxiu_core.jobs.reads import EXPORT_JOB, IMPORT_JOB, IMPORT_PROBLEM
from yanxiu_core.ledger.reads import LEDGER_LINE
from yanxiu_core.notices.reads import NOTICE_ROW, PUBLIC_NOTICE
from yanxiu_core.objections.reads import OBJECTION
from yanxiu_core.org_units.reads import ORG_SUCCESSION, ORG_UNIT
from yanxiu_core.participations.reads import PARTICIPATION
from yanxiu_core.people.reads import PERSON
from yanxiu_core.reads.registry import Contribution
from yanxiu_core.records.reads import RECORD
from yanxiu_core.review_groups.reads import REVIEW_GROUP, REVIEW_MEMBER
from yanxiu_core.samples.reads import SAMPLE, SAMPLE_ROW
from yanxiu_core.seals.reads import CERTIFIED_RESULT, SEAL
from yanxiu_core.switches.reads import PLUGIN_SWITCH
from yanxiu_core.templates.reads import EXPORT_TEMPLATE
from yanxiu_core.verdicts.compliance import UNIT_COMPLIANCE
from yanxiu_core.verdicts.reads import VERDICT

OWNER = "core"

CORE = Contribution(
    owner=OWNER,
    nouns=(
        ACTIVITY,
        ACTIVITY_SEGMENT,
        ACTIVITY_UNIT,
        ADOPTION,
        ASSIGNMENT,
        CERTIFIED_RESULT,
        CLAIM,
        CLAIM_ADDITION,
        CLAIM_DECISION,
        CLAIM_VERSION,
        EVIDENCE,
        EXPORT_JOB,
        EXPORT_TEMPLATE,
        FORM_ANSWERS,
        FORM_VERSION,
        EXTERNAL_TRAINING,
        IMPORT_JOB,
        IMPORT_PROBLEM,
        LEDGER_LINE,
        NOTICE_ROW,
        OBJECTION,
        ORG_SUCCESSION,
        ORG_UNIT,
        ORG_UNIT_FACT,
        PARTICIPATION,
        PERSON,
        PLUGIN_SWITCH,
        PERSON_FACT,
        RECORD,
        PUBLIC_NOTICE,
        REVIEW_GROUP,
        REVIEW_MEMBER,
        SAMPLE,
        SAMPLE_ROW,
        SEAL,
        UNIT_COMPLIANCE,
        VERDICT,
    ),
)
