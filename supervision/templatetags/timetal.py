"""{% load timetal %}: hours as Danish numbers."""

from django import template

from faelles import danish
from supervision.queries.timer import hours

register = template.Library()


@register.filter
def timer(minutes):
    """Minutes as hours: 90 is »1,5«; nothing of nothing."""
    return "" if minutes is None else timetal(hours(minutes))


@register.filter
def timetal(number):
    """A number of hours without zeros at its end: 20.00 is »20«."""
    if number is None:
        return ""
    text = danish.tal(number, 2)
    return text.rstrip("0").rstrip(",") if "," in text else text
