"""What administrators are told of a catalog that is in force and cannot be kept whole."""

from workflow.refusal import Refusal


class NamesNotThere(Refusal):
    """The catalog names what account '{account}' does not have; requests for it are refused.

    Create it in AWS or correct the catalog.{names}
    """
