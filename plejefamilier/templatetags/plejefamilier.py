"""What the pages of a section share: its own menu."""

from django import template

register = template.Library()


@register.inclusion_tag("komponenter/_undermenu.html", takes_context=True)
def samarbejde_menu(context):
    """{% samarbejde_menu %}: the pages of the section one is in, as far as one may open them."""
    afsnit = context.get("afsnit")
    return {"punkter": afsnit.under, "navn": afsnit.label} if afsnit else {}
