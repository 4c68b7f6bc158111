"""Evidence: texts and files."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.types.info import Info

from yanxiu_graphql.activities.types import Activity
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import Row, computed, related, stored
from yanxiu_graphql.forms.types import FormAnswers
from yanxiu_graphql.jobs.types import download
from yanxiu_graphql.relay.types import Node

if TYPE_CHECKING:
    from yanxiu_graphql.people.types import Person

PersonOf = Annotated["Person", strawberry.lazy("yanxiu_graphql.people.types")]


@strawberry.type(
    description="材料。A text (随笔, 反思, 日记) or file of one person; an edit is a new version, the one before is kept."
)
class Evidence(Node):
    """Noun Evidence."""

    kind: str = stored("类型。Its kind, a word of the county.")
    plugin_kind: str | None = stored("插件的类型。The code of the plugin's kind, where it is of one.")
    title: str = stored("题目。Its title.")
    on_date: date = stored("日期。The day of the work, not of the entry.")
    body: str | None = stored("正文。The text; null for a file.")
    characters: int = stored("字数。Characters without blanks, as rules count them; 0 for a file.")
    sha256: str = stored("校验值。SHA-256 of the text or file.")
    recorded_at: datetime = stored("记录时间。When this version became known.")
    person: PersonOf | None = related("人员。Whose it is.")
    activity: Activity | None = related("活动。The activity that it belongs to, if any.")
    file_name: str | None = stored("文件名。The file's name; null for a text.")
    media_type: str | None = stored("媒体类型。Of the file; a picture is kept as `image/jpeg`.")

    @computed("文件。A signed address of the file, which expires; null for a text.", "file_id")
    def file(self: Row, info: Info[RequestContext, None]) -> str | None:
        """For whoever sees the evidence."""
        return download(info, self["file_id"])

    @computed(
        "小图。A signed address of the picture's thumbnail; null for what is no picture.", "thumbnail_id"
    )
    def thumbnail(self: Row, info: Info[RequestContext, None]) -> str | None:
        """For whoever sees the evidence."""
        return download(info, self["thumbnail_id"])

    answers: FormAnswers | None = related("填写的表单。The answers to its form; null where it has none.")
