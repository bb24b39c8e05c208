"""AS2 as a mailbox: nothing to poll, since partners post to our server; what leaves is posted to theirs."""

from __future__ import annotations

from collections.abc import Sequence

from edigw.errors import Refused
from edigw.transports.port import File, Outcome
from edigw.transports.sending_only import SendingOnly


class As2Mailbox(SendingOnly):
    """A file leaves only as a message, which the pipeline makes and posts."""

    def send_all(self, files: Sequence[File]) -> Sequence[Outcome]:
        """Bytes under a name are no message."""
        return [Refused(f"mailbox {self.name} takes messages of AS2, no bare files", "say `transport: as2`")] * len(
            files
        )
