"""What came in: files, batches, the row of each batch, what vanished, and what was learned about reading lists."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, Float, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.schema.base import Base


class SourceFile(Base):
    """A file as it was imported; the same bytes are the same source file."""

    __tablename__ = "source_file"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(Integer)


class ImportBatch(Base):
    """导入批次: one import is one transaction and one undo step; an undo is a batch of its own."""

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    """import or undo."""
    at: Mapped[datetime] = mapped_column(DateTime)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    change_set_id: Mapped[int | None] = mapped_column(ForeignKey("change_set.id"))
    scope: Mapped[str | None] = mapped_column(String(10))
    as_history: Mapped[bool] = mapped_column(default=False)
    report: Mapped[str | None] = mapped_column(Text)
    """Counts, columns, skipped rows and issues as a JSON object, in the shape the command line prints."""
    seconds: Mapped[float | None] = mapped_column(Float)
    profile: Mapped[str | None] = mapped_column(String(200))
    """Names of the profiles that were applied, joined with 、."""
    target: Mapped[str] = mapped_column(String(10), default="problem", server_default="problem")
    """What the rows became: problem or visit."""
    continues_id: Mapped[int | None] = mapped_column(Integer)
    """The batch whose held rows came back in a correction workbook."""
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class BatchRow(Base):
    """One row of a batch: what it did to which problem, and what the file said.

    ``outcome`` is new, changed, unchanged, suspect, refused or vanished. ``previous_id`` is the problem's trace
    before this batch, so that an undo can put it back.
    """

    __tablename__ = "batch_row"
    __table_args__ = (Index("ix_batch_row_batch_id_outcome", "batch_id", "outcome"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    outcome: Mapped[str] = mapped_column(String(10))
    problem_id: Mapped[int | None] = mapped_column(Integer, index=True)
    visit_id: Mapped[int | None] = mapped_column(Integer)
    source_file_id: Mapped[int | None] = mapped_column(ForeignKey("source_file.id"))
    sheet: Mapped[str | None] = mapped_column(String(100))
    row: Mapped[int | None] = mapped_column(Integer)
    row_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Digest of all that the file row said except its serial number; equal means nothing new was said."""
    field_digests: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Per field, the digest of the value as last written by a file: pairs of field ordinal and eight bytes."""
    originals: Mapped[str | None] = mapped_column(Text)
    """Cell texts whose reading differs from the text, by field, as a JSON object."""
    held: Mapped[str | None] = mapped_column(Text)
    """For a suspect or refused row: the values read and the reason, as a JSON object."""
    resolved_id: Mapped[int | None] = mapped_column(Integer)
    """For a held or vanished row: the change set in which a person or a corrected file settled it."""
    previous_id: Mapped[int | None] = mapped_column(Integer)


class ImportProfile(Base):
    """方案: how to read a layout, found again by the fingerprint of its header."""

    __tablename__ = "import_profile"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    columns: Mapped[str] = mapped_column(Text)
    """Joined header name to the list of fields it feeds, as a JSON object."""
    settings: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    """The rest of the reading: field policies, separators of joined columns, ignored columns, header rows, sender."""
    used_at: Mapped[datetime | None] = mapped_column(DateTime)
    active: Mapped[bool] = mapped_column(default=True)


class LearnedAnswer(Base):
    """What a person said that a wording means; applied to every later import until it is revoked.

    ``kind`` is value (a controlled field), place, unit or deadline. ``within`` narrows it, e.g. to a city; empty
    where it holds everywhere.
    """

    __tablename__ = "learned_answer"
    __table_args__ = (UniqueConstraint("kind", "field", "said", "within"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    field: Mapped[str] = mapped_column(String(40), default="")
    said: Mapped[str] = mapped_column(String(300))
    """The wording as the reader normalises it."""
    within: Mapped[str] = mapped_column(String(60), default="")
    meant: Mapped[str] = mapped_column(Text)
    """The reading as JSON: a text, null for blank, or an object for deadlines and places."""
    learned_at: Mapped[datetime] = mapped_column(DateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    active: Mapped[bool] = mapped_column(default=True)


class VanishedItem(Base):
    """待核实: a problem that a list declared complete no longer holds; nothing happens to it until a person says so."""

    __tablename__ = "vanished_item"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id"), index=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), index=True)
    outcome: Mapped[str | None] = mapped_column(String(20))
    """Null while open; 部里销号, 合并, 划转, 漏列 or 重新出现."""
    basis: Mapped[str | None] = mapped_column(String(300))
    """依据文号 that a person gave."""
    detail: Mapped[str | None] = mapped_column(String(300))
    """Merged into which problem, handed to which province."""
    decided_at: Mapped[datetime | None] = mapped_column(DateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))
    decided_in: Mapped[int | None] = mapped_column(Integer)
    """Change set of the decision."""
    removed_in: Mapped[int | None] = mapped_column(Integer)
