"""The one GraphQL schema and its ASGI application."""
