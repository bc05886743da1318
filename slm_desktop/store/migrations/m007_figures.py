"""What was measured of an answer is kept as figures by name, in the field's terms; see core/engines/answer_figures.py."""

_RUN = "CAST(run AS TEXT)"
_BODY = "CAST(body AS TEXT)"

SQL = f"""
UPDATE messages SET run = CAST(json_remove(json_set({_RUN},
    '$.batches', json(coalesce(json_extract({_RUN}, '$.plan'), '[]')),
    '$.figures', json_object(
        'first_token_seconds', coalesce(json_extract({_RUN}, '$.first_token'), 0),
        'tokens_per_second', coalesce((json_array_length({_RUN}, '$.tokens') - 1)
            / nullif(json_extract({_RUN}, '$.tokens[#-1][3]') - json_extract({_RUN}, '$.tokens[0][3]'), 0), 0),
        'tokens', coalesce(json_array_length({_RUN}, '$.tokens'), 0),
        'peak_memory_bytes', coalesce(json_extract({_RUN}, '$.peak_memory'), 0),
        'load_seconds', coalesce(json_extract({_RUN}, '$.load_seconds'), 0),
        'total_seconds', coalesce(json_extract({_RUN}, '$.seconds'), 0),
        'concurrent_answers', coalesce(json_extract({_RUN}, '$.company'), 0)
    )),
    '$.plan', '$.first_token', '$.seconds', '$.peak_memory', '$.load_seconds', '$.company'
) AS BLOB)
WHERE CASE WHEN json_valid({_RUN}) THEN json_type({_RUN}, '$.plan') = 'array' END;
UPDATE results SET body = CAST(json_remove(json_set({_BODY}, '$.figures', json_object(
        'first_token_seconds', coalesce(json_extract({_BODY}, '$.first_token'), 0),
        'tokens_per_second', coalesce(json_extract({_BODY}, '$.speed'), 0),
        'tokens', coalesce(json_extract({_BODY}, '$.tokens'), 0),
        'peak_memory_bytes', coalesce(json_extract({_BODY}, '$.peak_memory'), 0),
        'total_seconds', coalesce(json_extract({_BODY}, '$.seconds'), 0)
    )),
    '$.first_token', '$.speed', '$.tokens', '$.seconds', '$.peak_memory'
) AS BLOB)
WHERE CASE WHEN json_valid({_BODY}) THEN json_type({_BODY}, '$.tokens') IN ('integer', 'real') END;
"""
