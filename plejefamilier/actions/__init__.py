"""What can happen on the ground, one file for each noun."""

from plejefamilier.actions.barn import (
    create_barn,
    end_anbringelse,
    move_barn,
    place_barn,
    reseal_cpr,
    reveal_cpr,
    take_in_barn,
    update_barn,
)
from plejefamilier.actions.familie import (
    add_plejeforaelder,
    create_plejefamilie,
    end_plejefamilie,
    end_plejeforaelder,
    refresh_left_soegetekster,
    reveal_adresse,
    update_plejefamilie,
    update_plejeforaelder,
)
from plejefamilier.actions.tilknytning import (
    assign_konsulent,
    end_konsulent,
    grant_sagsadgang,
    register_fravaer,
    remove_fravaer,
    revoke_sagsadgang,
)

__all__ = [
    "add_plejeforaelder",
    "assign_konsulent",
    "create_barn",
    "create_plejefamilie",
    "end_anbringelse",
    "end_konsulent",
    "end_plejefamilie",
    "end_plejeforaelder",
    "grant_sagsadgang",
    "move_barn",
    "place_barn",
    "refresh_left_soegetekster",
    "register_fravaer",
    "remove_fravaer",
    "reseal_cpr",
    "reveal_adresse",
    "reveal_cpr",
    "revoke_sagsadgang",
    "take_in_barn",
    "update_barn",
    "update_plejefamilie",
    "update_plejeforaelder",
]
