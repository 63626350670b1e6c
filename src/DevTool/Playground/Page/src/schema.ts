// Finds the part of the schema that describes a position in the permissions file.
import schema from "../../../../Authorizer/permissions.schema.json";

/** The part of JSON Schema that permissions.schema.json uses. */
export interface Schema {
  $ref?: string;
  description?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: Schema[];
  enum?: string[];
  const?: string | number;
  examples?: string[];
}

/** A step of a path: the name of a member, or null for an array item. */
export type Step = string | null;

const definitions: Record<string, Schema> = schema.$defs as Record<string, Schema>;

/** Returns the alternatives of a schema after resolving references. Keywords next to a reference also apply. */
function resolve(one: Schema): Schema[] {
  const { $ref, anyOf, ...own } = one;
  const target = $ref ? definitions[$ref.replace("#/$defs/", "")] : undefined;
  const resolved = target ? resolve(target).map((each) => ({ ...each, ...own })) : [own];
  return anyOf ? anyOf.flatMap(resolve) : resolved;
}

function into(one: Schema, step: Step): Schema[] {
  const next = step === null ? one.items
    : one.properties?.[step] ?? (typeof one.additionalProperties === "object" ? one.additionalProperties : undefined);
  return next ? resolve(next) : [];
}

/** Finds the schemas for a path. Returns several schemas if there are alternatives, and none if the path does not exist in the schema. */
export function schemasAt(path: readonly Step[]): Schema[] {
  return path.reduce<Schema[]>((schemas, step) => schemas.flatMap((one) => into(one, step)), resolve(schema as unknown as Schema));
}
