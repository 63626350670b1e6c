// Reads {"schema": …, "documents": […]} from standard input and prints for each document whether the schema accepts it.
// Checks the schema itself against the metaschema of draft 2020-12. An unknown keyword is an error.
const { readFileSync } = require("node:fs");
const Ajv2020 = require("ajv/dist/2020").default;

const { schema, documents } = JSON.parse(readFileSync(0, "utf8"));
const validator = new Ajv2020({ strict: true, allowUnionTypes: true });
if (!validator.validateSchema(schema)) {
  throw new Error(validator.errorsText());
}

const accepts = validator.compile(schema);
process.stdout.write(JSON.stringify(documents.map((document) => accepts(document))));
