import { defineConfig } from 'vitest/config'
import { testFiles } from './src/use-cases/tests-of-lines.ts'

export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    exclude: ['**/node_modules/**'],
    include: [testFiles],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 2,
  },
})
