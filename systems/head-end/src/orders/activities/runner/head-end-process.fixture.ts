import { startTestHeadEnd } from '../../../testing/test-head-end.ts'

/** A head-end in a process of its own, to be killed: `node head-end-process.fixture.ts <data> <begin of the clock> <real begin> <speed> [<database>]`. */
const [data, begin, realBegin, speed, database] = process.argv.slice(2)
const headEnd = await startTestHeadEnd({
  data: data!,
  ...(database !== undefined && { database }),
  apiToken: 'test-token',
  clock: { now: () => Number(begin) + Math.round((Date.now() - Number(realBegin)) * Number(speed)) },
})
console.log(JSON.stringify({ url: headEnd.url }))
process.once('SIGTERM', () => void headEnd.close().then(() => process.exit()))
