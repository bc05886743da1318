"""Pictures and sounds of a chat: beside the draft, in the transcript, and at their full size."""
