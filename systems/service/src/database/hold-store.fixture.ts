import { allMigrations } from '../kit-features.ts'
import { openStore } from './store.ts'

/** A process that holds the store of a data folder until it is killed; tells its server's process number. */
const store = await openStore({ data: process.argv[2]!, name: 'test', migrations: allMigrations([]) })
process.stdout.write(`${store.server!.pid}\n`)
setInterval(() => {}, 60_000)
