"""Sizes of files as people read them."""

TENTH, THOUSANDTH = 100_000, 1_000
"""Of a MB, in bytes."""


def megabytes(size: int, *, more: bool = False) -> str:
    """Bytes as MB (10^6) with at most one decimal, three below 0.1, rounded down; with `more` up, as what exceeds a limit."""
    step = TENTH if size >= TENTH else THOUSANDTH
    steps = -(-size // step) if more else size // step
    return f"{steps * step / 1_000_000:.3f}".rstrip("0").removesuffix(".")
