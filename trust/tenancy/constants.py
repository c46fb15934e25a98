"""The one policy text and the names the schema lint checks against."""

POLICY_NAME = "only_own_trust"
SETTING = "app.trust_id"
POLICY = "trust_id = (SELECT nullif(current_setting('app.trust_id', true), '')::uuid)"
