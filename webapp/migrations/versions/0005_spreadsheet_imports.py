"""spreadsheet imports

Revision: 0005, after 0004
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import directory.instants


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('import_feed',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('mapping', sa.Text(), nullable=False),
    sa.Column('every_hours', sa.Integer(), nullable=False),
    sa.Column('paused', sa.Boolean(), nullable=False),
    sa.Column('next_at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('added_at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('added_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('last_read_at', directory.instants.UtcDateTime(), nullable=True),
    sa.Column('last_error', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('last_batch_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('fingerprint', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('import_feed', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_feed_next_at'), ['next_at'], unique=False)

    op.create_table('import_mapping',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('toml', sa.Text(), nullable=False),
    sa.Column('saved_at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('saved_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name')
    )
    op.create_table('import_upload',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('mapping', sa.Text(), nullable=False),
    sa.Column('uploaded_at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('uploaded_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('import_upload', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_upload_uploaded_at'), ['uploaded_at'], unique=False)

    op.create_table('import_batch',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('mapping_name', sa.Text(), nullable=False),
    sa.Column('feed_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('made_at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('made_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('change_set_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('problems', sa.JSON(), nullable=False),
    sa.Column('reverted_at', directory.instants.UtcDateTime(), nullable=True),
    sa.Column('reverted_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('kept', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['change_set_id'], ['change_set.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('import_batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_batch_change_set_id'), ['change_set_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_import_batch_feed_id'), ['feed_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_import_batch_made_at'), ['made_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('import_batch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_batch_made_at'))
        batch_op.drop_index(batch_op.f('ix_import_batch_feed_id'))
        batch_op.drop_index(batch_op.f('ix_import_batch_change_set_id'))

    op.drop_table('import_batch')
    with op.batch_alter_table('import_upload', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_upload_uploaded_at'))

    op.drop_table('import_upload')
    op.drop_table('import_mapping')
    with op.batch_alter_table('import_feed', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_feed_next_at'))

    op.drop_table('import_feed')
