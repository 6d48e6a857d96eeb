"""What has to happen next in a group, in one line: for the list and the page of the group."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from faelles import danish
from netvaerk.models import Netvaerksgruppe
from netvaerk.stoerrelse import still_missing, why_not_begun
from plejefamilier.rytme import months_after

Trin = Netvaerksgruppe.Trin


@dataclass(frozen=True)
class Naeste:
    """The next step and why; `url` is "" when there is nothing to do. `venter`: on others.

    `navne`: only whoever sees the families by name can take it.
    """

    titel: str
    hvorfor: str = ""
    knap: str = ""
    url: str = ""
    venter: bool = False
    navne: bool = False


def next_of(gruppe, graenser, maaneder, now):
    """The next step of a group with its facts (queries.gruppe.with_facts); None when it is closed.

    `maaneder` is how often one asks whether a group that runs itself still meets. `now` is aware.
    """
    today = timezone.localdate(now)
    steps = {
        Trin.DANNES: lambda: _forming(gruppe, graenser),
        Trin.FACILITERET: lambda: _facilitated(gruppe, today),
        Trin.SELVKOERENDE: lambda: _by_itself(gruppe, maaneder, today),
        Trin.LUKKET: lambda: None,
    }
    return steps[gruppe.trin_on(today)]()


def _forming(gruppe, graenser):
    missing = still_missing(gruppe.familier, graenser)
    if not missing:
        return Naeste(
            "Begynd gruppen",
            f"{danish.antal(gruppe.familier, 'familie', 'familier')} er med, og det er nok.",
            "Begynd gruppen",
            reverse("netvaerk:gruppe_activate", args=[gruppe.pk]),
        )
    why = why_not_begun(gruppe.familier, graenser)
    if gruppe.spurgte:
        why += f" {danish.antal(gruppe.spurgte, 'familie', 'familier')} er spurgt."
    url = reverse("netvaerk:forslag_list", args=[gruppe.pk])
    if gruppe.spurgte >= missing:
        waits = f"Venter på svar fra {_families(gruppe.spurgte)}"
        return Naeste(waits, why, "Se forslag", url, venter=True)
    more = " mere" if gruppe.familier or gruppe.spurgte else ""
    return Naeste(f"Find {_families(missing - gruppe.spurgte)}{more}", why, "Find familier", url)


def _facilitated(gruppe, today):
    if gruppe.umarkeret:
        return _unmarked(gruppe, today)
    if not gruppe.naeste_moede:
        return _no_meeting(gruppe)
    start = timezone.localtime(gruppe.naeste_start)
    when = f"{danish.naer_dag(start.date(), today)} {danish.kl(start)}"
    if gruppe.naeste_emne:
        return Naeste(
            f"Næste møde {when}",
            f"Emne: {gruppe.naeste_emne}",
            "Se mødet",
            reverse("netvaerk:gruppemoede_detail", args=[gruppe.naeste_moede]),
            venter=True,
        )
    why = "Facilitator sætter emnet."
    if gruppe.naeste_plads > gruppe.emner_foerst:
        why = "Emnet besluttes nu sammen med familierne."
    return Naeste(
        f"Vælg emne til mødet {when}",
        why,
        "Vælg emne",
        reverse("netvaerk:gruppemoede_emne", args=[gruppe.naeste_moede]),
    )


def _unmarked(gruppe, today):
    day = danish.naer_dag(timezone.localdate(gruppe.umarkeret_start), today)
    return Naeste(
        f"Skriv fremmøde til mødet {day}",
        "Kun hvem der kom. Der skrives ikke referat.",
        "Skriv fremmøde",
        reverse("netvaerk:gruppemoede_fremmoede", args=[gruppe.umarkeret]),
        navne=True,
    )


def _no_meeting(gruppe):
    if gruppe.planlagte < gruppe.faciliterede:
        laid = f"{gruppe.planlagte} af {gruppe.faciliterede} møder med facilitator er lagt."
        if not gruppe.planlagte:
            laid = f"Ingen af de {gruppe.faciliterede} møder med facilitator er lagt."
        url = reverse("netvaerk:gruppemoede_plan", args=[gruppe.pk])
        return Naeste("Læg møderne", laid, "Læg møder", url)
    return _hand_over(gruppe)


def _by_itself(gruppe, maaneder, today):
    if gruppe.umarkeret:
        return _unmarked(gruppe, today)
    if gruppe.overdraget_at is None:
        return _hand_over(gruppe)
    if gruppe.familier and not gruppe.kontakt_med:
        return Naeste(
            "Find en ny kontaktperson",
            "Kontaktpersonen er ikke med længere, så ingen får den månedlige mail.",
            "Vælg kontaktperson",
            reverse("netvaerk:gruppe_hand_over", args=[gruppe.pk]),
            navne=True,
        )
    asked = gruppe.moedes_paa or gruppe.selvkoerende_fra
    again = months_after(asked, maaneder)
    if again <= today:
        return Naeste(
            "Spørg, om gruppen stadig mødes",
            f"I hørte sidst fra den {danish.dato(asked)}.",
            "Skriv svaret",
            reverse("netvaerk:gruppe_confirm", args=[gruppe.pk]),
        )
    return Naeste(
        "Familierne mødes selv", f"Spørg, hvordan det går, {danish.dato(again)}.", venter=True
    )


def _hand_over(gruppe):
    return Naeste(
        "Overdrag gruppen til familierne",
        "Det sidste møde med facilitator er holdt.",
        "Overdrag gruppen",
        reverse("netvaerk:gruppe_hand_over", args=[gruppe.pk]),
        navne=True,
    )


def _families(number):
    """»én familie«, »to familier«"""
    return "én familie" if number == 1 else f"{danish.talord(number)} familier"
