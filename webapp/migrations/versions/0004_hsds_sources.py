"""hsds sources

Revision: 0004, after 0003
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import directory.instants


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('hsds_source',
    sa.Column('url', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('started_at', directory.instants.UtcDateTime(), nullable=True),
    sa.Column('step', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('page', sa.Integer(), nullable=False),
    sa.Column('since', directory.instants.UtcDateTime(), nullable=True),
    sa.Column('dated', sa.Boolean(), nullable=False),
    sa.Column('completed_at', directory.instants.UtcDateTime(), nullable=True),
    sa.Column('all_dated', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('url')
    )


def downgrade() -> None:
    op.drop_table('hsds_source')
