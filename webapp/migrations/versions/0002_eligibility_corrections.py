"""eligibility corrections

Revision: 0002, after 0001
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import directory.instants


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('eligibility_correction',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('service_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('criteria', sa.JSON(), nullable=False),
    sa.Column('text_key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('corrected_at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('corrected_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('service_id')
    )


def downgrade() -> None:
    op.drop_table('eligibility_correction')
