-- Analysts read views and nothing else; one user per tenant gets this role (see 020 and the operations guide).
CREATE ROLE IF NOT EXISTS {db}_analyst SETTINGS readonly = 1, max_execution_time = 60 READONLY, max_result_rows = 1000000 READONLY, max_memory_usage = 2000000000 READONLY
