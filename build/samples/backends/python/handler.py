"""Reads who calls from what the authorizer says."""

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    sub: str
    username: str | None
    client_id: str
    scopes: list[str]
    groups: list[str]
    expires_at: int

    @staticmethod
    def of(event):
        """REST APIs pass every value as text, HTTP APIs (payload 2.0) under `lambda` and as it is."""
        authorizer = event.get("requestContext", {}).get("authorizer") or {}
        context = authorizer.get("lambda") or authorizer
        if not context.get("sub"):
            # Only the authorizer fills the context, so this route has no authorizer.
            raise PermissionError("the route has no authorizer")
        return Caller(
            sub=context["sub"],
            username=context.get("username"),
            client_id=context["clientId"],
            scopes=words(context.get("scope")),
            groups=words(context.get("groups")),
            expires_at=int(context["expiresAt"]),
        )


def words(text):
    """Separated by spaces; a space or a percent sign in a name is escaped."""
    return [word.replace("%20", " ").replace("%25", "%") for word in (text or "").split()]


def handler(event, context):
    caller = Caller.of(event)
    body = {"sub": caller.sub, "username": caller.username, "groups": caller.groups}
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}
