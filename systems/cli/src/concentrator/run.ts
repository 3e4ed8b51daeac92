import {
  Concentrator,
  HeadEndConnection,
  type HeadEndPlace,
  ModemPort,
  metersAndMore,
  type Store,
} from '@ferraris/concentrator'
import type { Zone } from '@ferraris/cosem'
import type { openSerial } from '@ferraris/transport'
import { say } from '../terminal/say.ts'
import { connectionText } from './connection-text.ts'
import { type LocalPorts, openLocalPorts } from './local-ports.ts'
import { OwnClock, type TimeServer } from './own-clock.ts'
import { Alarm } from './real-time.ts'

/** What a concentrator on a modem is made of. */
interface Equipment {
  readonly name: string
  readonly substation: string
  readonly zone: Zone
  readonly store: Store
  readonly serial: Awaited<ReturnType<typeof openSerial>>
  readonly headEnd: HeadEndPlace
  readonly timeServer: TimeServer | undefined
  readonly localPorts: LocalPorts
  /** Of the program. */
  readonly version: string
  /** It is to stop. */
  readonly stopped: Promise<unknown>
}

/** Why a concentrator has ended: `restart` to run its new firmware, or the modem is gone, for this reason. */
type End = 'stopped' | 'restart' | { readonly modemGone: Error | undefined }

/** Runs a concentrator until it is stopped, wants to be started again, or its modem is gone. */
export async function runConcentrator(equipment: Equipment): Promise<End> {
  const { name, substation, zone, store, serial, headEnd, timeServer, version } = equipment
  const { promise: end, resolve: ends } = Promise.withResolvers<End>()
  const clock = new OwnClock()
  let port: ModemPort | undefined
  const modemAlarm = new Alarm(clock.now, now => port?.wake(now))
  const alarm = new Alarm(clock.now, now => concentrator.wake(now))
  const concentrator: Concentrator = new Concentrator({
    name,
    substation,
    zone,
    store,
    network: metersAndMore({
      attach: station => {
        port = new ModemPort(station, {
          write: octets => serial.write(octets),
          now: clock.now,
          wakeAt: time => modemAlarm.set(time),
        })
        return port
      },
    }),
    uplink: { publish: message => connection.publish(message) },
    wakeAt: time => alarm.set(time),
    random: Math.random,
    version,
    restart: () => ends('restart'),
    ...(timeServer !== undefined && { compareClock: () => void setClock(timeServer) }),
  })
  const connection = new HeadEndConnection({
    place: headEnd,
    concentrator: name,
    hello: { version, substation },
    enter: happen => happen(concentrator, clock.now()),
    onState(state, error) {
      if (state === 'up') concentrator.connected(clock.now())
      else concentrator.disconnected(clock.now())
      say(connectionText(state, headEnd.broker, error))
    },
    random: Math.random,
  })
  /** A server that does not answer is asked again with the next comparison: until then the clock goes on as it is. */
  async function setClock(server: TimeServer): Promise<void> {
    try {
      const comparison = await clock.setBy(server)
      concentrator.clockCompared({ ...comparison, server: server.host }, clock.now())
    } catch (error) {
      say(`○ the clock was not set: ${(error as Error).message}`)
    }
  }
  serial.attach({
    onOctets: octets => port?.octets(octets, clock.now()),
    onClosed: reason => ends({ modemGone: reason }),
  })
  concentrator.start(clock.now())
  const closeLocalPorts = await openLocalPorts(equipment.localPorts, () => {
    const answer = concentrator.localAccess()
    return octets => answer(octets, clock.now())
  })

  const why = await Promise.race([equipment.stopped.then(() => 'stopped' as const), end])
  await closeLocalPorts()
  concentrator.stop(clock.now())
  for (const each of [alarm, modemAlarm]) each.set(Number.POSITIVE_INFINITY)
  concentrator.detach()
  await connection.close()
  return why
}
