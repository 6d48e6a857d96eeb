"""Which family goes to whom, from which day and why. Saving belongs to actions."""

import hashlib
import json

from django import forms
from django.utils import timezone

from faelles.formfields import DanishDateField
from plejefamilier.queries.fordeling import families_of, receivers_for

BLIVER = "bliver"


class FordelingForm(forms.Form):
    """All to one, or each to her own. `udgave_…` tells when a colleague was there first."""

    fra = DanishDateField(label="Fra og med")
    begrundelse = forms.CharField(
        label="Hvorfor?",
        max_length=200,
        help_text="Står i hver families forløb, så enhver kan se, hvorfor konsulenten skiftede.",
        error_messages={"required": "Skriv, hvorfor familierne får en anden konsulent."},
    )
    alle = forms.ChoiceField(label="Alle til", required=False)
    vist = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data=None, *, bruger, konsulent):
        super().__init__(data, initial={"fra": timezone.localdate()})
        self.konsulent = konsulent
        self.raekker = families_of(bruger, konsulent)
        people, hints = receivers_for(bruger, konsulent)
        self.modtagere = {str(person.pk): person for person in people}
        to = [(key, f"{p.navn} ({hints[p.pk]})") for key, p in self.modtagere.items()]
        self.fields["alle"].betinget = True
        self.fields["alle"].choices = [("", "Vælg for hver familie"), *to]
        stays = (BLIVER, f"Bliver hos {konsulent.fornavn}")
        for row in self.raekker:
            self.fields[f"til_{row.pk}"] = forms.ChoiceField(
                label=row.navn, required=False, choices=[("", "Som valgt for alle"), stays, *to]
            )
            self.fields[f"udgave_{row.pk}"] = forms.CharField(
                widget=forms.HiddenInput, required=False, max_length=64, initial=row.udgave
            )

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.fordeling:
            self.add_error("alle", "Vælg, hvem der skal have familierne.")
        return cleaned

    @property
    def linjer(self):
        """Each family with its two fields, for the table."""
        return [(row, self[f"til_{row.pk}"], self[f"udgave_{row.pk}"]) for row in self.raekker]

    @property
    def fordeling(self):
        """[(Raekke, receiver)] of the families that are given away."""
        found = []
        for row in self.raekker:
            chosen = self.cleaned_data.get(f"til_{row.pk}") or self.cleaned_data.get("alle")
            if chosen and chosen != BLIVER:
                found.append((row, self.modtagere[chosen]))
        return found

    @property
    def udgaver(self):
        return {row.pk: self.cleaned_data[f"udgave_{row.pk}"] for row in self.raekker}

    @property
    def aftryk(self):
        """A fingerprint of what would be done: a preview is only of what was shown."""
        acts = [[row.pk, person.pk] for row, person in self.fordeling]
        text = json.dumps([acts, str(self.cleaned_data["fra"]), self.cleaned_data["begrundelse"]])
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def renew(self):
        """Everything typed stays; who is whose konsulent is taken anew."""
        self.data = self.data.copy()
        self.data["vist"] = ""
        for row in self.raekker:
            self.data[f"udgave_{row.pk}"] = row.udgave
