"""Refusals for several reasons, and names of files in messages."""

from deploy.control import complaint
from deploy.control.complaint import Complaint, Unfit, some
from deploy.errors import Refused


def test_one_reason_stands_alone() -> None:
    error = Unfit([Complaint(what="it is red", cure="Paint it")])
    assert (error.reason, error.advice) == ("it is red", "Paint it")
    assert isinstance(error, Refused)


def test_several_are_numbered() -> None:
    error = Unfit([Complaint(what="red", cure="Paint"), Complaint(what="wet", cure="Dry")])
    assert (error.reason, error.advice) == ("(1) red; (2) wet", "(1) Paint; (2) Dry")


def test_an_error_without_advice_is_given_one() -> None:
    assert complaint.of(Refused("red"), "Paint").cure == "Paint"
    assert complaint.of(Refused("red", "Burn it"), "Paint").cure == "Burn it"


def test_names_are_few_in_order_and_of_one_line() -> None:
    assert some({"b", "a"}) == "a, b"
    assert some([str(number) for number in range(9)]) == "0, 1, 2, 3, 4 and 4 more"
    assert some(["한글.txt", "a\n::error::b", "\x1b[31m"]) == (
        "'\\x1b[31m', 'a\\n::error::b', 한글.txt"
    )
