"""What can happen on the ground, one file for each noun."""

from plejefamilier.actions.aftale import (
    complete_aftale,
    create_aftale,
    drop_aftale,
    hand_on_aftaler,
    reopen_aftale,
    update_aftale,
)
from plejefamilier.actions.anmodning import (
    answer_anmodning,
    escalate_anmodning,
    receive_anmodning,
)
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
from plejefamilier.actions.barnefakta import (
    cancel_aflastning,
    correct_behov,
    correct_oenske,
    record_aflastning,
    record_barnsopfoelgning,
    record_behov,
    record_maal,
    record_oenske,
    update_aflastning,
    update_barneplan,
    update_maal,
)
from plejefamilier.actions.barneplan import remind_barneplaner
from plejefamilier.actions.belastning import record_belastning, withdraw_belastning
from plejefamilier.actions.dataimport import give_up_import, receive_import, start_import
from plejefamilier.actions.dataimport_fortryd import forget_imports, undo_import
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
from plejefamilier.actions.fordeling import hand_over_familier
from plejefamilier.actions.godkendelse import approve_familie, correct_godkendelse
from plejefamilier.actions.implementering import (
    add_person,
    add_sparring,
    end_person,
    raise_sag,
    remind_status,
    retire_sparring,
    save_punkt,
    solve_sag,
    write_status,
)
from plejefamilier.actions.kompetenceforloeb import (
    record_kompetenceforloeb,
    remove_kompetenceforloeb,
)
from plejefamilier.actions.kontakt import (
    correct_kontakt,
    log_kontakt,
    share_kontakt,
    withdraw_deling,
)
from plejefamilier.actions.kreds import (
    add_kredsrolle,
    end_kredsrolle,
    undo_kredsrolle,
    update_kredsrolle,
)
from plejefamilier.actions.kursustid import correct_kursustid, record_kursustid, remove_kursustid
from plejefamilier.actions.metode import begin_metode, end_metode
from plejefamilier.actions.moede import (
    answer_moede,
    cancel_moede,
    move_moede,
    plan_moede,
    update_deltagere,
)
from plejefamilier.actions.moedebesked import deliver_moedebeskeder
from plejefamilier.actions.moedekreds import drop_left, drop_left_deltagere
from plejefamilier.actions.moedeserie import end_serie, plan_serie, roll_serie, roll_serier
from plejefamilier.actions.notatskabelon import (
    create_notatskabelon,
    remove_notatskabelon,
    update_notatskabelon,
)
from plejefamilier.actions.optagelse import (
    add_optagelse,
    delete_due_optagelser,
    delete_optagelse,
    give_videosamtykke,
    withdraw_videosamtykke,
)
from plejefamilier.actions.overgang import (
    close_overgang,
    hear_barn,
    open_overgang,
    register_flytning,
    update_overgang,
)
from plejefamilier.actions.overgangskontakt import (
    add_kendtvoksen,
    add_kontakt,
    cancel_kontakt,
    end_kendtvoksen,
    hold_kontakt,
    remind_overgang,
)
from plejefamilier.actions.profil import update_familieprofil
from plejefamilier.actions.referat import (
    correct_referat,
    lock_referat,
    set_dagsorden,
    write_referat,
)
from plejefamilier.actions.rekruttering import (
    create_kriterium,
    end_indskrivning,
    enrol_familie,
    inform_familie,
    retire_kriterium,
)
from plejefamilier.actions.retningslinje import publish_retningslinje
from plejefamilier.actions.rolleaftale import agree_roller
from plejefamilier.actions.samarbejde import (
    create_samarbejdsaftale,
    end_samarbejdsaftale,
    request_raadgiverskift,
    set_samarbejdspunkter,
    update_samarbejdsaftale,
)
from plejefamilier.actions.slaegt import (
    add_foraelder,
    end_foraelder,
    link_soeskende,
    unlink_soeskende,
    update_foraelder,
    update_soeskende,
)
from plejefamilier.actions.tilbud import create_tilbud, end_tilbud, update_tilbud
from plejefamilier.actions.tilknytning import (
    assign_konsulent,
    end_konsulent,
    grant_sagsadgang,
    register_fravaer,
    remove_fravaer,
    revoke_sagsadgang,
)
from plejefamilier.actions.tilsyn import record_tilsyn, withdraw_tilsyn
from plejefamilier.actions.tovholder import choose_tovholder
from plejefamilier.actions.udslusningsplan import (
    save_plan,
)

__all__ = [
    "add_foraelder",
    "add_kendtvoksen",
    "add_kontakt",
    "add_kredsrolle",
    "add_optagelse",
    "add_person",
    "add_plejeforaelder",
    "add_sparring",
    "agree_roller",
    "answer_anmodning",
    "answer_moede",
    "approve_familie",
    "assign_konsulent",
    "begin_metode",
    "cancel_aflastning",
    "cancel_kontakt",
    "cancel_moede",
    "choose_tovholder",
    "close_overgang",
    "complete_aftale",
    "correct_behov",
    "correct_godkendelse",
    "correct_kontakt",
    "correct_kursustid",
    "correct_oenske",
    "correct_referat",
    "create_aftale",
    "create_barn",
    "create_kriterium",
    "create_notatskabelon",
    "create_plejefamilie",
    "create_samarbejdsaftale",
    "create_tilbud",
    "delete_due_optagelser",
    "delete_optagelse",
    "deliver_moedebeskeder",
    "drop_aftale",
    "drop_left",
    "drop_left_deltagere",
    "end_anbringelse",
    "end_foraelder",
    "end_indskrivning",
    "end_kendtvoksen",
    "end_konsulent",
    "end_kredsrolle",
    "end_metode",
    "end_person",
    "end_plejefamilie",
    "end_plejeforaelder",
    "end_samarbejdsaftale",
    "end_serie",
    "end_tilbud",
    "enrol_familie",
    "escalate_anmodning",
    "forget_imports",
    "give_up_import",
    "give_videosamtykke",
    "grant_sagsadgang",
    "hand_on_aftaler",
    "hand_over_familier",
    "hear_barn",
    "hold_kontakt",
    "inform_familie",
    "link_soeskende",
    "lock_referat",
    "log_kontakt",
    "move_barn",
    "move_moede",
    "open_overgang",
    "place_barn",
    "plan_moede",
    "plan_serie",
    "publish_retningslinje",
    "raise_sag",
    "receive_anmodning",
    "receive_import",
    "record_aflastning",
    "record_barnsopfoelgning",
    "record_behov",
    "record_belastning",
    "record_kompetenceforloeb",
    "record_kursustid",
    "record_maal",
    "record_oenske",
    "record_tilsyn",
    "refresh_left_soegetekster",
    "register_flytning",
    "register_fravaer",
    "remind_barneplaner",
    "remind_overgang",
    "remind_status",
    "remove_fravaer",
    "remove_kompetenceforloeb",
    "remove_kursustid",
    "remove_notatskabelon",
    "reopen_aftale",
    "request_raadgiverskift",
    "reseal_cpr",
    "retire_kriterium",
    "retire_sparring",
    "reveal_adresse",
    "reveal_cpr",
    "revoke_sagsadgang",
    "roll_serie",
    "roll_serier",
    "save_plan",
    "save_punkt",
    "set_dagsorden",
    "set_samarbejdspunkter",
    "share_kontakt",
    "solve_sag",
    "start_import",
    "take_in_barn",
    "undo_import",
    "undo_kredsrolle",
    "unlink_soeskende",
    "update_aflastning",
    "update_aftale",
    "update_barn",
    "update_barneplan",
    "update_deltagere",
    "update_familieprofil",
    "update_foraelder",
    "update_kredsrolle",
    "update_maal",
    "update_notatskabelon",
    "update_overgang",
    "update_plejefamilie",
    "update_plejeforaelder",
    "update_samarbejdsaftale",
    "update_soeskende",
    "update_tilbud",
    "withdraw_belastning",
    "withdraw_deling",
    "withdraw_tilsyn",
    "withdraw_videosamtykke",
    "write_referat",
    "write_status",
]
