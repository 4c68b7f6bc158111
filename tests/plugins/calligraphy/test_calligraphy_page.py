"""The year as a page of works: whose works are on it, and that the pictures are."""

from pypdf import PdfReader

EXPORT = """mutation ($unit: ID, $year: Int!) { exportStart(input: {exporter: "calligraphy_works_pdf", unitId: $unit,
    options: {school_year: $year}}) { job { id } userErrors { code field } } }"""
JOB = "query ($id: ID!) { exportJob(id: $id) { state error fileUrl } }"


def exported(school, made, deliver, tmp_path, year=2025):
    started = school.principal.ask(EXPORT, unit=school.unit, year=year)["exportStart"]
    assert started["userErrors"] == []
    deliver(made)
    job = school.principal.ask(JOB, id=started["job"]["id"])["exportJob"]
    assert (job["state"], job["error"]) == ("SUCCEEDED", None)
    path = tmp_path / f"{year}.pdf"
    path.write_bytes(school.web.get(job["fileUrl"]).content)
    return PdfReader(path)


def test_the_works_of_a_year_with_their_pictures(wall, deliver, tmp_path):
    made, first, second = wall()
    first.exhibit("2025-09-20", scripts=("BRUSH", "PEN"))
    first.exhibit("2025-10-15", scripts=("PEN", "BRUSH", "CHALK"), kind="SKILLS", title="三笔字展示")
    first.create("2025-11-20")
    second.exhibit("2025-09-22")
    book = exported(first, made, deliver, tmp_path)
    text = "".join(page.extract_text() for page in book.pages)
    assert "甲校 2025—2026 学年书法作品" in text
    assert "2 次展示, 1 位作者, 5 件作品" in text
    assert (text.count("春晓"), text.count("张三 · 毛笔"), "李四" in text, "三笔字展示" in text) == (
        5,
        2,
        False,
        True,
    )
    assert sum(len(page.images) for page in book.pages) >= 1
    assert "还没有作品" in exported(first, made, deliver, tmp_path, 2024).pages[0].extract_text()
    # A page of another school is not theirs to have, and none is made where the plugin is off.
    assert second.principal.refused(EXPORT, unit=first.unit, year=2025)["code"] == "FORBIDDEN"
    made.disable("calligraphy", unit="甲校")
    assert first.principal.refused(EXPORT, unit=first.unit, year=2025)["code"] == "PLUGIN_DISABLED"
    [error] = first.principal.ask(EXPORT, unit=None, year=2025)["exportStart"]["userErrors"]
    assert error["field"] == ["input", "unitId"]
