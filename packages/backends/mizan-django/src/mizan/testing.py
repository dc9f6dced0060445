"""`MizanTestClient`: drives an app's functions through the protocol, as its pages do.

```python
def test_adding_a_card(board, ada):
    page = MizanTestClient(user=ada)
    page.read(BoardContext, board_id=board.id)
    added = page.call(add_card, board_id=board.id, title="Milk")
    assert added.result["card"]["title"] == "Milk"
    page.assert_merges_are_exact()
```
"""

from __future__ import annotations

from typing import Any

from django.test import Client
from mizan_core.testing import ProtocolClient, RawAnswer

from mizan.conf import get_engine

ORIGIN = "http://testserver"


class MizanTestClient(ProtocolClient):
    """A page of one user, or of nobody. See `mizan_core.testing.ProtocolClient` for its methods.

    CSRF is checked as in production: the client fetches a token as a page does.
    """

    def __init__(self, user: Any = None, *, base: str = "/api/mizan/") -> None:
        super().__init__(get_engine().plan, base)
        self.django = Client(enforce_csrf_checks=True)
        if user is not None:
            self.django.force_login(user)

    def send(self, method: str, path: str, headers: dict[str, str], body: bytes) -> RawAnswer:
        """One request through Django's test client."""
        response = self.django.generic(
            method,
            path,
            body,
            content_type=headers.get("Content-Type", "application/json"),
            headers={"Origin": ORIGIN, **headers},
        )
        return RawAnswer(response.status_code, dict(response.headers), response.content)
