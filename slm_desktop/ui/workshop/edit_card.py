"""Where fields of a model's header are changed, and it is chosen into how many files the model is written."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from slm_desktop.core.engines.commands import FilePart
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.gguf import Header
from slm_desktop.core.models.header_edits import HeaderDraft, split_into
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.rewriting import RewriteWanted, new_stem, targets_of
from slm_desktop.errors import Fault
from slm_desktop.ui.theme import font, px
from slm_desktop.ui.widgets.parts import button, label, row
from slm_desktop.ui.words import number, size
from slm_desktop.ui.workshop.boxes import Box, ModelBox
from slm_desktop.ui.workshop.field_table import FieldTable, row_of, rows_of, whole_words, why_not
from slm_desktop.ui.workshop.loss_card import named_model
from slm_desktop.ui.workshop.work_card import WorkCard, fields

EDITOR_HEIGHT = 120
LONGEST_VALUE = 100_000
"""Characters. Real chat templates have some tens of thousands, in lines."""
PART_SIZES = (100 * 10**6, 500 * 10**6, 10**9, 2 * 10**9, 5 * 10**9, 10**10, 50 * 10**9)


class EditCard(WorkCard):
    """A model, the fields of its header, and its files; `source_picked` is emitted when another model is chosen."""

    source_picked = Signal()

    def __init__(self, folder: Callable[[], Path]) -> None:
        super().__init__()
        self._folder = folder
        self.draft: HeaderDraft | None = None
        self.source = ModelBox(self.tr("Model to change"))
        self.files = Box(self.tr("Files"))
        self.table = FieldTable()
        self.value = QPlainTextEdit()
        self.value.setProperty("kind", "lines")
        self.value.setFont(font(13))
        self.value.setFixedHeight(px(EDITOR_HEIGHT))
        self.value.setAccessibleName(self.tr("Value of the field"))
        self.value.setTabChangesFocus(True)
        self.key = QLineEdit(placeholderText=self.tr("general.description, for instance"))
        self.key.setFont(font(13))
        self.key.setAccessibleName(self.tr("Key of a new field"))
        self._add = button(self.tr("Add this field"), "plain", self._on_add)
        self._remove = button(self.tr("Remove"), "plain", self._on_remove)
        self._restore = button(self.tr("Reset"), "plain", self._on_restore)
        self._why_not = label("", 12, tone="warn", wrap=True)
        self._about = label("", 12, tone="3", wrap=True)
        self.go.setText(self.tr("Write the new model"))
        boxes = fields(((self.tr("Model"), self.source), (self.tr("Files"), self.files)))
        acts = row(self.key, self._add, 24, self._restore, self._remove, spacing=8)
        acts.setStretch(0, 1)
        self._lay_out(None, boxes, self.table, self.value, acts, self._why_not, self._about)
        self.source.picked.connect(self.source_picked)
        self.files.currentIndexChanged.connect(lambda _at: self._show_choice())
        self.table.chosen.connect(self._show_field)
        self.value.textChanged.connect(self._on_text)
        self.key.returnPressed.connect(self._on_add)
        self._show_draft()

    # -- what is shown ---------------------------------------------------------------------------------------

    def show_header(self, header: Header | None) -> None:
        """Change this one from now on; None while it is being read."""
        self.draft = HeaderDraft(header) if header else None
        model = self.source.chosen_model
        with QSignalBlocker(self.files):
            self.files.clear()
            self.files.addItem(self.tr("One file"), 0)
            for largest in PART_SIZES:
                if model and not model.parts and largest < model.size:
                    self.files.addItem(self.tr("Files of {size} at most").format(size=size(largest)), largest)
        self.table.clearSelection()
        self._show_draft()

    def _show_draft(self) -> None:
        self.table.show_records(rows_of(self.draft) if self.draft else [])
        self.table.setVisible(self.draft is not None)
        self._show_field()

    def _show_field(self) -> None:
        key, draft = self._key, self.draft
        is_field = draft is not None and key is not None
        text = draft.text(key) if draft and key else ""
        if len(text) > LONGEST_VALUE:  # A field of text lays out one paragraph of this length for minutes.
            is_field, text = False, ""
        if self.value.toPlainText() != text:
            with QSignalBlocker(self.value):
                self.value.setPlainText(text)
        self.value.setEnabled(is_field)
        hint = self.tr("This value is too long to be changed here: slm-desktop edit --set-file takes it from a file.")
        choose = self.tr("Choose a field to change its value.")
        self.value.setPlaceholderText("" if is_field else hint if key else choose)
        self._show_choice()

    def _show_choice(self) -> None:
        key, draft, model = self._key, self.draft, self.source.chosen_model
        is_changed = draft is not None and key is not None and key in {*draft.fields, *draft.removed, *draft.wrong}
        self._restore.setEnabled(is_changed)
        self._remove.setEnabled(draft is not None and key in draft.before and key not in draft.removed)
        self._why_not.setText(why_not(draft, key) if draft and key else "")
        self._why_not.setVisible(bool(self._why_not.text()))
        self._add.setEnabled(draft is not None)
        makes_other_files = model is not None and len(self._parts) != 1 + len(model.parts)
        self.go.setEnabled(draft is not None and not draft.wrong and (draft.is_changed or makes_other_files))
        self._about.setText(self._about_words(model))

    def _about_words(self, model: LocalModel | None) -> str:
        words = self.tr("The weights are copied as they are, and the model itself stays as it is.")
        if model is None or not self.go.isEnabled():
            return words
        paths = targets_of(self._stem(model), len(self._parts))
        if len(paths) == 1:
            return words + " " + self.tr("It will be saved as {path}.").format(path=visible(paths[0]))
        becomes = self.tr("It will be saved as {count} files, the first of them {path}.")
        return words + " " + becomes.format(count=number(len(paths)), path=visible(paths[0]))

    @property
    def _key(self) -> str | None:
        selected = self.table.selected
        return selected[0].key if selected else None

    # -- what is chosen --------------------------------------------------------------------------------------

    @property
    def _parts(self) -> list[FilePart]:
        """The files that it becomes."""
        largest, draft = self.files.currentData() or 0, self.draft
        if not largest or draft is None:
            return [FilePart(1, 1, 0, 0)]
        return split_into([max(0, tensor.size) for tensor in draft.header.tensors], largest, draft.header.length)

    def _stem(self, model: LocalModel) -> str:
        is_edited = self.draft is not None and self.draft.is_changed
        return new_stem(str(self._folder()), model.path, "edited" if is_edited else "")

    def wanted(self, options: LoadOptions) -> RewriteWanted | None:
        """What is to be written; None while nothing is changed."""
        model, draft = self.source.chosen_model, self.draft
        if model is None or draft is None or not self.go.isEnabled():
            return None
        removed, parts = tuple(sorted(draft.removed)), tuple(self._parts)
        return RewriteWanted(named_model(model), dict(draft.fields), removed, self._stem(model), parts, options)

    # -- what is done ----------------------------------------------------------------------------------------

    def _on_text(self) -> None:
        key = self._key
        if self.draft and key is not None:
            self.draft.write(key, self.value.toPlainText())
            self.table.show_change(row_of(self.draft, key))
            self._show_choice()

    def _on_add(self) -> None:
        key = self.key.text().strip()
        if self.draft is None or not key:
            return
        try:
            self.draft.add(key)
        except Fault as fault:
            self._why_not.setText(whole_words(fault))
            self._why_not.show()
            return
        self.key.clear()
        self._show_draft()
        self.table.selectRow(self.draft.keys.index(key))
        self.value.setFocus()

    def _on_remove(self) -> None:
        if self.draft and self._key is not None:
            self.draft.remove(self._key)
            self._show_draft()

    def _on_restore(self) -> None:
        if self.draft and self._key is not None:
            self.draft.restore(self._key)
            self._show_draft()
