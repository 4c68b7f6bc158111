"""A verdict in words that a teacher understands, in Chinese and English."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from yanxiu_core.calendars.workdays import longest_run
from yanxiu_core.database.clocks import BEGINNING
from yanxiu_core.obligations.models import PRO_RATA
from yanxiu_core.policies.files import Where
from yanxiu_core.policies.model import Policy
from yanxiu_core.policies.parts import SHARE, Figure
from yanxiu_core.policies.rule import Rule, RuleVersion
from yanxiu_core.policies.settable import settable
from yanxiu_core.verdicts.phrases import Phrases, phrases

LISTED = 5
"""So many of those that failed are named; the trace has all."""
HUNDRED = Decimal(100)


def number(value: str | Decimal | int) -> str:
    """A quantity without needless zeros: 38, 2.5."""
    return format(Decimal(value).normalize(), "f")


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    """To two places, and never rounded up to what has not been reached."""
    return (part / whole * HUNDRED).quantize(Decimal("0.01"), ROUND_FLOOR) if whole else Decimal(0)


def explain(row: Mapping[str, Any], policy: Policy, rule: Rule, version: RuleVersion, language: str) -> str:
    """What counted, what was capped, what was left out and why, what is missing, and where the rule stands."""
    words = phrases(language)
    said = Said(row, rule, version, language, words)
    return words.space.join(
        (
            *said.result(),
            *said.parts(),
            *said.waiting(),
            *said.settings(),
            *cautions(row, language),
            words.source.format(
                document=version.source.document,
                clause=version.source.clause,
                policy=policy.title.to(language),
                version=_since(version, words),
            ),
        )
    )


def _since(version: RuleVersion, words: Phrases) -> str:
    """Which version of the rule this is. One that holds since ever has no day that would tell a reader anything."""
    if version.valid_from == BEGINNING:
        return words.first
    return words.since.format(day=version.valid_from.isoformat())


@dataclass(frozen=True, slots=True)
class Said:
    """One verdict and the language in which it is told."""

    row: Mapping[str, Any]
    rule: Rule
    version: RuleVersion
    language: str
    words: Phrases

    def result(self) -> Iterator[str]:
        """What was found, what is asked for, and what is missing."""
        if self.row["eligibility"] == "not_applicable":
            yield self._fill(self.words.opens["not_applicable"])
            return
        yield self._fill(self.words.opens[self._form()])
        owed = self.row["trace_obligation"]
        if self.row["eligibility"] == "exempt":
            yield self._owes("exempt")
            return
        if owed:
            whole = owed["kind"] == PRO_RATA and Decimal(owed["amount"]) == 1
            yield self._owes("full" if whole else owed["kind"])
        elif self._portioned():
            yield self.words.owes["portion"]
        yield self._fill(self._asks())
        yield self._reached() if self.row["holds"] else self._fill(self.words.lacks[self._lacks()])
        yield from self._failing()

    def parts(self) -> Iterator[str]:
        """What counted and what did not; a caller who may not see the ledger gets the result without its parts."""
        if self.row["trace_lines"] is None or self.row["eligibility"] == "not_applicable":
            return
        words, lines = self.words, self.row["trace_lines"]
        counting = [line for line in lines if Decimal(line["counted"]) > 0]
        kind = "activities" if all(line["activity_number"] for line in counting) else "records"
        if counting:
            yield words.counted[kind].format(count=len(counting))
        outside = [line for line in counting if not self._inside(line["on_date"])]
        if outside and self.version.since == "window":
            yield words.made_up.format(count=len(outside))
        yield from self._capped()
        worthless = sum(Decimal(line["gross"]) == 0 for line in lines)
        if worthless:
            yield words.too_short.format(count=worthless)
        left_out = self.row["trace_left_out"] or ()
        if left_out:
            counts = Counter(item["reason"] for item in left_out)
            reasons = (f"{words.reasons[reason]} {count}" for reason, count in sorted(counts.items()))
            yield words.left_out.format(count=len(left_out), reasons=words.comma.join(reasons))

    def waiting(self) -> Iterator[str]:
        """What counts as soon as the unit where it took place has confirmed it."""
        amount = sum((Decimal(line["amount"]) for line in self.row["trace_waiting"] or ()), Decimal(0))
        if amount:
            yield self.words.waiting.format(amount=number(amount), unit=self._unit(self.rule.unit))

    def settings(self) -> Iterator[str]:
        """The rule's figures that are not the policy's own, each with the document that sets it here: the clause may name
        another figure.
        """
        if self.row["eligibility"] == "not_applicable":
            return
        found = {item["name"]: item for item in self.row["trace_settings"] or ()}
        said: dict[str, str] = {}
        for where, name, value in settable(self.version):
            item = found.get(name)
            if not item or not isinstance(value, Figure) or name in said or not self._is_set(value, item):
                continue
            if self._is_asked(where, item):
                said[name] = self._setting(where, item)
        if said:
            yield self.words.settings.format(list=self.words.comma.join(said.values()))

    def _is_set(self, value: Figure, item: Mapping[str, Any]) -> bool:
        """Set by a document of its own, or to something else without any."""
        if item["document"]:
            return bool(item["document"] != self.version.source.document)
        return Decimal(item["value"]) != value.value

    def _is_asked(self, where: Where, item: Mapping[str, Any]) -> bool:
        """Where some people have other thresholds, the one that is this person's; any other figure concerns all."""
        if not self.version.instead or where[0] not in {"threshold", "instead"}:
            return True
        return Decimal(item["value"]) == self._decimal("required")

    def _setting(self, where: Where, item: Mapping[str, Any]) -> str:
        """A figure that is asked, or that limits what counts; of any other its value and document alone."""
        phrase = self.words.setting.get(str(where[0]), self.words.setting["other"])
        if where[0] in {"threshold", "instead"}:
            phrase = self.words.setting.get(self.version.comparator, self.words.setting["threshold"])
        per = self.words.per[self.version.caps[int(where[1])].per] if where[0] == "caps" else ""
        amount = self._amount(Decimal(item["value"]), item["unit"])
        return phrase.format(per=per, amount=amount, document=item["document"] or self.words.undocumented)

    def _amount(self, value: Decimal, unit: str) -> str:
        if self.version.figure == "level":
            return self._level(value)
        return f"{number(value * HUNDRED)}%" if unit == SHARE else f"{number(value)} {self._unit(unit)}"

    def _capped(self) -> Iterator[str]:
        """What each cap took away; a cap that took nothing is not worth a word."""
        for cap in self.row["trace_caps"] or ():
            if Decimal(cap["capped"]) > 0:
                phrase = self.words.capped_only if cap["only"] else self.words.capped
                each = len(cap["only"]) != 1
                yield phrase.format(
                    per=(self.words.space if cap["only"] else "") + self.words.per[cap["per"]]
                    if each
                    else "",
                    only=self.words.comma.join(cap["only"]),
                    limit=number(cap["limit"]),
                    unit=self._unit(cap["unit"]),
                    capped=number(cap["capped"]),
                )

    def _owes(self, how: str) -> str:
        """What becomes of the requirement, and why: the reason, else the document; nothing for who may not see it."""
        owed = self.row["trace_obligation"] or {"reason": "", "document": ""}
        phrase, why = self.words.owes[how], owed["reason"] or owed["document"]
        return (
            phrase.format(reason=why)
            if why
            else phrase.replace("（{reason}）", "").replace(" ({reason})", "")
        )

    def _form(self) -> str:
        """How the sentence opens."""
        if self.version.each:
            return "each"
        if self.row["measured"] is None:
            return "nothing"
        if self.version.relative_to:
            return "share"
        if self.version.figure == "level":
            return "level"
        if self.version.figure == "lateness":
            late = Decimal(self.row["measured"])
            return "late" if late > 0 else "early" if late < 0 else "punctual"
        return "amount"

    def _asks(self) -> str:
        if self.version.each:
            return self.words.asks["all" if self._decimal("required") == self._decimal("base") else "some"]
        if self.version.relative_to:
            only = {"gt": "share_gt", "eq": "share_eq"}
            return self.words.asks[only.get(self.row["comparator"], "share")]
        return self._asks_one(self._decimal("required"))

    def _asks_one(self, required: Decimal) -> str:
        if self.version.figure == "level":
            return self.words.asks["level"]
        if self.version.figure == "lateness":
            return self.words.asks["on_time" if required == 0 else "late" if required > 0 else "early"]
        return self.words.asks[self.version.comparator]

    def _reached(self) -> str:
        """Enough is reached; what must not be more, or just so much, fits."""
        most = self.version.each is None and self.row["comparator"] in {"lte", "eq", "between"}
        return self.words.fits if most else self.words.reached

    def _lacks(self) -> str:
        """What is wrong with it."""
        if self.version.each:
            return "cells"
        if self.row["measured"] is None or self.version.figure == "level":
            return "unmet"
        if self.version.figure == "lateness":
            return "late"
        measured, required = self._decimal("measured"), self._decimal("required")
        if measured >= required:
            return "unmet" if self.row["comparator"] == "gt" else "too_much"
        return "too_little" if self.row["comparator"] == "eq" else "missing"

    def _failing(self) -> Iterator[str]:
        """Those for which the figure does not hold, by name; only where some are asked for."""
        failing = [cell for cell in self.row["trace_cells"] or () if not cell["met"]]
        if failing and not self.row["holds"]:
            titles = Counter(self._title(cell) for cell in failing)
            named = (
                self.words.dated.format(title=title, day=cell["starts_on"])
                if titles[title] > 1 and cell["starts_on"]
                else title
                for cell in failing[:LISTED]
                for title in (self._title(cell),)
            )
            further = self.words.further.format(count=len(failing), things=self._things())
            yield self.words.failing.format(
                list=self.words.comma.join(named), further=further if len(failing) > LISTED else ""
            )

    def _title(self, cell: Mapping[str, Any]) -> str:
        each = self.version.each
        if each and each.kind == "part":
            return each.parts[int(cell["key"]) - 1].title.to(self.language)
        if each and each.kind == "period":
            return self.words.span.format(first=cell["starts_on"], last=cell["ends_on"])
        return str(cell["title"])

    def _inside(self, day: str) -> bool:
        return bool(self.row["starts_on"] <= day <= self.row["ends_on"])

    def _portioned(self) -> bool:
        """Part of the window counts by its share, so that less is asked than the rule says."""
        asked = self._asked()
        return (
            self.version.population.share != "none"
            and self.version.each is None
            and asked is not None
            and self._decimal("required") < asked
        )

    def _fill(self, phrase: str) -> str:
        return phrase.format(**self._values())

    def _values(self) -> dict[str, Any]:
        measured, required, base = (self._decimal(name) for name in ("measured", "required", "base"))
        asked = self._asked()
        asked = required if asked is None else asked
        unit = self._unit(self.rule.unit)
        one = self._asks_one(asked).format(
            required=number(asked),
            upper=number(self._upper()),
            unit=self._unit(self.version.threshold.unit),
            asked=number(asked),
            ahead=number(-asked),
            asked_level=self._level(asked),
        )
        most = self._upper() if self.row["comparator"] == "between" else required
        return {
            "window": self.row["window_key"],
            "starts_on": self.row["starts_on"],
            "ends_on": self.row["ends_on"],
            "title": self.rule.title.to(self.language),
            "measured": number(measured),
            "required": number(required),
            "upper": number(self._upper()),
            "base": number(base),
            "missing": number(max(required - measured, Decimal(0))),
            "excess": number(max(measured - most, Decimal(0))),
            "unit": unit,
            "things": self._things(),
            "one": one.rstrip("，;"),
            "days": number(abs(measured)),
            "percent": number(_percent(measured, base)),
            "asked": number(asked * HUNDRED) if self.version.relative_to else number(required),
            "ahead": number(-required),
            "level": self._level(measured),
            "asked_level": self._level(required),
        }

    def _asked(self) -> Decimal | None:
        """The rule's own figure under the adoption; what is asked of each cell, or a share."""
        found = self.row["trace_asked"]
        return Decimal(found["threshold"]) if found else None

    def _upper(self) -> Decimal:
        found = self.row["trace_asked"]
        return Decimal((found and found["upper"]) or self.row["upper"] or 0)

    def _level(self, place: Decimal) -> str:
        scale = self.version.scale
        return scale[int(place) - 1] if 0 < place <= len(scale) else ""

    def _things(self) -> str:
        return self.words.things[self.version.each.kind] if self.version.each else ""

    def _unit(self, unit: str) -> str:
        return self.words.units.get(unit, unit)

    def _decimal(self, name: str) -> Decimal:
        return Decimal(self.row[name] or 0)


def cautions(row: Mapping[str, Any], language: str) -> list[str]:
    """What is said beside the verdict and decides nothing; nothing is said of somebody who has not begun."""
    runs = row["trace_runs"]
    if not runs or not runs["days"] or row["eligibility"] != "eligible":
        return []
    periods = [(kind, _day(first), _day(last)) for kind, first, last in runs["periods"]]
    found = longest_run(map(_day, runs["days"]), periods)
    least = Decimal(runs["least"])
    return [phrases(language).run.format(found=found, least=number(least))] if found < least else []


def _day(text: str) -> date:
    return date.fromisoformat(text)
