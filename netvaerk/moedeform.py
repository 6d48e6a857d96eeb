"""How a group meets, in the words of networks: »Hvordan?« is not answered with »Vi mødes«."""

from plejefamilier.models.moede import Form

HVORDAN = {
    Form.FYSISK.value: "Fysisk",
    Form.VIRTUELT.value: "På video",
    Form.HYBRID.value: "Både fysisk og på video",
}
