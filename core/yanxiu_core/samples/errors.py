"""What can be refused about samples."""

from yanxiu_core.errors import Invalid


class SampleInvalid(Invalid):
    """A draw without a seed or its source, or from nothing."""

    code = "SAMPLE_INVALID"
