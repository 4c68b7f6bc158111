"""The whole service over HTTP, as one credential's holder."""

from dataclasses import dataclass
from typing import Any

from starlette.testclient import TestClient


@dataclass
class Api:
    """A client with a token."""

    client: TestClient
    token: str

    def send(self, query: str, language: str = "zh", **variables: Any) -> dict[str, Any]:
        """The whole answer."""
        answer = self.client.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"Authorization": f"Bearer {self.token}", "Accept-Language": language},
        )
        found: dict[str, Any] = answer.json()
        return found

    def ask(self, query: str, language: str = "zh", **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = self.send(query, language, **variables)
        assert "errors" not in answer, answer["errors"]  # noqa: S101 - this is part of a test
        data: dict[str, Any] = answer["data"]
        return data

    def refused(self, query: str, **variables: Any) -> dict[str, Any]:
        """The extensions of the one top-level error."""
        [error] = self.send(query, **variables)["errors"]
        extensions: dict[str, Any] = error["extensions"]
        return extensions
