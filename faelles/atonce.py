"""A migration of many tables that takes seconds instead of minutes."""

from django.db.migrations.operations.base import Operation


class AtOnce(Operation):
    """Run many operations with one rendering of the project's models instead of one for each.

    Every operation sees the state after all of them, so a CreateModel must hold the table as it
    ends, and no table may be changed twice.
    """

    reduces_to_sql = True
    reversible = False
    serialization_expand_args = ("operations",)

    def __init__(self, operations):
        self.operations = operations

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # rendered anew when it is asked for, once
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"{len(self.operations)} operations at once"
