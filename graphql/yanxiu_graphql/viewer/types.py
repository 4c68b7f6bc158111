"""Who is calling."""

from enum import Enum
from typing import Any

import strawberry

from yanxiu_core.access.permissions import Permission
from yanxiu_graphql.fields import related, stored
from yanxiu_graphql.people.types import Person

_MEANINGS = {
    Permission.ACTIVITIES_READ: "查看活动。Read activities.",
    Permission.ACTIVITIES_WRITE: "登记活动和签到。Record activities and attendance.",
    Permission.ACTIVITIES_CONFIRM: "确认和取消活动。Confirm and cancel activities.",
    Permission.AUDIT_READ: "查看审计记录。Read the audit trail.",
    Permission.CLAIMS_CONFIRM: "确认本人登记表。Confirm an own claim and add to it.",
    Permission.CLAIMS_DECIDE: "审核登记表。Decide on claims, as a member of the group.",
    Permission.CLAIMS_OBJECT: "提出异议。Object to what is shown in public.",
    Permission.CLAIMS_READ: "查看登记表和认定结果。Read claims and certified results.",
    Permission.EVIDENCE_READ: "查看佐证材料。Read evidence.",
    Permission.EVIDENCE_WRITE: "提交佐证材料。Submit evidence.",
    Permission.EXPORTS_RUN: "导出。Run exports.",
    Permission.FORMS_WRITE: "发布表单。Publish form versions.",
    Permission.IMPORTS_RUN: "导入。Run imports.",
    Permission.LEDGER_READ: "查看学时台账。Read the ledger.",
    Permission.NOTICES_READ: "查看公示。Read public notices.",
    Permission.PEOPLE_READ: "查看人员。Read people.",
    Permission.PEOPLE_WRITE: "维护人员。Write people.",
    Permission.PLUGINS_READ: "查看插件。Read plugins.",
    Permission.PLUGINS_WRITE: "启用、停用、设置插件。Switch plugins on and off, and set them.",
    Permission.POLICIES_READ: "查看规则。Read policies and rules.",
    Permission.POLICIES_WRITE: "采用策略。Adopt policies.",
    Permission.RESULTS_SEAL: "抽样、封存、更正结果。Draw samples, seal and supersede results.",
    Permission.REVIEWS_WRITE: "成立审核小组、起草登记表。Appoint review groups, draft claims.",
    Permission.TEMPLATES_WRITE: "保存和停用导出模板。Keep and retire templates of exports.",
    Permission.TOKENS_WRITE: "发放和撤销令牌。Issue and revoke access tokens.",
    Permission.TRAININGS_CONFIRM: "审核校外培训。Confirm and return certificates of external training.",
    Permission.TRAININGS_WRITE: "登记校外培训。Register external training, one's own at least.",
    Permission.UNITS_READ: "查看单位。Read org units.",
    Permission.UNITS_WRITE: "维护单位。Write org units.",
    Permission.VERDICTS_READ: "查看判定。Read verdicts.",
}

_MEMBERS: Any = Enum(  # type: ignore[misc] # made of core's own list, so that none is forgotten
    "PermissionName",
    {
        permission.name: strawberry.enum_value(permission.value, description=_MEANINGS[permission])
        for permission in Permission
    },
)
PermissionName = strawberry.enum(
    _MEMBERS, name="Permission", description="权限。Something that a role may do within the caller's reach."
)


@strawberry.type(description="租户。The county (or school) that the credential belongs to.")
class Tenant:
    """The caller's own."""

    slug: str = stored("短名。Its short name.")
    name: str = stored("名称。Its name.")
    zone: str = stored("时区。The time zone of all its dates, an IANA name.")


@strawberry.type(description="当前调用者。Who is calling, and what the credential allows.")
class Viewer:
    """The credential's holder."""

    kind: str = stored("类别。`token`: an access token.")
    name: str = stored("名称。The credential's name.")
    role: str = stored(
        "角色。Its role: `admin`, `auditor`, `certifier`, `principal`, `reviewer`, `teacher`, `integrator`."
    )
    permissions: list[PermissionName] = stored("权限。What the credential allows, somewhere at least.")  # type: ignore[valid-type]
    tenant: Tenant = stored("租户。The tenant of everything in this request.")
    person: Person | None = related("本人。The person that the credential belongs to, if any.")
