"""What may be ticked about a meeting: who came. Saving belongs to actions."""

from django import forms


class FremmoedeForm(forms.Form):
    """Who came, as »person-half«. `seen` is what the page was made from."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kom = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": "Åbn siden igen: en af de valgte er ikke på listen."},
    )

    def __init__(self, data=None, *, liste):
        super().__init__(data, initial={"seen": liste.seen})
        self.fields["kom"].choices = [*liste.navne.items()]

    @property
    def slots(self):
        """What is ticked, as the action wants it: {(participant's id, half)}."""
        pairs = (value.split("-") for value in self.cleaned_data["kom"])
        return {(int(pk), int(halvdel)) for pk, halvdel in pairs}
