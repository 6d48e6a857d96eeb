"""What the tests of the pages share: opening a page, and a page without what differs each time."""

import re

from django.urls import reverse


def url(name, *args):
    return reverse(f"plejefamilier:{name}", args=args)


def text_of(response):
    """The page as text, the hidden CSRF tokens left out."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode("utf-8"))


def search(client, text, **filters):
    """Type `text` in the list's own search field and follow to the answer."""
    return client.post(url("plejefamilie_list"), {"q": text, **filters}, follow=True)


def names(response):
    """The families a list page shows, in order."""
    return [row.navn for row in response.context["side"].raekker]
