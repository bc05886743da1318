"""Chat templates in the shapes in which families of models write the calls of tools."""

_TOOLS = (
    "{% if tools %}<|im_start|>system\n{% for tool in tools %}{{ tool | tojson }}\n{% endfor %}<|im_end|>\n{% endif %}"
)
_BEGIN = "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"


def _template(call: str, *, content: str = "{{ message.content }}", result: str = "{{ message.content }}") -> str:
    return (
        f"{_TOOLS}{{% for message in messages %}}<|im_start|>{{{{ message.role }}}}\n"
        f"{{% if message.tool_calls %}}{call}{{% elif message.role == 'tool' %}}{result}{{% else %}}{content}"
        f"{{% endif %}}<|im_end|>\n{{% endfor %}}{_BEGIN}"
    )


TAGGED = _template(
    "{{ message.content }}{% for call in message.tool_calls %}{% if not loop.first or message.content %}\n{% endif %}"
    '<tool_call>\n{"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson }}}\n</tool_call>'
    "{% endfor %}",
    result="<tool_response>\n{{ message.content }}\n</tool_response>",
)
"""Each call between tags of its own."""
BARE = _template(
    "{% if message.tool_calls | length > 1 %}{{ raise_exception('one call at a time') }}{% endif %}"
    '{"name": "{{ message.tool_calls[0].function.name }}", '
    '"parameters": {{ message.tool_calls[0].function.arguments | tojson }}}',
    result="{{ message.content | tojson }}",
)
"""The JSON of one call is all of the answer."""
LISTED = _template(
    "[TOOL_CALLS][{% for call in message.tool_calls %}"
    '{"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson }}, "id": "{{ call.id }}"}'
    "{% if not loop.last %}, {% endif %}{% endfor %}]",
)
"""A list behind a control token."""
NAMED = _template(
    "{% for call in message.tool_calls %}[TOOL_CALLS]{{ call.function.name }}[ARGS]"
    "{{ call.function.arguments | tojson }}{% endfor %}",
)
"""The name between control tokens, before the arguments."""
NESTED = _template(
    "{% for call in message.tool_calls %}<call>"
    '{"type": "function", "function": {"name": "{{ call.function.name }}", '
    '"arguments": {{ call.function.arguments | tojson }}}}</call>{% endfor %}',
)
STRICT = LISTED.replace(
    "{% if message.tool_calls %}",
    "{% if message.role == 'tool' and not messages[loop.index0 - 1].tool_calls %}{{ raise_exception('no call') }}"
    "{% endif %}{% if message.tool_calls %}",
)
"""A result must follow a call that the template itself writes."""
XML = _template(
    "{% for call in message.tool_calls %}<function={{ call.function.name }}>"
    "{% for key, value in call.function.arguments.items() %}<parameter={{ key }}>{{ value }}</parameter>{% endfor %}"
    "</function>{% endfor %}",
)
"""No JSON."""
UNAWARE = f"{{% for message in messages %}}<|im_start|>{{{{ message.role }}}}\n{{{{ message.content }}}}<|im_end|>\n{{% endfor %}}{_BEGIN}"
CONTROLS = ("[TOOL_CALLS]", "[ARGS]")
SHAPES = {"tagged": TAGGED, "bare": BARE, "listed": LISTED, "named": NAMED, "nested": NESTED, "strict": STRICT}
"""Those whose calls are JSON."""
