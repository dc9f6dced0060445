"""Mizan's core: declarations, planner and engine, without I/O and without a framework.

For users (re-exported by every backend package):
"""

from mizan_core.client import client as client
from mizan_core.context import Context as Context
from mizan_core.context import ReactContext as ReactContext
from mizan_core.effects import EffectError as EffectError
from mizan_core.effects import invalidate as invalidate
from mizan_core.effects import merge_into as merge_into
from mizan_core.errors import BadRequest as BadRequest
from mizan_core.errors import Conflict as Conflict
from mizan_core.errors import CsrfFailed as CsrfFailed
from mizan_core.errors import FieldProblem as FieldProblem
from mizan_core.errors import Forbidden as Forbidden
from mizan_core.errors import InProgress as InProgress
from mizan_core.errors import InternalError as InternalError
from mizan_core.errors import MethodNotAllowed as MethodNotAllowed
from mizan_core.errors import MizanError as MizanError
from mizan_core.errors import MizanNotImplemented as MizanNotImplemented
from mizan_core.errors import NotFound as NotFound
from mizan_core.errors import PayloadTooLarge as PayloadTooLarge
from mizan_core.errors import RateLimited as RateLimited
from mizan_core.errors import Unauthorized as Unauthorized
from mizan_core.errors import UnsupportedMediaType as UnsupportedMediaType
from mizan_core.errors import ValidationFailed as ValidationFailed
from mizan_core.records import Merged as Merged
from mizan_core.records import Removed as Removed
from mizan_core.records import Rows as Rows
from mizan_core.registry import RegistryError as RegistryError
from mizan_core.registry import register as register
from mizan_core.registry import register_as as register_as
