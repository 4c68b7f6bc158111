"""Forms: JSON Schemas in versions, and answers that are kept with the version they were filled in with."""
