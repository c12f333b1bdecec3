"""The first layout: reports with their answers, decisions, remarks, events, settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

#: What is decided or noted is never changed and never taken away.
APPEND_ONLY = ("decision", "event")
#: Columns of patients' words: PostgreSQL must not copy samples of them into its statistics, where no purge would reach.
UNSAMPLED = {
    "report": ("name", "source", "patient", "title", "why"), "words": ("text", "record"), "remark": ("words",),
}  # fmt: skip


def upgrade() -> None:
    """Lay the tables out, and let nobody change what was decided."""
    op.create_table(
        "event",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("report", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_event"),
    )
    op.create_index("ix_event_at", "event", ["at"], unique=False)
    op.create_table(
        "report",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("patient", sa.String(), nullable=False),
        sa.Column("physician", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("look_first", sa.Boolean(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("gap_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('open', 'in_work', 'waiting', 'done')", name="ck_report_status_known"),
        sa.PrimaryKeyConstraint("number", name="pk_report"),
    )
    op.create_index("ix_report_name", "report", ["name", "number"], unique=False)
    op.create_index("ix_report_probability", "report", ["probability", "number"], unique=False)
    op.create_index("ix_report_tallied", "report", ["status", "look_first", "kind", "site", "physician"], unique=False)
    setting = op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_setting"),
    )
    op.bulk_insert(setting, [{"name": "retention_days", "value": None}, {"name": "unswept", "value": None}])
    op.create_table(
        "decision",
        sa.Column("report", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "what IN ('accept_code', 'reject_code', 'change_code', 'add_code', 'confirm_gap', 'dismiss_gap', 'send_query', 'answer_query', 'edit_text', 'finish', 'reopen', 'undo')",
            name="ck_decision_what_known",
        ),
        sa.ForeignKeyConstraint(["report"], ["report.number"], name="fk_decision_report"),
        sa.PrimaryKeyConstraint("report", "sequence", name="pk_decision"),
    )
    op.create_index("ix_decision_at", "decision", ["at"], unique=False)
    op.create_table(
        "report_code",
        sa.Column("report", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["report.number"], name="fk_report_code_report"),
        sa.PrimaryKeyConstraint("report", "position", name="pk_report_code"),
    )
    op.create_index("ix_report_code_code_report", "report_code", ["code", "report"], unique=False)
    op.create_table(
        "report_gap",
        sa.Column("report", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["report.number"], name="fk_report_gap_report"),
        sa.PrimaryKeyConstraint("report", "position", name="pk_report_gap"),
    )
    op.create_index("ix_report_gap_element_report", "report_gap", ["element", "report"], unique=False)
    op.create_table(
        "words",
        sa.Column("report", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["report.number"], name="fk_words_report"),
        sa.PrimaryKeyConstraint("report", "revision", name="pk_words"),
    )
    op.create_table(
        "remark",
        sa.Column("report", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report", "sequence"], ["decision.report", "decision.sequence"], name="fk_remark_report"
        ),
        sa.PrimaryKeyConstraint("report", "sequence", name="pk_remark"),
    )
    for table in APPEND_ONLY:
        _keep(table, op.get_bind().dialect.name)
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in UNSAMPLED.items():
            for column in columns:
                op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


def downgrade() -> None:
    """Take every table away."""
    for table in ("remark", "words", "report_gap", "report_code", "decision", "setting", "report", "event"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION sonocode_append_only()")


def _keep(table: str, dialect: str) -> None:
    """Have the database refuse every change of a table's lines, whoever asks."""
    if dialect == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is only added to'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION sonocode_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is only added to', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION sonocode_append_only()"
    )
