"""Pages rendered by a worker in Node, for a Python server."""

from mizan_core.ssr.messages import Given as Given
from mizan_core.ssr.messages import Page as Page
from mizan_core.ssr.messages import Place as Place
from mizan_core.ssr.messages import Rendered as Rendered
from mizan_core.ssr.messages import RenderFailed as RenderFailed
from mizan_core.ssr.messages import RenderOverloaded as RenderOverloaded
from mizan_core.ssr.messages import RenderTimeout as RenderTimeout
from mizan_core.ssr.messages import RenderUnavailable as RenderUnavailable
from mizan_core.ssr.page import Declared as Declared
from mizan_core.ssr.page import PageResult as PageResult
from mizan_core.ssr.page import PropsError as PropsError
from mizan_core.ssr.page import Render as Render
from mizan_core.ssr.page import UnknownInstance as UnknownInstance
from mizan_core.ssr.page import document_parts as document_parts
from mizan_core.ssr.page import page_script as page_script
from mizan_core.ssr.pool import PageBudget as PageBudget
from mizan_core.ssr.pool import RenderPool as RenderPool
from mizan_core.ssr.pool import RenderSettings as RenderSettings
from mizan_core.ssr.pool import worker_command as worker_command
from mizan_core.ssr.rest import Rest as Rest
