"""A county with a small year, for tests that roll back or take one of their own."""

import pytest

from yanxiu_core.org_units.repository import root_id


@pytest.fixture
def adopted(county, office_files):
    """A county with its year imported under the installed policy: its work, root and only adoption are found in it."""
    made = county()
    made.bring_all(office_files)
    return made


@pytest.fixture(scope="session")
def rooted():
    """`rooted(work)`: the county's own unit."""
    return root_id
