"""The foster parents' udviklingsplan: goals, versions, what was tried, and who worked on what."""

from supervision.models import Udviklingsmaal


def open_maal(plejefamilie):
    """The goals a family works on now, in the order they were set; a QuerySet (F11)."""
    return Udviklingsmaal.objects.filter(plejefamilie=plejefamilie, lukket_paa=None).order_by("pk")
