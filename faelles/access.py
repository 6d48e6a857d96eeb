"""Who may do what: the whole answer on one page.

Rows are another matter: every QuerySet has `visible_to(bruger)`, and a row outside it is a 404.
"""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404

from faelles import audit


class Rolle(models.TextChoices):
    """The roles of the programme (W1)."""

    KONSULENT = "konsulent", "Familieplejekonsulent"
    TEAMLEDER = "teamleder", "Teamleder"
    AKUTVAGT = "akutvagt", "Akutvagt"
    INSTITUTIONSMEDARBEJDER = "institutionsmedarbejder", "Institutionsmedarbejder"
    INSTITUTIONSBOOKER = "institutionsbooker", "Institutionsbooker"
    MYNDIGHEDSRAADGIVER = "myndighedsraadgiver", "Myndighedsrådgiver"
    FAMILIEBEHANDLER = "familiebehandler", "Familiebehandler"
    PROJEKTLEDER = "projektleder", "Projektleder"
    ADMINISTRATOR = "administrator", "Administrator"
    REVISOR = "revisor", "Revisor"


class Permission(models.TextChoices):
    """One name for each thing a person may be allowed to do."""

    USE_SAMSPIL = "use_samspil", "bruge Samspil"
    SEE_FAMILIER = "see_familier", "se plejefamilier"
    EDIT_FAMILIER = "edit_familier", "oprette og ændre plejefamilier"
    ASSIGN_KONSULENT = "assign_konsulent", "give en familie fast konsulent"
    REVEAL_PROTECTED = "reveal_protected", "se beskyttet adresse og CPR-nummer"
    REGISTER_FRAVAER = "register_fravaer", "melde fravær"
    LEAD_TEAM = "lead_team", "lede et team"
    FIND_ANY_FAMILIE = "find_any_familie", "finde alle kommunens familier på akuttelefonen"
    LOG_OPKALD = "log_opkald", "skrive akutopkald"
    SEE_OPKALD = "see_opkald", "se akutopkald"
    COMPLETE_OPFOELGNING = "complete_opfoelgning", "følge op på akutopkald"
    MOVE_FRISTER = "move_frister", "flytte frister, når kalenderen er ændret"
    SEE_AKUTRAPPORT = "see_akutrapport", "se tal om akuttelefonen"
    CORRECT_OPKALD = "correct_opkald", "rette akutopkald og trække dem tilbage"
    ASSESS_UNDERRETNING = "assess_underretning", "vurdere underretninger fra akuttelefonen"
    SEE_VAGTPLAN = "see_vagtplan", "se vagtplanen"
    MANAGE_VAGTPLAN = "manage_vagtplan", "lægge og ændre vagtplanen"
    LOG_HENVENDELSE = "log_henvendelse", "skrive akutte henvendelser uden om akuttelefonen"
    EDIT_NUMMER = "edit_nummer", "sætte akuttelefonens nummer"
    HAND_OUT_NUMMER = "hand_out_nummer", "notere, at en familie har fået nummeret"
    SEE_DRIFT = "see_drift", "se driftsstatus"
    SEE_SAMARBEJDE = "see_samarbejde", "se det samarbejde, man selv er med i"
    MANAGE_KREDS = "manage_kreds", "føje personer til kredsen og vælge tovholder"
    RECORD_BARN = "record_barn", "skrive om et barns behov, ønsker og tilsyn"
    MANAGE_MOEDER = "manage_moeder", "indkalde til møder og skrive referat"
    WRITE_KONTAKT = "write_kontakt", "skrive notater"
    MANAGE_OVERGANG = "manage_overgang", "åbne og ændre støttede overgange"
    RECRUIT = "recruit", "indskrive familier og svare på anmodninger"
    SEE_IMPLEMENTERING = "see_implementering", "se implementering, tilbud og retningslinjer"
    EDIT_IMPLEMENTERING = "edit_implementering", "ændre implementering, tilbud og retningslinjer"
    HAND_OVER_FAMILIER = "hand_over_familier", "fordele en konsulents familier"
    IMPORT_DATA = "import_data", "indlæse kommunens data fra Excel"
    SEE_KURSER = "see_kurser", "se kurser"
    PLAN_KURSER = "plan_kurser", "lave udkast til kurser og styre lokaler"
    PUBLISH_KURSER = "publish_kurser", "udgive kurser for kommunen"
    ENROL_KURSER = "enrol_kurser", "tilmelde til kurser"
    RECORD_FREMMOEDE = "record_fremmoede", "notere fremmøde på kurser"
    SEE_SUPERVISION = "see_supervision", "se supervision"
    PLAN_SUPERVISION = "plan_supervision", "planlægge supervision og skrive om den"
    VISITATE = "visitate", "visitere til konsulterende forløb"
    SEE_TIMER = "see_timer", "se timer, institutionerne har leveret"
    EDIT_TIMER = "edit_timer", "aftale timer og notere køb af supervision"
    SEE_KALENDER = "see_kalender", "se kalenderen over kurser og supervision"
    SEE_NETVAERK = "see_netvaerk", "se netværksgrupper"
    PLAN_NETVAERK = "plan_netvaerk", "danne netværksgrupper og holde deres møder"
    ANSWER_NETVAERK = "answer_netvaerk", "foreslå plejefamilier til netværk og svare for dem"
    MANAGE_MENTOR = "manage_mentor", "formidle mentorfamilier"
    SEE_NETVAERKSRAPPORT = "see_netvaerksrapport", "se tal om netværk"
    SEE_REGLER = "see_regler", "se reglerne"
    EDIT_REGLER = "edit_regler", "ændre reglerne"
    EDIT_KALENDER = "edit_kalender", "ændre lukkedage"
    MANAGE_BRUGERE = "manage_brugere", "styre brugere og roller"
    SEE_LOG = "see_log", "se loggen"


EVERYONE = frozenset({Permission.USE_SAMSPIL})

ROLE_PERMISSIONS = {
    Rolle.KONSULENT: EVERYONE
    | {
        Permission.SEE_FAMILIER,
        Permission.EDIT_FAMILIER,
        Permission.REVEAL_PROTECTED,
        Permission.REGISTER_FRAVAER,
        Permission.LOG_OPKALD,
        Permission.SEE_OPKALD,
        Permission.COMPLETE_OPFOELGNING,
        Permission.CORRECT_OPKALD,
        Permission.SEE_VAGTPLAN,
        Permission.LOG_HENVENDELSE,
        Permission.HAND_OUT_NUMMER,
        Permission.SEE_SAMARBEJDE,
        Permission.MANAGE_KREDS,
        Permission.RECORD_BARN,
        Permission.MANAGE_MOEDER,
        Permission.WRITE_KONTAKT,
        Permission.MANAGE_OVERGANG,
        Permission.RECRUIT,
        Permission.SEE_IMPLEMENTERING,
        Permission.SEE_KURSER,
        Permission.PLAN_KURSER,
        Permission.PUBLISH_KURSER,
        Permission.ENROL_KURSER,
        Permission.RECORD_FREMMOEDE,
        Permission.SEE_SUPERVISION,
        Permission.PLAN_SUPERVISION,
        Permission.SEE_KALENDER,
        Permission.SEE_NETVAERK,
        Permission.PLAN_NETVAERK,
        Permission.ANSWER_NETVAERK,
        Permission.MANAGE_MENTOR,
    },
    Rolle.TEAMLEDER: EVERYONE
    | {
        Permission.SEE_FAMILIER,
        Permission.EDIT_FAMILIER,
        Permission.ASSIGN_KONSULENT,
        Permission.REVEAL_PROTECTED,
        Permission.REGISTER_FRAVAER,
        Permission.LEAD_TEAM,
        Permission.LOG_OPKALD,
        Permission.SEE_OPKALD,
        Permission.COMPLETE_OPFOELGNING,
        Permission.MOVE_FRISTER,
        Permission.SEE_AKUTRAPPORT,
        Permission.SEE_REGLER,
        Permission.CORRECT_OPKALD,
        Permission.ASSESS_UNDERRETNING,
        Permission.SEE_VAGTPLAN,
        Permission.MANAGE_VAGTPLAN,
        Permission.LOG_HENVENDELSE,
        Permission.HAND_OUT_NUMMER,
        Permission.EDIT_NUMMER,
        Permission.SEE_SAMARBEJDE,
        Permission.MANAGE_KREDS,
        Permission.RECORD_BARN,
        Permission.MANAGE_MOEDER,
        Permission.WRITE_KONTAKT,
        Permission.MANAGE_OVERGANG,
        Permission.RECRUIT,
        Permission.SEE_IMPLEMENTERING,
        Permission.EDIT_IMPLEMENTERING,
        Permission.HAND_OVER_FAMILIER,
        Permission.SEE_KURSER,
        Permission.PLAN_KURSER,
        Permission.PUBLISH_KURSER,
        Permission.ENROL_KURSER,
        Permission.RECORD_FREMMOEDE,
        Permission.SEE_SUPERVISION,
        Permission.PLAN_SUPERVISION,
        Permission.SEE_KALENDER,
        Permission.VISITATE,
        Permission.SEE_TIMER,
        Permission.EDIT_TIMER,
        Permission.SEE_NETVAERK,
        Permission.PLAN_NETVAERK,
        Permission.ANSWER_NETVAERK,
        Permission.MANAGE_MENTOR,
        Permission.SEE_NETVAERKSRAPPORT,
    },
    Rolle.AKUTVAGT: EVERYONE
    | {
        Permission.FIND_ANY_FAMILIE,
        Permission.LOG_OPKALD,
        Permission.SEE_OPKALD,
        Permission.CORRECT_OPKALD,
        Permission.SEE_VAGTPLAN,
    },
    Rolle.INSTITUTIONSMEDARBEJDER: EVERYONE
    | {
        Permission.SEE_SAMARBEJDE,
        Permission.MANAGE_MOEDER,
        Permission.WRITE_KONTAKT,
        Permission.SEE_KURSER,
        Permission.RECORD_FREMMOEDE,
        Permission.SEE_SUPERVISION,
        Permission.PLAN_SUPERVISION,
        Permission.SEE_KALENDER,
        Permission.SEE_NETVAERK,
        Permission.PLAN_NETVAERK,
    },
    Rolle.INSTITUTIONSBOOKER: EVERYONE
    | {
        Permission.SEE_SAMARBEJDE,
        Permission.SEE_KURSER,
        Permission.PLAN_KURSER,
        Permission.ENROL_KURSER,
        Permission.RECORD_FREMMOEDE,
        Permission.SEE_TIMER,
        Permission.SEE_KALENDER,
    },
    Rolle.MYNDIGHEDSRAADGIVER: EVERYONE
    | {
        Permission.SEE_FAMILIER,
        Permission.REVEAL_PROTECTED,
        Permission.SEE_OPKALD,
        Permission.ASSESS_UNDERRETNING,
        Permission.SEE_SAMARBEJDE,
        Permission.MANAGE_KREDS,
        Permission.RECORD_BARN,
        Permission.MANAGE_MOEDER,
        Permission.WRITE_KONTAKT,
        Permission.MANAGE_OVERGANG,
        Permission.SEE_IMPLEMENTERING,
        Permission.SEE_KURSER,
        Permission.SEE_KALENDER,
    },
    Rolle.FAMILIEBEHANDLER: EVERYONE
    | {
        Permission.SEE_SAMARBEJDE,
        Permission.MANAGE_MOEDER,
        Permission.WRITE_KONTAKT,
    },
    Rolle.PROJEKTLEDER: EVERYONE
    | {
        Permission.SEE_AKUTRAPPORT,
        Permission.SEE_REGLER,
        Permission.SEE_SAMARBEJDE,
        Permission.MANAGE_MOEDER,
        Permission.SEE_IMPLEMENTERING,
        Permission.EDIT_IMPLEMENTERING,
        Permission.SEE_KURSER,
        Permission.PLAN_KURSER,
        Permission.PUBLISH_KURSER,
        Permission.SEE_TIMER,
        Permission.EDIT_TIMER,
        Permission.SEE_KALENDER,
        Permission.SEE_NETVAERK,
        Permission.SEE_NETVAERKSRAPPORT,
    },
    Rolle.ADMINISTRATOR: EVERYONE
    | {
        Permission.MOVE_FRISTER,
        Permission.SEE_AKUTRAPPORT,
        Permission.SEE_REGLER,
        Permission.EDIT_REGLER,
        Permission.EDIT_KALENDER,
        Permission.MANAGE_BRUGERE,
        Permission.SEE_VAGTPLAN,
        Permission.MANAGE_VAGTPLAN,
        Permission.EDIT_NUMMER,
        Permission.SEE_DRIFT,
        Permission.SEE_IMPLEMENTERING,
        Permission.IMPORT_DATA,
        Permission.SEE_KURSER,
        Permission.SEE_TIMER,
        Permission.SEE_NETVAERKSRAPPORT,
    },
    Rolle.REVISOR: EVERYONE | {Permission.SEE_LOG, Permission.SEE_REGLER},
}


def requires(permission):
    """Refuse the request, and log the refusal, unless one of the user's roles grants `permission`.

    Raises PermissionDenied. The attribute `required_permission` is what the house-rule test sweeps.
    """

    def decorate(view):
        @wraps(view)
        def checked(request, *args, **kwargs):
            if not request.user.can(permission):
                audit.record(
                    "adgang.afvist",
                    None,
                    by=request.user,
                    ret=permission.value,
                    side=request.resolver_match.view_name,
                )
                raise PermissionDenied
            return view(request, *args, **kwargs)

        checked.required_permission = permission
        return checked

    return decorate


def visible_or_404(queryset, bruger, **lookup):
    """Return the one row that `bruger` may see. An unseen row answers like one that is not there.

    Raises Http404; the attempt is logged with the kind of row and the lookup, never with content.
    """
    row = queryset.visible_to(bruger).filter(**lookup).first()
    if row is None:
        audit.record(
            "adgang.ikke_fundet",
            None,
            by=bruger,
            slags=queryset.model._meta.label_lower,
            opslag={name: str(value) for name, value in lookup.items()},
        )
        raise Http404
    return row


def kommune_with(bruger, permission):
    """The municipality in which `bruger` uses `permission`, by her first role that grants it.

    None when none of today's roles grants it. A person may hold roles in two municipalities, so a
    page that edits asks here and never takes `bruger.kommune` for granted.
    """
    return next(
        (
            role.kommune
            for role in bruger.aktive_roller
            if permission in ROLE_PERMISSIONS[role.rolle]
        ),
        None,
    )
