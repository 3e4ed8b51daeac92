import { startTestHeadEnd } from '../../testing/test-head-end.ts'

/**
 * A head-end in a process of its own, to be killed: `node head-end-process.fixture.ts <data> <mqtt port> [<since>]`. Its clock
 * stands, or goes on since that time of this machine's clock.
 */
const [data, mqttPort, since] = process.argv.slice(2)
const begin = Date.parse('2026-11-20T12:00:00Z')
const headEnd = await startTestHeadEnd({
  data: data!,
  concentrators: { mqttPort: Number(mqttPort) },
  pushes: [{ medium: 'tcp', host: '127.0.0.1', port: 0 }],
  apiToken: 'test-token',
  clock: { now: () => begin + (since === undefined ? 0 : Date.now() - Number(since)) },
})
const pushPort = Number(headEnd.pushPlaces[0]?.split(':').at(-1))
console.log(JSON.stringify({ url: headEnd.url, mqttPort: headEnd.mqttPort, pushPort }))
process.once('SIGTERM', () => void headEnd.close().then(() => process.exit()))
