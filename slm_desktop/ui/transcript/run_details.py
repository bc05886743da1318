"""How an answer was made, beyond what the line under it says: what was drafted, and what that was worth."""

from slm_desktop.core.engines.answer_figures import ACCEPTED, DRAFTED, GAIN, STEP
from slm_desktop.core.records import RunRecord
from slm_desktop.ui.words import fixed, number, translate


def run_details(run: RunRecord) -> str:
    """Lines to be read on demand; '' where there is nothing to say."""
    return "\n".join(_speculation(run))


def _speculation(run: RunRecord) -> list[str]:
    drafted, accepted = run.figure(DRAFTED), run.figure(ACCEPTED)
    if not drafted:
        return []
    words = translate("Details", "Speculative decoding: {accepted} of {drafted} drafted tokens accepted ({share} %)")
    return [
        words.format(
            accepted=number(int(accepted)), drafted=number(int(drafted)), share=fixed(100 * accepted / drafted, 0)
        ),
        translate("Details", "{tokens} tokens a step, about {gain} times as fast as without").format(
            tokens=fixed(run.figure(STEP), 2), gain=fixed(run.figure(GAIN), 2)
        ),
        translate("Details", "The answer is the model's own: a draft only decides how many tokens a step checks."),
    ]
