"""For authors of policies: trying a policy's golden cases, and a plugin to start from."""
