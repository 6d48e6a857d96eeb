"""What may be asked of the calendar: which rooms are free, and a new secret address."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from faelles.formfields import DanishDateField, DanishTimeField
from plejefamilier.models import Lokale
from supervision.models import Kalenderadresse


class LedigForm(forms.Form):
    """A day and two times of it; gives `start` and `slut` as aware moments."""

    dag = DanishDateField(label="Dag")
    fra = DanishTimeField(label="Fra")
    til = DanishTimeField(label="Til")
    personer = forms.IntegerField(
        label="Hvor mange kommer?", required=False, min_value=1, max_value=1000
    )

    def clean(self):
        data = super().clean()
        day, begins, ends = (data.get(name) for name in ("dag", "fra", "til"))
        if day and begins and ends:
            if ends <= begins:
                self.add_error(
                    "til", ValidationError("Slut skal være efter begyndelsen.", code="slut")
                )
                return data
            data["start"] = timezone.make_aware(datetime.combine(day, begins))
            data["slut"] = timezone.make_aware(datetime.combine(day, ends))
        return data


class AdresseForm(forms.Form):
    """What a new secret address is of."""

    slags = forms.ChoiceField(choices=Kalenderadresse.Slags)
    lokale = forms.ModelChoiceField(Lokale.objects.none(), required=False)

    def __init__(self, *args, bruger, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lokale"].queryset = Lokale.objects.visible_to(bruger).in_use()

    def clean(self):
        data = super().clean()
        if data.get("slags") != Kalenderadresse.Slags.LOKALE:
            data["lokale"] = None
        elif data.get("lokale") is None and not self.has_error("lokale"):
            self.add_error("lokale", ValidationError("Vælg et lokale.", code="required"))
        return data
