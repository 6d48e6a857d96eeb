"""Who works with whom: families without konsulent, konsulenter to choose from, absences."""

from datetime import timedelta

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from faelles import danish
from faelles.access import Permission, Rolle
from faelles.constraints import on_day
from faelles.models import Bruger, Rolletildeling
from plejefamilier.models import Fravaer, Konsulenttildeling, Plejefamilie
from plejefamilier.queries.liste import boern_of

PAST_SHOWN = timedelta(days=365)


def without_konsulent(bruger):
    """Rows of the page »Uden fast konsulent«: families to give one, and those nobody stands in for.

    Returns (uden, vaek), each a list of dicts in the Danish alphabet.
    """
    today = timezone.localdate()
    familier = Plejefamilie.objects.assignable_by(bruger)
    before = Konsulenttildeling.objects.filter(plejefamilie=OuterRef("pk"), fra__lte=today)
    columns = {
        "sidste": Subquery(before.order_by("-fra").values("konsulent__navn")[:1]),
        "slut": Subquery(before.order_by("-fra").values("til")[:1]),
    }
    rows = familier.without_konsulent().in_order().annotate(**columns)
    uden = [*rows.values("pk", "navn", *columns)]
    away = Fravaer.objects.filter(on_day(today), bruger=OuterRef("konsulent"))
    holding = Konsulenttildeling.objects.holding(today).filter(plejefamilie=OuterRef("pk"))
    columns = {
        "konsulent": Subquery(holding.values("konsulent__navn")[:1]),
        "til": Subquery(holding.values(slut=Subquery(away.values("til")[:1]))[:1]),
    }
    rows = familier.without_stedfortraeder().in_order().annotate(**columns)
    vaek = [*rows.values("pk", "navn", *columns)]
    boern, _ = boern_of([row["pk"] for row in [*uden, *vaek]], today)
    for row in [*uden, *vaek]:
        row["url"] = reverse("plejefamilier:plejefamilie_detail", args=[row["pk"]])
        row["vaelg_url"] = reverse("plejefamilier:konsulent_assign", args=[row["pk"]])
        row["boern"] = " · ".join(boern.get(row["pk"], [])) or "Ingen børn nu"
    return uden, vaek


def konsulenter_for(bruger):
    """The konsulenter a leader can choose: those of the teams she leads, with their numbers.

    Returns a QuerySet of Bruger and a dict {id: »12 familier · væk til 5. jan.«}.
    """
    today = timezone.localdate()
    roles = Rolletildeling.objects.filter(
        on_day(today),
        rolle=Rolle.KONSULENT,
        team__in=bruger.teams_med(Permission.ASSIGN_KONSULENT),
    )
    people = Bruger.objects.filter(is_active=True, pk__in=roles.values("bruger")).order_by("navn")
    numbers = dict(
        Konsulenttildeling.objects.filter(
            on_day(today), konsulent__in=people, plejefamilie__ophoert_paa=None
        )
        .order_by()
        .values_list("konsulent")
        .annotate(Count("pk"))
    )
    away = dict(
        Fravaer.objects.filter(on_day(today), bruger__in=people).values_list("bruger", "til")
    )
    hints = {}
    for person in people:
        hint = danish.antal(numbers.get(person.pk, 0), "familie", "familier")
        if person.pk in away:
            hint += f" · væk til og med {danish.dato_kort(away[person.pk], today)}"
        hints[person.pk] = hint
    return people, hints


def absences_for(bruger):
    """Absences `bruger` may see: (nu, kommende, forbi), with what she may take back marked."""
    today = timezone.localdate()
    rows = (
        Fravaer.objects.visible_to(bruger)
        .filter(til__gte=today - PAST_SHOWN)
        .select_related("bruger", "stedfortraeder")
        .order_by("fra", "pk")
    )
    mine = set(Fravaer.objects.removable_by(bruger).values_list("pk", flat=True))
    nu, kommende, forbi = [], [], []
    for row in rows:
        row.kan_fjernes = row.pk in mine
        row.periode = danish.periode(row.fra, row.til)
        (forbi if row.til < today else kommende if row.fra > today else nu).append(row)
    return nu, kommende, forbi[::-1]


def people_led_by(bruger):
    """The konsulenter and leaders of the teams that `bruger` leads, herself among them."""
    roles = Rolletildeling.objects.filter(
        on_day(timezone.localdate()),
        rolle__in=[Rolle.KONSULENT, Rolle.TEAMLEDER],
        team__in=bruger.teams_med(Permission.LEAD_TEAM),
    )
    return Bruger.objects.filter(is_active=True, pk__in=roles.values("bruger")).order_by("navn")


def stand_ins_for(bruger):
    """Who may stand in: konsulenter and leaders in the municipalities where `bruger` works."""
    roles = Rolletildeling.objects.filter(
        on_day(timezone.localdate()),
        rolle__in=[Rolle.KONSULENT, Rolle.TEAMLEDER],
        kommune__in=bruger.kommuner_med(Permission.REGISTER_FRAVAER),
    )
    return Bruger.objects.filter(is_active=True, pk__in=roles.values("bruger")).order_by("navn")


def stand_in_is_away(fravaer):
    """»Mette er selv væk 3.–5. januar 2027.«, or '' when the stand-in is there all the time."""
    if fravaer.stedfortraeder is None:
        return ""
    away = Fravaer.objects.filter(
        bruger=fravaer.stedfortraeder, fra__lte=fravaer.til, til__gte=fravaer.fra
    ).first()
    if away is None:
        return ""
    return f"{fravaer.stedfortraeder.fornavn} er selv væk {danish.periode(away.fra, away.til)}."
