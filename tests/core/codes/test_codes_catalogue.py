"""The words of a policy come into the county's tables when it is adopted; what the county says itself stays."""

from dataclasses import replace

import pytest
import yaml

from yanxiu_core.access.port import NoAccess
from yanxiu_core.adoptions import service as adoptions
from yanxiu_core.codes.models import Code
from yanxiu_core.codes.reads import OWN, code_tables
from yanxiu_core.errors import Forbidden
from yanxiu_core.org_units.repository import root_id
from yanxiu_core.policies.errors import PolicyFileError
from yanxiu_core.policies.loader import load_policy

KINDS = {
    "system": "activity_kind",
    "title": {"zh": "类型", "en": "Kinds"},
    "codes": [
        {"code": "磨课", "en": "Polishing a lesson", "of": "课堂"},
        {"code": "沙龙", "en": "Salon"},
        {"code": "听课", "en": "Observation"},
    ],
}
MODES = {
    "system": "study_mode",
    "title": {"zh": "方式", "en": "Modes"},
    "codes": [{"code": "课堂", "en": "Lessons"}],
}


@pytest.fixture
def folder(policy_files, tmp_path):
    def make(*systems):
        path = policy_files(tmp_path / "policy")
        (path / "codes.yaml").write_text(
            yaml.safe_dump({"systems": list(systems)}, allow_unicode=True), encoding="utf-8"
        )
        return path

    return make


def tables(county, **options):
    with county.work(**options) as work:
        return {
            table.system: (
                table.title.zh,
                table.source,
                [(c.code, c.title_en, c.meaning) for c in table.codes],
            )
            for table in code_tables(work)
        }


def test_adopting_fills_the_tables_once_and_leaves_the_countys_words(county, folder, query, rows_in):
    policy = load_policy(folder(KINDS, MODES))
    plain = county(policies=())
    made = replace(
        plain,
        platform=replace(
            plain.platform, registry=replace(plain.platform.registry, policies={policy.id: policy})
        ),
    )
    with made.work() as work:
        own = {"tenant_id": work.tenant_id, "system": "activity_kind"}
        # One that a list brought in, one that the county has described.
        work.session.add_all([Code(**own, code="沙龙"), Code(**own, code="听课", title_en="Our own")])
    with made.work() as work:
        adoptions.adopt(work, policy.id, root_id(work))
    found = tables(made)
    assert found["activity_kind"] == (
        "活动类型",
        "样例办法",
        [("听课", "Our own", None), ("磨课", "Polishing a lesson", "课堂"), ("沙龙", "Salon", None)],
    )
    assert found["study_mode"] == ("方式", "样例办法", [("课堂", "Lessons", None)])
    assert found["attendance_status"][:2] == ("出勤状态", OWN)
    before = rows_in(made, "adoptions", "audit_records")
    with made.work() as work:
        adoptions.adopt(work, policy.id, root_id(work), parameters={})
    assert tables(made) == found
    assert rows_in(made, "adoptions", "audit_records") == before
    audits = "SELECT counts FROM audit_records WHERE command = 'policy.adopt' ORDER BY id"
    assert query(made, audits) == [({"adoptions": 1, "codes": 3},), ({"adoptions": 1},)]
    assert "study_mode" not in tables(county(policies=()))
    with pytest.raises(Forbidden):
        tables(made, access=NoAccess())


@pytest.mark.parametrize(
    ("systems", "line", "said"),
    [
        ([{**MODES, "system": "Study Mode"}], 5, "小写字母和下划线"),
        ([{**MODES, "codes": []}], 2, "codes"),
        (
            [{**MODES, "codes": [{"code": "课堂", "en": "a"}, {"code": "课堂", "en": "b"}]}],
            2,
            "课堂”出现两次",
        ),
        ([KINDS], 1, "“磨课”所属的“课堂”不在本文件中"),
    ],
)
def test_a_file_of_codes_that_is_wrong_is_refused_with_its_line(folder, systems, line, said):
    with pytest.raises(PolicyFileError, match=said) as refused:
        load_policy(folder(*systems))
    assert refused.value.details["file"].endswith("codes.yaml")
    assert refused.value.details["line"] == line
