"""Search texts hold names, and names stay out of addresses: the text is kept in the session."""

import secrets

KEPT = 20


def stash(request, text):
    """Keep a search text in the session; return the token that stands for it in the address."""
    texts = request.session.get("soeg", {})
    token = next((key for key, kept in texts.items() if kept == text), secrets.token_urlsafe(6))
    texts[token] = text
    request.session["soeg"] = dict([*texts.items()][-KEPT:])
    return token


def stashed(request, token):
    """The text behind a token of this session; '' when it is unknown."""
    return request.session.get("soeg", {}).get(token, "")
