"""Calendars of a tenant: school years, semesters, holidays, and the windows of judging."""
