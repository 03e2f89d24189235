"""verification

Revision: 0007, after 0006
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import directory.instants


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('availability',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('service_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('status', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=True),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('wait', sa.Text(), nullable=False),
    sa.Column('reported_at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('expires_at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('via', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('by_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('availability', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_availability_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_availability_reported_at'), ['reported_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_availability_service_id'), ['service_id'], unique=False)

    op.create_table('listing_problem',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('service_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('opened_at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('resolved_at', directory.instants.UtcDateTime(), nullable=True),
    sa.Column('resolved_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('resolution', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('listing_problem', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_listing_problem_resolved_at'), ['resolved_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_listing_problem_service_id'), ['service_id'], unique=False)
        batch_op.create_index('uq_listing_problem_open', ['service_id', 'kind'], unique=True, sqlite_where=sa.text('resolved_at IS NULL'), postgresql_where=sa.text('resolved_at IS NULL'))

    op.create_table('provider_contact',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('service_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('mail_on', sa.Boolean(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('sms_number', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('sms_agreed_at', directory.instants.UtcDateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('service_id'),
    sa.UniqueConstraint('sms_number')
    )
    op.create_table('upkeep_mail',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('to_address', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('status', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('created_at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('sent_at', directory.instants.UtcDateTime(), nullable=True),
    sa.Column('problem', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('upkeep_mail', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_upkeep_mail_status'), ['status'], unique=False)

    op.create_table('verification_request',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('service_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('to_address', sa.Text(), nullable=False),
    sa.Column('by_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('asked_at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('reminded_at', directory.instants.UtcDateTime(), nullable=True),
    sa.Column('answered_at', directory.instants.UtcDateTime(), nullable=True),
    sa.Column('answer', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('provider_name', sa.Text(), nullable=False),
    sa.Column('provider_title', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('note_read_at', directory.instants.UtcDateTime(), nullable=True),
    sa.Column('settled_at', directory.instants.UtcDateTime(), nullable=True),
    sa.Column('closed_at', directory.instants.UtcDateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('verification_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_verification_request_answered_at'), ['answered_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_verification_request_asked_at'), ['asked_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_verification_request_service_id'), ['service_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_verification_request_to_address'), ['to_address'], unique=False)

    op.create_table('verification',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('service_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('method', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('outcome', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('provider_name', sa.Text(), nullable=False),
    sa.Column('provider_title', sa.Text(), nullable=False),
    sa.Column('by_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('change_set_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('undone_at', directory.instants.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['change_set_id'], ['change_set.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('verification', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_verification_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_verification_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_verification_service_id'), ['service_id'], unique=False)

    op.create_table('verification_link',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('request_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('token_hash', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('made_at', directory.instants.UtcDateTime(), nullable=False),
    sa.Column('expires_at', directory.instants.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['verification_request.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('token_hash')
    )
    with op.batch_alter_table('verification_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_verification_link_request_id'), ['request_id'], unique=False)

    with op.batch_alter_table('listing_report', schema=None) as batch_op:
        batch_op.add_column(sa.Column('problem_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column('note', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('reporter_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column('told_at', directory.instants.UtcDateTime(), nullable=True))
        batch_op.drop_index(batch_op.f('ix_listing_report_resolved_at'))

    _gather_reports()
    with op.batch_alter_table('listing_report', schema=None) as batch_op:
        batch_op.alter_column('problem_id', existing_type=sqlmodel.sql.sqltypes.AutoString(), nullable=False)
        batch_op.alter_column('note', existing_type=sa.Text(), server_default=None)
        batch_op.create_index(batch_op.f('ix_listing_report_problem_id'), ['problem_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_listing_report_reporter_id'), ['reporter_id'], unique=False)
        batch_op.create_foreign_key('fk_listing_report_problem', 'listing_problem', ['problem_id'], ['id'])
        batch_op.drop_column('resolved_at')

    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.add_column(sa.Column('for_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.create_index(batch_op.f('ix_task_for_id'), ['for_id'], unique=False)
        batch_op.create_foreign_key('fk_task_for', 'staff', ['for_id'], ['id'])


def _gather_reports() -> None:
    """Every report stands with those of its kind: one open problem, and one for what was settled before."""
    op.execute(
        "INSERT INTO listing_problem (id, service_id, kind, opened_at, resolved_at, answer)"
        " SELECT MIN(id), service_id, kind, MIN(reported_at), MAX(resolved_at), ''"
        " FROM listing_report GROUP BY service_id, kind, resolved_at IS NULL"
    )
    op.execute(
        "UPDATE listing_report SET problem_id = (SELECT p.id FROM listing_problem p"
        " WHERE p.service_id = listing_report.service_id AND p.kind = listing_report.kind"
        " AND (p.resolved_at IS NULL) = (listing_report.resolved_at IS NULL))"
    )


def downgrade() -> None:
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_constraint('fk_task_for', type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_task_for_id'))
        batch_op.drop_column('for_id')

    with op.batch_alter_table('listing_report', schema=None) as batch_op:
        batch_op.add_column(sa.Column('resolved_at', directory.instants.UtcDateTime(), nullable=True))

    op.execute(
        'UPDATE listing_report SET resolved_at = (SELECT p.resolved_at FROM listing_problem p'
        ' WHERE p.id = listing_report.problem_id)'
    )
    with op.batch_alter_table('listing_report', schema=None) as batch_op:
        batch_op.drop_constraint('fk_listing_report_problem', type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_listing_report_reporter_id'))
        batch_op.drop_index(batch_op.f('ix_listing_report_problem_id'))
        batch_op.create_index(batch_op.f('ix_listing_report_resolved_at'), ['resolved_at'], unique=False)
        batch_op.drop_column('told_at')
        batch_op.drop_column('reporter_id')
        batch_op.drop_column('note')
        batch_op.drop_column('problem_id')

    with op.batch_alter_table('verification_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_verification_link_request_id'))

    op.drop_table('verification_link')
    with op.batch_alter_table('verification', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_verification_service_id'))
        batch_op.drop_index(batch_op.f('ix_verification_by_id'))
        batch_op.drop_index(batch_op.f('ix_verification_at'))

    op.drop_table('verification')
    with op.batch_alter_table('verification_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_verification_request_to_address'))
        batch_op.drop_index(batch_op.f('ix_verification_request_service_id'))
        batch_op.drop_index(batch_op.f('ix_verification_request_asked_at'))
        batch_op.drop_index(batch_op.f('ix_verification_request_answered_at'))

    op.drop_table('verification_request')
    with op.batch_alter_table('upkeep_mail', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_upkeep_mail_status'))

    op.drop_table('upkeep_mail')
    op.drop_table('provider_contact')
    with op.batch_alter_table('listing_problem', schema=None) as batch_op:
        batch_op.drop_index('uq_listing_problem_open', sqlite_where=sa.text('resolved_at IS NULL'), postgresql_where=sa.text('resolved_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_listing_problem_service_id'))
        batch_op.drop_index(batch_op.f('ix_listing_problem_resolved_at'))

    op.drop_table('listing_problem')
    with op.batch_alter_table('availability', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_availability_service_id'))
        batch_op.drop_index(batch_op.f('ix_availability_reported_at'))
        batch_op.drop_index(batch_op.f('ix_availability_expires_at'))

    op.drop_table('availability')
