"""What can go wrong, named by what the caller does about it."""


class StorageDown(Exception):
    """The place where people are kept does not answer: try again later.

    What it says is for whoever asks, so it holds no address and no name of a user.
    """

    def __init__(self, said: str, *, seen: str | None = None) -> None:
        """Say it; `seen` is the whole of it, for the logs alone: never with a password."""
        super().__init__(said)
        self.seen = said if seen is None else seen


class ModelDown(Exception):
    """The model that makes vectors cannot be loaded: an operator must look."""


class WordsDown(Exception):
    """No model writes now, or what it wrote cannot be used: take the template, or try later.

    The message is for the logs: it holds no key, and nothing that anybody wrote.
    """


class NotReady(Exception):
    """The service cannot serve yet, or no more, and the message says why: try again later."""


class NotThere(Exception):
    """Nobody and nothing goes by this name: ask for another."""


class Unusable(Exception):
    """The request is well-formed, and nothing can be made of it: change it."""


class Underway(Exception):
    """The like is being done already, and only one is done at a time: wait for that, or stop it."""
