from datetime import datetime, time, timedelta

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from faelles import audit, haendelser, paging
from faelles.access import Permission, Rolle, kommune_with, requires
from faelles.forms.log import LogFilterForm
from faelles.models import AuditEvent, Bruger

FORMAAL = "kontrol af loggen"


@require_safe
@requires(Permission.SEE_LOG)
def log_list(request):
    """The log of the municipality, newest first. Reading it is itself an event."""
    form = LogFilterForm(request.GET)
    page = None
    if form.is_valid():
        page = paging.page(_filtered(request.user, form.cleaned_data), request.GET)
        asked = {name: str(value) for name, value in form.cleaned_data.items() if value}
        audit.record("log.laest", None, by=request.user, formaal=FORMAAL, filtre=asked)
    navne = _names(page.rows if page else [])
    context = {
        "form": form,
        "page": page,
        "rows": [_row(event, navne) for event in page.rows] if page else [],
        "haendelser": haendelser.HAENDELSER,
        "personer": _people(kommune_with(request.user, Permission.SEE_LOG)),
        "filtreret": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "faelles/log_list.html", context)


def _filtered(bruger, filtre):
    rows = AuditEvent.objects.visible_to(bruger)
    if filtre["haendelse"]:
        rows = rows.filter(event=filtre["haendelse"])
    if filtre["bruger"]:
        rows = rows.filter(bruger_id=filtre["bruger"])
    if filtre["familie"]:
        rows = rows.filter(familie_id=filtre["familie"])
    if filtre["fra"]:
        rows = rows.filter(at__gte=_midnight(filtre["fra"]))
    if filtre["til"]:
        rows = rows.filter(at__lt=_midnight(filtre["til"] + timedelta(days=1)))
    return rows


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def _names(events):
    """Who acted, by id: the log itself holds no names."""
    ids = {event.bruger_id for event in events if event.bruger_id}
    return dict(Bruger.objects.filter(pk__in=ids).values_list("pk", "navn"))


def _people(kommune):
    """Everybody who has or had a role in the municipality, as (id, name) for the list."""
    people = Bruger.objects.filter(roller__kommune=kommune).distinct()
    return [(str(pk), navn) for pk, navn in people.order_by("navn").values_list("pk", "navn")]


def _row(event, navne):
    """What a line shows, in words."""
    return {
        "at": event.at,
        "navn": navne.get(event.bruger_id, "Systemet" if event.bruger_id is None else "Ukendt"),
        "rolle": Rolle(event.rolle).label if event.rolle in Rolle.values else "",
        "haendelse": haendelser.in_words(event.event),
        "slags": haendelser.slags_in_words(event.slags) if event.slags else "",
        "objekt": event.objekt,
        "familie_id": event.familie_id,
        "formaal": event.formaal,
        "viste": len(event.data["viste"]) if "viste" in event.data else 0,
    }
