"""The roof's menu entry."""

from faelles.access import Permission
from faelles.menu import Punkt, register

register(Punkt("Min dag", "overblik:min_dag", Permission.USE_SAMSPIL, 10, "/"))
