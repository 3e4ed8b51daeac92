import { startHeadEnd } from '../../head-end.ts'
import { createLog } from '../../log.ts'

/** A head-end in a process of its own, to be killed: `node head-end-process.fixture.ts <data>`. */
const [data] = process.argv.slice(2)
const headEnd = await startHeadEnd({
  data: data!,
  port: 0,
  apiToken: 'test-token',
  privateNetworks: ['127.0.0.1'],
  log: createLog({ level: 'silent' }),
})
console.log(JSON.stringify({ url: headEnd.url }))
process.once('SIGTERM', () => void headEnd.close().then(() => process.exit()))
