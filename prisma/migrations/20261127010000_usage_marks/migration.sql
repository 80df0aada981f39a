-- AlterTable
ALTER TABLE "usage" ADD COLUMN     "is_estimated" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE INDEX "tool_calls_org_id_user_id_created_at_idx" ON "tool_calls"("org_id", "user_id", "created_at");
