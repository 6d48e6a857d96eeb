from django.db import models
from django.db.models import Q


class Organisation(models.Model):
    """A municipality, or somebody who works for one: institution, døgnvagt …"""

    class Slags(models.TextChoices):
        KOMMUNE = "kommune", "Kommune"
        INSTITUTION = "institution", "Døgninstitution"
        DOEGNVAGT = "doegnvagt", "Social døgnvagt"
        ANDEN = "anden", "Anden organisation"

    navn = models.CharField("navn", max_length=120)
    slags = models.CharField("slags", max_length=20, choices=Slags)
    kommune = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="samarbejdspartnere",
        verbose_name="arbejder for",
        limit_choices_to={"slags": "kommune"},
    )
    telefon = models.CharField("telefon", max_length=20, blank=True)
    aktiv = models.BooleanField("aktiv", default=True)

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisationer"
        ordering = ["navn"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slags="kommune", kommune=None) | ~Q(slags="kommune"),
                name="organisation_kommune_stands_alone",
            )
        ]

    def __str__(self):
        return self.navn


class Team(models.Model):
    """A group of konsulenter with a leader, in one municipality."""

    kommune = models.ForeignKey(Organisation, models.PROTECT, related_name="teams")
    navn = models.CharField("navn", max_length=80)
    aktiv = models.BooleanField("aktivt", default=True)

    class Meta:
        verbose_name = "team"
        verbose_name_plural = "teams"
        ordering = ["navn"]
        constraints = [models.UniqueConstraint(fields=["kommune", "navn"], name="team_navn_unique")]

    def __str__(self):
        return self.navn
