import { defineConfig } from 'vitest/config'

/** Functions over octets and values: nothing of one file is left for the next, so that a worker may keep its modules. */
const pure = ['protocols', 'client', 'testing', 'tools', 'systems/console']
/** Tests of the head-end that leave nothing in its modules: a worker loads those once for all of them, which spares 3 s of a processor a file. */
const sharing = ['systems/head-end/src/{clock,events,inventory,readings,schedules,summary}']
/** What opens sockets, stores and processes. */
const systems = ['transport', 'devices', 'systems/!(console)', 'bench', 'e2e']

/** Long ones belong to `npm run use-cases`, which has the time for them. */
const excluded = ['**/node_modules/**', '**/*.long.test.ts']

function testsIn(folders: readonly string[]): string[] {
  return folders.map(folder => `${folder}/**/*.test.ts`)
}

export default defineConfig({
  test: {
    // Two cores and noisy neighbours: a test says what must happen, never how fast.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    exclude: excluded,
    projects: [
      { extends: true, test: { name: 'pure', include: testsIn(pure), isolate: false } },
      { extends: true, test: { name: 'sharing', include: testsIn(sharing), isolate: false } },
      {
        extends: true,
        test: { name: 'systems', include: testsIn(systems), exclude: [...excluded, ...testsIn(sharing)] },
      },
    ],
  },
})
