// Finds what the schema of the permissions file says about a place in it.
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

/** A step from a value into a member (its name) or into an item of an array (null). */
export type Step = string | null;

const definitions: Record<string, Schema> = schema.$defs as Record<string, Schema>;

/** The alternatives of a schema, with references followed. Keywords next to a reference apply too. */
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

/** Finds the schemas of a place; several if there are alternatives, none if the schema knows no such place. */
export function schemasAt(path: readonly Step[]): Schema[] {
  return path.reduce<Schema[]>((schemas, step) => schemas.flatMap((one) => into(one, step)), resolve(schema as unknown as Schema));
}
