"""What a draft of a call keeps of the form."""

from akuttelefon.forms.opkald import OpkaldForm

TYPED = [name for name in OpkaldForm.base_fields if name != "idempotency_key"]


def typed_fields(post):
    """What stands in the fields of a posted form, word for word, as a draft keeps it."""
    return {
        name: post.getlist(name) if name == "boern" else post[name]
        for name in TYPED
        if name in post
    }
