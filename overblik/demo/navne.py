# ruff: noqa: SIM905 - lists of names are easier to read as text
"""The invented people and places of Vestersund. Nobody of these names and numbers exists."""

KOMMUNE = "Vestersund Kommune"
TEAMS = ("Team Vest", "Team Øst")
INSTITUTIONER = ("Havrebakken", "Fjordblink", "Lyngtoften")
DOEGNVAGT = "Vestersund Sociale Døgnvagt"
SOCIALTILSYN = "Socialtilsyn Sund"

# (login, name); an e-mail is made of the login. The first of each role is the demo's login.
TEAMLEDERE = (("teamleder", "Birgitte Dahlgaard"), ("henrik.stenbaek", "Henrik Stenbæk"))
KONSULENTER = (
    (
        ("konsulent", "Mette Kruse"),
        ("rune.hjelm", "Rune Hjelm"),
        ("tanja.vestermark", "Tanja Vestermark"),
        ("jonas.ellegaard", "Jonas Ellegaard"),
    ),
    (
        ("aisha.rahmani", "Aisha Rahmani"),
        ("lone.bruhn", "Lone Bruhn"),
        ("mikkel.storgaard", "Mikkel Storgaard"),
        ("pia.westh", "Pia Westh"),
    ),
)
STOPPET_KONSULENT = ("jette.moesgaard", "Jette Moesgaard")
DOEGNVAGTER = (
    ("akutvagt", "Nadja Winther"),
    ("kasper.lundby", "Kasper Lundby"),
    ("ellen.skytte", "Ellen Skytte"),
)
HUSVAGTER = (("ibrahim.osman", "Ibrahim Osman"), ("gitte.rask", "Gitte Rask"))
RAADGIVERE = (
    ("raadgiver", "Sofie Brandt"),
    ("jesper.roed", "Jesper Roed"),
    ("maria.thygesen", "Maria Thygesen"),
    ("ulla.ubbesen", "Ulla Ubbesen"),
)
INSTITUTION = ("institution", "Dennis Højlund")
BOOKER = ("booker", "Anette Bjørk")
FAMILIEBEHANDLER = ("familiebehandler", "Rikke Sand")
PROJEKTLEDER = ("projektleder", "Torben Ask")
ADMINISTRATOR = ("administrator", "Else Toft")
REVISOR = ("revisor", "Ib Norling")

EFTERNAVNE = (
    "Abildtrup Agerskov Balslev Bisgaard Borregaard Brandstrup Brøndum Bundgaard Byskov Bækgaard "
    "Dalsgaard Damsbo Degn Ebbesen Elkjær Engholm Enevoldsen Fuglsang Gadegaard Gammelby "
    "Gravesen Grønlund Haddad Hedegaard Hejlskov Hjortshøj Holmstrup Hvidberg Kampmann Klitgaard "
    "Kragelund Krogsgaard Lindegaard Lundsby Lyngholm Markussen Mejlvang Moeslund Munkholm Nowak "
    "Nyboe Odgaard Overgaard Pallesen Ravnkilde Refsgaard Riisager Rosenvang Sejersen Skovbo "
    "Snedker Svejstrup Terkelsen Thorsager Toftegaard Tranberg Ulstrup Vadgaard Yildiz Østerby"
).split()
KVINDER = (
    "Hanne Lene Marianne Susanne Charlotte Bente Gitte Jette Tove Inger Lisbeth Annette Merete "
    "Vibeke Ulla Dorte Conny Solveig Ingrid Britta Heidi Louise Trine Malene Tina Zeynep Samira "
    "Agnieszka Rikke Winnie Birthe Karin Eva Grethe Jytte Kirstine Ragnhild Asta Mona Pernille"
).split()
MAEND = (
    "Jens Erik Poul Ole Bent Henning Finn Leif Torben Jørgen Kaj Steen Flemming Bjarne Allan "
    "Claus Kenneth Brian Morten Lars Uffe Svend Viggo Tom Per Karsten Mehmet Omar Piotr Frede "
    "Arne Ejnar Benny Gert John Knud Preben Ulrik Vagn Aage"
).split()
DRENGE = (
    "Anton Bertil Carlo Emil Elliot Felix Gustav Hjalmar Isak Jeppe Konrad Laurits Malthe "
    "Nohr Otto Pelle Rasmus Sigurd Theo Uffe Valdemar Villads Walter Yusuf Zakaria Aksel Bjørn "
    "Cornelius Ditlev Emir Frode Georg Halfdan Ivar Joakim Kalle Lauge Magne Niklas Oskar Philip "
    "Rufus Sylvester"
).split()
PIGER = (
    "Agnes Bodil Celina Dagmar Ellinor Fatima Gry Hjørdis Iben Jasmin Katinka Leonora Mathilde "
    "Nanna Olivia Petrea Rosa Sigrid Thea Ulrikke Vilja Wilma Yasmin Zenia Alberte Marie "
    "Cleo Ditte Esther Frida Gerda Hedvig Isolde Josefine Kaja Liv Marlene Naja Oda Pil Rebekka "
    "Selma Tilde"
).split()
BARN_EFTERNAVNE = (
    "Ahlberg Bang Brix Dinesen Eskesen Fisker Gram Hammer Juul Kirk Laugesen Mathiasen Nørby "
    "Overbye Pryds Rode Skjødt Tange Uldall Vind Wagner Østberg Abdi Demir Kowalski"
).split()
VEJE = (
    "Strandvænget Møllebakken Kirkestien Havnegade Skolevej Birkelunden Engdraget Nørremarken "
    "Sønderled Klintevej Fyrvej Lærkebakken Rugvænget Egekrogen Stationsvej Mosestien"
).split()
# with postal numbers that no town has
BYER = ("9999 Vestersund", "9994 Sundby Havn", "9995 Nørre Klit", "9991 Østermose")
