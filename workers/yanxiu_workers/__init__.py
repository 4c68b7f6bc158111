"""Jobs: outbox relay, rq workers, sweeper."""
