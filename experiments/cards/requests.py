"""Cards about requests: coordination, competition, contact persons, the employer's size (notes 3.3 and 4.2)."""

from __future__ import annotations

from experiments.cards.card import Card, Claim, Quantity, Side, percent, points
from experiments.cards.measures import accepted_from, drop_by_request, hired_latent, outcome, yeses_after_no
from experiments.cards.settings import NOW, WATCHED, Setting, changed
from sim.policy import Words

APART = changed(("practice.coordination", "set", 0.0))
TOGETHER = changed(("practice.coordination", "set", 1.0))
NO_OTHERS = changed(
    ("competing.pupils", "set", 0.0), ("competing.students", "set", 0.0), ("competing.nav_others", "set", 0.0)
)
ONE_CONTACT = changed(("practice.single_contact", "set", 1.0))
MANY_CONTACTS = changed(("practice.single_contact", "set", 0.0))
MAPPED = Setting(measures=("qualification_tracks",))

PER_ADULT = Words("per adult", "per voksen")
PLACEMENTS = Quantity(Words("placements", "praksisplasser"), PER_ADULT)
APART_WORDS = Words("every office and school asks by itself", "hvert kontor og hver skole spør for seg")
TOGETHER_WORDS = Words("one channel asks for all", "én kanal spør for alle")
AS_NOW = Words("as it is", "som i dag")

CARDS = (
    Card(
        1,
        Words(
            "Employers feel more pressed where requests are not coordinated",
            "Arbeidsgiverne opplever mer krysspress der forespørslene ikke er samordnet",
        ),
        "719-727, 762-764",
        (
            Claim(
                Quantity(
                    Words(
                        "recent requests felt by a willing employer",
                        "nylige forespørsler som en villig arbeidsgiver merker",
                    ),
                    Words("requests", "forespørsler"),
                ),
                Side(APART_WORDS, APART, outcome("recent_asks")),
                Side(TOGETHER_WORDS, TOGETHER, outcome("recent_asks")),
                by_form="competing.Competing.merged_weight",
            ),
        ),
        Words(
            "Coordination would send out more requests than it bundles: look at the volume that one channel sends.",
            "Samordningen ville sende ut flere forespørsler enn den samler: Se på hvor mange den ene kanalen sender.",
        ),
    ),
    Card(
        2,
        Words("Coordination does not crowd out the other groups", "Samordning fortrenger ikke de andre gruppene"),
        "765-767",
        (
            Claim(
                percent("other groups' requests that get a place", "andre gruppers forespørsler som gir plass"),
                Side(TOGETHER_WORDS, TOGETHER, outcome("others_placed")),
                Side(APART_WORDS, APART, outcome("others_placed")),
                by_form="competing.compete",
            ),
            Claim(
                Quantity(
                    Words("places of the other groups", "plasser til de andre gruppene"), Words("a year", "i året")
                ),
                Side(TOGETHER_WORDS, TOGETHER, outcome("others_placements")),
                Side(APART_WORDS, APART, outcome("others_placements")),
                by_form="competing.compete",
            ),
        ),
        Words(
            "What refugees gain by coordination would be taken from pupils and others: say so beside every gain.",
            "Det flyktningene vinner på samordning, ville bli tatt fra elever og andre: Si det ved hver gevinst.",
        ),
    ),
    Card(
        7,
        Words(
            "An honest no costs less than a yes and then silence",
            "Et ærlig nei koster mindre enn et ja fulgt av taushet",
        ),
        "934-942",
        (
            Claim(
                Quantity(
                    Words(
                        "yeses of an employer in the next 24 months", "ja fra en arbeidsgiver i de neste 24 månedene"
                    ),
                    Words("yeses", "ja"),
                ),
                Side(Words("after an honest no", "etter et ærlig nei"), WATCHED, yeses_after_no(honest=True)),
                Side(Words("after silence", "etter taushet"), WATCHED, yeses_after_no(honest=False)),
            ),
        ),
        Words(
            "Trust lost by silence would not reach the answers: too few are asked again, or it is soon forgotten.",
            "Tillit tapt ved taushet ville ikke vises i svarene: For få blir spurt igjen, eller det glemmes fort.",
        ),
    ),
    Card(
        10,
        Words(
            "One more request costs a small employer's yes more often than a large one's",
            "Én forespørsel til gjør oftere et ja til et nei hos en liten enn hos en stor arbeidsgiver",
        ),
        "723-724",
        (
            Claim(
                points("yeses lost by one more request", "ja som går tapt ved én forespørsel til"),
                Side(Words("below ten staff", "under ti ansatte"), WATCHED, drop_by_request(small=True)),
                Side(Words("ten staff or more", "ti ansatte eller flere"), WATCHED, drop_by_request(small=False)),
                by_form="answer.Answer.pressing",
            ),
        ),
        Words(
            "Small employers say no so often for other reasons that pressure hardly matters to them.",
            "Små arbeidsgivere sier så ofte nei av andre grunner at krysspresset knapt betyr noe for dem.",
        ),
    ),
    Card(
        14,
        Words(
            "Employers who know the asker say yes more often than to the next person in the post",
            "Arbeidsgivere som kjenner den som spør, sier oftere ja enn til den neste i stillingen",
        ),
        "903-918",
        (
            Claim(
                percent(
                    "requests to earlier hosts with room answered yes, same request",
                    "forespørsler som får ja fra tidligere praksissteder med plass, samme forespørsel",
                ),
                Side(
                    Words("the contact person they have", "kontaktpersonen de har"),
                    WATCHED,
                    accepted_from(new_person=False),
                ),
                Side(
                    Words("the next person in the post", "den neste i stillingen"),
                    WATCHED,
                    accepted_from(new_person=True),
                ),
            ),
        ),
        Words(
            "Working with the office would leave less trust than no contact: follow-up is then too poor to build any.",
            "Samarbeidet ville gi mindre tillit enn ingen kontakt: Oppfølgingen er da for dårlig til å bygge noen.",
        ),
    ),
    Card(
        21,
        Words("Mapping finds jobs that nobody has advertised", "Kartlegging finner jobber som ingen har lyst ut"),
        "971-973",
        (
            Claim(
                Quantity(
                    Words("hires where the need was not advertised", "ansettelser i stillinger som ikke var lyst ut"),
                    Words("a year", "i året"),
                ),
                Side(Words("skills and needs are mapped", "kompetanse og behov kartlegges"), MAPPED, hired_latent),
                Side(AS_NOW, NOW, hired_latent),
                by_form="demand.Demand.is_seen",
            ),
        ),
        Words(
            "The hours of mapping would cost more placements than better matches give back.",
            "Timene til kartlegging ville koste flere praksisplasser enn bedre koblinger gir igjen.",
        ),
    ),
    Card(
        23,
        Words(
            "Competition for places keeps refugees out of placements",
            "Konkurranse om plassene gjør at færre flyktninger får praksisplass",
        ),
        "755-761",
        (
            Claim(
                PLACEMENTS,
                Side(
                    Words("no other group asks", "ingen andre grupper spør"), NO_OTHERS, outcome("placements_per_adult")
                ),
                Side(AS_NOW, NOW, outcome("placements_per_adult")),
            ),
        ),
        Words(
            "The offices' hours, not the employers' room, would be what limits placements.",
            "Det ville være kontorenes timer, ikke plassen hos arbeidsgiverne, som begrenser antallet praksisplasser.",
        ),
    ),
    Card(
        27,
        Words(
            "One consultant who starts from the firm's need makes better matches than many who push their candidate",
            "Én konsulent som går ut fra bedriftens behov, kobler bedre enn mange som jobber for hver sin kandidat",
        ),
        "898-902, 1027-1034",
        (
            Claim(
                percent(
                    "placements that end in a job with the host", "praksisplasser som ender med jobb på praksisstedet"
                ),
                Side(Words("one contact person", "én kontaktperson"), ONE_CONTACT, outcome("hired_by_host")),
                Side(Words("many who ask", "mange som spør"), MANY_CONTACTS, outcome("hired_by_host")),
            ),
        ),
        Words(
            "Choosing from the whole pool would not make better matches where few are in line at a time.",
            "Å velge blant alle kandidatene ville ikke gi bedre koblinger der få står i kø samtidig.",
        ),
    ),
)
