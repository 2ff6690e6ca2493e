-- Keyed by user: one tenant's analysts cannot use up another's share.
CREATE QUOTA IF NOT EXISTS {db}_analyst KEYED BY user_name FOR INTERVAL 1 hour MAX queries = 2000, execution_time = 1200 TO {db}_analyst
