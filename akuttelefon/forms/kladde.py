"""What the form of a call says about the draft it is written on."""

from django import forms

from akuttelefon.forms.opkald import OpkaldForm

MOST_SAVES = 2_000_000_000
TYPED = [name for name in OpkaldForm.base_fields if name != "idempotency_key"]


class FaneForm(forms.Form):
    """What a form says about itself: its key, its browser tab and how often it was saved."""

    idempotency_key = forms.UUIDField()
    fane = forms.UUIDField(required=False)
    nr = forms.IntegerField(required=False, min_value=0, max_value=MOST_SAVES)


def typed_fields(post):
    """What stands in the fields of a posted form, word for word, as a draft keeps it."""
    return {
        name: post.getlist(name) if name == "boern" else post[name]
        for name in TYPED
        if name in post
    }
