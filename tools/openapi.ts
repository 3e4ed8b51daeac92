/**
 * Writes the pages' types of the REST interfaces, from the same schemas that head-end and monitoring platform check requests with.
 *
 *     node tools/openapi.ts
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeRestApi } from '@ferraris/head-end'
import { describeMonitoringApi } from '@ferraris/monitoring'

const console_ = new URL('../systems/console/', import.meta.url)

/** The committed files, each with the OpenAPI document that it is made from; `openapi.test.ts` fails when one is not what `generateTypes` gives. */
export const generatedFiles = [
  { file: fileOf('src/api/schema.generated.ts'), describe: describeRestApi },
  { file: fileOf('src/monitoring/api/schema.generated.ts'), describe: describeMonitoringApi },
]

function fileOf(path: string): string {
  return fileURLToPath(new URL(path, console_))
}

/** OpenAPI document → TypeScript, by openapi-typescript. */
export async function generateTypes(describe: () => Promise<object>): Promise<string> {
  const packageFile = createRequire(new URL('package.json', console_)).resolve(
    'openapi-typescript/package.json',
  )
  const cli = join(dirname(packageFile), 'bin/cli.js')
  const description = JSON.stringify(await describe())
  return execFileSync(process.execPath, [cli], { input: description, encoding: 'utf8' })
}

if (import.meta.main)
  for (const { file, describe } of generatedFiles) writeFileSync(file, await generateTypes(describe))
