"""Bodies within a limit."""

from starlette.requests import Request

from yanxiu_graphql.http.errors import query_too_large


def declares_more(request: Request, maximum: int) -> bool:
    """Whether a body says beforehand that it is longer than `maximum` bytes."""
    declared = request.headers.get("content-length", "")
    return declared.isdecimal() and int(declared[:20]) > maximum  # int() itself refuses thousands of digits


async def read_body(request: Request, maximum: int) -> bytes:
    """The whole body, at most `maximum` bytes; a longer one is not read to its end. Raises TooLarge."""
    if declares_more(request, maximum):
        raise query_too_large(maximum)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > maximum:
            raise query_too_large(maximum)
    return bytes(body)
