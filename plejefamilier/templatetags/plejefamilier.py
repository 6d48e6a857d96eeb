"""What the pages of a section share: its own menu."""

from django import template

register = template.Library()


@register.inclusion_tag("komponenter/_undermenu.html", takes_context=True)
def samarbejde_menu(context):
    """{% samarbejde_menu %}: the pages of the section one is in, as far as one may open them."""
    # from the menu itself: many a page has sections of its own, and calls them afsnit too
    afsnit = next((item for item in context.get("menu", ()) if item.current), None)
    return {"punkter": afsnit.under, "navn": afsnit.label} if afsnit else {}
