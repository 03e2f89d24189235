"""A reply is read for what the client says, and a keyword of the law counts whatever else is on."""

import pytest

from chat.phrasing.grammar import PhraseError, compile_phrase
from chat.phrasing.tables import Message
from chat.phrasing.words import plain_words
from chat.replies import LABELS, read_reply

CONNECT = "Did you get to connect with the place? Reply 1 yes, 2 not yet, 3 ran into a problem."
VISIT = "Checking in about your appointment. Were you able to make it? Reply 1 yes, 2 no, 3 it was moved."
UPCOMING = "You told us you have an appointment coming up. Still able to go? Reply YES or NO."
ENDED = "You will not get any more messages from us. Reply START if you want them again."
HELPFUL = "It has been a few weeks. Is it still helpful? Reply 1 yes, 2 not really, 3 I stopped going."


@pytest.mark.parametrize(
    "word",
    [
        "STOP",
        "stop.",
        "Stop!!",
        "StopAll",
        "UNSUBSCRIBE",
        "cancel",
        "END",
        "Quit",
        "revoke",
        "optout",
        "opt out",
        "opt-out",
        "STOP 🛑",
    ],
)
def test_a_legal_stop_word_alone_always_opts_out(word: str) -> None:
    assert read_reply(word, asked=UPCOMING).label == "opt_out"


@pytest.mark.parametrize(
    "text",
    [
        "please stop texting me",
        "dont text this number again",
        "no me manden más mensajes por favor",
        "take me off your list",
        "I never signed up for this",
        "leave me alone",
        "no more messages pls",
    ],
)
def test_an_opt_out_in_ones_own_words_counts(text: str) -> None:
    assert read_reply(text, asked=CONNECT).label == "opt_out"


@pytest.mark.parametrize(
    "text",
    [
        "ill stop by tomorrow",
        "going at the end of the month",
        "i know i know, calling after lunch",
        "they said no beds",
        "no i havent called",
        "cant stop drinking",
        "i ended up sleeping in, calling later",
        "I need to cancel my appointment on friday",
        "quit my job so i have time to call tomorrow",
    ],
)
def test_a_stop_word_inside_a_sentence_about_something_else_does_not_opt_out(text: str) -> None:
    assert read_reply(text, asked=CONNECT).label != "opt_out"


@pytest.mark.parametrize(
    ("text", "asked", "label"),
    [
        ("1", CONNECT, "got_service"),
        ("2", CONNECT, "not_yet"),
        ("3", CONNECT, "problem"),
        ("2.", VISIT, "missed"),
        ("3", VISIT, "scheduled"),
        ("3!", HELPFUL, "declined"),
        ("YES", UPCOMING, "scheduled"),
        ("yes", ENDED, "opt_in"),
        ("y", CONNECT, "got_service"),
        ("Nope", CONNECT, "not_yet"),
        ("no", VISIT, "missed"),
        ("START", ENDED, "opt_in"),
        ("help", CONNECT, "help_keyword"),
        ("Ayuda", None, "help_keyword"),
        ("👍", CONNECT, "acknowledged"),
        ("", CONNECT, "unclear"),
    ],
)
def test_a_short_answer_means_what_was_asked(text: str, asked: str | None, label: str) -> None:
    assert read_reply(text, asked=asked).label == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("they helped us with the rent", "got_service"),
        ("intake is tuesday at 9", "scheduled"),
        ("they put me on the waiting list", "waitlisted"),
        ("havent had a chance yet, calling tomorrow", "not_yet"),
        ("nobody answers the phone", "no_contact"),
        ("they are full, no beds", "full"),
        ("they told me i dont qualify", "ineligible"),
        ("i dont need it anymore", "declined"),
        ("can you call me please", "needs_help"),
        ("thank you", "acknowledged"),
        ("wrong number", "wrong_person"),
        ("i relapsed last night", "relapse"),
        ("no he llamado todavía", "not_yet"),
        ("tengo cita el martes", "scheduled"),
        ("estoy en lista de espera", "waitlisted"),
        ("nadie contesta", "no_contact"),
        ("no hay cupo", "full"),
    ],
)
def test_what_the_client_says_about_the_service(text: str, label: str) -> None:
    assert read_reply(text, asked=CONNECT).label == label


@pytest.mark.parametrize("text", ["qwzx plorf", "...", "purple", "🤷 banana moon"])
def test_what_fits_nothing_is_left_to_a_person(text: str) -> None:
    heard = read_reply(text, asked=CONNECT)
    assert heard.label in LABELS
    assert heard.label == "unclear" or not heard.to_be_acted_on


def test_danger_comes_before_an_opt_out() -> None:
    assert read_reply("stop texting me, i am going to kill myself").label == "crisis"


def test_a_full_place_carries_capacity() -> None:
    heard = read_reply("they are full", asked=CONNECT)
    assert (heard.barriers, heard.listing_problems) == (("capacity",), ("no_capacity",))


def test_a_missing_paper_is_documents_and_not_eligibility() -> None:
    heard = read_reply("they turned me away because i dont have my birth certificate", asked=CONNECT)
    assert (heard.label, heard.barriers) == ("ineligible", ("documents",))


def test_texting_shorthand_is_written_out() -> None:
    assert plain_words("Ill call 2moro b4 my appt, ty!!") == [
        "i",
        "will",
        "call",
        "tomorrow",
        "before",
        "my",
        "appointment",
        "thanks",
        ".",
    ]


def test_words_keep_their_place_in_the_message() -> None:
    message = Message("Sí, “can’t” go")
    assert [message.text[t.start : t.end] for t in message.tokens] == ["Sí", "can’t", "can’t", "go"]


@pytest.mark.parametrize("written", ["(open", "a <nosuch> b", "", "[x"])
def test_a_phrase_that_cannot_be_read_is_named(written: str) -> None:
    with pytest.raises(PhraseError):
        compile_phrase(written)


OPT_OUTS = """\
quit blowing up my phone
remove this number
dont want any more of these
please no more msgs
i said stop
lose my number
not interested stop contacting me
take my number off your system
unsubscribe me please
how do i make these stop
opt me out
enough already with the texts
i dont want to be in this program texting thing anymore
ya dejen de mandarme textos
borren mi numero
no quiero recibir mensajes
paren con los mensajes
nao quero mais mensagens
sispann voye mesaj ban mwen
STOP STOP STOP
Stop. Dont text.
fuck off
no me escriban
stop bothering me
end these messages
""".splitlines()

NO_OPT_OUTS = """\
stop by after 3
they told me to stop calling
my bus stop moved
i need to quit smoking first
i ended up not going
they cancelled on me
cancel my appointment for monday
i couldnt stop crying
the program ended
can you text me the number again
end of next week
dont stop checking on me please
they dont want any more people
no more beds
i quit that place
please dont call call my sister instead
""".splitlines()


@pytest.mark.parametrize("text", OPT_OUTS)
def test_every_way_to_say_stop_is_heard(text: str) -> None:
    assert read_reply(text, asked=CONNECT).label == "opt_out"


@pytest.mark.parametrize("text", NO_OPT_OUTS)
def test_stop_about_something_else_leaves_the_messages_on(text: str) -> None:
    assert read_reply(text, asked=CONNECT).label != "opt_out"
