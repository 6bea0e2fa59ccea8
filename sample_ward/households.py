"""The fictitious households. Surnames are 架空, 例示, 仮名 and 見本: nobody is called so."""

from .household import CSW, WELFARE, Member, Sample, m
from .households_of_one_body import OF_ONE_BODY
from .households_of_several import OF_SEVERAL

# In the order in which they are received: their numbers follow it.
HOUSEHOLDS: tuple[Sample, ...] = (*OF_ONE_BODY, *OF_SEVERAL)

__all__ = ["CSW", "HOUSEHOLDS", "WELFARE", "Member", "Sample", "m"]
