-- What servers said in conversations from before taint was noted is in them all the same.
INSERT INTO "conversation_taints" ("org_id", "conversation_id", "connector_id", "connector_name", "source", "at")
SELECT DISTINCT ON (b."conversation_id", b."connector_id")
  b."org_id", b."conversation_id", b."connector_id", COALESCE(c."name", ''), b."source", b."at"
FROM (
  SELECT t."org_id", t."conversation_id", t."connector_id",
    jsonb_build_object('kind', 'tool_call', 'id', t."id", 'name', t."tool_name") AS "source",
    COALESCE(t."finished_at", t."created_at") AS "at"
  FROM "tool_calls" t
  WHERE t."result" IS NOT NULL OR t."failure"->>'detail' IS NOT NULL
  UNION ALL
  SELECT e."org_id", e."conversation_id", a->'connector'->>'id',
    jsonb_build_object('kind', 'attachment', 'id', a->>'id', 'name', a->>'name'), e."created_at"
  FROM "conversation_events" e, jsonb_array_elements(e."payload"->'attachments') a
  WHERE e."type" = 'user_message' AND jsonb_typeof(e."payload"->'attachments') = 'array'
    AND a->'connector'->>'id' IS NOT NULL
) b LEFT JOIN "connectors" c ON c."org_id" = b."org_id" AND c."id" = b."connector_id"
ORDER BY b."conversation_id", b."connector_id", b."at"
ON CONFLICT DO NOTHING;
