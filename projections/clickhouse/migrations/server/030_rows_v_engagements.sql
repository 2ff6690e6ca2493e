-- A user named after a tenant sees that tenant's rows only.
CREATE ROW POLICY IF NOT EXISTS own_tenant ON {db}.v_engagements USING tenant_id = currentUser() TO {db}_analyst
