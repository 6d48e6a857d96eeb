"""Keyset paging: Forrige and Næste without OFFSET and COUNT. Addresses carry ids, no names."""

import re
import uuid
from dataclasses import dataclass

from django.db.models import F, Func, Q, TextField, UUIDField
from django.db.models.functions import Collate
from django.http import QueryDict

ROWS = 25
MOST = 100  # of a list that is shown whole: what nobody reads to the end is cut here
LARGEST_ID = 2**63 - 1
UUID_TEXT = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@dataclass(frozen=True)
class Page:
    """One page of rows and the addresses of its neighbours; '' at an end."""

    rows: list
    forrige_url: str
    naeste_url: str
    is_first: bool


def danish_order(field):
    """Sort text by the Danish alphabet, whatever the collation of the database."""
    return Collate(Func(F(field), function="dk_sort", output_field=TextField()), "C")


def page(rows, query, *, by="pk", descending=True, size=ROWS):
    """The page of `rows` that the address asks for with ?efter=id or ?foer=id.

    `by` is the name of a field or an expression; ids break ties. An id that is not among `rows`
    gives the first page. `query` is request.GET; its other parameters stay in the addresses.
    """
    if by != "pk":
        rows = rows.annotate(paging_order=F(by) if isinstance(by, str) else by)
    read = _uuid if isinstance(rows.model._meta.pk, UUIDField) else _number
    after, before = read(query.get("efter")), read(query.get("foer"))
    beyond = _beyond(rows, before or after, by=by, down=descending is (before is None))
    if beyond is None:
        before = None
    down = descending is (before is None)
    names = ("pk",) if by == "pk" else ("paging_order", "pk")
    ordered = rows.order_by(*(f"-{name}" if down else name for name in names))
    found = [*(ordered if beyond is None else ordered.filter(beyond))[: size + 1]]
    if beyond is not None and not found:
        return page(rows, QueryDict(mutable=True), by=by, descending=descending, size=size)
    more, found = len(found) > size, found[:size]
    if before:
        found.reverse()
    has_before = more if before else beyond is not None
    has_after = more or bool(before)
    return Page(
        rows=found,
        forrige_url=_address(query, "foer", found[0].pk) if has_before else "",
        naeste_url=_address(query, "efter", found[-1].pk) if has_after and found else "",
        is_first=not has_before,
    )


def _beyond(rows, pk, *, by, down):
    """The filter for the rows after the row `pk` in the direction `down`, or None."""
    if pk is None:
        return None
    sign = "lt" if down else "gt"
    if by == "pk":
        return Q(**{f"pk__{sign}": pk})
    order = rows.filter(pk=pk).values_list("paging_order", flat=True).first()
    if order is None:
        return None
    return Q(**{f"paging_order__{sign}": order}) | Q(paging_order=order, **{f"pk__{sign}": pk})


def _number(text):
    """The id in an address; None for anything else."""
    number = int(text) if text and re.fullmatch(r"[0-9]{1,19}", text) else None
    return number if number and number <= LARGEST_ID else None


def _uuid(text):
    """The same of rows whose ids are UUIDs."""
    return uuid.UUID(text) if text and re.fullmatch(UUID_TEXT, text) else None


def _address(query, name, pk):
    kept = query.copy()
    kept.pop("efter", None)
    kept.pop("foer", None)
    kept[name] = pk
    return f"?{kept.urlencode()}"
