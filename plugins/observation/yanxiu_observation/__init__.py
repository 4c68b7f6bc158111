"""Plugin `observation` (课堂观察): a lesson, its observers, their records and what they add up to."""
