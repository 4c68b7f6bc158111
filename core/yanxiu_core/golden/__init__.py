"""Golden cases of policies: facts in, verdicts out, and proof that every figure of a rule is noticed."""
