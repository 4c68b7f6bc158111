"""The HTTP side of the API: requests in, one transaction, responses out."""
