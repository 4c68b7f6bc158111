"""What can be refused about forms and answers."""

from collections.abc import Sequence

from yanxiu_core.errors import Conflict, Invalid
from yanxiu_core.forms.problems import Problem


class FormInvalid(Invalid):
    """A form version whose schema cannot be accepted; the field names the place in it."""

    code = "FORM_INVALID"


class FormVersionTaken(Conflict):
    """Somebody else has published a version of the form at the same moment."""

    code = "FORM_VERSION_TAKEN"


class FormChanged(Conflict):
    """A plugin has changed a form version that is in use here; a change must be a new version."""

    code = "FORM_CHANGED"


class AnswersInvalid(Invalid):
    """Answers that do not fit their form version; `problems` are all places that are wrong, below `field`."""

    code = "ANSWERS_INVALID"

    def __init__(self, problems: Sequence[Problem], field: str) -> None:
        """The message is the first problem's, and how many more there are."""
        more = len(problems) - 1
        super().__init__(
            problems[0].zh + (f" (另有 {more} 处)" if more else ""),
            problems[0].en + (f" (and {more} more)" if more else ""),
            field=".".join((field, *problems[0].path)),
        )
        self.field = field
        self.problems = tuple(problems)
