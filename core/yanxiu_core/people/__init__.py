"""People with dated facts, their home unit and the units where they teach."""
