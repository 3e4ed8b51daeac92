import { defineConfig } from 'vitest/config'

/** Sources of the console, for a bundler. */
const bundled = ['systems/console']
/** What leaves nothing in its process: a worker loads modules once for all of these, which spares 2 s of a processor a file. */
const sharing = ['protocols', 'client', 'testing', 'tools', 'systems/!(console)']
/** What measures its process, or has child processes do the work. */
const alone = ['transport', 'devices', 'bench', 'e2e']

/** Long ones belong to `npm run use-cases`, which has the time for them. */
const excluded = ['**/node_modules/**', '**/*.long.test.ts']

/** Node imports the sources as it does for users, which spares Vite's transformation of each module for each file. */
const native = {
  setupFiles: ['tools/vitest/worker.ts'],
  experimental: { viteModuleRunner: false, nodeLoader: false },
}

function testsIn(folders: readonly string[]): string[] {
  return folders.map(folder => `${folder}/**/*.test.ts`)
}

export default defineConfig({
  test: {
    // Two cores and noisy neighbours: a test says what must happen, never how fast.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 2,
    exclude: excluded,
    globalSetup: ['tools/vitest/run.ts'],
    projects: [
      { extends: true, test: { name: 'alone', include: testsIn(alone), ...native } },
      { extends: true, test: { name: 'bundled', include: testsIn(bundled), isolate: false } },
      { extends: true, test: { name: 'sharing', include: testsIn(sharing), isolate: false, ...native } },
    ],
  },
})
