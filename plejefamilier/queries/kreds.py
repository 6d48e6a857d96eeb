"""The pages of the cooperation: who is in it, what is agreed, and what comes next."""

from plejefamilier.kreds import kredsen

__all__ = ["kredsen"]
