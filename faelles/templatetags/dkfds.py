"""What the crispy template pack `dkfds` needs to know about a field."""

from django import template
from django.forms.fields import Field
from django.forms.utils import flatatt
from django.forms.widgets import CheckboxInput, ChoiceWidget, FileInput, MultiWidget, Select
from django.template.loader import render_to_string

register = template.Library()
REQUIRED = Field.default_error_messages["required"]


@register.filter
def felt_slags(bound_field):
    """gruppe (a fieldset with a legend), checkbox (the label follows the box) or felt"""
    widget = bound_field.field.widget
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    if _is_boxes(widget) or isinstance(widget, MultiWidget):
        return "gruppe"
    return "felt"


@register.filter
def felt_anker(bound_field):
    """The id that the error summary links to: the field, or the group of boxes."""
    return bound_field.id_for_label or bound_field.auto_id


@register.simple_tag
def felt(bound_field):
    """The widget itself with the classes of dkfds."""
    widget = bound_field.field.widget
    attrs = bound_field.build_widget_attrs({"id": bound_field.auto_id}, widget)
    if _is_boxes(widget):
        context = widget.get_context(
            bound_field.html_name, bound_field.value(), {**attrs, "id": bound_field.auto_id}
        )
        return render_to_string("dkfds/choices.html", context)
    classes = [widget.attrs.get("class", ""), _class_of(widget)]
    names = " ".join(filter(None, classes))
    # A placeholder repeats the label or disappears when it is needed: hints do that work here.
    return bound_field.as_widget(attrs={"class": names or False, "placeholder": False})


@register.filter
def felt_fejl(bound_field):
    """The sentences about a field; an empty one is told what to do, not that it is "påkrævet"."""
    errors = bound_field.form.errors.as_data().get(bound_field.name, [])
    return [
        _what_to_do(bound_field) if error.code == "required" and message == REQUIRED else message
        for error in errors
        for message in error.messages
    ]


@register.filter
def felt_linje(bound_field):
    """The label as the beginning of a sentence: "Situationen: ", "Hvor alvorligt er det? "."""
    label = str(bound_field.label or "")
    return label and (f"{label} " if label.endswith(("?", ".", ":")) else f"{label}: ")


@register.simple_tag
def form_attrs(attrs):
    """The attributes of a crispy form, with our class first."""
    attrs = dict(attrs or {})
    attrs["class"] = f"form {attrs.get('class', '')}".strip()
    return flatatt({name.replace("_", "-"): value for name, value in attrs.items()})


@register.simple_tag
def knap_klasse(button):
    """Classes of a crispy button: Submit is the filled one unless it says otherwise."""
    own = [
        name
        for name in button.field_classes.split()
        if name not in ("btn", "btn-primary", "btn-inverse")
    ]
    if any(name.startswith(("button-primary", "button-secondary", "linkbtn")) for name in own):
        return " ".join(own if "linkbtn" in own else ["button", *own])
    kind = "button-primary" if button.input_type == "submit" else "button-secondary"
    return " ".join(["button", kind, *own])


def _what_to_do(bound_field):
    if isinstance(bound_field.field.widget, CheckboxInput):
        return "Sæt kryds her."
    return (
        "Vælg en af mulighederne."
        if isinstance(bound_field.field.widget, ChoiceWidget)
        else "Udfyld feltet."
    )


def _is_boxes(widget):
    return isinstance(widget, ChoiceWidget) and not isinstance(widget, Select)


def _class_of(widget):
    if isinstance(widget, CheckboxInput):
        return ""
    if isinstance(widget, FileInput):
        return "file"
    return (
        "form-select"
        if isinstance(widget, Select) and not widget.allow_multiple_selected
        else "form-input"
    )
