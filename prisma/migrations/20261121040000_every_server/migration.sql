-- CreateEnum
CREATE TYPE "input_state" AS ENUM ('pending', 'accepted', 'declined', 'cancelled', 'expired');

-- AlterEnum
ALTER TYPE "connector_auth" ADD VALUE 'headers';

-- AlterEnum
ALTER TYPE "tool_call_state" ADD VALUE 'awaiting_input';

-- AlterTable
ALTER TABLE "client_registrations" ADD COLUMN     "client_key_box" TEXT;

-- AlterTable
ALTER TABLE "connections" ADD COLUMN     "server" JSONB,
ADD COLUMN     "tools_expire_at" TIMESTAMPTZ(3),
ADD COLUMN     "tools_notice" JSONB;

-- AlterTable
ALTER TABLE "credentials" ADD COLUMN     "account_hash" TEXT,
ADD COLUMN     "dpop_key_box" TEXT,
ADD COLUMN     "grant" TEXT NOT NULL DEFAULT 'authorization_code',
ADD COLUMN     "refresh_at" TIMESTAMPTZ(3),
ADD COLUMN     "used_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "oauth_flows" ADD COLUMN     "account_key" TEXT NOT NULL DEFAULT 'default',
ADD COLUMN     "dpop_key_box" TEXT,
ADD COLUMN     "trace_id" TEXT;

-- AlterTable
ALTER TABLE "tool_calls" ADD COLUMN     "cancel_requested_at" TIMESTAMPTZ(3),
ADD COLUMN     "task" JSONB;

-- CreateTable
CREATE TABLE "request_headers" (
    "id" TEXT NOT NULL,
    "org_id" TEXT NOT NULL,
    "connector_id" TEXT NOT NULL,
    "connection_id" TEXT,
    "name" TEXT NOT NULL,
    "value_box" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "request_headers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connector_icons" (
    "connector_id" TEXT NOT NULL,
    "org_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "content_type" TEXT,
    "bytes" BYTEA,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connector_icons_pkey" PRIMARY KEY ("connector_id")
);

-- CreateTable
CREATE TABLE "traces" (
    "id" TEXT NOT NULL,
    "org_id" TEXT NOT NULL,
    "connector_id" TEXT NOT NULL,
    "user_id" TEXT,
    "connection_id" TEXT,
    "kind" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "steps" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" INTEGER NOT NULL,

    CONSTRAINT "traces_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conversation_accounts" (
    "org_id" TEXT NOT NULL,
    "conversation_id" TEXT NOT NULL,
    "connector_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,

    CONSTRAINT "conversation_accounts_pkey" PRIMARY KEY ("conversation_id","connector_id")
);

-- CreateTable
CREATE TABLE "tool_call_inputs" (
    "id" TEXT NOT NULL,
    "org_id" TEXT NOT NULL,
    "tool_call_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "request_state" TEXT,
    "state" "input_state" NOT NULL DEFAULT 'pending',
    "response" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "tool_call_inputs_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "credentials_refresh_at_idx" ON "credentials"("refresh_at");

-- CreateIndex
CREATE UNIQUE INDEX "request_headers_connector_id_connection_id_name_key" ON "request_headers"("connector_id", "connection_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "connector_icons_org_id_connector_id_key" ON "connector_icons"("org_id", "connector_id");

-- CreateIndex
CREATE INDEX "traces_org_id_connector_id_started_at_idx" ON "traces"("org_id", "connector_id", "started_at");

-- CreateIndex
CREATE INDEX "traces_connector_id_user_id_kind_outcome_started_at_idx" ON "traces"("connector_id", "user_id", "kind", "outcome", "started_at");

-- CreateIndex
CREATE INDEX "traces_started_at_idx" ON "traces"("started_at");

-- CreateIndex
CREATE INDEX "conversation_accounts_org_id_connection_id_idx" ON "conversation_accounts"("org_id", "connection_id");

-- CreateIndex
CREATE INDEX "tool_call_inputs_org_id_tool_call_id_idx" ON "tool_call_inputs"("org_id", "tool_call_id");

-- CreateIndex
CREATE INDEX "tool_call_inputs_state_expires_at_idx" ON "tool_call_inputs"("state", "expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "tool_call_inputs_tool_call_id_round_key_key" ON "tool_call_inputs"("tool_call_id", "round", "key");

-- AddForeignKey
ALTER TABLE "request_headers" ADD CONSTRAINT "request_headers_org_id_connector_id_fkey" FOREIGN KEY ("org_id", "connector_id") REFERENCES "connectors"("org_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request_headers" ADD CONSTRAINT "request_headers_org_id_connection_id_fkey" FOREIGN KEY ("org_id", "connection_id") REFERENCES "connections"("org_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connector_icons" ADD CONSTRAINT "connector_icons_org_id_connector_id_fkey" FOREIGN KEY ("org_id", "connector_id") REFERENCES "connectors"("org_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "traces" ADD CONSTRAINT "traces_org_id_connector_id_fkey" FOREIGN KEY ("org_id", "connector_id") REFERENCES "connectors"("org_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation_accounts" ADD CONSTRAINT "conversation_accounts_org_id_conversation_id_fkey" FOREIGN KEY ("org_id", "conversation_id") REFERENCES "conversations"("org_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation_accounts" ADD CONSTRAINT "conversation_accounts_org_id_connection_id_fkey" FOREIGN KEY ("org_id", "connection_id") REFERENCES "connections"("org_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tool_call_inputs" ADD CONSTRAINT "tool_call_inputs_org_id_tool_call_id_fkey" FOREIGN KEY ("org_id", "tool_call_id") REFERENCES "tool_calls"("org_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One shared header of a name per connector; a plain unique index takes any number of nulls.
CREATE UNIQUE INDEX "request_headers_shared" ON "request_headers"("connector_id", "name") WHERE "connection_id" IS NULL;

-- CreateTable
CREATE TABLE "attachments" (
    "id" TEXT NOT NULL,
    "org_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "attachments_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "attachments_org_id_user_id_created_at_idx" ON "attachments"("org_id", "user_id", "created_at");

-- CreateIndex
CREATE INDEX "attachments_created_at_idx" ON "attachments"("created_at");

-- AddForeignKey
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_org_id_connection_id_fkey" FOREIGN KEY ("org_id", "connection_id") REFERENCES "connections"("org_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
