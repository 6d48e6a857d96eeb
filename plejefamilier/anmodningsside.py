"""Where rooms tell the page of a request what may come of it: a room registers its way on."""

_veje = []


def register_vej(tekst, url):
    """Add a link; `url(bruger, anmodning)` is its address, '' for none."""
    _veje.append((url, tekst))


def veje(bruger, anmodning):
    """What the reader may let come of the request, as [(address, words)]."""
    found = [(url(bruger, anmodning), tekst) for url, tekst in _veje]
    return [(address, tekst) for address, tekst in found if address]
