"""A missed call for help can cost a life; a figure of speech is not one."""

import pytest

from chat.model.names import DANGERS, READ
from chat.model.serving import Likelihoods
from chat.phrasing.tables import Message
from chat.replies import read_reply
from chat.safety import Danger, danger_heard, danger_written

ASKED = "Did you get to connect with the place? Reply 1 yes, 2 not yet, 3 ran into a problem."


def model(label: str = "not_yet", **dangers: float) -> Likelihoods:
    """What a model makes of a reply: its first label, and these kinds of danger."""
    kinds = dict.fromkeys(DANGERS, 0.0) | dangers
    return Likelihoods(dict.fromkeys(READ, 0.01) | {label: 0.8}, {}, {}, kinds)


def danger(text: str) -> Danger | None:
    """What a whole reading hears."""
    return read_reply(text, asked=ASKED).danger


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("i want to die", "suicide"),
        ("im going to kill myself tonight", "suicide"),
        ("ya no quiero vivir", "suicide"),
        ("everyone would be better off without me", "suicide"),
        ("i started cutting myself again", "suicide"),
        ("i took too many pills", "overdose"),
        ("hes not breathing", "overdose"),
        ("my boyfriend hit me last night", "violence"),
        ("he said he will kill me", "violence"),
        ("mi esposo me pega", "violence"),
        ("my ex found out where i live", "violence"),
        ("her uncle is hurting my daughter", "child"),
        ("i have nowhere to sleep tonight", "no_safe_place"),
        ("no tengo donde dormir", "no_safe_place"),
        ("sleeping in my car again with the kids", "no_safe_place"),
    ],
)
def test_words_of_danger_are_heard(text: str, kind: str) -> None:
    found = danger_written(Message(text))
    assert found is not None
    assert found.kind == kind
    assert danger(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "im not suicidal",
        "i was bored to death",
        "dying to see it lol",
        "my phone died",
        "the wait is killing me",
        "my grandma died last week",
        "shoot me a text",
        "they hit me up",
        "i feel safe now",
        "me muero de risa",
        "ran out of time",
        "they said no",
        "i start monday",
        "substance abuse class",
    ],
)
def test_a_figure_of_speech_or_a_denial_is_no_danger(text: str) -> None:
    assert danger(text) is None


def test_the_words_of_danger_are_handed_on() -> None:
    found = danger_written(Message("Ok. I want to die, sorry"))
    assert found is not None
    assert "want to die" in found.words


def test_the_model_alone_is_enough_to_hear_danger() -> None:
    message = Message("checking out for good")
    assert danger_heard(message, model(suicide=0.4, violence=0.1)) == Danger("suicide", message.text)
    assert danger_heard(message, model("crisis", violence=0.2)) == Danger("violence", message.text)


def test_words_of_danger_count_beside_an_unsure_model_and_not_against_a_sure_one() -> None:
    message = Message("i want to die")
    assert danger_heard(message, model(suicide=0.1)) is not None
    assert danger_heard(message, model()) is None


def test_a_denial_that_the_tables_know_takes_a_very_sure_model() -> None:
    message = Message("im not suicidal")
    assert danger_heard(message, model(suicide=0.7)) is None
    assert danger_heard(message, model(suicide=0.95)) is not None


CALLS_FOR_HELP = """\
my roommate od'd in the bathroom and hes not moving
i got a knife to my wrist
im on the roof of the parking deck
nobody would notice if i was gone
i swallowed all my sleeping meds an hour ago
she stopped breathing what do i do
my man beat me so bad i cant see out of one eye
he said if i leave hes gonna burn the house with us in it
my dad put his hands on me again last night
there is a guy outside my window with a gun
i cant protect my baby from him anymore
my stepson touched my daughter
they put us out on the street tonight me and my 3 kids
we slept in the car last night, baby is coughing
its 12 degrees and i got nowhere to go
been walking all night cause theres no place safe
i dont want to wake up tomorrow
whats the point of any of this i just want it to stop
i been cutting again bad
goodbye. tell my son i love him
i think im gonna hurt somebody
i am about to lose it and hurt my baby
he wont let me out the room and took my phone im on the tablet
my pimp found me
i cant breathe and my chest is on fire after that shot
im seeing bugs and shaking i quit drinking 2 days ago
no quiero seguir viviendo
me quiero morir
mi ex me esta buscando con un cuchillo
mi marido me agarro del cuello
estoy en la calle con mis hijos y hace frio
se tomo todas las pastillas mi hermana
mi hijo de 4 anos tiene moretones de su papa
eu quero morrer
meu marido me bateu ontem
m vle mouri
mari m ap bat mwen
mwen pa gen kote pou m domi aswe a
im done. i cant keep fighting. got the rope
i wish i was never born, i have the pills counted out
he raped me
lost my bed at the shelter sleeping at the bus stop tonight
please help he is breaking the door
my sister is trying to kill herself
kids are hungry we have not eaten since sunday
im gonna jump
cant do this life anymore
police wont come he cut the phone line hurry
im bleeding a lot and im 6 months pregnant
i rather be dead than go back there
""".splitlines()

EVERYDAY = """\
my phone died sorry, calling now
the heat in here is killing me lol
im dead tired but ill go tomorrow
the bus left me standing outside in the rain so i missed it
i parked outside and waited in my car for an hour nobody came
my kids are sick so i couldnt go
they said the shelter is full
i have nowhere to park over there
i slept in and missed it
my mom passed away so i havent called
they want proof i was homeless
we are staying in the car line at school call you back
my ex husband drove me there, it went fine
i had to take my daughter to the doctor
i shot them an email
i start treatment for my heart monday
she gave me a hard time about my id
they cut my hours at work
i got beat by traffic and missed the appt
the wait is forever im dying of boredom
he is my ride and he is out of town
took my pills and im fine
feeling much better not having those thoughts anymore
i was scared to call but i did it
i got locked out of my email
i am afraid of the dentist
they gave us a tent and blankets thank you
i finally slept in a real bed last night
we have a place to stay tonight thanks to them
kicked my habit 90 days today
my car is dead
police station is next door to the office
me muero de sueno hoy llamo
hoy no puedo estoy en el carro manejando
tengo que dejar a los ninos con mi mama
i cant do mornings anymore
i hit a deer on the way
killing time til my appointment
they are in the basement by the stairs of the church right
no one hurt me im ok
he dropped the gun charges so i qualify now
they do the blood test tomorrow
is there parking at night
i got my gun license denied lol
the place on bridge street is closed
tell my worker i said thank you for everything
goodbye cigarettes lol 2 weeks quit
i cant go back there they were rude
this weekend i work nights at walmart
""".splitlines()


@pytest.mark.parametrize("text", CALLS_FOR_HELP)
def test_a_call_for_help_is_never_missed(text: str) -> None:
    assert danger(text) is not None


@pytest.mark.parametrize("text", EVERYDAY)
def test_the_tables_hear_no_danger_in_everyday_trouble(text: str) -> None:
    assert danger_written(Message(text)) is None


def test_few_words_of_everyday_trouble_alarm_anybody() -> None:
    alarmed = [text for text in EVERYDAY if danger(text) is not None]
    assert len(alarmed) <= 0.15 * len(EVERYDAY), alarmed
