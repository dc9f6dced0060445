"""Mizan for FastAPI. Everything that an app needs is here."""

from mizan_core import BadRequest as BadRequest
from mizan_core import Conflict as Conflict
from mizan_core import Context as Context
from mizan_core import CsrfFailed as CsrfFailed
from mizan_core import EffectError as EffectError
from mizan_core import FieldProblem as FieldProblem
from mizan_core import Forbidden as Forbidden
from mizan_core import InProgress as InProgress
from mizan_core import InternalError as InternalError
from mizan_core import Merged as Merged
from mizan_core import MethodNotAllowed as MethodNotAllowed
from mizan_core import MizanError as MizanError
from mizan_core import MizanNotImplemented as MizanNotImplemented
from mizan_core import NotFound as NotFound
from mizan_core import PayloadTooLarge as PayloadTooLarge
from mizan_core import RateLimited as RateLimited
from mizan_core import ReactContext as ReactContext
from mizan_core import RegistryError as RegistryError
from mizan_core import Removed as Removed
from mizan_core import Rows as Rows
from mizan_core import Unauthorized as Unauthorized
from mizan_core import UnsupportedMediaType as UnsupportedMediaType
from mizan_core import ValidationFailed as ValidationFailed
from mizan_core import client as client
from mizan_core import invalidate as invalidate
from mizan_core import merge_into as merge_into
from mizan_core import register as register
from mizan_core import register_as as register_as

from mizan_fastapi.mizan import Mizan as Mizan
