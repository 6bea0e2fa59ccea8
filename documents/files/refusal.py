"""Why a file is not taken, in one word for the asking process."""


class Refused(Exception):
    """The file is not taken; the word holds nothing of the file."""
