"""Activities with segments and the units that host, organise and assist."""
