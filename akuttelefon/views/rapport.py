"""The report of the line: on the screen, on paper, in a workbook."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from akuttelefon.forms.rapport import RapportForm
from akuttelefon.queries import rapport as queries
from akuttelefon.queries import rapport_ark, rapport_billeder
from faelles import ark, audit
from faelles.access import Permission, requires
from faelles.pdf import render_pdf

PAPER = 657  # pixels between the margins of A4


@require_GET
@requires(Permission.SEE_AKUTRAPPORT)
def rapport(request):
    """How many calls, when, and whether they were followed up in time; no names.

    A leader of the municipality may see the calls, and so their exact numbers.
    """
    form, kommune, periode = _asked(request)
    delbar = kommune.pk not in request.user.kommuner_med(Permission.LEAD_TEAM)
    found = queries.make_report(kommune, periode, delbar=delbar)
    aar, udsnit = form.valg(periode)
    blocks, standing = rapport_billeder.blocks(found), rapport_billeder.STANDING
    earlier, later = found.periode.shift(-1), found.periode.shift(1)
    return render(
        request,
        "akuttelefon/rapport.html",
        {
            "rapport": found,
            "hvornaar": [block for block in blocks if block[0].noegle in standing],
            "blokke": [block for block in blocks if block[0].noegle not in standing],
            "form": form,
            "aar": aar,
            "udsnit": udsnit,
            "adresse": _address(form, kommune, found.periode),
            "forrige": earlier and (earlier.navn, _address(form, kommune, earlier)),
            "naeste": later
            and later.fra <= form.today
            and (later.navn, _address(form, kommune, later)),
        },
    )


@require_GET
@requires(Permission.SEE_AKUTRAPPORT)
def rapport_pdf(request):
    """The report on paper: always one that can be shared (W4)."""
    _, kommune, periode = _asked(request)
    found = queries.make_report(kommune, periode, delbar=True)
    pdf = render_pdf(
        "akuttelefon/rapport_pdf.html",
        {"rapport": found, "blokke": rapport_billeder.blocks(found, bredde=PAPER)},
        by=request.user,
        kommune=kommune,
        titel=f"Akuttelefonen {found.periode.i_navn}",
    )
    _record(request, found, "pdf")
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{_filename(found)}.pdf"'},
    )


@require_GET
@requires(Permission.SEE_AKUTRAPPORT)
def rapport_excel(request):
    """The report as a workbook: always one that can be shared (W4)."""
    _, kommune, periode = _asked(request)
    found = queries.make_report(kommune, periode, delbar=True)
    content = ark.workbook(
        rapport_ark.sheets(found, by=request.user), titel=f"Akuttelefonen {found.periode.i_navn}"
    )
    _record(request, found, "excel")
    return ark.response(content, _filename(found))


def _asked(request):
    """The form of the address with the municipality and the period it means."""
    form = RapportForm(request.GET, bruger=request.user)
    form.is_valid()
    return form, form.valgt_kommune(), form.periode()


def _address(form, kommune, periode):
    own = f"&kommune={kommune.pk}" if len(form.kommuner) > 1 else ""
    return f"{periode.adresse}{own}"


def _filename(found):
    return f"akuttelefonen-{found.periode.fra:%Y-%m-%d}-{found.periode.til:%Y-%m-%d}"


def _record(request, found, slags):
    """Write into the log that numbers left the house."""
    audit.record(
        "rapport.hentet",
        found.kommune,
        by=request.user,
        slags=slags,
        fra=found.periode.fra.isoformat(),
        til=found.periode.til.isoformat(),
    )
