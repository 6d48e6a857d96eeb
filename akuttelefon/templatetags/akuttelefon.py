"""What every page of the line shows: who is on duty, and the line's own menu."""

from django import template

from akuttelefon.queries.min_linje import min_linje
from akuttelefon.queries.paa_vagt import paa_vagt
from akuttelefon.undermenu import undermenu_for
from faelles.access import Permission, kommune_with

register = template.Library()


@register.inclusion_tag("akuttelefon/_paa_vagt.html", name="paa_vagt", takes_context=True)
def paa_vagt_line(context):
    """{% paa_vagt %}: one line with who holds the line now."""
    bruger = context["request"].user
    kommune = kommune_with(bruger, Permission.SEE_VAGTPLAN) or bruger.kommune
    return {"vagt": paa_vagt(kommune) if kommune else None, "bruger": bruger}


@register.inclusion_tag("komponenter/_undermenu.html", takes_context=True)
def undermenu(context):
    """{% undermenu %}: the pages of the line that the user may open."""
    request = context["request"]
    return {"punkter": undermenu_for(request.user, request.path), "navn": "Akuttelefonen"}


@register.inclusion_tag("akuttelefon/_paa_linjen.html", takes_context=True)
def paa_linjen(context):
    """{% paa_linjen %} inside the call form: whether the user holds the line, and the press."""
    return {"linje": min_linje(context["request"].user), "i_formularen": True, "ved_aabning": True}
