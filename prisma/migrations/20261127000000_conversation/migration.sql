-- CreateEnum
CREATE TYPE "action_kind" AS ENUM ('read', 'write', 'delete');

-- CreateEnum
CREATE TYPE "research_state" AS ENUM ('planning', 'proposed', 'working', 'writing', 'finished', 'stopped', 'declined', 'failed');

-- AlterTable
ALTER TABLE "approvals" ADD COLUMN     "connection_id" TEXT,
ADD COLUMN     "connector_id" TEXT,
ADD COLUMN     "conversation_id" TEXT,
ADD COLUMN     "deny_reason" TEXT,
ADD COLUMN     "evidence" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "connectors" ADD COLUMN     "is_trusted" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "conversations" ADD COLUMN     "model_id" TEXT,
ADD COLUMN     "titled_by" TEXT NOT NULL DEFAULT 'words',
ADD COLUMN     "tool_access" TEXT;

-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'turn';

-- AlterTable
ALTER TABLE "tool_calls" ADD COLUMN     "connection_need" JSONB,
ADD COLUMN     "findings" JSONB,
ADD COLUMN     "proposed_arguments" JSONB,
ADD COLUMN     "resends" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "tool_policies" ADD COLUMN     "definition_hash" TEXT;

-- CreateTable
CREATE TABLE "kind_policies" (
    "org_id" TEXT NOT NULL,
    "connector_id" TEXT NOT NULL,
    "kind" "action_kind" NOT NULL,
    "mode" "policy_mode" NOT NULL,
    "updated_by_id" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "kind_policies_pkey" PRIMARY KEY ("connector_id","kind")
);

-- CreateTable
CREATE TABLE "tool_classes" (
    "org_id" TEXT NOT NULL,
    "connector_id" TEXT NOT NULL,
    "tool_name" TEXT NOT NULL,
    "definition_hash" TEXT NOT NULL,
    "kind" "action_kind" NOT NULL,
    "updated_by_id" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tool_classes_pkey" PRIMARY KEY ("connector_id","tool_name")
);

-- CreateTable
CREATE TABLE "person_policies" (
    "org_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "connector_id" TEXT NOT NULL,
    "tool_name" TEXT NOT NULL DEFAULT '',
    "mode" "policy_mode" NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_policies_pkey" PRIMARY KEY ("user_id","connector_id","tool_name")
);

-- CreateTable
CREATE TABLE "security_policies" (
    "org_id" TEXT NOT NULL,
    "taint" TEXT NOT NULL DEFAULT 'ask',
    "definitions" TEXT NOT NULL DEFAULT 'ask',
    "results" TEXT NOT NULL DEFAULT 'withhold',
    "updated_by_id" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "security_policies_pkey" PRIMARY KEY ("org_id")
);

-- CreateTable
CREATE TABLE "conversation_taints" (
    "org_id" TEXT NOT NULL,
    "conversation_id" TEXT NOT NULL,
    "connector_id" TEXT NOT NULL,
    "connector_name" TEXT NOT NULL,
    "source" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "conversation_taints_pkey" PRIMARY KEY ("conversation_id","connector_id")
);

-- CreateTable
CREATE TABLE "default_toggles" (
    "org_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "connector_id" TEXT NOT NULL,
    "tool_name" TEXT NOT NULL DEFAULT '',
    "enabled" BOOLEAN NOT NULL,

    CONSTRAINT "default_toggles_pkey" PRIMARY KEY ("user_id","connector_id","tool_name")
);

-- CreateTable
CREATE TABLE "person_preferences" (
    "org_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "tool_access" TEXT NOT NULL DEFAULT 'auto',
    "model_id" TEXT,

    CONSTRAINT "person_preferences_pkey" PRIMARY KEY ("org_id","user_id")
);

-- CreateTable
CREATE TABLE "research" (
    "id" TEXT NOT NULL,
    "org_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "conversation_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "state" "research_state" NOT NULL DEFAULT 'planning',
    "plan" JSONB,
    "plan_hash" TEXT,
    "counters" JSONB NOT NULL DEFAULT '{}',
    "findings" JSONB NOT NULL DEFAULT '[]',
    "report" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "approved_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "research_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_providers" (
    "id" TEXT NOT NULL,
    "org_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "base_url" TEXT,
    "key_box" TEXT,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_providers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "org_models" (
    "id" TEXT NOT NULL,
    "org_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "model_name" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "context_tokens" INTEGER NOT NULL DEFAULT 128000,
    "sees_images" BOOLEAN NOT NULL DEFAULT false,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "org_models_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_settings" (
    "org_id" TEXT NOT NULL,
    "daily_tokens" INTEGER,
    "daily_tool_calls" INTEGER,
    "updated_by_id" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_settings_pkey" PRIMARY KEY ("org_id")
);

-- CreateTable
CREATE TABLE "usage" (
    "id" BIGSERIAL NOT NULL,
    "org_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "conversation_id" TEXT NOT NULL,
    "run_id" TEXT,
    "step" INTEGER,
    "purpose" TEXT NOT NULL,
    "model_label" TEXT NOT NULL,
    "input_tokens" INTEGER NOT NULL,
    "output_tokens" INTEGER NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "kind_policies_org_id_idx" ON "kind_policies"("org_id");

-- CreateIndex
CREATE INDEX "tool_classes_org_id_idx" ON "tool_classes"("org_id");

-- CreateIndex
CREATE INDEX "person_policies_org_id_user_id_idx" ON "person_policies"("org_id", "user_id");

-- CreateIndex
CREATE INDEX "conversation_taints_org_id_idx" ON "conversation_taints"("org_id");

-- CreateIndex
CREATE INDEX "default_toggles_org_id_user_id_idx" ON "default_toggles"("org_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "research_run_id_key" ON "research"("run_id");

-- CreateIndex
CREATE INDEX "research_org_id_conversation_id_idx" ON "research"("org_id", "conversation_id");

-- CreateIndex
CREATE UNIQUE INDEX "research_org_id_id_key" ON "research"("org_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "model_providers_org_id_id_key" ON "model_providers"("org_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "org_models_org_id_id_key" ON "org_models"("org_id", "id");

-- CreateIndex
CREATE INDEX "usage_org_id_at_idx" ON "usage"("org_id", "at");

-- CreateIndex
CREATE INDEX "usage_org_id_user_id_at_idx" ON "usage"("org_id", "user_id", "at");

-- CreateIndex
CREATE INDEX "usage_conversation_id_idx" ON "usage"("conversation_id");

-- AddForeignKey
ALTER TABLE "kind_policies" ADD CONSTRAINT "kind_policies_org_id_connector_id_fkey" FOREIGN KEY ("org_id", "connector_id") REFERENCES "connectors"("org_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tool_classes" ADD CONSTRAINT "tool_classes_org_id_connector_id_fkey" FOREIGN KEY ("org_id", "connector_id") REFERENCES "connectors"("org_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_policies" ADD CONSTRAINT "person_policies_org_id_connector_id_fkey" FOREIGN KEY ("org_id", "connector_id") REFERENCES "connectors"("org_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_policies" ADD CONSTRAINT "person_policies_org_id_user_id_fkey" FOREIGN KEY ("org_id", "user_id") REFERENCES "memberships"("org_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "security_policies" ADD CONSTRAINT "security_policies_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation_taints" ADD CONSTRAINT "conversation_taints_org_id_conversation_id_fkey" FOREIGN KEY ("org_id", "conversation_id") REFERENCES "conversations"("org_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "default_toggles" ADD CONSTRAINT "default_toggles_org_id_connector_id_fkey" FOREIGN KEY ("org_id", "connector_id") REFERENCES "connectors"("org_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "default_toggles" ADD CONSTRAINT "default_toggles_org_id_user_id_fkey" FOREIGN KEY ("org_id", "user_id") REFERENCES "memberships"("org_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_preferences" ADD CONSTRAINT "person_preferences_org_id_user_id_fkey" FOREIGN KEY ("org_id", "user_id") REFERENCES "memberships"("org_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "research" ADD CONSTRAINT "research_org_id_conversation_id_fkey" FOREIGN KEY ("org_id", "conversation_id") REFERENCES "conversations"("org_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_providers" ADD CONSTRAINT "model_providers_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "org_models" ADD CONSTRAINT "org_models_org_id_provider_id_fkey" FOREIGN KEY ("org_id", "provider_id") REFERENCES "model_providers"("org_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_settings" ADD CONSTRAINT "model_settings_org_id_fkey" FOREIGN KEY ("org_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- At most one default model in an organization.
CREATE UNIQUE INDEX "org_models_one_default" ON "org_models"("org_id") WHERE "is_default";
