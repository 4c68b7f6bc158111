"""The one schema: every noun's root fields, assembled once in the composition root."""

import strawberry
from strawberry.printer import print_schema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter

from yanxiu_core.plugins.registry import Registry
from yanxiu_graphql.activities.mutations import ActivityMutation
from yanxiu_graphql.activities.queries import ActivityQuery
from yanxiu_graphql.adoptions.mutations import AdoptionMutation
from yanxiu_graphql.adoptions.queries import AdoptionQuery
from yanxiu_graphql.assignments.mutations import AssignmentMutation
from yanxiu_graphql.calendars.mutations import CalendarMutation
from yanxiu_graphql.claims.mutations import ClaimMutation
from yanxiu_graphql.claims.queries import ClaimQuery
from yanxiu_graphql.codes.queries import CodeQuery
from yanxiu_graphql.contributions.extensions import Fields
from yanxiu_graphql.contributions.joining import JoinedSchema, joined
from yanxiu_graphql.evidence.mutations import EvidenceMutation
from yanxiu_graphql.exports.mutations import ExportMutation
from yanxiu_graphql.exports.queries import ExportQuery
from yanxiu_graphql.external_trainings.mutations import ExternalTrainingMutation
from yanxiu_graphql.external_trainings.queries import ExternalTrainingQuery
from yanxiu_graphql.facts.mutations import FactMutation
from yanxiu_graphql.fields import lookup
from yanxiu_graphql.files.mutations import UploadMutation
from yanxiu_graphql.forms.mutations import FormMutation
from yanxiu_graphql.forms.queries import FormQuery
from yanxiu_graphql.imports.mutations import ImportMutation
from yanxiu_graphql.imports.queries import ImportQuery
from yanxiu_graphql.ledger.queries import LedgerQuery
from yanxiu_graphql.makeups.mutations import MakeupMutation
from yanxiu_graphql.notices.mutations import NoticeMutation
from yanxiu_graphql.notices.queries import NoticeQuery
from yanxiu_graphql.objections.mutations import ObjectionMutation
from yanxiu_graphql.objections.queries import ObjectionQuery
from yanxiu_graphql.obligations.mutations import ObligationMutation
from yanxiu_graphql.org_units.mutations import OrgUnitMutation
from yanxiu_graphql.org_units.queries import OrgUnitQuery
from yanxiu_graphql.org_units.successions import OrgSuccessionMutation
from yanxiu_graphql.participations.mutations import ParticipationMutation
from yanxiu_graphql.people.mutations import PersonMutation
from yanxiu_graphql.people.queries import PersonQuery
from yanxiu_graphql.plugins.mutations import PluginMutation
from yanxiu_graphql.plugins.queries import PluginQuery
from yanxiu_graphql.policies.queries import RuleQuery
from yanxiu_graphql.records.mutations import RecordMutation
from yanxiu_graphql.records.queries import RecordQuery
from yanxiu_graphql.relay.queries import NodeQuery
from yanxiu_graphql.review_groups.mutations import ReviewGroupMutation
from yanxiu_graphql.review_groups.queries import ReviewGroupQuery
from yanxiu_graphql.samples.mutations import SampleMutation
from yanxiu_graphql.samples.queries import SampleQuery
from yanxiu_graphql.scalars import SCALARS
from yanxiu_graphql.seals.mutations import SealMutation
from yanxiu_graphql.seals.queries import SealQuery
from yanxiu_graphql.templates.mutations import TemplateMutation
from yanxiu_graphql.templates.queries import TemplateQuery
from yanxiu_graphql.tokens.mutations import TokenMutation
from yanxiu_graphql.verdicts.queries import VerdictQuery
from yanxiu_graphql.viewer.queries import ViewerQuery


@strawberry.type(
    description="查询。Everything that can be read. A field that the caller may not read is null beside its error; the others stand."
)
class Query(
    ViewerQuery,
    NodeQuery,
    PersonQuery,
    OrgUnitQuery,
    ActivityQuery,
    VerdictQuery,
    ImportQuery,
    ExportQuery,
    TemplateQuery,
    PluginQuery,
    RuleQuery,
    AdoptionQuery,
    RecordQuery,
    FormQuery,
    ExternalTrainingQuery,
    ClaimQuery,
    NoticeQuery,
    ObjectionQuery,
    ReviewGroupQuery,
    SampleQuery,
    SealQuery,
    LedgerQuery,
    CodeQuery,
):
    """The root of queries."""


@strawberry.type(
    description="变更。Everything that can be done. A field that is refused or fails changes nothing; the others stand."
)
class Mutation(
    UploadMutation,
    ImportMutation,
    ExportMutation,
    TemplateMutation,
    ActivityMutation,
    ParticipationMutation,
    AdoptionMutation,
    CalendarMutation,
    MakeupMutation,
    ObligationMutation,
    RecordMutation,
    AssignmentMutation,
    EvidenceMutation,
    FactMutation,
    PersonMutation,
    FormMutation,
    PluginMutation,
    ExternalTrainingMutation,
    ClaimMutation,
    NoticeMutation,
    ObjectionMutation,
    ReviewGroupMutation,
    SampleMutation,
    SealMutation,
    OrgSuccessionMutation,
    OrgUnitMutation,
    TokenMutation,
):
    """The root of mutations."""


def build_schema(registry: Registry) -> strawberry.Schema:
    """The schema of this installation: core's and what the plugins add; one that does not fit is left out by name.

    Raises PluginClash for what two plugins bring.
    """
    return joined(registry, _with)


def _with(added: Fields) -> strawberry.Schema:
    return JoinedSchema(
        Query,
        Mutation,
        added=added,
        config=StrawberryConfig(
            default_resolver=lookup,
            disable_field_suggestions=True,
            name_converter=NameConverter(),
            scalar_map=SCALARS,
        ),
    )


def sdl(schema: strawberry.Schema) -> str:
    """The schema as text, as it stands in `schema.graphql`."""
    return print_schema(schema) + "\n"
