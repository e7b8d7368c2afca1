// Validates SARIF by the schema that Microsoft's library carries: node report_schema.cjs MODULES FILE.sarif
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { resolve } = require("node:path");

const [modules, file] = process.argv.slice(2);
const load = createRequire(resolve(modules, "x.js"));
const Ajv = load("ajv");
const ajv = new Ajv({ schemaId: "id", meta: false, allErrors: true });
ajv.addMetaSchema(load("ajv/lib/refs/json-schema-draft-04.json"));
const validate = ajv.compile(load("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));
const log = JSON.parse(readFileSync(file, "utf8"));
if (!validate(log)) {
  console.error(validate.errors);
  process.exit(1);
}
// The schema leaves almost everything optional: it would pass an empty log too.
const results = log.runs[0].results.length;
if (results < 4) throw new Error(`${results} results`);
console.log(`${results} results: valid SARIF 2.1.0`);
