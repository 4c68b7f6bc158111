"""What can be refused about public notices."""

from yanxiu_core.errors import Conflict, Invalid


class NoticeInvalid(Invalid):
    """A notice that cannot be published: a day that has passed, a unit that shows nothing."""

    code = "NOTICE_INVALID"


class NoticeRunning(Conflict):
    """The notice has not run its days yet."""

    code = "NOTICE_RUNNING"
