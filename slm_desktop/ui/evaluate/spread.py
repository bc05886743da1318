"""The switch that lets all servers with a model share the answers of a run."""

from collections.abc import Callable, Sequence

import msgspec

from slm_desktop.core.engines.remote_address import host_of
from slm_desktop.core.evaluate.records import Candidate
from slm_desktop.core.visible import visible
from slm_desktop.ui.widgets.choices import Chip
from slm_desktop.ui.widgets.parts import tip
from slm_desktop.ui.words import number


class SpreadChip(Chip):
    """Is only there where it would do something. `also_at` says where else a model of another machine is served."""

    def __init__(self, also_at: Callable[[str], tuple[str, ...]]) -> None:
        super().__init__("")
        self._also_at = also_at
        self.hide()

    def show_candidates(self, candidates: Sequence[Candidate]) -> None:
        """These would be asked."""
        paths = [path for one in self._everywhere(candidates) if one.also_at for path in one.paths]
        hosts = list(dict.fromkeys(map(host_of, paths)))
        self.setVisible(bool(hosts))
        self.setText(self.tr("Spread over {count} servers").format(count=number(len(hosts))))
        words = self.tr("They share the work, so that each gets prompts: {hosts}")
        self.setToolTip(tip(words.format(hosts=visible(", ".join(hosts)))))

    def over(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The candidates as they are to be asked."""
        return self._everywhere(candidates) if self.isChecked() else list(candidates)

    def _everywhere(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        return [msgspec.structs.replace(one, also_at=self._also_at(one.path)) for one in candidates]
