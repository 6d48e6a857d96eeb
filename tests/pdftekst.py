"""What a PDF of ours says: the words of its pages, read through the fonts' own tables."""

import io
import re

import pikepdf


def words_of(content):
    """The text of every page of a PDF (bytes), runs of white space made one space."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [" ".join(_page(page).split()) for page in pdf.pages]


def _page(page):
    fonts = {name: _table(font) for name, font in page.Resources.Font.items()}
    return "".join(_stream(page, page.Resources, fonts))


def _stream(source, resources, fonts):
    table, width = {}, 2
    for operands, operator in pikepdf.parse_content_stream(source):
        name = str(operator)
        if name == "Tf":
            table = fonts.get(str(operands[0]), {})
        elif name in ("Tj", "TJ"):
            parts = operands[0] if name == "TJ" else operands
            for part in parts:
                if isinstance(part, pikepdf.String):
                    raw = bytes(part)
                    codes = (raw[n : n + width] for n in range(0, len(raw), width))
                    yield "".join(table.get(int.from_bytes(code), "") for code in codes)
            yield " "
        elif name == "Do":
            form = resources.get("/XObject", {}).get(str(operands[0]))
            if form is not None and form.get("/Subtype") == "/Form":
                inner = form.get("/Resources", resources)
                own = {key: _table(font) for key, font in inner.get("/Font", {}).items()}
                yield from _stream(form, inner, own or fonts)


def _table(font):
    """{code of a glyph: its letters} from the font's ToUnicode."""
    cmap = font.ToUnicode.read_bytes().decode()
    pairs = re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", cmap)
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}
