"""The GraphQL fields; nothing else of the plugin imports this package."""
