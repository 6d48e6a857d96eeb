"""One of everything that can be written about a child, through the ground's own actions."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from plejefamilier import actions
from plejefamilier.models import Foraeldreskab
from tests.factories import BarnFactory


def facts_about(barn, by):
    """One row of every kind about `barn`, by kind; today, by `by`."""
    today = timezone.localdate()
    andet = BarnFactory(kommune=barn.kommune, navn="Sille Prøvesen")
    facts = _of_the_record(barn, by, andet, today)
    samtykke = actions.give_videosamtykke(
        by=by, barn=barn, foraelder=facts["foraeldreskab"].foraelder, givet_paa=today
    )
    film = SimpleUploadedFile("leg.mp4", b"\0\0\0\x18ftypmp42")
    return {
        **facts,
        "videosamtykke": samtykke,
        "optagelse": actions.add_optagelse(
            by=by, barn=barn, titel="Leger i sandkassen", optaget_paa=today, fil=film
        ),
        "metodeproeve": actions.begin_metode(
            by=by, barn=barn, metode="Piktogrammer", hvorfor="Overblik over dagen", fra=today
        ),
        "aftale": actions.create_aftale(
            by=by,
            kommune=barn.kommune,
            barn=barn,
            tekst="Ringer til skolen om støtte",
            ansvarlig=by,
            frist=today,
        ),
    }


def _of_the_record(barn, by, andet, today):
    return {
        "behov": actions.record_behov(
            by=by,
            barn=barn,
            hvornaar="matchning",
            dato=today,
            koder=["traumer"],
            omfang=1,
            beskrivelse="Har svært ved at falde i søvn.",
        ),
        "oenske": actions.record_oenske(
            by=by, barn=barn, dato=today, metode="samtale", tekst="Jeg vil beholde min kanin."
        ),
        "barnemaal": actions.record_maal(by=by, barn=barn, fra=today, tekst="Sover hele natten"),
        "aflastningsophold": actions.record_aflastning(
            by=by, barn=barn, slags="weekend", fra=today, til=today, sted="Spejderlejr"
        ),
        "tilsynsbesoeg": actions.record_tilsyn(
            by=by, barn=barn, dato=today, talt_med_barnet="alene", notat="Trives."
        ),
        "foraeldreskab": Foraeldreskab.objects.get(
            pk=actions.add_foraelder(
                by=by, barn=barn, slags="biologisk", foraeldremyndighed=True, navn="Tine Prøvesen"
            ).pk
        ),
        "soeskende": actions.link_soeskende(by=by, barn=barn, andet=andet, slags="hel"),
    }
