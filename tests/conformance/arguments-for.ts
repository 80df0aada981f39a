type JsonObject = { [key: string]: unknown };

/** Some arguments that a tool's schema allows: what it requires, and nothing else. */
export function argumentsFor(schema: JsonObject): JsonObject {
  const properties = (schema.properties ?? {}) as { [name: string]: JsonObject };
  const required = (schema.required ?? []) as string[];
  return Object.fromEntries(required.map((name) => [name, valueFor(properties[name] ?? {})]));
}

function valueFor(schema: JsonObject): unknown {
  if (schema.default !== undefined) return schema.default;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  switch (schema.type) {
    case "number":
    case "integer":
      return schema.minimum ?? 1;
    case "boolean":
      return true;
    case "array":
      return [];
    case "object":
      return argumentsFor(schema);
    default:
      return "text";
  }
}
