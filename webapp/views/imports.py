"""Bringing spreadsheets in: upload, mapping, trial, import, and taking a batch back."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import col, delete, select

from casework.staff import names
from directory.categories import categories
from directory.change_log import Author
from directory.importing import batches, mappings
from directory.importing.spreadsheets import (
    MappingInvalid,
    Sheet,
    SheetUnreadable,
    import_sheet,
    read_mapping,
    read_sheet,
    shipped,
    unpacked,
)
from directory.importing.spreadsheets.guess import fitting
from directory.importing.spreadsheets.reading import AS_IT_IS
from directory.importing.spreadsheets.repairs import NOTED, TITLES, Repair
from directory.importing.spreadsheets.targets import TARGETS
from directory.tables import ImportBatch, ImportFeed, ImportUpload
from directory.wording import Wording
from webapp.access import LISTING_EDITORS, actor, for_roles
from webapp.database import now, session
from webapp.importing import mapping_form
from webapp.importing.mapping_form import Answers, FormRefused
from webapp.vocabulary_words import CATEGORIES
from webapp.words import say

blueprint = Blueprint("imports", __name__, url_prefix="/imports")

# An upload that nobody finished is forgotten after this.
KEPT_FOR = timedelta(days=1)
_SHOWN_PROBLEMS = 100


@blueprint.get("")
@for_roles(LISTING_EDITORS)
def page() -> ResponseReturnValue:
    """What was brought in, what is read again by itself, and the form to bring in more."""
    recent = batches.recent(session())
    feeds = session().exec(select(ImportFeed).order_by(ImportFeed.name)).all()
    return render_template(
        "imports/page.html",
        batches=recent,
        feeds=feeds,
        errors={feed.id: Wording.unpacked(feed.last_error) for feed in feeds if feed.last_error},
        people=names(session()),
        shipped=shipped_mappings(),
        saved=mappings.all_saved(session()),
    )


@blueprint.post("/upload")
@for_roles(LISTING_EDITORS)
def upload() -> ResponseReturnValue:
    """Keeps the file and leads to its mapping."""
    given = request.files.get("file")
    data = given.read() if given else b""
    if given:
        given.close()
    if given is None or not given.filename or not data:
        flash(_("Choose a file first."), "error")
        return redirect(url_for(".page"))
    row = ImportUpload(
        file_name=given.filename[-120:], content=data, uploaded_at=now(), uploaded_by=actor().staff_id
    )
    try:
        unpacked(row.file_name, data)
    except SheetUnreadable as refusal:
        flash(say(refusal.wording), "error")
        return redirect(url_for(".page"))
    session().exec(delete(ImportUpload).where(col(ImportUpload.uploaded_at) < now() - KEPT_FOR))
    session().add(row)
    return redirect(url_for(".mapping", upload_id=row.id))


@blueprint.get("/uploads/<upload_id>")
@for_roles(LISTING_EDITORS)
def mapping(upload_id: str) -> ResponseReturnValue:
    """What each column is: a guess, to be put right, or a mapping that is there already."""
    row = _upload(upload_id)
    try:
        sheet = read_sheet(unpacked(row.file_name, row.content), AS_IT_IS)
    except SheetUnreadable as refusal:
        return _mapping_page(row, None, None, say(refusal.wording))
    return _mapping_page(row, sheet, mapping_form.offered(sheet, row.file_name))


@blueprint.post("/uploads/<upload_id>")
@for_roles(LISTING_EDITORS)
def map_columns(upload_id: str) -> ResponseReturnValue:
    """Takes the mapping from the form, and leads to the trial."""
    row = _upload(upload_id)
    try:
        sheet = read_sheet(unpacked(row.file_name, row.content), AS_IT_IS)
    except SheetUnreadable as refusal:
        return _mapping_page(row, None, None, say(refusal.wording)), 422
    answers = mapping_form.typed(sheet, request.form)
    try:
        row.mapping = mapping_form.read(answers, sheet.columns)
    except FormRefused as refusal:
        return _mapping_page(row, sheet, mapping_form.typed(sheet, request.form, refusal.problems)), 422
    session().add(row)
    if request.form.get("save"):
        mappings.save(session(), row.mapping, staff_id=actor().staff_id, now=now())
    return redirect(url_for(".trial", upload_id=row.id))


@blueprint.post("/uploads/<upload_id>/use")
@for_roles(LISTING_EDITORS)
def use(upload_id: str) -> ResponseReturnValue:
    """Takes a mapping that is there already."""
    row = _upload(upload_id)
    try:
        row.mapping = mappings.by_name(session(), request.form.get("mapping", ""))
    except LookupError:
        flash(_("Choose one of the mappings."), "error")
        return redirect(url_for(".mapping", upload_id=row.id))
    session().add(row)
    return redirect(url_for(".trial", upload_id=row.id))


@blueprint.get("/uploads/<upload_id>/trial")
@for_roles(LISTING_EDITORS)
def trial(upload_id: str) -> ResponseReturnValue:
    """What the import would do, row by row; nothing of it stays."""
    row = _upload(upload_id)
    if not row.mapping:
        return redirect(url_for(".mapping", upload_id=row.id))
    try:
        plan = read_mapping(row.mapping)
        files = unpacked(row.file_name, row.content)
        report, _none = import_sheet(
            session(), files, plan, by=Author("import", id=actor().staff_id), now=now(), dry_run=True
        )
    except (SheetUnreadable, MappingInvalid) as refusal:
        flash(_refusal(refusal), "error")
        return redirect(url_for(".mapping", upload_id=row.id))
    return render_template(
        "imports/trial.html",
        upload=row,
        mapping=plan,
        counts=report.as_json(),
        notes=report.notes(),
        repairs=_repairs(report.as_json()),
        problems=[_told(vars(one)) for one in report.tables.problems[:_SHOWN_PROBLEMS]],
        problem_count=report.tables.problem_count,
        is_saved=plan.name in {saved.name for saved in mappings.all_saved(session())},
        is_shipped=row.mapping in shipped().values(),
    )


@blueprint.post("/uploads/<upload_id>/import")
@for_roles(LISTING_EDITORS)
def bring_in(upload_id: str) -> ResponseReturnValue:
    """Brings the file in as one batch, and forgets the upload."""
    row = _upload(upload_id)
    try:
        plan = read_mapping(row.mapping)
        _report, batch = batches.bring_in(
            session(),
            unpacked(row.file_name, row.content),
            plan,
            file_name=row.file_name,
            staff_id=actor().staff_id,
            now=now(),
        )
    except (SheetUnreadable, MappingInvalid) as refusal:
        flash(_refusal(refusal), "error")
        return redirect(url_for(".mapping", upload_id=row.id))
    session().delete(row)
    flash(_("The file is brought in. Searches find it within seconds."), "success")
    return redirect(url_for(".batch", batch_id=batch.id))


@blueprint.post("/uploads/<upload_id>/save")
@for_roles(LISTING_EDITORS)
def save_mapping(upload_id: str) -> ResponseReturnValue:
    """Keeps the mapping of an upload for other files and for feeds."""
    row = _upload(upload_id)
    try:
        saved = mappings.save(session(), row.mapping, staff_id=actor().staff_id, now=now())
    except MappingInvalid as refusal:
        flash(_refusal(refusal), "error")
        return redirect(url_for(".mapping", upload_id=row.id))
    flash(_("The mapping “%(name)s” is saved.", name=saved.name), "success")
    return redirect(url_for(".trial", upload_id=row.id))


@blueprint.post("/uploads/<upload_id>/discard")
@for_roles(LISTING_EDITORS)
def discard(upload_id: str) -> ResponseReturnValue:
    """Forgets an upload."""
    session().delete(_upload(upload_id))
    flash(_("The file is forgotten. Nothing was brought in."), "success")
    return redirect(url_for(".page"))


@blueprint.get("/batches/<batch_id>")
@for_roles(LISTING_EDITORS)
def batch(batch_id: str) -> ResponseReturnValue:
    """What one batch did, and the way back."""
    row = _batch(batch_id)
    feed = session().get(ImportFeed, row.feed_id) if row.feed_id else None
    return render_template(
        "imports/batch.html",
        batch=row,
        feed=feed,
        people=names(session()),
        notes=[Wording.unpacked(note) for note in row.counts.get("notes", ())],
        repairs=_repairs(row.counts),
        problems=[
            _told({**one, "message": Wording.unpacked(one["message"])})
            for one in row.problems[:_SHOWN_PROBLEMS]
        ],
    )


@blueprint.get("/batches/<batch_id>/problems.csv")
@for_roles(LISTING_EDITORS)
def problems(batch_id: str) -> ResponseReturnValue:
    """The problems of a batch as a spreadsheet."""
    row = _batch(batch_id)
    text = batches.problems_csv(row.problems, _)
    headers = {"Content-Disposition": f'attachment; filename="problems-{row.id[:8]}.csv"'}
    return Response(text, mimetype="text/csv", headers=headers)


@blueprint.post("/batches/<batch_id>/revert")
@for_roles(LISTING_EDITORS)
def revert(batch_id: str) -> ResponseReturnValue:
    """Takes a batch back; what was changed since stays and is named on its page."""
    row = _batch(batch_id)
    try:
        reverted = batches.revert(session(), row.id, staff_id=actor().staff_id, now=now())
    except batches.NotRevertable:
        flash(_("There is nothing to take back in this batch."), "error")
        return redirect(url_for(".batch", batch_id=row.id))
    if reverted.kept:
        flash(_("The batch is taken back, but for what was changed since: it is named below."), "warning")
    else:
        flash(_("The batch is taken back. The directory is as it was before."), "success")
    return redirect(url_for(".batch", batch_id=row.id))


@blueprint.get("/mappings/<name>.toml")
@for_roles(LISTING_EDITORS)
def download_mapping(name: str) -> ResponseReturnValue:
    """A mapping as the file that the command line takes."""
    try:
        text = mappings.by_name(session(), name)
    except LookupError:
        abort(404)
    headers = {"Content-Disposition": 'attachment; filename="mapping.toml"'}
    return Response(text, mimetype="application/toml", headers=headers)


def shipped_mappings() -> dict[str, str]:
    """The mappings that come with the program: the name people see by the name of the file."""
    return {name: read_mapping(toml).name for name, toml in shipped().items()}


def _upload(upload_id: str) -> ImportUpload:
    row = session().get(ImportUpload, upload_id)
    if row is None:
        abort(404)
    return row


def _batch(batch_id: str) -> ImportBatch:
    row = session().get(ImportBatch, batch_id)
    if row is None:
        abort(404)
    return row


def _mapping_page(row: ImportUpload, sheet: Sheet | None, answers: Answers | None, problem: str = "") -> str:
    known = {name: read_mapping(toml) for name, toml in shipped().items()}
    known |= {saved.name: read_mapping(saved.toml) for saved in mappings.all_saved(session())}
    return render_template(
        "imports/mapping.html",
        upload=row,
        sheet=sheet,
        answers=answers,
        problem=problem,
        groups=mapping_form.target_groups(),
        conversions=mapping_form.conversions(),
        key_options=[(name, name) for name in sheet.columns] if sheet else [],
        categories=[(code, CATEGORIES[code]) for code in categories()],
        known=[(name, plan.name) for name, plan in known.items()],
        likely=fitting(sheet, known) if sheet else None,
        longest_name=mapping_form.LONGEST_NAME,
    )


def _told(problem: Mapping[str, Any]) -> dict[str, Any]:
    """A problem with the field in words."""
    target = TARGETS.get(problem["field"])
    return {**problem, "title": target.title if target else problem["field"]}


def _repairs(counts: Mapping[str, Any]) -> list[tuple[str, int, bool]]:
    """Each kind of repair in words, how often, and whether it put something right."""
    found = ((Repair(kind), count) for kind, count in counts.get("repairs", {}).items())
    return [(TITLES[kind], count, kind not in NOTED) for kind, count in found]


def _refusal(refusal: SheetUnreadable | MappingInvalid) -> str:
    if isinstance(refusal, SheetUnreadable):
        return say(refusal.wording)
    return " ".join(say(problem) for problem in refusal.problems)
