"""The figures of the bodies (organizations.figures) as the parts of a page need them: read once a request."""

from access.rounds import Kept
from organizations.figures import Figures

figures_of: Kept[Figures] = Kept(lambda _: Figures.asked(), Figures)
