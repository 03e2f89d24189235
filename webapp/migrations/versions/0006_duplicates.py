"""duplicates

Revision: 0006, after 0005
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import directory.instants


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('duplicate_search',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('asked_at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('asked_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('started_at', directory.instants.UtcDateTime(), nullable=True),
    sa.Column('done_at', directory.instants.UtcDateTime(), nullable=True),
    sa.Column('failed', sa.Text(), nullable=True),
    sa.Column('found', sa.Integer(), nullable=True),
    sa.Column('sequence', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('duplicate_search', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_duplicate_search_asked_at'), ['asked_at'], unique=False)

    op.create_table('duplicate_pair',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('first_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('second_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('score', sa.Float(), nullable=False),
    sa.Column('relation', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('signals', sa.JSON(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('towns', sa.Text(), nullable=False),
    sa.Column('lists', sa.Text(), nullable=False),
    sa.Column('found_at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('status', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('decided_at', directory.instants.UtcDateTime(), nullable=True),
    sa.Column('decided_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('change_set_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.ForeignKeyConstraint(['change_set_id'], ['change_set.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('first_id', 'second_id')
    )
    with op.batch_alter_table('duplicate_pair', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_duplicate_pair_change_set_id'), ['change_set_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_duplicate_pair_first_id'), ['first_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_duplicate_pair_relation'), ['relation'], unique=False)
        batch_op.create_index(batch_op.f('ix_duplicate_pair_score'), ['score'], unique=False)
        batch_op.create_index(batch_op.f('ix_duplicate_pair_second_id'), ['second_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_duplicate_pair_status'), ['status'], unique=False)

    op.create_table('merged_listing',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('old_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('new_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('change_set_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('merged_at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('merged_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['change_set_id'], ['change_set.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('merged_listing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_merged_listing_change_set_id'), ['change_set_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_merged_listing_new_id'), ['new_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_merged_listing_old_id'), ['old_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('merged_listing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_merged_listing_old_id'))
        batch_op.drop_index(batch_op.f('ix_merged_listing_new_id'))
        batch_op.drop_index(batch_op.f('ix_merged_listing_change_set_id'))

    op.drop_table('merged_listing')
    with op.batch_alter_table('duplicate_pair', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_duplicate_pair_status'))
        batch_op.drop_index(batch_op.f('ix_duplicate_pair_second_id'))
        batch_op.drop_index(batch_op.f('ix_duplicate_pair_score'))
        batch_op.drop_index(batch_op.f('ix_duplicate_pair_relation'))
        batch_op.drop_index(batch_op.f('ix_duplicate_pair_first_id'))
        batch_op.drop_index(batch_op.f('ix_duplicate_pair_change_set_id'))

    op.drop_table('duplicate_pair')
    with op.batch_alter_table('duplicate_search', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_duplicate_search_asked_at'))

    op.drop_table('duplicate_search')
