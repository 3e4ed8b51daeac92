import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // They belong to `npm run use-cases`, which has the time for them.
    exclude: ['**/node_modules/**', '**/*.long.test.ts'],
    include: ['{protocols,transport,client,devices,systems,testing,bench,e2e,tools}/**/*.test.ts'],
    // Two cores and noisy neighbours: a test says what must happen, never how fast.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
})
