"""What a made-up county is described by; each stands in a file of its own under `counties/`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yanxiu_core.work import Work


def _no_words(_today: date) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class DemoToken:
    """A token of `demo.json`: the key under which it stands there, its role, and the person or unit it belongs to."""

    key: str
    role: str
    person: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class DemoQuery:
    """A query that the greeting prints: a title in both languages, whose token asks, and the document.

    In the document `{year}` is the first year, `{today}` the present one, and `words` give the county's own.
    """

    title: str
    token: str
    document: str
    words: Callable[[date], Mapping[str, str]] = _no_words


@dataclass(frozen=True, slots=True)
class Stage:
    """Something that happened in the county after its files were imported; done once, in one transaction of its own.

    Its name tells whether it was done: a stage that comes every year has the year in it.
    """

    name: str
    play: Callable[[Work], None]


def _nothing(_work: Work) -> None:
    pass


def _no_stages(_today: date) -> Sequence[Stage]:
    return ()


@dataclass(frozen=True, slots=True)
class DemoCounty:
    """A made-up county. `number` stands in its 工号 and 活动编号, far from those that real files might use.

    `sessions` and `hours` are a teacher's average of a year. `prepare` runs at every start, before files are imported,
    and leaves alone what is there already; `stages` follow the import.
    """

    slug: str
    name: str
    place: str
    number: int
    policies: tuple[str, ...]
    schools: int = 8
    teachers: int = 160
    activities: int = 240
    sessions: float = 27.0
    hours: float = 45.0
    prepare: Callable[[Work], None] = _nothing
    stages: Callable[[date], Sequence[Stage]] = _no_stages
    more_tokens: tuple[DemoToken, ...] = ()
    queries: tuple[DemoQuery, ...] = ()

    @property
    def teacher(self) -> str:
        """The 工号 of the first teacher on the roster."""
        return f"T{self.number:02}00001"

    @property
    def tokens(self) -> tuple[DemoToken, ...]:
        """The tokens that every county has, then its own."""
        return (
            DemoToken("admin", "admin"),
            DemoToken("auditor", "auditor"),
            DemoToken("teacher", "teacher", person=self.teacher),
            DemoToken("integrator", "integrator"),
            *self.more_tokens,
        )
