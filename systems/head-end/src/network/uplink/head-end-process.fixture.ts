import { startHeadEnd } from '../../head-end.ts'
import { createLog } from '../../log.ts'

/** A head-end in a process of its own, to be killed: `node head-end-process.fixture.ts <data> <mqtt port>`. */
const [data, mqttPort] = process.argv.slice(2)
const headEnd = await startHeadEnd({
  data: data!,
  port: 0,
  concentrators: { mqttPort: Number(mqttPort) },
  apiToken: 'test-token',
  clock: { now: () => Date.parse('2026-11-20T12:00:00Z') },
  log: createLog({ level: 'silent' }),
})
console.log(JSON.stringify({ url: headEnd.url, mqttPort: headEnd.mqttPort }))
process.once('SIGTERM', () => void headEnd.close().then(() => process.exit()))
