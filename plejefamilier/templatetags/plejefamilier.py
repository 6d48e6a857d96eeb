"""What the pages of the cooperation share: their own menu."""

from django import template

from plejefamilier.undermenu import undermenu_for

register = template.Library()


@register.inclusion_tag("komponenter/_undermenu.html", takes_context=True)
def samarbejde_menu(context):
    """{% samarbejde_menu %}: the pages of the cooperation that the user may open."""
    request = context["request"]
    return {"punkter": undermenu_for(request.user, request.path), "navn": "Samarbejdet"}
