"""change log and proposals

Revision: 0003, after 0002
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import directory.instants


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('change_set',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('by_kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('by_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('undoes', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.ForeignKeyConstraint(['undoes'], ['change_set.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('change_set', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_change_set_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_change_set_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_change_set_kind'), ['kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_change_set_undoes'), ['undoes'], unique=False)

    op.create_table('change_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('change_set_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('table_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('row_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('action', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('after', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('service_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('location_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('organization_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.ForeignKeyConstraint(['change_set_id'], ['change_set.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('change_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_change_entry_change_set_id'), ['change_set_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_change_entry_location_id'), ['location_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_change_entry_organization_id'), ['organization_id'], unique=False)
        batch_op.create_index('ix_change_entry_row', ['table_name', 'row_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_change_entry_service_id'), ['service_id'], unique=False)

    op.create_table('proposal',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('service_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('table_name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('row_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('field', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('proposed', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('proposed_at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('status', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('decided_at', directory.instants.UtcDateTime(), nullable=True),
    sa.Column('decided_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('change_set_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.ForeignKeyConstraint(['change_set_id'], ['change_set.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposal_proposed_at'), ['proposed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposal_row_id'), ['row_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposal_service_id'), ['service_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposal_status'), ['status'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_proposal_status'))
        batch_op.drop_index(batch_op.f('ix_proposal_service_id'))
        batch_op.drop_index(batch_op.f('ix_proposal_row_id'))
        batch_op.drop_index(batch_op.f('ix_proposal_proposed_at'))

    op.drop_table('proposal')
    with op.batch_alter_table('change_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_change_entry_service_id'))
        batch_op.drop_index('ix_change_entry_row')
        batch_op.drop_index(batch_op.f('ix_change_entry_organization_id'))
        batch_op.drop_index(batch_op.f('ix_change_entry_location_id'))
        batch_op.drop_index(batch_op.f('ix_change_entry_change_set_id'))

    op.drop_table('change_entry')
    with op.batch_alter_table('change_set', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_change_set_undoes'))
        batch_op.drop_index(batch_op.f('ix_change_set_kind'))
        batch_op.drop_index(batch_op.f('ix_change_set_by_id'))
        batch_op.drop_index(batch_op.f('ix_change_set_at'))

    op.drop_table('change_set')