-- Until when the plan of an investigation can be approved; null: there is none to approve.
ALTER TABLE "research" ADD COLUMN     "expires_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "research_state_expires_at_idx" ON "research"("state", "expires_at");
