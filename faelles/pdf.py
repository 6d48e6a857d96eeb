"""PDF documents: tagged (PDF/UA), Danish, with no way to the network or to foreign files."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

MIME = {"css": "text/css", "ttf": "font/ttf", "svg": "image/svg+xml"}


def render_pdf(template, context, *, by, kommune, titel):
    """Render `template` (it extends pdf/base.html) to the bytes of a tagged PDF.

    `by` is printed as who printed it, `kommune` on the owner line; `titel` must not hold a child's
    name. Raises ValueError when the document asks for anything but our own static files.
    """
    html = render_to_string(
        template,
        {
            **context,
            "titel": titel,
            "kommune": kommune,
            "udskrevet_af": by,
            "udskrevet": timezone.localtime(),
        },
    )
    fetcher = OwnFiles(fail_on_errors=True)
    try:
        return HTML(string=html, base_url="static:", url_fetcher=fetcher).write_pdf(
            pdf_variant="pdf/ua-1"
        )
    except FatalURLFetchingError as error:
        raise ValueError(f"{error.__cause__}") from error


class OwnFiles(URLFetcher):
    """Gives a document our static files, and stops it at anything else."""

    def fetch(self, url, headers=None):
        if not url.startswith("static:"):
            raise ValueError("A PDF may only use our own static files.")
        name = url.removeprefix("static:")
        path = finders.find(name)
        if path is None:
            raise ValueError(f"There is no static file {name}.")
        content = Path(path).read_bytes()
        return URLFetcherResponse(url, content, {"Content-Type": MIME[name.rsplit(".")[-1]]})
