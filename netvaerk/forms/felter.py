"""Fields that several forms of networks share."""

from django import forms


def number(label, least, most, *, required=True, **kwargs):
    """A whole number within bounds, with one sentence for whatever else is typed."""
    words = f"Skriv et tal fra {least} til {most}."
    names = ("required", "invalid", "min_value", "max_value")
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=required,
        error_messages=dict.fromkeys(names, words),
        **kwargs,
    )
