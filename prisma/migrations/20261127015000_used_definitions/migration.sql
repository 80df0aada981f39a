-- CreateTable
CREATE TABLE "used_definitions" (
    "org_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "used_definitions_pkey" PRIMARY KEY ("org_id","hash")
);

-- CreateIndex
CREATE INDEX "tool_calls_connection_id_tool_name_dispatched_at_idx" ON "tool_calls"("connection_id", "tool_name", "dispatched_at");

-- AddForeignKey
ALTER TABLE "used_definitions" ADD CONSTRAINT "used_definitions_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
