// Writes src/generated from the committed documents of the interface, so that a page that asks for what the service does not
// answer does not compile: api.ts from openapi.json, room.ts from the schemas of asyncapi.yaml.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import openapi, { astToString } from 'openapi-typescript'
import { parse } from 'yaml'

const documents = new URL('../../../api/', import.meta.url)
const out = new URL('../src/generated/', import.meta.url)

/** An AsyncAPI document's schemas are JSON Schema, as those of OpenAPI 3.1 are: the same tool reads both. */
function schemasOf(asyncapi) {
  return { openapi: '3.1.0', info: asyncapi.info, paths: {}, components: { schemas: asyncapi.components.schemas } }
}

await mkdir(out, { recursive: true })
const rest = JSON.parse(await readFile(new URL('openapi.json', documents), 'utf8'))
const room = schemasOf(parse(await readFile(new URL('asyncapi.yaml', documents), 'utf8')))
await writeFile(new URL('api.ts', out), astToString(await openapi(rest)))
await writeFile(new URL('room.ts', out), astToString(await openapi(room)))
