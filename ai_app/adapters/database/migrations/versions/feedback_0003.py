"""Of each event a digest of its people, by which another is told from it once it names nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column; it is empty for events of before, and of a release that was taken back."""
    op.add_column("feedback_events", sa.Column("people_key", sa.LargeBinary))
