// hcl.mjs FILE …: each Terraform file as JSON, in one object by file name. Ends with 1 at the first that is not HCL.
import { readFileSync } from 'node:fs';
import { parse } from '@cdktf/hcl2json';

const files = {};
for (const file of process.argv.slice(2)) {
  files[file] = await parse(file, readFileSync(file, 'utf8'));
}
process.stdout.write(JSON.stringify(files));
