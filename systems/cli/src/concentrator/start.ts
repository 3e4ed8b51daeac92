import { readFileSync } from 'node:fs'
import {
  Concentrator,
  HeadEndConnection,
  KeyVault,
  ModemPort,
  metersAndMore,
  Store,
} from '@ferraris/concentrator'
import { DataLock } from '@ferraris/meter/data-lock'
import { openSerial } from '@ferraris/transport'
import { MediumError } from '../errors.ts'
import { makeDataFolder } from '../head-end/data-folder.ts'
import { stopSignal } from '../stop-signal.ts'
import { say, show } from '../terminal/say.ts'
import { style } from '../terminal/style.ts'
import { connectionText } from './connection-text.ts'
import { type ConcentratorFlags, concentratorFiles, headEndPlace, modemPlace, zoneOf } from './options.ts'
import { Alarm } from './real-time.ts'

/** `concentrator start`: until it is stopped, or its modem is gone. */
export async function startConcentrator(modem: string, flags: ConcentratorFlags): Promise<void> {
  const place = modemPlace(modem)
  const headEnd = headEndPlace(flags)
  const files = concentratorFiles(flags)
  const zone = zoneOf(flags)
  const { name, substation = name } = flags
  makeDataFolder(files.folder)
  // Two processes would each count on from what they have read, and use one counter twice.
  const lock = DataLock.take(files.store)
  const store = Store.open(files.store, KeyVault.open(files.kek))
  const serial = await openSerial(place)

  let port: ModemPort | undefined
  const modemAlarm = new Alarm(now => port?.wake(now))
  const alarm = new Alarm(now => concentrator.wake(now))
  const concentrator: Concentrator = new Concentrator({
    substation,
    zone,
    store,
    network: metersAndMore({
      attach: station => {
        port = new ModemPort(station, {
          write: octets => serial.write(octets),
          now: Date.now,
          wakeAt: time => modemAlarm.set(time),
        })
        return port
      },
    }),
    uplink: { publish: message => connection.publish(message) },
    wakeAt: time => alarm.set(time),
    random: Math.random,
  })
  const connection = new HeadEndConnection({
    place: headEnd,
    concentrator: name,
    hello: { version: version(), substation },
    enter: happen => happen(concentrator, Date.now()),
    onState(state, error) {
      if (state === 'up') concentrator.connected(Date.now())
      else concentrator.disconnected(Date.now())
      say(connectionText(state, headEnd.broker, error))
    },
    random: Math.random,
  })
  const gone = new Promise<Error | undefined>(resolve =>
    serial.attach({ onOctets: octets => port?.octets(octets, Date.now()), onClosed: resolve }),
  )
  concentrator.start(Date.now())
  show(flags.json, { name, substation, modem: serial.name, store: files.store, pid: process.pid }, () => name)
  say(`${style.success('●')} Concentrator ${name} on ${serial.name}. Ctrl-C stops it.`)

  const lost = await Promise.race([stopSignal().then(() => 'stopped' as const), gone])
  concentrator.stop(Date.now())
  alarm.set(Number.POSITIVE_INFINITY)
  concentrator.detach()
  await connection.close()
  await serial.close()
  store.close()
  lock.release()
  if (lost !== 'stopped') {
    throw new MediumError(
      'modem-gone',
      `the modem on ${serial.name} is gone${lost ? `: ${lost.message}` : ''}`,
    )
  }
}

function version(): string {
  const manifest = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}
