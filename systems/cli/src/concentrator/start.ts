import { readFileSync } from 'node:fs'
import { KeyVault, Store } from '@ferraris/concentrator'
import { DataLock } from '@ferraris/meter/data-lock'
import { openSerial } from '@ferraris/transport'
import { MediumError } from '../errors.ts'
import { makeDataFolder } from '../head-end/data-folder.ts'
import { stopSignal } from '../stop-signal.ts'
import { say, show } from '../terminal/say.ts'
import { style } from '../terminal/style.ts'
import {
  type ConcentratorFlags,
  concentratorFiles,
  headEndPlace,
  localPorts,
  modemPlace,
  timeServer,
  zoneOf,
} from './options.ts'
import { runConcentrator } from './run.ts'

/** `concentrator start`: until it is stopped, or its modem is gone. */
export async function startConcentrator(modem: string, flags: ConcentratorFlags): Promise<void> {
  const place = modemPlace(modem)
  const headEnd = headEndPlace(flags)
  const files = concentratorFiles(flags)
  const zone = zoneOf(flags)
  const server = timeServer(flags)
  const ports = localPorts(flags)
  const { name, substation = name } = flags
  makeDataFolder(files.folder)
  // Two processes would each count on from what they have read, and use one counter twice.
  const lock = DataLock.take(files.store)
  const store = Store.open(files.store, KeyVault.open(files.kek))
  const serial = await openSerial(place)

  show(flags.json, { name, substation, modem: serial.name, store: files.store, pid: process.pid }, () => name)
  say(`${style.success('●')} Concentrator ${name} on ${serial.name}. Ctrl-C stops it.`)

  const equipment = {
    name,
    substation,
    zone,
    store,
    serial,
    headEnd,
    timeServer: server,
    localPorts: ports,
    version: version(),
    stopped: stopSignal(),
  }
  let end = await runConcentrator(equipment)
  while (end === 'restart') {
    say(`${style.success('●')} New firmware: ${name} starts again.`)
    end = await runConcentrator(equipment)
  }
  await serial.close()
  store.close()
  lock.release()
  if (end !== 'stopped') {
    const { modemGone: reason } = end
    throw new MediumError(
      'modem-gone',
      `the modem on ${serial.name} is gone${reason ? `: ${reason.message}` : ''}`,
    )
  }
}

function version(): string {
  const manifest = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}
