"""Claims (学时登记表): drafted from what was recorded, confirmed by the person, decided step by step."""
