// Bundles the modules of the page into one script. The licenses of the bundled packages are at the end of the script.
import { readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { build } from "esbuild";

const [outfile] = process.argv.slice(2);
const bundle = {
  entryPoints: ["src/main.ts"],
  bundle: true,
  format: "iife",
  target: "es2023",
  minify: true,
  charset: "utf8",
  metafile: true,
  logLevel: "warning",
};

/** Returns the folders of the bundled packages. */
function packagesIn({ inputs }) {
  const folders = Object.keys(inputs)
    .filter((path) => path.includes("node_modules/"))
    .map((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)[0].replaceAll("/", sep));
  return [...new Set(folders)].sort();
}

const { metafile } = await build({ ...bundle, write: false });
const licences = packagesIn(metafile).map((folder) => {
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return `${name} ${version}\n\n${readFileSync(join(folder, "LICENSE"), "utf8").trim()}`;
});
await build({ ...bundle, outfile, footer: { js: `/*!\n${licences.join("\n\n")}\n*/` } });
