"""An office's .xlsx and .csv files as typed rows and problems, and the error workbook that goes back."""
