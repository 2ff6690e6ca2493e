GRANT SELECT ON {db}.v_replies TO {db}_analyst
