"""A county's own .docx and .xlsx forms, filled by placeholders. A form is data: nothing in it is ever run."""
