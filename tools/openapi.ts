/**
 * Writes the console's types of the REST interface, from the same schemas that the head-end checks requests with.
 *
 *     node tools/openapi.ts
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeRestApi } from '@ferraris/head-end'

const console_ = new URL('../systems/console/', import.meta.url)

/** The committed file; `openapi.test.ts` fails when it is not what `generateTypes` gives. */
export const generatedFile = fileURLToPath(new URL('src/api/schema.generated.ts', console_))

/** OpenAPI document of the head-end → TypeScript, by openapi-typescript. */
export async function generateTypes(): Promise<string> {
  const packageFile = createRequire(new URL('package.json', console_)).resolve(
    'openapi-typescript/package.json',
  )
  const cli = join(dirname(packageFile), 'bin/cli.js')
  const description = JSON.stringify(await describeRestApi())
  return execFileSync(process.execPath, [cli], { input: description, encoding: 'utf8' })
}

if (import.meta.main) writeFileSync(generatedFile, await generateTypes())
