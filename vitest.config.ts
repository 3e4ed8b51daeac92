import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{protocols,transport,client,devices,systems,testing,bench,e2e,tools}/**/*.test.ts'],
    // Two cores and noisy neighbours: a test says what must happen, never how fast.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
})
