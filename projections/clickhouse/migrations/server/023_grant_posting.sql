GRANT SELECT ON {db}.v_posting TO {db}_analyst
