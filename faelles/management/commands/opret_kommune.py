from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from faelles.actions.kommune import create_kommune


class Command(BaseCommand):
    help = "Tager en kommune i brug: navn, teams, institutioner og den første administrator."

    def add_arguments(self, parser):
        parser.add_argument("navn", help="fx »Vestersund Kommune«")
        parser.add_argument("--administrator", required=True, help="navnet på administratoren")
        parser.add_argument("--email", required=True, help="det, hun logger på med")
        parser.add_argument("--team", action="append", default=[], help="kan gentages")
        parser.add_argument("--institution", action="append", default=[], help="kan gentages")

    def handle(self, *, navn, administrator, email, team, institution, **options):
        try:
            create_kommune(
                by=None,
                navn=navn,
                teams=team,
                institutioner=institution,
                administrator=administrator,
                email=email,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(
            f"{navn} er taget i brug. Administratoren vælger sin adgangskode med "
            "»Glemt adgangskode« på siden, hvor man logger på."
        )
