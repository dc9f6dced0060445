"""Pages rendered by a worker in Node, for a Python server."""

from mizan_core.ssr.messages import Given as Given
from mizan_core.ssr.messages import Page as Page
from mizan_core.ssr.messages import Place as Place
from mizan_core.ssr.messages import Rendered as Rendered
from mizan_core.ssr.messages import RenderFailed as RenderFailed
from mizan_core.ssr.messages import RenderOverloaded as RenderOverloaded
from mizan_core.ssr.messages import RenderTimeout as RenderTimeout
from mizan_core.ssr.messages import RenderUnavailable as RenderUnavailable
from mizan_core.ssr.pool import RenderPool as RenderPool
from mizan_core.ssr.pool import RenderSettings as RenderSettings
