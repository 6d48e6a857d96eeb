"""Errors from actions, shown where they belong in the form."""


def add_errors(form, error):
    """Put a ValidationError of an action on `form`: at the field it names, else above the form."""
    if hasattr(error, "error_dict"):
        for field, errors in error.error_dict.items():
            form.add_error(field if field in form.fields else None, errors)
    else:
        form.add_error(None, error)
