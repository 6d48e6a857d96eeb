"""The events of the log in words. A test fails when an event has none."""

from django.apps import apps

HAENDELSER = {
    "login": "Loggede på",
    "login.afvist": "Log på afvist: forkert adgangskode",
    "logout": "Loggede af",
    "adgangskode.link_sendt": "Fik link til ny adgangskode",
    "adgangskode.valgt": "Valgte ny adgangskode",
    "adgang.afvist": "Afvist: siden hører til en anden rolle",
    "adgang.ikke_fundet": "Afvist: findes ikke eller må ikke ses",
    "log.laest": "Læste loggen",
    "besked.aabnet": "Åbnede en besked",
    "besked.alle_laest": "Markerede alle beskeder som læst",
    "kommune.oprettet": "Tog kommunen i brug",
    "bruger.oprettet": "Oprettede bruger",
    "bruger.aendret": "Ændrede bruger",
    "bruger.lukket": "Lukkede bruger",
    "bruger.aabnet_igen": "Åbnede bruger igen",
    "rolle.givet": "Gav rolle",
    "rolle.afsluttet": "Afsluttede rolle",
    "rolle.fortrudt": "Fortrød rolle, før den begyndte",
    "regel.sat": "Ændrede regel",
    "regler.forudsaetning": "Indlæste startvalg for reglerne",
    "lukkedag.oprettet": "Tilføjede lukkedag",
    "lukkedag.aendret": "Ændrede lukkedag",
    "lukkedag.slettet": "Slettede lukkedag",
    "plejefamilie.laest": "Åbnede plejefamilie",
    "plejefamilie.liste_vist": "Så liste over plejefamilier",
    "plejefamilie.oprettet": "Oprettede plejefamilie",
    "plejefamilie.aendret": "Ændrede plejefamilie",
    "plejefamilie.ophoert": "Afsluttede plejefamilie",
    "plejefamilie.adresse_vist": "Så beskyttet adresse",
    "plejeforaelder.oprettet": "Tilføjede plejeforælder",
    "plejeforaelder.aendret": "Ændrede plejeforælder",
    "plejeforaelder.fratraadt": "Plejeforælder fratrådt",
    "barn.laest": "Åbnede barn",
    "barn.liste_vist": "Så liste over børn",
    "barn.oprettet": "Oprettede barn",
    "barn.aendret": "Ændrede barn",
    "barn.cpr_vist": "Så CPR-nummer",
    "barn.genkrypteret": "CPR-numre krypteret med ny nøgle",
    "anbringelse.oprettet": "Oprettede anbringelse",
    "anbringelse.afsluttet": "Afsluttede anbringelse",
    "konsulent.tildelt": "Gav familien fast konsulent",
    "konsulent.afsluttet": "Afsluttede fast konsulent",
    "fravaer.meldt": "Meldte fravær",
    "fravaer.slut": "Afsluttede fravær",
    "sagsadgang.givet": "Fik adgang til familien",
    "sagsadgang.slut": "Adgang til familien ophørt",
    "opkald.laest": "Åbnede akutopkald",
    "opkald.liste_vist": "Så liste over akutopkald",
    "opkald.skrevet": "Skrev akutopkald",
    "opkald.rettet": "Rettede akutopkald",
    "opkald.trukket": "Trak akutopkald tilbage",
    "opkald.gaelder_igen": "Fortrød tilbagetrækning af akutopkald",
    "opkald.knyttet": "Knyttede akutopkald til familie",
    "opkaldskladde.laest": "Åbnede kladde til akutopkald",
    "opkaldskladde.paabegyndt": "Begyndte at skrive akutopkald",
    "opkaldskladde.slettet": "Slettede kladde til akutopkald",
    "opkaldskladde.gendannet": "Hentede slettet kladde frem igen",
    "opkaldskladde.overtaget": "Overtog kladde til akutopkald",
    "opkaldskladde.paamindet": "Blev mindet om akutopkald, der ikke er gemt",
    "opkaldskladde.meldt_til_leder": "Leder fik besked om akutopkald, der ikke er gemt",
    "opfoelgning.laest": "Åbnede opfølgning",
    "opfoelgning.liste_vist": "Så liste over opfølgninger",
    "opfoelgning.flyttet": "Opfølgning gik til en anden",
    "opfoelgning.frist_flyttet": "Flyttede frist for opfølgning",
    "opfoelgning.overdraget": "Overdrog opfølgning",
    "opfoelgning.afsluttet": "Afsluttede opfølgning",
    "opfoelgning.eskaleret": "Leder fik besked om opfølgning",
    "underretning.oprettet": "Oprettede underretning",
    "underretning.taget": "Tog underretning",
    "underretning.vurderet": "Vurderede underretning",
    "underretning.overdraget": "Overdrog underretning",
    "underretning.flyttet": "Underretning gik til en anden",
    "underretning.eskaleret": "Leder fik besked om underretning",
    "vagt.oprettet": "Lagde vagt på akuttelefonen",
    "vagt.aendret": "Ændrede vagt på akuttelefonen",
    "vagt.aflyst": "Aflyste vagt på akuttelefonen",
    "vagtserie.lagt": "Lagde vagtplan for akuttelefonen",
    "vagtserie.fortrudt": "Fortrød vagtplan for akuttelefonen",
    "rapport.hentet": "Hentede rapport om akuttelefonen",
}


def in_words(event):
    """What happened, as a person reads it; an event of an older release stands as written."""
    return HAENDELSER.get(event, event)


def slags_in_words(slags):
    """The kind of row, by its model's Danish name; the label itself when the model is gone."""
    try:
        return apps.get_model(slags)._meta.verbose_name
    except (LookupError, ValueError):
        return slags
