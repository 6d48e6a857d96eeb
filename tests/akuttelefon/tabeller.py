"""Reads the tables of a page as a person does: caption, row by row."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tables, self.text, self.inside = {}, None, 0

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.caption, self.rows = "", []
        elif tag == "tr":
            self.rows.append([])
        if tag in ("caption", "th", "td"):
            self.text = ""

    def handle_data(self, data):
        if self.text is not None:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "caption":
            self.caption = " ".join(self.text.split())
        elif tag in ("th", "td"):
            self.rows[-1].append(" ".join(self.text.split()))
        elif tag == "table":
            self.tables.setdefault(self.caption, []).extend(self.rows)
        if tag in ("caption", "th", "td"):
            self.text = None


def tables(html):
    """{caption: rows of cells} of an HTML document; tables of one caption are joined."""
    reader = _Reader()
    reader.feed(html)
    return reader.tables
