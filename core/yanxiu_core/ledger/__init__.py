"""The ledger: gross lines, append-only, with both clocks."""
