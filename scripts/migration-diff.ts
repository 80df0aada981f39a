// Prints the SQL that leads from the migrations to prisma/schema.prisma; prints nothing when they agree.
// usage: DATABASE_URL=<a migrated database> npm run --silent db:diff
import { readFile } from "node:fs/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";

/** The SQL difference between a live database and the schema file; "" when there is none. */
export async function schemaDifference(databaseUrl: string, schemaPath = "prisma/schema.prisma"): Promise<string> {
  const wasm = await import("@prisma/schema-engine-wasm");
  const schema = await readFile(schemaPath, "utf8");
  const files = { files: [{ path: schemaPath, content: schema }], configDir: "" };
  const factory = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: databaseUrl }));
  const engine = await wasm.SchemaEngine.new({ datamodels: [[schemaPath, schema]] }, () => {}, factory);
  try {
    const { stdout } = await engine.diff({
      from: { tag: "schemaDatasource", ...files },
      to: { tag: "schemaDatamodel", ...files },
      script: true,
      shadowDatabaseUrl: null,
      exitCode: null,
      filters: { externalTables: ["public._prisma_migrations"], externalEnums: [] },
    });
    return stdout?.includes("This is an empty migration") ? "" : (stdout ?? "");
  } finally {
    await engine.free();
  }
}

if (import.meta.main) {
  if (!process.env.DATABASE_URL) throw new Error("DATABASE_URL must name a migrated database");
  process.stdout.write(await schemaDifference(process.env.DATABASE_URL));
}
