"""What can go wrong, named by what the caller does about it."""


class StorageDown(Exception):
    """The place where people are kept does not answer: try again later."""


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
