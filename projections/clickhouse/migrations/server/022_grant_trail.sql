GRANT SELECT ON {db}.v_trail TO {db}_analyst
