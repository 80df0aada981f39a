// Prints the SQL that leads from the migrations to prisma/schema.prisma; prints nothing when they agree.
// usage: DATABASE_URL=<a migrated database> npm run --silent db:diff
import { readFile } from "node:fs/promises";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";

/** PostgreSQL's one-byte "char" of its catalogues, which Prisma's adapter has no name for, and what to read it as. */
const INTERNAL_CHAR = 18;
const TEXT = 25;

type Answer = { fields?: { dataTypeID: number }[]; rows: unknown };
type Asks = { performIO(query: unknown): Promise<Answer> };

/** The adapter with the catalogues' columns made readable, so that the engine can describe a live database. */
class CatalogueAdapter extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    const asking = adapter as unknown as Asks;
    const ask = asking.performIO.bind(adapter);
    const readRaw = adapter.queryRaw.bind(adapter);
    const characterColumns = new WeakMap<object, number[]>();
    asking.performIO = async (query) => {
      const answer = await ask(query);
      const fields = answer.fields ?? [];
      const found = fields.flatMap((field, index) => (field.dataTypeID === INTERNAL_CHAR ? [index] : []));
      for (const index of found) fields[index] = { ...fields[index], dataTypeID: TEXT };
      characterColumns.set(answer.rows as object, found);
      return answer;
    };
    adapter.queryRaw = async (query) => {
      const result = await readRaw(query);
      for (const index of characterColumns.get(result.rows) ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    };
    return adapter;
  }
}

/** The SQL difference between a live database and the schema file; "" when there is none. */
export async function schemaDifference(databaseUrl: string, schemaPath = "prisma/schema.prisma"): Promise<string> {
  const wasm = await import("@prisma/schema-engine-wasm");
  const schema = await readFile(schemaPath, "utf8");
  const files = { files: [{ path: schemaPath, content: schema }], configDir: "" };
  const factory = bindMigrationAwareSqlAdapterFactory(new CatalogueAdapter({ connectionString: databaseUrl }));
  const engine = await wasm.SchemaEngine.new({ datamodels: [[schemaPath, schema]] }, () => {}, factory);
  try {
    const { stdout } = await engine.diff({
      from: { tag: "schemaDatasource", ...files },
      to: { tag: "schemaDatamodel", ...files },
      script: true,
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
