"""What can be refused about external training."""

from yanxiu_core.errors import Conflict, Invalid


class TrainingInvalid(Invalid):
    """A certificate that cannot be accepted; the field names the part of it."""

    code = "TRAINING_INVALID"


class TrainingState(Conflict):
    """The certificate is in a state that does not allow this: decided already, or withdrawn."""

    code = "TRAINING_STATE"


class OwnTraining(Conflict):
    """Nobody decides on a certificate of his own."""

    code = "TRAINING_OWN"
