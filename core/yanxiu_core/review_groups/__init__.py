"""Review groups (审核小组): who decides at a unit, by dated rosters."""
