import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generatedFile, generateTypes } from './openapi.ts'

test('the console’s types are those of the head-end’s schemas (node tools/openapi.ts writes them)', async () => {
  expect(readFileSync(generatedFile, 'utf8')).toBe(await generateTypes())
})
