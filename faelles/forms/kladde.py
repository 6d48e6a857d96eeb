"""What a form with a draft says about itself."""

from django import forms

MOST_SAVES = 2_000_000_000


class FaneForm(forms.Form):
    """Its key, its browser tab and how often it was saved."""

    idempotency_key = forms.UUIDField()
    fane = forms.UUIDField(required=False)
    nr = forms.IntegerField(required=False, min_value=0, max_value=MOST_SAVES)
