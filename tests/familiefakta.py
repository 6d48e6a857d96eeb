"""What is known about a family, made through the ground's own actions: for towns and sweeps."""

import datetime

from django.utils import timezone

from plejefamilier import actions

DAY = datetime.timedelta(days=1)


def facts_about_familie(familie, by):
    """An approval with conditions, a profile, strain and training; the rows by kind."""
    today = timezone.localdate()
    actions.approve_familie(
        by=by,
        plejefamilie=familie,
        familietype=familie.familietype,
        antal_boern=familie.godkendt_til_boern,
        myndighed=familie.godkendt_af,
        vilkaar="Ét af børnene er i aflastning.",
        fra=today - 200 * DAY,
        begrundelse="Ny vurdering",
    )
    actions.update_familieprofil(
        by=by,
        plejefamilie=familie,
        version=0,
        tidspunkter=["formiddag"],
        erfaring_aar=3,
        erfaring="To plejebørn før.",
        kompetencer="Piktogrammer.",
        andre_indsatser="",
    )
    belastning = actions.record_belastning(
        by=by, plejefamilie=familie, dato=today - 9 * DAY, score=6, kilde="familien"
    )
    kursustid = actions.record_kursustid(
        by=by,
        plejeforaelder=familie.plejeforaeldre.first(),
        dato=today - 20 * DAY,
        minutter=90,
        titel="Oplæg om søvn",
        kilde=f"haand-{familie.pk}",
    )
    return {"belastning": belastning, "kursustid": kursustid}
