"""Bodies within a limit."""

from starlette.requests import Request

from yanxiu_graphql.http.errors import too_large


def refuse_declared(request: Request, maximum: int) -> None:
    """Refuse a body that says beforehand that it is too long. Raises TooLarge."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > maximum:  # int() itself refuses thousands of digits
        raise too_large(maximum)


async def read_body(request: Request, maximum: int) -> bytes:
    """The whole body, at most `maximum` bytes; a longer one is not read to its end. Raises TooLarge."""
    refuse_declared(request, maximum)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > maximum:
            raise too_large(maximum)
    return bytes(body)
