"""`from mizan.client import client`: the decorator under the name that the first Mizan gave it."""

from mizan_core.client import client as client
from mizan_core.context import Context as Context
from mizan_core.context import ReactContext as ReactContext
