"""A school's head imports the school's own 观察点 over GraphQL; a row of another school is refused where it stands."""

import openpyxl
import pytest

KEPT = ("plg_observation_points", "import_problems", "jobs", "outbox", "files", "audit_records")
HEADINGS = ("单位", "视角", "观察点")
MINE = (("甲校", "倾听", "多少学生在听"), ("甲校", "互动", "组内分工"))
UPLOAD = """mutation { uploadCreate(input: {fileName: "points", mediaType: "application/octet-stream"}) {
    uploadUrl upload { id } } }"""
START = """mutation ($given: ImportStartInput!) { importStart(input: $given) {
    job { id } userErrors { field code } } }"""
JOBS = """{ importJobs { nodes { id state importer result { rows good refused added unchanged written }
    problems { nodes { sheet row column value code message } } } } }"""
VIEWS = "query ($unit: ID!) { observationViews(unitId: $unit) { view points } }"


@pytest.fixture(scope="module")
def home(found_home):
    """The county; the heads of both schools."""
    made = found_home()
    made.head = made.token("principal", "T5", "甲校")
    made.neighbour = made.token("principal", "T6", "乙校")
    return made


@pytest.fixture
def upload(tmp_path):
    """`upload(api, *rows)`: the id of a workbook that this caller has uploaded."""

    def sent(api, *rows):
        book = openpyxl.Workbook()
        book.active.title = "观察点"
        for row in (HEADINGS, *rows):
            book.active.append(row)
        book.save(tmp_path / "points.xlsx")
        made = api.ask(UPLOAD)["uploadCreate"]
        content = (tmp_path / "points.xlsx").read_bytes()
        assert api.client.put(made["uploadUrl"], content=content).status_code == 201
        return made["upload"]["id"]

    return sent


def start(api, upload_id, **given):
    """The id of the job of an import of 观察点."""
    given = {"importer": "observation.points", "uploadId": upload_id, **given}
    answer = api.ask(START, given=given)["importStart"]
    assert answer["userErrors"] == []
    return answer["job"]["id"]


def rows(home):
    """How many rows there are of all that an import could have changed."""
    return {table: home.county.count(table) for table in KEPT}


def views(home, school):
    """The 观察点 that a school is offered, by 视角."""
    found = home.admin.ask(VIEWS, unit=home.units[school])["observationViews"]
    return {each["view"]: each["points"] for each in found if each["points"]}


def test_a_head_imports_the_schools_own_and_no_others(home, found_home, upload, deliver):
    foreign = start(home.head, upload(home.head, *MINE, ("乙校", "互动", "发言")))
    assert deliver(home.county) == [("import", "succeeded")]
    [job] = home.head.ask(JOBS)["importJobs"]["nodes"]
    counts = {"rows": 3, "good": 2, "refused": 1, "added": 0, "unchanged": 0, "written": False}
    assert (job["id"], job["state"], job["importer"]) == (foreign, "SUCCEEDED", "observation.points")
    assert job["result"] == counts
    [problem] = job["problems"]["nodes"]
    assert problem == {
        "sheet": "观察点", "row": 4, "column": "单位", "value": "乙校", "code": "unit_not_reached",
        "message": "“乙校”不在您的管辖单位之内，不能由您导入；请删去此行，或请县管理员导入",
    }  # fmt: skip
    assert home.county.count("plg_observation_points") == 0

    other = found_home()
    assert [each["importer"] for each in other.admin.ask(JOBS)["importJobs"]["nodes"]] == ["roster"]
    taken = {"importer": "observation.points", "uploadId": upload(home.head, *MINE)}
    [error] = other.admin.ask(START, given=taken)["importStart"]["userErrors"]
    assert (error["field"], error["code"]) == (["input", "uploadId"], "NOT_FOUND")

    done = start(home.head, taken["uploadId"])
    assert deliver(home.county) == [("import", "succeeded")]
    assert views(home, "甲校") == {"倾听": ["多少学生在听"], "互动": ["组内分工"]}
    seen = {each["id"]: each["result"] for each in home.head.ask(JOBS)["importJobs"]["nodes"]}
    assert seen == {foreign: counts, done: {**counts, "rows": 2, "refused": 0, "added": 2, "written": True}}
    assert home.neighbour.ask(JOBS)["importJobs"]["nodes"] == []
    [roster, *others] = [each["id"] for each in home.admin.ask(JOBS)["importJobs"]["nodes"]]
    assert others == [foreign, done]
    query = "query ($id: ID!) { importJob(id: $id) { state } }"
    assert home.head.ask(query, id=roster) == home.neighbour.ask(query, id=done) == {"importJob": None}
    assert other.county.count("plg_observation_points") == 0


def test_whoever_may_not_changes_nothing(home, upload):
    mine, everybodys = upload(home.head, *MINE), upload(home.admin, *MINE)
    given = {"importer": "observation.points", "uploadId": mine}
    teacher = home.token("teacher", "T2")
    before = rows(home)
    assert teacher.refused(START, given=given)["code"] == "FORBIDDEN"
    assert teacher.refused(JOBS)["code"] == "FORBIDDEN"
    roster = {"form": "ROSTER", "uploadId": mine}
    assert home.head.refused(START, given=roster)["code"] == "FORBIDDEN"
    for api, file in ((home.neighbour, mine), (home.head, everybodys)):
        [error] = api.ask(START, given={**given, "uploadId": file})["importStart"]["userErrors"]
        assert (error["field"], error["code"]) == (["input", "uploadId"], "NOT_FOUND")
    assert rows(home) == before


def test_a_row_of_a_school_that_has_it_off_is_told_by_its_place(home, upload, deliver):
    before = home.county.count("plg_observation_points")
    job_id = start(home.admin, upload(home.admin, ("乙校", "互动", "发言"), ("甲校", "互动", "追问")))
    assert deliver(home.county) == [("import", "succeeded")]
    found = {each["id"]: each for each in home.admin.ask(JOBS)["importJobs"]["nodes"]}[job_id]
    told = [(each["row"], each["column"], each["code"]) for each in found["problems"]["nodes"]]
    assert (found["result"]["written"], told) == (False, [(2, "单位", "plugin_disabled")])
    assert home.county.count("plg_observation_points") == before


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_list_as_excel_saves_it(home, deliver, encoding):
    """Sheet, row and column of a CSV list are told as of a workbook; the good rows are kept if asked, all of them once mended."""

    def sent(*rows):
        made = home.head.ask(UPLOAD)["uploadCreate"]
        content = "\r\n".join(",".join(row) for row in (HEADINGS, *rows)).encode(encoding)
        assert home.head.client.put(made["uploadUrl"], content=content).status_code == 201
        return made["upload"]["id"]

    def ended(job_id):
        assert deliver(home.county) == [("import", "succeeded")]
        found = {each["id"]: each for each in home.head.ask(JOBS)["importJobs"]["nodes"]}[job_id]
        result = {name: found["result"][name] for name in ("refused", "added", "unchanged", "written")}
        places = ("sheet", "row", "column", "value", "code")
        return result, [tuple(each[name] for name in places) for each in found["problems"]["nodes"]]

    before = home.county.count("plg_observation_points")
    good, bad = ("甲校", "思考", f"提问的层次 {encoding}"), ("甲校", "板书", "字迹")
    problem = ("CSV", 3, "视角", "板书", "unknown_view")
    refused = {"refused": 1, "added": 0, "unchanged": 0, "written": False}
    assert ended(start(home.head, sent(good, bad))) == (refused, [problem])
    assert home.county.count("plg_observation_points") == before
    kept = start(home.head, sent(good, bad), keepValid=True)
    assert ended(kept) == ({**refused, "added": 1, "written": True}, [problem])
    mended = start(home.head, sent(good, ("甲校", "目标", f"目标可测 {encoding}")))
    assert ended(mended) == ({"refused": 0, "added": 1, "unchanged": 1, "written": True}, [])
    assert home.county.count("plg_observation_points") == before + 2
    assert f"提问的层次 {encoding}" in views(home, "甲校")["思考"]
