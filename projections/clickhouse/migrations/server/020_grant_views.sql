GRANT SELECT ON {db}.v_engagements TO {db}_analyst
