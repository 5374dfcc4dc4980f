"""What administrators are told of leases that this database has forgotten."""

from workflow.refusal import Refusal


class GivenAndForgotten(Refusal):
    """The IAM user {user} still has {what} from a lease that this database has forgotten; it is being taken back."""
