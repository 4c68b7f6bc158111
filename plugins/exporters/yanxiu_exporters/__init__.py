"""Documents of an office: the summary of hours as .xlsx and .csv."""
