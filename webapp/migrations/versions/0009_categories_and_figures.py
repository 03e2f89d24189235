"""categories and figures

Revision: 0009, after 0008
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import directory.instants

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('term_mapping',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('taxonomy_term_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('codes', sa.JSON(), nullable=False),
    sa.Column('origin', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('mapped_at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('mapped_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('taxonomy_term_id')
    )
    op.create_table('search_count',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('category', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('area', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('searches', sa.Integer(), nullable=False),
    sa.Column('without', sa.Integer(), nullable=False),
    sa.Column('only_full', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('day', 'category', 'area')
    )
    with op.batch_alter_table('search_count', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_search_count_day'), ['day'], unique=False)


def downgrade() -> None:
    op.drop_table('search_count')
    op.drop_table('term_mapping')
