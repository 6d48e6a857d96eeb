"""The template library of the house: icons, and Danish dates, times, numbers and names."""

from datetime import date, datetime, time

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from faelles import danish
from faelles.access import Permission

register = template.Library()
SILENT = SafeString('aria-hidden="true"')


def _local(value):
    """A moment in local time; dates and times as they are."""
    return (
        timezone.localtime(value)
        if isinstance(value, datetime) and timezone.is_aware(value)
        else value
    )


def _day(value) -> date | None:
    value = _local(value)
    return (
        value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None
    )


def _day_filter(write):
    def filtered(value):
        day = _day(value)
        return write(day) if day else ""

    return filtered


@register.simple_tag
def ikon(name, label=""):
    """{% ikon "lock" %} beside words; {% ikon "lock" "Beskyttet" %} when the icon stands alone."""
    use = f"{static('dkfds/ikoner.svg')}#{name}"
    names = format_html('role="img" aria-label="{}"', label) if label else SILENT
    return format_html(
        '<svg class="icon-svg" focusable="false" {}><use href="{}"></use></svg>', names, use
    )


register.filter("dato", _day_filter(danish.dato))
register.filter("dato_tal", _day_filter(danish.dato_tal))
register.filter("dato_kort", _day_filter(lambda day: danish.dato_kort(day, timezone.localdate())))
register.filter("ugedag", _day_filter(lambda day: danish.ugedag(day, timezone.localdate())))
register.filter("ugedag_kort", _day_filter(danish.ugedag_kort))
register.filter("naer_dag", _day_filter(lambda day: danish.naer_dag(day, timezone.localdate())))
register.filter("uge", _day_filter(danish.uge))
register.filter("alder", _day_filter(lambda day: danish.alder(day, timezone.localdate())))


@register.filter
def ur(value):
    value = _local(value)
    return danish.ur(value) if isinstance(value, (datetime, time)) else ""


@register.filter
def kl(value):
    value = _local(value)
    return danish.kl(value) if isinstance(value, (datetime, time)) else ""


@register.filter
def varighed(minutes):
    return "" if minutes in (None, "") else danish.varighed(minutes)


@register.filter
def telefon(number):
    return danish.telefon(number)


@register.filter
def telefon_link(number):
    return danish.telefon_link(number)


@register.filter
def kroner(amount):
    return "" if amount in (None, "") else danish.kroner(amount)


@register.filter
def tal(number):
    return "" if number in (None, "") else danish.tal(number)


@register.filter
def talord(number):
    return danish.talord(number)


@register.filter
def antal(number, words):
    """{{ n|antal:"hverdag,hverdage" }}"""
    singular, plural = words.split(",")
    return danish.antal(number, singular, plural)


@register.filter
def over_frist(hverdage):
    return danish.over_frist(hverdage)


@register.filter
def opregning(words):
    return danish.opregning(words)


@register.filter
def ejefald(navn):
    return danish.ejefald(str(navn))


@register.filter
def valgfri(bound_field):
    """Is the field optional in a form that has compulsory ones? Then its label says so.

    A field with `betinget` is asked for in some cases, which its help text tells: it says nothing.
    """
    field = bound_field.field
    if field.required or getattr(field, "betinget", False):
        return False
    return any(other.required for other in bound_field.form.fields.values())


@register.filter
def kan(bruger, permission):
    """{% if request.user|kan:"log_opkald" %} hides what the view would refuse."""
    return bruger.can(Permission(permission))
