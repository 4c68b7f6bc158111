"""Seals and certified results (认定结果): frozen under a manifest hash, superseded visibly."""
