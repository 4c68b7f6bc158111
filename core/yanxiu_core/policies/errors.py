"""What can be wrong with policies and how they are used."""

from yanxiu_core.errors import DomainError


class PolicyFileError(DomainError):
    """A policy file that cannot be loaded: which file, which line, what to write instead."""

    code = "POLICY_FILE_INVALID"


class PolicyUnknown(DomainError):
    """No installed plugin brings this policy or rule."""

    code = "POLICY_UNKNOWN"


class PolicyNotAdopted(DomainError):
    """The county has not adopted the policy."""

    code = "POLICY_NOT_ADOPTED"


class ParameterInvalid(DomainError):
    """A parameter that the policy does not have, or a value outside its bounds."""

    code = "POLICY_PARAMETER_INVALID"
