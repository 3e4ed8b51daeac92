import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generatedFiles, generateTypes } from './openapi.ts'

test.each(generatedFiles)(
  'the pages’ types are those of the schemas (node tools/openapi.ts writes them): $file',
  async ({ file, describe }) => {
    expect(readFileSync(file, 'utf8')).toBe(await generateTypes(describe))
  },
)
