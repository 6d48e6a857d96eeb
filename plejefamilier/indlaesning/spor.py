"""The trace of an import: what it made and changed, and whether somebody has worked on it since."""

import hashlib

from django.apps import apps

from faelles import danish

IKKE_ARBEJDE = {"soegetekst"}  # columns that the system keeps by itself
CHUNK = 2000


def prints_of(model, pks):
    """A fingerprint of each row as it is now: {id as text: print}. A row that is gone has none."""
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields if field.name not in IKKE_ARBEJDE]
    found, pks = {}, [*pks]
    for start in range(0, len(pks), CHUNK):
        rows = model._base_manager.filter(pk__in=pks[start : start + CHUNK])
        for values in rows.values_list("pk", *names):
            text = "\0".join(_text(value) for value in values)
            found[str(values[0])] = hashlib.sha256(text.encode()).hexdigest()[:16]
    return found


def _text(value):
    return bytes(value).hex() if isinstance(value, memoryview | bytes) else str(value)


def obstacles(trace):
    """Why an import cannot be undone, as Danish sentences: kinds of rows and how many.

    Rows that it made or changed and that somebody has changed since, and rows of any part of
    Samspil that point to what it made. Nothing is said about whose they are.
    """
    found = []
    for label, rows in [*trace["oprettet"], *trace["aendret"]]:
        model = apps.get_model(label)
        prints = prints_of(model, [row[0] for row in rows])
        changed = sum(prints.get(row[0]) != row[-1] for row in rows)
        if changed:
            found.append(f"{_count(changed, model)} er ændret siden")
    made = {label: [row[0] for row in rows] for label, rows in trace["oprettet"]}
    for model, number in sorted(_pointing_at(made).items(), key=lambda pair: pair[0]._meta.label):
        found.append(f"{_count(number, model)} er kommet til siden")
    return list(dict.fromkeys(found))


def _count(number, model):
    return danish.antal(number, model._meta.verbose_name, str(model._meta.verbose_name_plural))


def _pointing_at(made):
    """How many rows of each model point to a made row without being made by the same import."""
    found = {}
    for label, pks in made.items():
        model = apps.get_model(label)
        for relation in model._meta.get_fields(include_hidden=True):
            if not relation.auto_created or relation.concrete or not relation.is_relation:
                continue
            other = relation.related_model
            history = other._meta.app_label == "pghistory" or hasattr(other, "pgh_tracked_model")
            if history or other._meta.auto_created:
                continue
            rows = other._base_manager.filter(**{f"{relation.field.name}__in": pks})
            number = rows.exclude(pk__in=made.get(other._meta.label, ())).count()
            if number:
                found[other] = found.get(other, 0) + number
    return found
