"""Bearer tokens: hashed, shown once, revocable, with a role and a reach."""
