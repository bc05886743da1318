"""Who runs in an evaluation is a candidate in the file too; it was a contestant."""

SQL = """
UPDATE suite_runs SET body = CAST(json_remove(json_set(
    CAST(body AS TEXT), '$.candidates', json_extract(CAST(body AS TEXT), '$.contestants')
), '$.contestants') AS BLOB)
WHERE json_type(CAST(body AS TEXT), '$.contestants') = 'array';
UPDATE results SET body = CAST(json_remove(json_set(
    CAST(body AS TEXT), '$.candidate', json_extract(CAST(body AS TEXT), '$.contestant')
), '$.contestant') AS BLOB)
WHERE json_type(CAST(body AS TEXT), '$.contestant') = 'integer';
"""
