"""Why a check failed was kept as an English sentence; it is a code with details now, and the old sentences become one."""

SQL = """
UPDATE results SET body = CAST(json_set(CAST(body AS TEXT), '$.whys', (
    SELECT json_group_array(json_object('code', iif(why.value = '', '', 'said'),
                                        'details', json_object('reason', why.value)))
    FROM json_each(CAST(results.body AS TEXT), '$.whys') AS why
)) AS BLOB)
WHERE json_type(CAST(body AS TEXT), '$.whys[0]') = 'text';
"""
