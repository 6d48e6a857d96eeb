"""What may be ticked about a group's meeting: who came. Saving belongs to actions."""

from django import forms

from netvaerk.models import Gruppefremmoede

CHOICES = Gruppefremmoede.Kom.choices


class GruppefremmoedeForm(forms.Form):
    """One choice for each family that was asked. `seen` is what the page was made from."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data=None, *, ventede, seen):
        super().__init__(data, initial={"seen": seen})
        self.ventede = ventede
        for one in ventede:
            self.fields[f"kom_{one.medlemskab.pk}"] = forms.ChoiceField(
                label=one.navn,
                choices=CHOICES,
                error_messages={"required": f"Vælg, om {one.navn} kom."},
            )

    @property
    def kom(self):
        """What is ticked, as the action wants it: {membership's id: Kom}."""
        return {
            one.medlemskab.pk: self.cleaned_data[f"kom_{one.medlemskab.pk}"] for one in self.ventede
        }

    def grupper(self, alle=""):
        """For the page: (id, name, [(value, words, chosen)], error); `alle` chooses for everyone"""
        for one in self.ventede:
            name = f"kom_{one.medlemskab.pk}"
            chosen = alle or (self.data.get(name, "") if self.is_bound else one.kom)
            rows = [(value, words, value == chosen) for value, words in CHOICES]
            errors = [] if alle else self.errors.get(name, [])
            yield name, one.navn, rows, errors
