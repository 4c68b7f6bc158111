"""How any document looks on paper: its parts, written as .pdf, .docx and .xlsx."""
