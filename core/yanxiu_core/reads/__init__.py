"""The one way to read: declared nouns and fields, and a planner that turns a selection into one statement."""
