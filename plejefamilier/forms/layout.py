"""What the forms of the ground have in common: the frame, and the day that is not in the future."""

from crispy_forms.bootstrap import FormActions
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout, Submit
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html


def helper(*parts, gem, fortryd):
    """A form of panels with one filled button and the way back."""
    made = FormHelper()
    back = HTML(format_html('<a class="linkbtn" href="{}">Fortryd</a>', fortryd))
    made.layout = Layout(*parts, FormActions(Submit("gem", gem), back))
    return made


def not_in_the_future(day):
    """A validator: what has happened has happened today or before."""
    if day > timezone.localdate():
        raise ValidationError("Datoen ligger i fremtiden.", code="fremtid")
