import { defineConfig } from "prisma/config";

// `prisma generate` never runs the schema engine, yet the CLI insists on having one; any executable satisfies it.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: "prisma/schema.prisma" });
